"""What the planner decides on, read from a case in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.catalogue import Platform
from app.model.case import Case, CaseFiling, Submission
from app.model.inventory import Filing, Organisation, OrganisationFormerName, Product
from app.model.kinds import FILINGS_FREE, SubmissionKind, SubmissionState, TrackKind
from app.rules.deadlines import Deadline, deadline
from app.rules.findings import Severity
from app.rules.inventory_checks import gaps_by
from app.rules.plan_settings import DEFAULT_SETTINGS, Doubt, RiskModel
from app.rules.plan_types import CaseFacts, FilingFacts, PlannedSubmission, ProductUseFact
from app.rules.return_risk import any_of, base_chance, chance_value
from app.rules.stocktake import Owner, is_former, licence_unknown, name_differs, type_missing
from app.rules.stocktake_types import Gap
from app.rules.term_clock import TermClock
from app.services.cases import Facts, facts_of
from app.services.filing_check import filing_check
from app.services.filings import LOADS, FilingRow, filing_row
from app.services.name_as_filed import name_as_filed
from app.services.plan_choice import choice_of
from app.services.workspace import Workspace

# What the case is about, and what the planner is told of by other means.
NO_DOUBTS = (
    "inventory.stopped_but_alive",
    "inventory.partly_stopped",
    "inventory.number_flagged",
)


@dataclass(frozen=True)
class PlanInput:
    """The planner's arguments for a case, and its filings by id for the cards."""

    facts: CaseFacts
    filings: tuple[FilingFacts, ...]
    sent: tuple[PlannedSubmission, ...]
    rows: dict[int, FilingRow]


def plan_input(
    ws: Workspace, session: Session, case: Case, risk: RiskModel = DEFAULT_SETTINGS.risk
) -> PlanInput:
    """Gather what the case is planned from; ``risk`` is what a return is estimated by.

    A filing whose deregistration has left the house is not planned again. One whose change was
    sent, and that nothing uses any more, still is: its change needs no second application.
    """
    query = (
        select(Filing)
        .join(CaseFiling)
        .where(CaseFiling.case_id == case.id)
        .options(*LOADS)
        .order_by(CaseFiling.id)
    )
    items = list(session.scalars(query))
    rows = {item.id: filing_row(ws, item) for item in items}
    facts = facts_of(case)
    away = _away(session, case)
    changing = _carried(away, SubmissionKind.CHANGE)
    gone = _carried(away, SubmissionKind.CANCEL)
    marked = choice_of(case).change_first
    known = {
        one.id: _marked(one, marked[one.id]) if one.id in marked else one
        for one in filing_facts_of(ws, session, items, facts)
    }
    return PlanInput(
        facts=case_facts(facts, agent_acts=bool(case.agent_name)),
        filings=tuple(
            replace(filing, change_first=()) if filing.id in changing else filing
            for filing in known.values()
            if filing.id not in gone
            if filing.id not in changing or not any(use.in_use for use in filing.products)
        ),
        sent=tuple(
            _as_planned(ws, item, order, _chance(item, known, risk))
            for order, item in enumerate(
                (one for one in away if one.state is not SubmissionState.CLOSED), start=1
            )
        ),
        rows=rows,
    )


def case_facts(facts: Facts, *, agent_acts: bool) -> CaseFacts:
    """Return what of a case's facts bears on its plan."""
    return CaseFacts(
        reason=facts.reason,
        ended_on=facts.ended_on,
        affected_product_ids=frozenset(facts.product_ids),
        data_disposal=facts.data_disposal,
        agent_acts=agent_acts,
    )


def _away(session: Session, case: Case) -> list[Submission]:
    """Return the submissions that have left the house and whose filings are not free."""
    query = (
        select(Submission)
        .where(Submission.case_id == case.id, Submission.state.not_in(FILINGS_FREE))
        .options(
            selectinload(Submission.filing_links),
            selectinload(Submission.organisation),
            selectinload(Submission.track),
        )
        .order_by(Submission.position)
    )
    return list(session.scalars(query))


def _carried(items: list[Submission], kind: SubmissionKind) -> set[int]:
    return {link.filing_id for item in items if item.kind is kind for link in item.filing_links}


def _marked(filing: FilingFacts, reason: str) -> FilingFacts:
    """Return a filing as the officer marked it; his word goes before what was found."""
    return replace(filing, change_first=(f"经办人标为先变更：{reason}",) if reason else ())


def _chance(item: Submission, known: Mapping[int, FilingFacts], risk: RiskModel) -> float:
    """Return the chance that what was handed in still comes back; none once it is accepted."""
    if item.state is not SubmissionState.SUBMITTED:
        return 0.0
    base = base_chance(item.platform, risk)
    carried = (known.get(link.filing_id) for link in item.filing_links)
    return any_of(chance_value(one, risk, base) if one else base for one in carried)


