"""The stack to be stamped and signed (待签章页): which forms, made as one file, kept as printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.words import Seal, Signer
from app.errors import BadInputError
from app.model.case import Material, PrintedForm, Submission
from app.model.kinds import SubmissionState, Word
from app.pieces import copy
from app.progress import Progress
from app.services.dates import in_china
from app.services.printed_forms import (
    FormPaper,
    asked_forms,
    note_made,
    note_on_paper,
    papers_of,
)
from app.services.results import Result
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import PrintStack

STACK_NAME = "待签章页"


class PaperState(Word):
    """Where a form stands between the program and the paper."""

    NEW = "new", "未打印"
    CURRENT = "current", "已打印"
    OLD = "old", "打印后内容有改动"
    BACK = "back", "已附扫描件"


@dataclass(frozen=True)
class PaperView:
    """One form that is signed or sealed. ``number`` is its submission's, from 1; ``demands``
    says what is done with it on paper; ``code`` is another one when its words are others."""

    material_id: int
    submission_id: int
    number: int
    name: str
    demands: str
    copies: int
    state: PaperState
    printed_on: date | None
    code: str

    @property
    def due(self) -> bool:
        """Whether it still has to be printed."""
        return self.state in (PaperState.NEW, PaperState.OLD)


def papers_to_sign(ws: Workspace, case_id: int) -> tuple[PaperView, ...]:
    """Return every form of the case that has to be signed or sealed, by submission."""
    with ws.read() as session:
        found: list[PaperView] = []
        for item in _submissions(session, case_id):
            papers = papers_of(ws, item)
            printed = {
                row.code: row
                for row in session.scalars(
                    select(PrintedForm)
                    .where(
                        PrintedForm.submission_id == item.id, PrintedForm.printed_at.is_not(None)
                    )
                    .order_by(PrintedForm.id)
                )
            }
            for rule, row in asked_forms(ws, item):
                if rule.seal is Seal.NONE and rule.signer is Signer.NONE:
                    continue
                state, last = _state(row, papers[row.item], printed)
                found.append(
                    PaperView(
                        material_id=row.id,
                        submission_id=item.id,
                        number=item.position + 1,
                        name=rule.name,
                        demands=" · ".join(
                            word.label
                            for word in (rule.seal, rule.signer)
                            if word not in (Seal.NONE, Signer.NONE)
                        ),
                        copies=rule.copies,
                        state=state,
                        printed_on=_day(last),
                        code=papers[row.item].code,
                    )
                )
        return tuple(found)


def _day(last: PrintedForm | None) -> date | None:
    return in_china(last.printed_at).date() if last and last.printed_at else None


def _submissions(session: Session, case_id: int) -> list[Submission]:
    query = (
        select(Submission)
        .where(Submission.case_id == case_id, Submission.state != SubmissionState.REPLANNED)
        .order_by(Submission.position)
    )
    return list(session.scalars(query))


def _state(
    row: Material, paper: FormPaper, printed: dict[str, PrintedForm]
) -> tuple[PaperState, PrintedForm | None]:
    mine = [item for item in printed.values() if item.item == row.item]
    last = printed.get(paper.code) or (mine[-1] if mine else None)
    if row.file_links:
        return PaperState.BACK, last
    if last is None:
        return PaperState.NEW, None
    return (PaperState.CURRENT if last.code == paper.code else PaperState.OLD), last


@dataclass(frozen=True)
class StackView:
    """A made stack: the file, its pages, and what it was made from."""

    path: Path
    page_count: int
    case_id: int
    made: PrintStack = field(repr=False)
    papers: tuple[FormPaper, ...] = field(repr=False)


def make_stack(
    ws: Workspace,
    case_id: int,
    material_ids: Collection[int],
    *,
    duplex: bool,
    progress: Progress,
) -> StackView:
    """Set these forms one behind the other, each as often as the rules ask, a code on every page;
    nothing is recorded yet.

    With ``duplex`` each copy begins on a sheet of its own. Raises :class:`BadInputError` when
    nothing is chosen, :class:`CannotPrintError` naming a character that no face has.
    """
    from app.dossier import PaperToPrint, build_stack
    from app.store.aside import written_aside

    with ws.read() as session:
        papers: list[FormPaper] = []
        for item in _submissions(session, case_id):
            wanted = {row.item for row in item.materials if row.id in material_ids}
            if wanted:
                papers += [p for key, p in papers_of(ws, item).items() if key in wanted]
    if not papers:
        raise BadInputError("没有选择要打印的表单。", "请至少勾选一份。")
    made_of = [*(f"{p.code}×{p.copies}" for p in papers), str(duplex)]
    key = sha256("".join(made_of).encode()).hexdigest()[:12]
    folder = ws.folder / "opened" / f"print-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{STACK_NAME}.pdf"
    with written_aside(target) as aside:
        made = build_stack(
            [PaperToPrint(p.form_id, p.title, p.context, p.code, p.copies) for p in papers],
            ws.forms,
            ws.fonts,
            aside,
            duplex=duplex,
            progress=progress,
        )
    return StackView(target, made.page_count, case_id, made, tuple(papers))


def record_stack(ws: Workspace, stack: StackView) -> Result[None]:
    """Note that the stack went to paper; its forms wait for seal and signature now."""
    return _record(ws, stack, "打印", "stack.print")


def save_stack(ws: Workspace, stack: StackView, target: Path, progress: Progress) -> Result[Path]:
    """Write the stack to ``target`` and note it as printed: the file will be.

    Raises :class:`BadInputError` and :class:`DataFolderError` when it cannot be written there.
    """
    from app.store.aside import written_aside

    with written_aside(target) as aside:
        copy(stack.path, aside, progress, f"正在写出“{target.name}”")
    result = _record(ws, stack, "另存", "stack.save")
    return Result(target, result.changes, result.summary)


def _record(ws: Workspace, stack: StackView, word: str, action: str) -> Result[None]:
    with ws.change(action) as change:
        note_made(change, stack.papers, {paper.code: paper for paper in stack.made.papers})
        note_on_paper(change, [paper.code for paper in stack.papers])
        ids = {paper.submission_id for paper in stack.papers}
        titles = list(dict.fromkeys(paper.title for paper in stack.papers))
        more = f"等 {len(stack.papers)} 份" if len(stack.papers) > 1 else ""
        change.tell(
            f"{word}待签章页：《{titles[0]}》{more}，共 {stack.page_count} 页",
            case_id=stack.case_id,
            submission_id=next(iter(ids)) if len(ids) == 1 else None,
            always=True,
        )
        return change.result(None)
