"""An inventory row as the rules of the inventory and of the review look at it."""

from __future__ import annotations

from app.rules.review_input import FilingCheck, ProductCheck
from app.services.filings import FilingRow


def filing_check(row: FilingRow, case_title: str = "") -> FilingCheck:
    """Turn an inventory row into what the rules look at."""
    return FilingCheck(
        id=row.id,
        organisation_id=row.organisation_id,
        platform=row.platform,
        title=row.title,
        number=row.number,
        type=row.type,
        role=row.role,
        status=row.status,
        problems=row.problems,
        products=tuple(
            ProductCheck(
                id=use.product_id,
                label=use.label,
                state=use.state,
                state_since=use.state_since,
                link_ended_on=use.ended_on,
            )
            for use in row.products
        ),
        case_title=case_title,
    )
