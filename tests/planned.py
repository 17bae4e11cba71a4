"""A case of the sample firm with its plan accepted: what papers are prepared for."""

from __future__ import annotations

from datetime import date

from app.model.kinds import EndReason, FilingStatus
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.filings import list_filings
from app.services.planning import accept_plan, plan_view
from app.services.sample import load_sample
from app.services.workspace import Workspace


def planned_submission(ws: Workspace) -> tuple[int, int]:
    """Load the sample firm, plan the end of one filing; return the case and its submission."""
    load_sample(ws, Silent())
    row = next(
        row
        for row in list_filings(ws)
        if row.status is FilingStatus.ACTIVE and row.platform == "cac-algorithm" and row.products
    )
    case_id = create_case(ws, "停服项目", (row.id,)).value
    products = tuple(product.id for product in case_view(ws, case_id).products)
    facts = Facts(EndReason.PRODUCT_CLOSED, ended_on=date(2026, 10, 9), product_ids=products)
    save_facts(ws, case_id, facts)
    accept_plan(ws, case_id, plan_view(ws, case_id).choices.recommended, "推荐")
    return case_id, case_view(ws, case_id).submissions[0].id
