"""Shared papers in checklists: which is on offer for which item, and how it comes in (带入)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.catalogue import Material as MaterialRule
from app.catalogue.words import Share
from app.errors import ConflictError
from app.model.case import Case, Material, MaterialFile, Submission
from app.model.inventory import Organisation
from app.model.kinds import MaterialState, PaperKind
from app.model.papers import SharedPaper, SharedPaperFile
from app.rules.conditions import applies
from app.rules.paper_terms import USABLE, Validity, Wanted, serves, term_words, validity
from app.services.cases import whole_case
from app.services.change import Change
from app.services.materials import (
    get_material,
    material_name,
    submission_facts,
    tell_of,
)
from app.services.results import Result
from app.services.shared_papers import (
    IN_THE_HOUSE,
    get_paper,
    held_of,
    paper_title,
    term_of,
    title_of,
)
from app.services.tracking import get_submission
from app.services.workspace import Workspace


@dataclass(frozen=True)
class PaperOffer:
    """A shared paper for an item of a checklist.

    ``renews`` says that an older edition is attached. ``usable`` is False for one that expired:
    it is told, not offered. ``automatic``: the platform lets one paper serve several submissions
    and the item is not written anew each time, so it may be brought in with all the others.
    """

    material_id: int
    item: str
    name: str
    paper_id: int
    title: str
    term: str
    validity: Validity
    renews: bool
    automatic: bool

    @property
    def usable(self) -> bool:
        """Whether it may still be handed in."""
        return self.validity in USABLE


def offers(ws: Workspace, submission_id: int) -> dict[str, PaperOffer]:
    """Return which papers are on offer for a submission's items, by their id in the catalogue."""
    with ws.read() as session:
        item = get_submission(session, submission_id)
        return offers_for(ws, papers_in_force(session), item)


def waiting_count(ws: Workspace, case_id: int) -> int:
    """Return how many items of a case :func:`bring_all` would fill."""
    with ws.read() as session:
        papers = papers_in_force(session)
        if not papers:
            return 0
        return sum(
            offer.usable and offer.automatic
            for item in whole_case(session, case_id).submissions
            for offer in offers_for(ws, papers, item).values()
        )


def papers_in_force(session: Session) -> list[SharedPaper]:
    """Return the newest edition of every paper, the last kept first."""
    query = (
        select(SharedPaper)
        .where(SharedPaper.replaced_by_id.is_(None))
        .options(
            selectinload(SharedPaper.organisation),
            selectinload(SharedPaper.files).selectinload(SharedPaperFile.attachment),
        )
        .order_by(SharedPaper.id.desc())
    )
    return list(session.scalars(query))


def offers_for(
    ws: Workspace, papers: Sequence[SharedPaper], item: Submission
) -> dict[str, PaperOffer]:
    """Return the offers for a loaded submission out of the ``papers`` in force."""
    platform = ws.catalogue.get(item.platform)
    if not papers or platform is None or item.state not in IN_THE_HOUSE:
        return {}
    rows = {row.item: row for row in item.materials}
    facts = submission_facts(item)
    found = {}
    for rule in platform.materials:
        row = rows.get(rule.id)
        if rule.paper is None or row is None or not applies(rule, facts):
            continue
        paper = _paper_for(papers, item, rule.paper, row, ws.today())
        if paper is not None:
            found[rule.id] = _offer(ws, item, rule, row, paper)
    return found


def _paper_for(
    papers: Sequence[SharedPaper], item: Submission, kind: PaperKind, row: Material, today: date
) -> SharedPaper | None:
    """Return the paper for an item that has none, or the edition after the one it has."""
    if row.state is MaterialState.NOT_APPLICABLE:
        return None
    if row.file_links:
        old = next((link.paper for link in row.file_links if link.paper is not None), None)
        if old is None or old.replaced_by_id is None:
            return None
    wanted = wanted_of(item, kind)
    fitting = [paper for paper in papers if paper.files and serves(held_of(paper), wanted)]
    usable = (paper for paper in fitting if validity(term_of(paper), today) in USABLE)
    return next(usable, fitting[0] if fitting else None)


