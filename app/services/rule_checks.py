"""How a rule was verified with its platform: what is entered, checked and kept with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.catalogue.parts import Content
from app.errors import FieldsError
from app.model.kinds import CheckMethod
from app.model.own_rules import RuleCheck, RuleCheckFile
from app.progress import Progress
from app.services.attachments import Checked, record, take_in
from app.services.change import Change
from app.services.fields import Fields
from app.services.workspace import Workspace


@dataclass(frozen=True)
class RuleRef:
    """Names one rule of one platform."""

    platform: str
    rule: str


@dataclass(frozen=True)
class CheckInput:
    """How a rule was verified: the day, how, with whom, and what shows it (PDF, JPG, PNG).

    Without ``how`` nothing was verified: the rule is only written down.
    """

    verified_on: date | None
    how: CheckMethod | None = None
    with_whom: str = ""
    note: str = ""
    files: tuple[Path, ...] = ()

    @property
    def told(self) -> bool:
        """Whether it says anything of a verification."""
        return bool(self.how or self.with_whom.strip() or self.note.strip() or self.files)


def require_check(ws: Workspace, check: CheckInput, *, needed: bool) -> date:
    """Return the day of a verification; raise :class:`FieldsError` for what is wrong with it."""
    fields = Fields()
    fields.text("with_whom", check.with_whom, "核实对象", 200)
    fields.text("note", check.note, "核实情况")
    if check.verified_on is None:
        fields.wrong("verified_on", "请填写核实日期")
    elif check.verified_on > ws.today():
        fields.wrong("verified_on", "核实日期不能晚于今天")
    else:
        fields.plausible("verified_on", check.verified_on)
    if check.how is None and (needed or check.told):
        fields.wrong("how", "请选择核实方式")
    fields.done()
    if check.verified_on is None:
        raise FieldsError({"verified_on": "请填写核实日期"})
    return check.verified_on


def take_in_proof(ws: Workspace, check: CheckInput, progress: Progress) -> list[Checked]:
    """Put the files that show a verification into the vault; raise for one that is unfit."""
    return [take_in(ws, path, progress) for path in check.files]


def note_check(
    change: Change, where: RuleRef, value: Content, check: CheckInput, files: list[Checked]
) -> None:
    """Write that a rule was verified as ``value`` says, in the caller's transaction."""
    assert check.verified_on is not None
    assert check.how is not None
    made = RuleCheck(
        platform=where.platform,
        rule=where.rule,
        value=value,
        verified_on=check.verified_on,
        how=check.how,
        with_whom=check.with_whom.strip(),
        note=check.note.strip(),
    )
    change.session.add(made)
    for place, file in enumerate(files):
        made.file_links.append(RuleCheckFile(attachment=record(change, file), position=place))
    change.session.flush()


def source_of(check: CheckInput) -> str:
    """Return what a verification is cited as, where it is a rule's source."""
    how = check.how.label if check.how else ""
    whom = f"，{check.with_whom.strip()}" if check.with_whom.strip() else ""
    return f"本单位核实（{how}{whom}）"
