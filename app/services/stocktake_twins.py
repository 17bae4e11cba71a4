"""Finds filings that look like the same: grouped by the database, only the first are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.model.inventory import Algorithm, Filing
from app.rules.stocktake import ENDED, Owner, Twin, filed_twice, number_twice
from app.rules.stocktake_types import Gap
from app.services.workspace import Workspace

TWINS_READ = 20

Judge = Callable[[Sequence[Twin], int, str, Owner], Gap]
Asked = tuple[Select[*tuple[Any, ...]], Callable[[Any], list[Any]]]
"""The groups that hold more than one filing, and the conditions for the members of a group."""


def twins(
    ws: Workspace, session: Session, owners: dict[int, Owner], mine: int | None, most: int
) -> Iterator[tuple[Gap, int]]:
    """Yield at most ``most`` gaps of each kind, with how many more were not made.

    The rest is told with the last one of a kind.
    """
    yield from _found(ws, session, owners, _same_name(mine), judge=filed_twice, most=most)
    yield from _found(ws, session, owners, _same_number(mine), judge=number_twice, most=most)


def _same_name(mine: int | None) -> Asked:
    name = func.trim(Algorithm.name)
    grouped: Select[*tuple[Any, ...]] = (
        select(
            Filing.platform,
            Filing.organisation_id,
            name.label("name"),
            Algorithm.role,
            func.count().label("n"),
        )
        .join(Algorithm, Filing.algorithm_id == Algorithm.id)
        .where(Filing.status.not_in(ENDED))
        .group_by(Filing.platform, Filing.organisation_id, name, Algorithm.role)
        .having(func.count() > 1)
        .order_by(func.count().desc(), name)
    )
    if mine is not None:
        grouped = grouped.where(Filing.organisation_id == mine)

    def members(row: Any) -> list[Any]:
        return [
            Filing.platform == row.platform,
            Filing.organisation_id == row.organisation_id,
            name == row.name,
            Algorithm.role == row.role,
            Filing.status.not_in(ENDED),
        ]

    return grouped, members


def _same_number(mine: int | None) -> Asked:
    grouped: Select[*tuple[Any, ...]] = (
        select(
            Filing.platform,
            func.min(Filing.organisation_id).label("organisation_id"),
            Filing.number_key,
            func.count().label("n"),
        )
        .where(Filing.number_key != "")
        .group_by(Filing.platform, Filing.number_key)
        .having(func.count() > 1)
        .order_by(func.count().desc(), Filing.number_key)
    )
    if mine is not None:
        grouped = grouped.having(func.sum(Filing.organisation_id == mine) > 0)

    def members(row: Any) -> list[Any]:
        return [Filing.platform == row.platform, Filing.number_key == row.number_key]

    return grouped, members


def _found(
    ws: Workspace,
    session: Session,
    owners: dict[int, Owner],
    asked: Asked,
    *,
    judge: Judge,
    most: int,
) -> Iterator[tuple[Gap, int]]:
    grouped, members = asked
    rows = session.execute(grouped.limit(most)).all()
    whole = len(rows)
    if whole == most:
        whole = session.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    for place, row in enumerate(rows, start=1):
        query = (
            select(Filing.id, Filing.title, Algorithm.name, Filing.number)
            .outerjoin(Algorithm, Filing.algorithm_id == Algorithm.id)
            .where(*members(row))
            .order_by(Filing.id)
            .limit(TWINS_READ)
        )
        same = [
            Twin(item.id, item.name or item.title, item.number) for item in session.execute(query)
        ]
        known = ws.catalogue.get(row.platform)
        word = f"“{known.short_name if known else row.platform}”"
        gap = judge(same, row.n, word, owners[row.organisation_id])
        yield gap, whole - len(rows) if place == len(rows) else 0
