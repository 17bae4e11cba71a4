"""Shared papers (共用材料): a licence, an identity card, kept once with its term and its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, FieldsError, NotFoundError
from app.model.case import Case, Material, MaterialFile, Submission
from app.model.inventory import Organisation
from app.model.kinds import PaperKind, SubmissionState
from app.model.papers import SharedPaper, SharedPaperFile
from app.pieces import each
from app.progress import Progress
from app.rules.paper_terms import WATCHED, Held, Term, Validity, validity
from app.services.attachments import AttachmentView, Checked, link_view, record, take_in
from app.services.cases import submission_view
from app.services.change import Change
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace

IN_THE_HOUSE = (SubmissionState.PREPARING, SubmissionState.RETURNED)
"""Submissions whose papers may still be changed."""


@dataclass(frozen=True)
class PaperView:
    """A shared paper as shown; ``used`` counts the checklist items that it is attached to."""

    id: int
    kind: PaperKind
    organisation_id: int | None
    organisation_name: str
    holder: str
    term: Term
    validity: Validity
    note: str
    files: tuple[AttachmentView, ...]
    used: int
    replaced: bool

    @property
    def title(self) -> str:
        """What it is called: its kind and whose it is."""
        return paper_title(self.kind, self.holder or self.organisation_name)


@dataclass(frozen=True)
class PaperUse:
    """A checklist item that a paper is attached to; ``open``: its submission is in the house."""

    case_id: int
    case_title: str
    submission_id: int
    label: str
    item: str
    state: SubmissionState

    @property
    def open(self) -> bool:
        """Whether another edition may still take its place."""
        return self.state in IN_THE_HOUSE


@dataclass(frozen=True)
class PaperEdit:
    """What the officer may enter for a paper."""

    kind: PaperKind
    organisation_id: int | None
    holder: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    long_term: bool = False
    note: str = ""

    @property
    def term(self) -> Term:
        """The term that was entered."""
        return Term(self.valid_from, self.valid_until, self.long_term)


def paper_title(kind: PaperKind, whose: str) -> str:
    """Return what a paper of this kind is called."""
    return f"{kind.label}（{whose}）" if whose else kind.label


def term_of(paper: SharedPaper) -> Term:
    """Return the term of a loaded paper."""
    return Term(paper.valid_from, paper.valid_until, paper.long_term)


def held_of(paper: SharedPaper) -> Held:
    """Return whose a loaded paper is."""
    return Held(paper.kind, paper.organisation_id, paper.holder)


def list_papers(
    ws: Workspace, organisation_id: int | None = None, *, replaced: bool = False
) -> list[PaperView]:
    """Return the papers by subject and kind: those in force, with ``replaced`` former ones too.

    With an organisation: its own, and those of people that serve every subject.
    """
    with ws.read() as session:
        query = select(SharedPaper).options(
            selectinload(SharedPaper.organisation),
            selectinload(SharedPaper.files).selectinload(SharedPaperFile.attachment),
        )
        if not replaced:
            query = query.where(SharedPaper.replaced_by_id.is_(None))
        if organisation_id is not None:
            mine = SharedPaper.organisation_id == organisation_id
            query = query.where(mine | SharedPaper.organisation_id.is_(None))
        papers = list(session.scalars(query))
        used = _used(session)
        order = list(PaperKind)
        views = [_view(ws, session, paper, used.get(paper.id, 0)) for paper in papers]
        return sorted(
            views,
            key=lambda v: (v.organisation_name, order.index(v.kind), v.holder, v.replaced, -v.id),
        )


def papers_due(ws: Workspace, organisation_id: int | None = None) -> list[PaperView]:
    """Return the papers in force that expired or will within thirty days, the first first."""
    due = [v for v in list_papers(ws, organisation_id) if v.validity in WATCHED]
    return sorted(due, key=lambda view: view.term.valid_until or date.max)


def _used(session: Session) -> dict[int, int]:
    found: dict[int, set[int]] = {}
    query = select(MaterialFile.paper_id, MaterialFile.material_id).where(
        MaterialFile.paper_id.is_not(None)
    )
    for paper_id, material_id in session.execute(query):
        found.setdefault(int(paper_id or 0), set()).add(material_id)
    return {paper_id: len(materials) for paper_id, materials in found.items()}


def _view(ws: Workspace, session: Session, paper: SharedPaper, used: int) -> PaperView:
    return PaperView(
        id=paper.id,
        kind=paper.kind,
        organisation_id=paper.organisation_id,
        organisation_name=paper.organisation.name if paper.organisation else "",
        holder=paper.holder,
        term=term_of(paper),
        validity=validity(term_of(paper), ws.today()),
        note=paper.note,
        files=tuple(link_view(ws, session, link) for link in paper.files),
        used=used,
        replaced=paper.replaced_by_id is not None,
    )


def uses_of(ws: Workspace, paper_id: int) -> tuple[PaperUse, ...]:
    """Return where a paper is attached, the newest case first."""
    with ws.read() as session:
        query = (
            select(Submission, Material, Case.title)
            .join(Material, Material.submission_id == Submission.id)
            .join(MaterialFile, MaterialFile.material_id == Material.id)
            .join(Case, Case.id == Submission.case_id)
            .where(MaterialFile.paper_id == paper_id)
            .distinct()
            .order_by(Submission.case_id.desc(), Submission.position)
        )
        return tuple(
            PaperUse(
                case_id=item.case_id,
                case_title=title,
                submission_id=item.id,
                label=submission_view(ws, item).label,
                item=row.item,
                state=item.state,
            )
            for item, row, title in session.execute(query)
        )


def guess_kind(names: Iterable[str]) -> PaperKind:
    """Return the kind that files are called after; a licence where their names say nothing."""
    told = "".join(names)
    words = (
        ("经办", PaperKind.AGENT_ID),
        ("委托", PaperKind.AUTHORISATION),
        ("授权", PaperKind.AUTHORISATION),
        ("身份证", PaperKind.LEGAL_ID),
        ("法人", PaperKind.LEGAL_ID),
        ("法定代表", PaperKind.LEGAL_ID),
    )
    return next((kind for word, kind in words if word in told), PaperKind.LICENCE)


def add_paper(
    ws: Workspace, edit: PaperEdit, paths: Sequence[Path], progress: Progress
) -> Result[int]:
    """Keep files as a new shared paper; return its id.

    Every file is checked first; one unfit file stops them all. Raises :class:`BadInputError` for
    an unfit file, :class:`FieldsError` for what cannot be kept.
    """
    checked = check_files(ws, paths, progress)
    with ws.change("paper.add") as change:
        paper = SharedPaper(added_at=change.at)
        write_fields(change.session, paper, edit)
        change.session.add(paper)
        put_checked(change, paper, checked)
        change.tell(f"存入共用材料“{title_of(change.session, paper)}”")
        return change.result(paper.id)


def check_files(ws: Workspace, paths: Sequence[Path], progress: Progress) -> list[Checked]:
    """Check files and put them into the vault; raise :class:`FieldsError` without any."""
    if not paths:
        raise FieldsError({"files": "请选择 PDF 或图片文件"})
    with ws.vault.all_or_none():
        return [take_in(ws, path, progress) for path in each(paths, progress, "正在检查文件")]


def put_checked(change: Change, paper: SharedPaper, checked: Iterable[Checked]) -> int:
    """Put checked files behind those that a paper has, each once; return how many were new."""
    known = {link.attachment.sha256 for link in paper.files}
    fresh = [one for one in checked if one.stored.sha256 not in known]
    top = max((link.position for link in paper.files), default=-1)
    for place, one in enumerate(fresh, start=top + 1):
        paper.files.append(
            SharedPaperFile(attachment=record(change, one), position=place, edits=[], merged=[])
        )
    change.session.flush()
    return len(fresh)


def write_fields(session: Session, paper: SharedPaper, edit: PaperEdit) -> None:
    """Set what was entered. Raises :class:`FieldsError` for what cannot be kept."""
    fields = Fields()
    holder = fields.text("holder", edit.holder, "姓名", 50)
    note = fields.text("note", edit.note, "备注", 500)
    for key in ("valid_from", "valid_until"):
        fields.plausible(key, getattr(edit, key))
    fields.in_order("valid_until", edit.valid_from, edit.valid_until, "到期日不能早于起始日")
    if edit.organisation_id is None:
        if not edit.kind.of_person:
            fields.wrong("organisation_id", f"{edit.kind.label}属于一个主体，请选择")
        elif not holder:
            fields.wrong("holder", "各主体共用的证件须写明是谁的")
    elif session.get(Organisation, edit.organisation_id) is None:
        fields.wrong("organisation_id", "这个主体已不存在，请重新选择")
    fields.done()
    paper.kind, paper.organisation_id = edit.kind, edit.organisation_id
    paper.holder, paper.note = holder, note
    paper.valid_from, paper.long_term = edit.valid_from, edit.long_term
    paper.valid_until = None if edit.long_term else edit.valid_until


def save_paper(ws: Workspace, paper_id: int, edit: PaperEdit) -> Result[None]:
    """Change what is known of a paper. Raises as :func:`write_fields`."""
    with ws.change("paper.edit") as change:
        paper = get_paper(change.session, paper_id)
        write_fields(change.session, paper, edit)
        change.session.flush()
        change.tell(f"修改共用材料“{title_of(change.session, paper)}”")
        return change.result(None)


def add_files(
    ws: Workspace, paper_id: int, paths: Sequence[Path], progress: Progress
) -> Result[int]:
    """Put further files to a paper; what was brought in before stays as it is."""
    checked = check_files(ws, paths, progress)
    with ws.change("paper.files") as change:
        paper = get_paper(change.session, paper_id)
        count = put_checked(change, paper, checked)
        change.tell(f"为共用材料“{title_of(change.session, paper)}”加入 {count} 个文件")
        return change.result(count)


def remove_file(ws: Workspace, link_id: int) -> Result[None]:
    """Take a file off its paper. Raises :class:`ConflictError` for the only one."""
    with ws.change("paper.files") as change:
        link = change.session.get(SharedPaperFile, link_id)
        if link is None:
            raise NotFoundError("这个文件已不在共用材料中。", "请刷新后重试。")
        paper, name = link.paper, link.attachment.file_name
        if len(paper.files) == 1:
            raise ConflictError("这是该材料唯一的文件。", "请先加入新文件，或删除整份共用材料。")
        paper.files.remove(link)
        change.tell(f"从共用材料“{title_of(change.session, paper)}”移除文件“{name}”")
        return change.result(None)


def delete_paper(ws: Workspace, paper_id: int) -> Result[None]:
    """Take a paper out of the store; files that were brought in stay where they are attached."""
    with ws.change("paper.delete") as change:
        session = change.session
        paper = get_paper(session, paper_id)
        change.tell(f"删除共用材料“{title_of(session, paper)}”")
        for link in session.scalars(select(MaterialFile).where(MaterialFile.paper_id == paper_id)):
            link.paper_id = None
        for former in session.scalars(
            select(SharedPaper).where(SharedPaper.replaced_by_id == paper_id)
        ):
            former.replaced_by_id = paper.replaced_by_id
        session.flush()
        session.delete(paper)
        return change.result(None)


def get_paper(session: Session, paper_id: int) -> SharedPaper:
    """Return the paper; raise :class:`NotFoundError` when it is gone."""
    paper = session.get(SharedPaper, paper_id)
    if paper is None:
        raise NotFoundError("这份共用材料已不存在。", "它可能刚被删除，请刷新后重试。")
    return paper


def title_of(session: Session, paper: SharedPaper) -> str:
    """Return what a loaded paper is called."""
    owner = session.get(Organisation, paper.organisation_id) if paper.organisation_id else None
    return paper_title(paper.kind, paper.holder or (owner.name if owner else ""))