def _finish(ws: Workspace, item: Submission) -> Deadline | None:
    """Return when the review is expected to end, counted from the last handing in.

    None where the platform's time is not known or the submission has come back. A review that
    takes longer than usual is expected to end today at the earliest.
    """
    platform = ws.catalogue.get(item.platform)
    review = platform.review_days if platform else None
    handed: list[date] = [
        one.happened_on
        for one in item.track
        if one.kind in (TrackKind.SUBMITTED, TrackKind.CORRECTED)
    ]
    if review is None or not handed or item.state is SubmissionState.RETURNED:
        return None
    usual = max(ceil((review.least + review.most) / 2), 1)
    end = deadline(max(handed), usual, ws.calendar)
    return replace(end, due_on=max(end.due_on, ws.today()))


def _as_planned(ws: Workspace, item: Submission, order: int, chance: float) -> PlannedSubmission:
    finish = _finish(ws, item)
    return PlannedSubmission(
        organisation_id=item.organisation_id,
        organisation_name=item.organisation.name,
        platform=item.platform,
        kind=item.kind,
        mode=item.mode,
        filing_ids=tuple(link.filing_id for link in item.filing_links),
        order=order,
        deadline=Deadline(item.due_on, item.due_estimated) if item.due_on else None,
        catalogue_version=item.catalogue_version,
        id=item.id,
        chance=chance,
        finishes_on=finish.due_on if finish else None,
        estimated=finish.estimated if finish else False,
    )


def filing_facts_of(
    ws: Workspace, session: Session, items: list[Filing], facts: Facts
) -> list[FilingFacts]:
    """Turn loaded filings into what the planner decides on, with what is in doubt about them."""
    owners = _owners(session, {item.organisation_id for item in items})
    holders = _holders(session, {link.product_id for item in items for link in item.product_links})
    clock = TermClock(ws.today(), ws.calendar)
    made = []
    for item in items:
        row = filing_row(ws, item)
        owner, platform = owners[row.organisation_id], ws.catalogue.get(row.platform)
        named = name_as_filed(item.source_text, item.remark)
        gap = name_differs(filing_check(row), named, owner, platform)
        # A change that was recorded since may have been about the name.
        first = gap if gap and is_former(named, owner) and item.changed_on is None else None
        doubts = _doubts(row, owner, platform, clock, None if first else gap)
        made.append(_facts(row, facts, holders, doubts, _sentences(first)))
    return made


def _facts(
    row: FilingRow,
    facts: Facts,
    holders: Mapping[int, tuple[int, str]],
    doubts: tuple[Doubt, ...],
    change_first: tuple[str, ...],
) -> FilingFacts:
    affected = set(facts.product_ids)
    uses = []
    for use in row.products:
        holder_id, holder = holders[use.product_id]
        uses.append(
            ProductUseFact(
                product_id=use.product_id,
                name=use.name,
                kind=use.kind.label,
                in_use=use.running and use.product_id not in affected,
                organisation_id=holder_id,
                organisation_name=holder,
            )
        )
    return FilingFacts(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        platform=row.platform,
        title=row.title,
        number=row.number,
        type=row.type,
        role=row.role,
        status=row.status,
        products=tuple(uses),
        problems=row.problems,
        purpose=row.purpose,
        algorithm_id=row.algorithm_id,
        doubts=doubts,
        change_first=change_first,
    )


def _doubts(
    row: FilingRow,
    owner: Owner,
    platform: Platform | None,
    clock: TermClock,
    named: Gap | None,
) -> tuple[Doubt, ...]:
    check = filing_check(row)
    found = [
        Doubt(finding.rule_id, finding.message, finding.severity)
        for finding in gaps_by(check, platform, clock)
        if finding.rule_id not in NO_DOUBTS
    ]
    for gap in (type_missing(check, owner), named, licence_unknown(owner)):
        if gap is not None:
            found.append(Doubt(f"stocktake.{gap.kind.value}", gap.message, Severity.WARNING))
    return tuple(found)


def _sentences(first: Gap | None) -> tuple[str, ...]:
    if first is None:
        return ()
    return (f"{first.message}台账中没有其后的变更记录。",)


def _owners(session: Session, ids: set[int]) -> dict[int, Owner]:
    former: dict[int, list[str]] = {}
    names = select(OrganisationFormerName.organisation_id, OrganisationFormerName.name).where(
        OrganisationFormerName.organisation_id.in_(ids)
    )
    for id, name in session.execute(names):
        former.setdefault(id, []).append(name)
    query = select(Organisation.id, Organisation.name, Organisation.uscc).where(
        Organisation.id.in_(ids)
    )
    return {
        id: Owner(id, name, uscc, tuple(former.get(id, ())))
        for id, name, uscc in session.execute(query)
    }


def _holders(session: Session, ids: set[int]) -> dict[int, tuple[int, str]]:
    query = (
        select(Product.id, Product.organisation_id, Organisation.name)
        .join(Organisation, Organisation.id == Product.organisation_id)
        .where(Product.id.in_(ids))
    )
    return {id: (owner, name) for id, owner, name in session.execute(query)}
