"""A plan tried out without storing anything: for filings of no case yet, or other facts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.errors import NotFoundError
from app.model.inventory import Filing
from app.model.kinds import FILINGS_FREE
from app.rules.planner import PlanChoices, plan_case
from app.services.cases import CaseView, Facts
from app.services.filing_reading import chunks, filing_rows
from app.services.filings import LOADS, FilingRow
from app.services.plan_choice import PlanChoice, settings_of
from app.services.plan_estimates import estimates_in
from app.services.plan_input import case_facts, filing_facts_of
from app.services.workspace import Workspace


def filings_by_id(ws: Workspace, ids: Iterable[int]) -> tuple[FilingRow, ...]:
    """Return the filings in the order asked for, each once.

    Raises :class:`NotFoundError` naming the ids that are not in the inventory.
    """
    wanted = tuple(dict.fromkeys(ids))
    known = {row.id: row for row in filing_rows(ws, wanted)}
    missing = [str(id) for id in wanted if id not in known]
    if missing:
        raise NotFoundError(
            f"台账中没有编号为 {'、'.join(missing)} 的备案。", "请用 list 命令查看备案的编号。"
        )
    return tuple(known[id] for id in wanted)


def open_filings(case: CaseView) -> tuple[FilingRow, ...]:
    """Return the case's filings that are not in a submission that has left the house."""
    sent = {
        row.id
        for item in case.submissions
        if item.state not in FILINGS_FREE
        for row in item.filings
    }
    return tuple(row for row in case.filings if row.id not in sent)


def try_plan(ws: Workspace, filings: tuple[FilingRow, ...], facts: Facts) -> PlanChoices:
    """Return the three plans for ``filings`` under ``facts``; nothing is stored."""
    with ws.read() as session:
        wanted = [row.id for row in filings]
        items = [
            item
            for chunk in chunks(wanted)
            for item in session.scalars(select(Filing).where(Filing.id.in_(chunk)).options(*LOADS))
        ]
        known = estimates_in(session)
        return plan_case(
            filing_facts_of(ws, session, items, facts),
            case_facts(facts, agent_acts=bool(facts.agent_name)),
            ws.catalogue,
            ws.calendar,
            ws.today(),
            settings=settings_of(PlanChoice(), known),
        )
