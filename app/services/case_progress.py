"""How far cases are, from what is stored: counted for the lists, and with the next thing to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.model.case import (
    Case,
    Material,
    MaterialFile,
    Submission,
    TrackRecord,
)
from app.model.kinds import SUBMISSION_OVER, MaterialState, SubmissionState, TrackKind
from app.rules.case_progress import (
    CaseStanding,
    Count,
    ItemStanding,
    Next,
    SubmissionStanding,
    next_thing,
    total,
)
from app.rules.conditions import need_of
from app.rules.findings import Finding
from app.services.cases import (
    CaseSummary,
    Facts,
    facts_of,
    list_cases,
    submission_label,
    whole_case,
)
from app.services.checks import findings_in
from app.services.material_evidence import standings_of
from app.services.materials import submission_facts
from app.services.paper_use import offers_for, papers_in_force
from app.services.workspace import Workspace


@dataclass(frozen=True)
class CaseProgress:
    """A case with what was found, how far each submission is, and what to do next."""

    findings: tuple[Finding, ...]
    submissions: tuple[SubmissionStanding, ...]
    next: Next

    @property
    def count(self) -> Count:
        """The materials of all submissions together."""
        return total(self.submissions)


def case_progress(ws: Workspace, case_id: int) -> CaseProgress:
    """Return how far a case is; raise :class:`NotFoundError` when it is gone."""
    with ws.read() as session:
        case = whole_case(session, case_id)
        findings = findings_in(ws, session, case)
        live = [item for item in case.submissions if item.state is not SubmissionState.REPLANNED]
        submissions = _standings(ws, session, live)
        planned = case.plan_accepted_at is not None and bool(live or not case.submissions)
        standing = CaseStanding(
            has_filings=bool(case.filing_links),
            facts_begun=facts_of(case) != Facts(),
            planned=planned,
            findings=findings,
            submissions=submissions,
        )
        return CaseProgress(findings, submissions, next_thing(standing))


def cases_with_progress(ws: Workspace) -> list[CaseSummary]:
    """Return all cases, newest first, each with its materials counted."""
    rows = list_cases(ws)
    counts = material_counts(ws, [row.id for row in rows])
    return [replace(row, materials=counts.get(row.id)) for row in rows]


def material_counts(ws: Workspace, case_ids: Collection[int]) -> dict[int, Count]:
    """Return how many materials of these cases are ready; what came to its end is left out."""
    with ws.read() as session:
        files = selectinload(Submission.materials).selectinload(Material.file_links)
        query = (
            select(Submission)
            .where(Submission.case_id.in_(case_ids), Submission.state.not_in(SUBMISSION_OVER))
            .options(
                selectinload(Submission.case).selectinload(Case.filing_links),
                selectinload(Submission.materials).selectinload(Material.scans),
                files.selectinload(MaterialFile.attachment),
            )
        )
        items = list(session.scalars(query))
        ready = _items(ws, session, items)
        found: dict[int, Count] = {}
        for item in items:
            asked = [one for one in ready[item.id] if one.counts]
            before = found.get(item.case_id, Count(0, 0))
            found[item.case_id] = Count(
                before.ready + sum(one.ready for one in asked), before.asked + len(asked)
            )
        return found


def _standings(
    ws: Workspace, session: Session, items: Sequence[Submission]
) -> tuple[SubmissionStanding, ...]:
    papers = papers_in_force(session)
    offered = {
        item.id: {
            offer.item
            for offer in offers_for(ws, papers, item).values()
            if offer.usable and offer.automatic
        }
        for item in items
    }
    known = _items(ws, session, items, offered)
    asked = _open_inquiries(session, [item.id for item in items])
    return tuple(
        SubmissionStanding(
            id=item.id,
            label=submission_label(ws, item),
            state=item.state,
            items=known[item.id],
            due_on=item.due_on,
            order=item.position,
            inquiry=item.id in asked,
        )
        for item in items
    )


def _items(
    ws: Workspace,
    session: Session,
    items: Sequence[Submission],
    offered: dict[int, set[str]] | None = None,
) -> dict[int, tuple[ItemStanding, ...]]:
    """Return the items of each submission; without ``offered`` good for counting alone."""
    standings = standings_of(ws, session, items, counting=offered is None)
    found = {}
    for item in items:
        platform, facts = ws.catalogue.get(item.platform), submission_facts(item)
        states = {row.item: row.state for row in item.materials}
        mine, on_offer = standings[item.id], (offered or {}).get(item.id, set())
        found[item.id] = tuple(
            ItemStanding(
                item=rule.id,
                name=rule.name,
                need=need_of(rule, facts),
                way=mine[rule.id].way,
                dropped=states[rule.id] is MaterialState.NOT_APPLICABLE,
                offered=rule.id in on_offer,
            )
            for rule in (platform.materials if platform else ())
            if rule.id in mine
        )
    return found


def _open_inquiries(session: Session, ids: Sequence[int]) -> set[int]:
    """Return the submissions of which an inquiry was recorded last."""
    query = (
        select(TrackRecord.submission_id, TrackRecord.kind)
        .where(TrackRecord.submission_id.in_(ids))
        .order_by(TrackRecord.id)
    )
    last = {int(id): kind for id, kind in session.execute(query)}
    return {id for id, kind in last.items() if kind is TrackKind.INQUIRY}
