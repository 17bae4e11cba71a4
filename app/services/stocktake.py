"""盘点: what exists and where, counted by the database, and what does not fit, with its record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session

from app.model.inventory import Algorithm, Filing, Organisation, Product
from app.model.kinds import AlgorithmType, FilingStatus, ProductState, Role
from app.progress import Progress
from app.rules.stocktake import ENDED
from app.rules.stocktake_types import PlatformTally, Stocktake, Tally, Totals
from app.services.stocktake_scan import find_gaps
from app.services.workspace import Workspace

ORGANISATIONS_SHOWN = 200
NUMBER_LENGTH = 26
YEAR_IN_NUMBER = 20
"""Where the two digits of the year stand in 网信算备 + 21 digits + 号, from 1."""


def stocktake(ws: Workspace, organisation_id: int | None, progress: Progress) -> Stocktake:
    """Take stock of all subjects, or of one.

    Reads one consistent state; memory stays bounded however many filings there are. Raises
    :class:`app.errors.CancelledError` when the user cancels.
    """
    progress.report(0, 0, "正在统计备案")
    with ws.read() as session:
        groups, limits = find_gaps(ws, session, organisation_id, progress)
        return Stocktake(
            made_on=ws.today(),
            organisation_id=organisation_id,
            organisation=_name(session, organisation_id),
            totals=_totals(session, organisation_id),
            by_platform=_by_platform(ws, session, organisation_id),
            by_status=_by_status(session, organisation_id),
            by_type=_by_type(session, organisation_id),
            by_role=_by_role(session, organisation_id),
            by_organisation=_by_organisation(session, organisation_id),
            by_year=_by_year(session, organisation_id),
            groups=groups,
            unchecked=limits,
        )


def _name(session: Session, organisation_id: int | None) -> str:
    if organisation_id is None:
        return "全部主体"
    item = session.get(Organisation, organisation_id)
    return item.name if item else "（主体已不存在）"


def _of(
    query: Select[*tuple[Any, ...]], column: ColumnElement[int] | Any, organisation_id: int | None
) -> Select[*tuple[Any, ...]]:
    return query if organisation_id is None else query.where(column == organisation_id)


def _totals(session: Session, mine: int | None) -> Totals:
    def count(kind: Any, *wanted: Any, owner: Any = None) -> int:
        query = _of(select(func.count()).select_from(kind), owner, mine).where(*wanted)
        return int(session.scalar(query) or 0)

    of_filing, of_product = Filing.organisation_id, Product.organisation_id
    return Totals(
        filings=count(Filing, owner=of_filing),
        alive=count(Filing, Filing.status.not_in(ENDED), owner=of_filing),
        algorithms=count(Algorithm, owner=Algorithm.organisation_id),
        products=count(Product, owner=of_product),
        stopped_products=count(Product, Product.state == ProductState.STOPPED, owner=of_product),
        organisations=count(Organisation, owner=Organisation.id),
    )


def _grouped(session: Session, column: Any, mine: int | None, *joined: Any) -> dict[Any, int]:
    query = select(column, func.count()).select_from(Filing)
    for table, condition in joined:
        query = query.join(table, condition)
    rows = session.execute(_of(query, Filing.organisation_id, mine).group_by(column))
    return {key: int(count) for key, count in rows}


def _by_platform(ws: Workspace, session: Session, mine: int | None) -> tuple[PlatformTally, ...]:
    query: Select[*tuple[Any, ...]] = select(Filing.platform, Filing.status, func.count())
    query = query.group_by(Filing.platform, Filing.status)
    found: dict[str, dict[FilingStatus, int]] = {}
    for platform, status, count in session.execute(_of(query, Filing.organisation_id, mine)):
        found.setdefault(platform, {})[status] = int(count)
    known = ws.catalogue.platforms
    order = [key for key in known if key in found] + sorted(set(found) - set(known))
    return tuple(
        PlatformTally(
            key,
            known[key].short_name if key in known else key,
            tuple((status, found[key][status]) for status in FilingStatus if status in found[key]),
        )
        for key in order
    )


def _by_status(session: Session, mine: int | None) -> tuple[Tally, ...]:
    found = _grouped(session, Filing.status, mine)
    return tuple(Tally(s.value, s.label, found[s]) for s in FilingStatus if s in found)


def _by_type(session: Session, mine: int | None) -> tuple[Tally, ...]:
    found = _grouped(
        session, Algorithm.type, mine, (Algorithm, Filing.algorithm_id == Algorithm.id)
    )
    rows = [Tally(kind.value, kind.label, found[kind]) for kind in AlgorithmType if kind in found]
    return (*rows, *([Tally("", "未填类别", found[None])] if None in found else []))


def _by_role(session: Session, mine: int | None) -> tuple[Tally, ...]:
    found = _grouped(
        session, Algorithm.role, mine, (Algorithm, Filing.algorithm_id == Algorithm.id)
    )
    return tuple(Tally(role.value, role.label, found[role]) for role in Role if role in found)


def _by_organisation(session: Session, mine: int | None) -> tuple[Tally, ...]:
    query: Select[*tuple[Any, ...]] = (
        select(Organisation.id, Organisation.name, func.count(Filing.id))
        .join(Filing, Filing.organisation_id == Organisation.id)
        .group_by(Organisation.id)
        .order_by(func.count(Filing.id).desc(), Organisation.name)
        .limit(ORGANISATIONS_SHOWN)
    )
    rows = session.execute(_of(query, Organisation.id, mine))
    return tuple(Tally(str(id), name, int(count)) for id, name, count in rows)


def _by_year(session: Session, mine: int | None) -> tuple[Tally, ...]:
    """Count by year of filing; without a day the year within the number (source: data)."""
    in_number = func.substr(Filing.number_key, YEAR_IN_NUMBER, 2)
    year = case(
        (Filing.filed_on.is_not(None), func.strftime("%Y", Filing.filed_on)),
        (
            (Filing.platform == "cac-algorithm")
            & (func.length(Filing.number_key) == NUMBER_LENGTH)
            & in_number.op("GLOB")("[0-9][0-9]"),
            literal("20").concat(in_number),
        ),
        else_="",
    )
    query = _of(select(year.label("year"), func.count()), Filing.organisation_id, mine)
    rows = sorted((key, int(count)) for key, count in session.execute(query.group_by("year")))
    known = tuple(Tally(key, f"{key}年", count) for key, count in rows if key)
    return (*known, *(Tally("", "年份不详", count) for key, count in rows if not key))
