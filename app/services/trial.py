"""A plan tried out without storing anything: for filings of no case yet, or other facts."""

from __future__ import annotations

from collections.abc import Iterable

from app.errors import NotFoundError
from app.model.kinds import SubmissionState
from app.rules.planner import CaseFacts, PlanChoices, plan_case
from app.services.cases import CaseView, Facts
from app.services.filing_reading import filing_rows
from app.services.filings import FilingRow
from app.services.planning import filing_facts
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
        if item.state is not SubmissionState.PREPARING
        for row in item.filings
    }
    return tuple(row for row in case.filings if row.id not in sent)


def try_plan(ws: Workspace, filings: tuple[FilingRow, ...], facts: Facts) -> PlanChoices:
    """Return the three plans for ``filings`` under ``facts``; nothing is stored."""
    return plan_case(
        [filing_facts(row, facts) for row in filings],
        CaseFacts(
            reason=facts.reason,
            ended_on=facts.ended_on,
            affected_product_ids=frozenset(facts.product_ids),
            data_disposal=facts.data_disposal,
            agent_acts=bool(facts.agent_name),
        ),
        ws.catalogue,
        ws.calendar,
        ws.today(),
    )
