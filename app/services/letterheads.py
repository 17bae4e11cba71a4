"""The letterheads of the subjects (抬头): which forms carry what above their title."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFoundError, QingBeiError
from app.model.inventory import Organisation
from app.model.own_rules import Letterhead
from app.progress import Progress, Silent
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace

LONGEST_NAME, LONGEST_LINE = 60, 120
TABLE = "letterhead"


@dataclass(frozen=True)
class LetterheadView:
    """A subject's letterhead; ``logo`` is a PNG, empty for none, ``forms`` what carries it.

    ``logo_lost`` tells that the vault no longer holds the logo as it came in.
    """

    organisation_id: int
    organisation: str
    name: str = ""
    line: str = ""
    red: bool = True
    logo: bytes = b""
    forms: tuple[str, ...] = ()
    logo_lost: bool = False


def list_letterheads(ws: Workspace) -> tuple[LetterheadView, ...]:
    """Return every subject's letterhead, by the subjects' names; empty where none was made."""
    with ws.read() as session:
        made = {row.organisation_id: row for row in session.scalars(select(Letterhead))}
        subjects = session.execute(
            select(Organisation.id, Organisation.name).order_by(Organisation.name)
        )
        return tuple(_view(ws, id, name, made.get(id)) for id, name in subjects)


def _view(ws: Workspace, id: int, subject: str, row: Letterhead | None) -> LetterheadView:
    if row is None:
        return LetterheadView(id, subject)
    logo = _logo(ws, row)
    lost = bool(row.logo) and not logo
    return LetterheadView(id, subject, row.name, row.line, row.red, logo, tuple(row.forms), lost)


def _logo(ws: Workspace, row: Letterhead) -> bytes:
    """Return the logo's bytes; none where the vault has lost it: a form is printed without."""
    if not row.logo:
        return b""
    try:
        return ws.vault.check(row.logo).read_bytes()
    except (QingBeiError, OSError):
        return b""


def letterhead_context(
    ws: Workspace, session: Session, organisation: Organisation
) -> dict[str, Any]:
    """Return what a form's context tells of the letterhead; nothing where no form carries one."""
    row = session.scalar(select(Letterhead).where(Letterhead.organisation_id == organisation.id))
    if row is None or not row.forms:
        return {}
    told = {
        "name": row.name or organisation.name,
        "line": row.line,
        "red": row.red,
        "logo": base64.b64encode(_logo(ws, row)).decode("ascii"),
        "forms": list(row.forms),
    }
    return {"letterhead": told}


def save_letterhead(
    ws: Workspace, organisation_id: int, *, name: str, line: str, red: bool, forms: Sequence[str]
) -> Result[None]:
    """Keep what a subject's letterhead says and which ``forms`` carry it.

    Raises :class:`FieldsError` for a text that is too long or cannot be printed.
    """
    fields = Fields()
    name = fields.text("name", name, "抬头名称", longest=LONGEST_NAME)
    line = fields.text("line", line, "第二行", longest=LONGEST_LINE)
    for key, text in (("name", name), ("line", line)):
        if "\n" in text:
            fields.wrong(key, "抬头的一行里不能换行")
    fields.done()
    chosen = [id for id in ws.shipped_forms if id in forms]

    def write(row: Letterhead) -> None:
        row.name, row.line, row.red, row.forms = name, line, red, chosen

    return _change(ws, organisation_id, write, "修改“{}”的抬头")


def set_logo(
    ws: Workspace, organisation_id: int, path: Path, progress: Progress | None = None
) -> Result[None]:
    """Take a picture as the subject's logo; raise :class:`BadInputError` when it cannot be one."""
    from app.dossier import logo_png

    progress = progress or Silent()
    png = logo_png(path, progress)
    with ws.vault.all_or_none(), TemporaryDirectory(dir=ws.folder, prefix="logo-") as held:
        made = Path(held) / "logo.png"
        made.write_bytes(png)
        sha256 = ws.vault.put(made, progress).sha256
    return _change(ws, organisation_id, lambda row: _put(row, sha256), "更换“{}”抬头的标志")


def drop_logo(ws: Workspace, organisation_id: int) -> Result[None]:
    """Let the letterhead have no logo."""
    return _change(ws, organisation_id, lambda row: _put(row, ""), "去掉“{}”抬头的标志")


def delete_letterhead(session: Session, organisation_id: int) -> None:
    """Delete a subject's letterhead in the caller's transaction, before the subject itself."""
    query = select(Letterhead).where(Letterhead.organisation_id == organisation_id)
    for row in session.scalars(query):
        session.delete(row)
    session.flush()


def _put(row: Letterhead, sha256: str) -> None:
    row.logo = sha256


def _change(
    ws: Workspace, organisation_id: int, write: Callable[[Letterhead], None], told: str
) -> Result[None]:
    with ws.change("letterhead") as change:
        session = change.session
        subject = session.get(Organisation, organisation_id)
        if subject is None:
            raise NotFoundError("这个主体已不在台账中。", "请刷新后重试。")
        query = select(Letterhead).where(Letterhead.organisation_id == organisation_id)
        row = session.scalar(query)
        if row is None:
            row = Letterhead(
                organisation_id=organisation_id, name="", line="", red=True, logo="", forms=[]
            )
            session.add(row)
        write(row)
        session.flush()
        change.tell(told.format(subject.name))
        return change.result(None)