def _offer(
    ws: Workspace, item: Submission, rule: MaterialRule, row: Material, paper: SharedPaper
) -> PaperOffer:
    owner = paper.organisation.name if paper.organisation else ""
    term = term_of(paper)
    return PaperOffer(
        material_id=row.id,
        item=row.item,
        name=rule.name,
        paper_id=paper.id,
        title=paper_title(paper.kind, paper.holder or owner),
        term=term_words(term, ws.today()),
        validity=validity(term, ws.today(), item.due_on),
        renews=bool(row.file_links),
        automatic=rule.share is not Share.NONE and rule.form is None and not row.file_links,
    )


def wanted_of(item: Submission, kind: PaperKind) -> Wanted:
    """Return which paper of a kind a loaded submission asks for."""
    return Wanted(kind, item.organisation_id, person_of(kind, item.organisation, item.case))


def person_of(kind: PaperKind, organisation: Organisation, case: Case) -> str:
    """Return the person whom a paper of this kind names, empty for a paper of the firm."""
    if kind is PaperKind.LEGAL_ID:
        return organisation.legal_representative
    if kind in (PaperKind.AGENT_ID, PaperKind.AUTHORISATION):
        return case.agent_name
    return ""


def bring_in(ws: Workspace, material_id: int, paper_id: int) -> Result[None]:
    """Attach a shared paper to a checklist item, in the place of an older edition of it.

    Raises :class:`ConflictError` when the submission has left the house.
    """
    with ws.change("paper.bring") as change:
        row, paper = get_material(change.session, material_id), get_paper(change.session, paper_id)
        if row.submission.state not in IN_THE_HOUSE:
            raise ConflictError("这次提交已经提交，材料不再改动。", "退回补正后可以换用新的材料。")
        put_paper(row, paper)
        title = title_of(change.session, paper)
        tell_of(change, row, f"为“{material_name(ws, row)}”带入共用材料“{title}”")
        return change.result(None)


def bring_all(ws: Workspace, case_id: int, submission_id: int | None = None) -> Result[int]:
    """Attach every shared paper that is on offer in a case, or in one submission; return how many.

    Only where the platform's rule lets one paper serve several submissions; a paper that is
    written anew for each, such as an authorisation, is left to the officer.
    """
    with ws.change("paper.bring") as change:
        case = whole_case(change.session, case_id)
        papers = papers_in_force(change.session)
        by_id = {paper.id: paper for paper in papers}
        count = 0
        for item in case.submissions:
            if submission_id is not None and item.id != submission_id:
                continue
            rows = {row.item: row for row in item.materials}
            for offer in offers_for(ws, papers, item).values():
                if offer.usable and offer.automatic:
                    put_paper(rows[offer.item], by_id[offer.paper_id])
                    count += 1
        change.tell(f"从共用材料带入 {count} 项", case_id=case_id, submission_id=submission_id)
        return change.result(count)


def put_paper(row: Material, paper: SharedPaper) -> None:
    """Attach a paper's files as they are shown, in the place of any shared paper before."""
    links = sorted(row.file_links, key=lambda link: link.position)
    at = next((at for at, link in enumerate(links) if link.paper_id is not None), len(links))
    others = [link for link in links if link.paper_id is None]
    known = {link.attachment_id for link in others}
    brought = [
        MaterialFile(
            attachment_id=file.attachment_id,
            edits=list(file.edits),
            merged=list(file.merged),
            paper_id=paper.id,
        )
        for file in paper.files
        if file.attachment_id not in known
    ]
    row.file_links = [*others[:at], *brought, *others[at:]]
    for place, link in enumerate(row.file_links):
        link.position = place
    row.state, row.reason = MaterialState.ATTACHED, ""


def take_place(
    change: Change, old: SharedPaper, new: SharedPaper, submission_ids: Iterable[int]
) -> int:
    """Let a new edition take the old one's place, also in these submissions; return in how many.

    What has left the house keeps what it was handed in with, whatever is asked.
    """
    old.replaced_by_id = new.id
    rows = change.session.scalars(
        select(Material)
        .join(MaterialFile, MaterialFile.material_id == Material.id)
        .join(Submission, Submission.id == Material.submission_id)
        .where(
            MaterialFile.paper_id == old.id,
            Submission.id.in_(list(submission_ids)),
            Submission.state.in_(IN_THE_HOUSE),
        )
        .distinct()
    ).all()
    for row in rows:
        put_paper(row, new)
    change.session.flush()
    return len({row.submission_id for row in rows})
