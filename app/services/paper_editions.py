"""A paper kept for others too (存为共用材料), and the new edition that comes after an old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.errors import ConflictError
from app.intake.words import read_date
from app.model.case import Case, Material
from app.model.kinds import PaperKind
from app.model.papers import SharedPaper, SharedPaperFile
from app.progress import Progress
from app.rules.paper_terms import serves, term_words
from app.services.materials import get_material, material_name, tell_of
from app.services.paper_use import papers_in_force, person_of, take_place, wanted_of
from app.services.results import Result
from app.services.shared_papers import (
    PaperEdit,
    PaperUse,
    check_files,
    get_paper,
    held_of,
    put_checked,
    term_of,
    title_of,
    uses_of,
    write_fields,
)
from app.services.workspace import Workspace

AUTHORISED_UNTIL = "authorised_until"
"""The field of the authorisation's form that tells its last day."""


@dataclass(frozen=True)
class Edition:
    """What is asked before a paper is kept: what it is, and what it would take the place of.

    ``uses`` are the submissions with the former edition; those still in the house can be given
    the new one.
    """

    title: str
    files: tuple[str, ...]
    edit: PaperEdit
    former_id: int | None = None
    former_told: str = ""
    uses: tuple[PaperUse, ...] = ()


def look_at_material(ws: Workspace, material_id: int) -> Edition:
    """Return how what is attached to a checklist item would be kept as a shared paper.

    Raises :class:`ConflictError` when the item is of no such kind or has no file.
    """
    with ws.read() as session:
        row = get_material(session, material_id)
        kind = _kind_of(ws, row)
        if not row.file_links:
            raise ConflictError("这项材料还没有文件。", "请先附上文件。")
        item = row.submission
        wanted = wanted_of(item, kind)
        until = authorised_until(item.case) if kind is PaperKind.AUTHORISATION else None
        edit = PaperEdit(
            kind=kind,
            organisation_id=item.organisation_id,
            holder=person_of(kind, item.organisation, item.case),
            valid_until=until,
        )
        papers = papers_in_force(session)
        former = next((paper for paper in papers if serves(held_of(paper), wanted)), None)
        if former is not None:
            edit = _after(former, edit.holder, until)
        title = material_name(ws, row)
        files = tuple(link.attachment.file_name for link in row.file_links)
        told = _told(ws, session, former) if former else ""
        former_id = former.id if former else None
    uses = _others(uses_of(ws, former_id), item.id) if former_id else ()
    return Edition(title, files, edit, former_id, told, uses)


def look_at_paper(ws: Workspace, paper_id: int, paths: Sequence[Path]) -> Edition:
    """Return how ``paths`` would be kept as the next edition of a paper."""
    with ws.read() as session:
        paper = get_paper(session, paper_id)
        edit = _after(paper, paper.holder, None)
        title, told = title_of(session, paper), _told(ws, session, paper)
    names = tuple(path.name for path in paths)
    return Edition(title, names, edit, paper_id, told, uses_of(ws, paper_id))


def _after(former: SharedPaper, holder: str, until: date | None) -> PaperEdit:
    """Return what stays the same in a new edition; its term is read from the paper anew."""
    return PaperEdit(
        kind=former.kind,
        organisation_id=former.organisation_id,
        holder=holder or former.holder,
        valid_until=until,
        note=former.note,
    )


def _told(ws: Workspace, session: Session, paper: SharedPaper) -> str:
    return f"{title_of(session, paper)}，{term_words(term_of(paper), ws.today())}"


def _others(uses: tuple[PaperUse, ...], submission_id: int) -> tuple[PaperUse, ...]:
    return tuple(use for use in uses if use.submission_id != submission_id)


def _kind_of(ws: Workspace, row: Material) -> PaperKind:
    platform = ws.catalogue.get(row.submission.platform)
    rule = platform.material(row.item) if platform else None
    if rule is None or rule.paper is None:
        raise ConflictError(
            "这项材料不是可以共用的证照。", "哪些材料可以共用，见“平台目录”的材料清单。"
        )
    return rule.paper


def authorised_until(case: Case) -> date | None:
    """Return the last day of the authorisation as the case's form says it, None without a day."""
    typed = (v.value for v in case.form_values if v.key == AUTHORISED_UNTIL)
    return read_date(next(typed, ""))


def keep_as_shared(
    ws: Workspace,
    material_id: int,
    edit: PaperEdit,
    former_id: int | None = None,
    submission_ids: Sequence[int] = (),
) -> Result[int]:
    """Keep what is attached to a checklist item as a shared paper; return its id.

    It takes the place of ``former_id`` where that is given, and in ``submission_ids`` of the
    files brought in from it. Raises as :func:`look_at_material` and for fields that are wrong.
    """
    with ws.change("paper.keep") as change:
        session = change.session
        row = get_material(session, material_id)
        _kind_of(ws, row)
        paper = SharedPaper(added_at=change.at)
        write_fields(session, paper, edit)
        session.add(paper)
        for link in row.file_links:
            paper.files.append(
                SharedPaperFile(
                    attachment_id=link.attachment_id,
                    position=link.position,
                    edits=list(link.edits),
                    merged=list(link.merged),
                )
            )
        session.flush()
        for link in row.file_links:
            link.paper_id = paper.id
        taken = 0
        if former_id is not None:
            taken = take_place(change, get_paper(session, former_id), paper, submission_ids)
        more = f"，{taken} 次提交换用新版" if taken else ""
        tell_of(change, row, f"把“{material_name(ws, row)}”存为共用材料{more}")
        return change.result(paper.id)


def new_edition(
    ws: Workspace,
    paper_id: int,
    paths: Sequence[Path],
    edit: PaperEdit,
    *,
    submission_ids: Sequence[int],
    progress: Progress,
) -> Result[int]:
    """Keep files as the next edition of a paper; return its id.

    Submissions named in ``submission_ids`` get the new files where they are still in the house;
    every other keeps the old ones, and every dossier what it was made of.
    """
    checked = check_files(ws, paths, progress)
    with ws.change("paper.edition") as change:
        old = get_paper(change.session, paper_id)
        if old.replaced_by_id is not None:
            raise ConflictError("这份材料已有更新的版本。", "请在最新的一份上换新版。")
        paper = SharedPaper(added_at=change.at)
        write_fields(change.session, paper, edit)
        change.session.add(paper)
        put_checked(change, paper, checked)
        taken = take_place(change, old, paper, submission_ids)
        more = f"，{taken} 次提交换用新版" if taken else ""
        change.tell(f"共用材料“{title_of(change.session, paper)}”换为新版{more}")
        return change.result(paper.id)
