"""Goes through the inventory in chunks and keeps a bounded list of every kind of gap."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.model.case import Case, CaseFiling
from app.model.filing_number import number_problems
from app.model.inventory import (
    Algorithm,
    Filing,
    FilingProduct,
    Organisation,
    OrganisationFormerName,
    Product,
)
from app.model.kinds import ProductState
from app.progress import Progress
from app.rules.inventory_checks import gaps_by, stopped_term
from app.rules.review_input import FilingCheck, ProductCheck
from app.rules.stocktake import (
    ENDED,
    Limits,
    Owner,
    gap_of_finding,
    licence_unknown,
    name_differs,
    type_missing,
    unchecked,
    without_filing,
)
from app.rules.stocktake_types import Gap, GapGroup, GapKind
from app.rules.term_clock import TermClock
from app.services.name_as_filed import name_as_filed
from app.services.stocktake_twins import twins
from app.services.workspace import Workspace

SHOWN = 200
CHUNK = 2000
NUMBERED = ("cac-algorithm", "cac-genai")


class Kept:
    """The first gaps of each kind, by the days left where there is a term; all are counted."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(GapKind, 0)
        self._heaps: dict[GapKind, list[tuple[int, int, Gap]]] = {kind: [] for kind in GapKind}

    def add(self, gap: Gap) -> None:
        """Count a gap, and keep it when it is among the first."""
        count = self._counts[gap.kind] = self._counts[gap.kind] + 1
        entry = (-(gap.days_left or 0), -count, gap)
        heap = self._heaps[gap.kind]
        if len(heap) < SHOWN:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)

    def more(self, kind: GapKind, count: int) -> None:
        """Count gaps of a kind that were not worth making."""
        self._counts[kind] += count

    def groups(self) -> tuple[GapGroup, ...]:
        """Return the kinds that were found, the most pressing first."""
        return tuple(
            GapGroup(
                kind,
                count,
                tuple(entry[2] for entry in sorted(self._heaps[kind], key=lambda e: e[:2])[::-1]),
            )
            for kind, count in self._counts.items()
            if count
        )


@dataclass
class _Seen:
    """What the limits of the report are told from."""

    other_numbers: int = 0
    without_source: int = 0
    estimated: bool = False


def find_gaps(
    ws: Workspace, session: Session, mine: int | None, progress: Progress
) -> tuple[tuple[GapGroup, ...], tuple[str, ...]]:
    """Return the gaps by kind, and in sentences what was not looked at."""
    owners = _owners(session)
    kept, seen = Kept(), _Seen()
    scan = _Scan(ws, session, owners, kept, seen)
    scan.run(mine, progress)
    progress.report(0, 0, "正在比对重复的备案")
    for gap, others in twins(ws, session, owners, mine, SHOWN):
        kept.add(gap)
        kept.more(gap.kind, others)
    article = ws.catalogue.regulations.get("algorithm-24")
    for id, name, owner_id in _unfiled(session, mine):
        kept.add(without_filing(id, name, owners[owner_id], article))
    for owner in owners.values():
        if mine in (None, owner.id) and (unknown := licence_unknown(owner)):
            kept.add(unknown)
    return kept.groups(), unchecked(_limits(ws, session, mine, seen))


def _owners(session: Session) -> dict[int, Owner]:
    former: dict[int, list[str]] = {}
    names = select(OrganisationFormerName.organisation_id, OrganisationFormerName.name)
    for id, name in session.execute(names):
        former.setdefault(id, []).append(name)
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.uscc).order_by(Organisation.name)
    )
    return {id: Owner(id, name, uscc, tuple(former.get(id, ()))) for id, name, uscc in rows}


def _unfiled(session: Session, mine: int | None) -> Iterator[tuple[int, str, int]]:
    query = (
        select(Algorithm.id, Algorithm.name, Algorithm.organisation_id)
        .where(~select(Filing.id).where(Filing.algorithm_id == Algorithm.id).exists())
        .order_by(Algorithm.id)
    )
    if mine is not None:
        query = query.where(Algorithm.organisation_id == mine)
    yield from session.execute(query)


class _Scan:
    """One passage over the live filings, each with its products."""

    def __init__(
        self, ws: Workspace, session: Session, owners: dict[int, Owner], kept: Kept, seen: _Seen
    ) -> None:
        self._session, self._owners, self._kept, self._seen = session, owners, kept, seen
        self._catalogue = ws.catalogue
        self._clock = TermClock(ws.today(), ws.calendar)
        links = session.execute(select(CaseFiling.filing_id, Case.title).join(Case))
        self._taken = {int(id): title for id, title in links}

    def run(self, mine: int | None, progress: Progress) -> None:
        """Look at every live filing."""
        wanted: list[ColumnElement[bool]] = [Filing.status.not_in(ENDED)]
        if mine is not None:
            wanted.append(Filing.organisation_id == mine)
        total = self._session.scalar(select(func.count()).select_from(Filing).where(*wanted)) or 0
        query = (
            select(
                Filing.id, Filing.organisation_id, Filing.platform, Filing.title, Filing.number,
                Filing.status, Filing.source_text, Filing.remark,
                Algorithm.name, Algorithm.type, Algorithm.role,
            )
            .outerjoin(Algorithm, Filing.algorithm_id == Algorithm.id)
            .where(*wanted)
            .order_by(Filing.id)
            .limit(CHUNK)
        )  # fmt: skip
        last, done = 0, 0
        while rows := self._session.execute(query.where(Filing.id > last)).all():
            progress.report(done, total, f"正在检查备案（{done}/{total}）")
            uses = self._uses(last, rows[-1].id)
            for row in rows:
                self._look_at(row, uses.get(row.id, ()))
            last, done = rows[-1].id, done + len(rows)

    def _uses(self, after: int, until: int) -> dict[int, tuple[ProductCheck, ...]]:
        query = (
            select(
                FilingProduct.filing_id, Product.id, Product.name, Product.kind,
                Product.state, Product.state_since, FilingProduct.ended_on,
            )
            .join(Product, FilingProduct.product_id == Product.id)
            .where(FilingProduct.filing_id > after, FilingProduct.filing_id <= until)
            .order_by(FilingProduct.filing_id, Product.name, Product.kind)
        )  # fmt: skip
        found: dict[int, tuple[ProductCheck, ...]] = {}
        for filing_id, id, name, kind, state, since, ended in self._session.execute(query):
            use = ProductCheck(id, f"{name}（{kind.label}）", state, since, ended)
            found[filing_id] = (*found.get(filing_id, ()), use)
        return found

    def _look_at(self, row: Any, uses: tuple[ProductCheck, ...]) -> None:
        owner = self._owners[row.organisation_id]
        platform = self._catalogue.get(row.platform)
        filing = FilingCheck(
            id=row.id,
            organisation_id=owner.id,
            platform=row.platform,
            title=row.name or row.title,
            number=row.number,
            type=row.type,
            role=row.role,
            status=row.status,
            problems=number_problems(row.platform, row.number, row.type),
            products=uses,
            case_title=self._taken.get(row.id, ""),
        )
        findings = gaps_by(filing, platform, self._clock)
        standing = stopped_term(filing, platform, self._clock) if findings else None
        for finding in findings:
            gap = gap_of_finding(finding, filing, owner, standing)
            self._seen.estimated |= gap.due_estimated
            self._kept.add(gap)
        named = name_as_filed(row.source_text, row.remark)
        for found in (
            type_missing(filing, owner),
            name_differs(filing, named, owner, platform),
        ):
            if found is not None:
                self._kept.add(found)
        self._seen.without_source += not named
        self._seen.other_numbers += bool(row.number) and row.platform not in NUMBERED


def _limits(ws: Workspace, session: Session, mine: int | None, seen: _Seen) -> Limits:
    ended = select(func.count()).select_from(Filing).where(Filing.status.in_(ENDED))
    undated = (
        select(func.count())
        .select_from(Product)
        .where(Product.state == ProductState.STOPPED, Product.state_since.is_(None))
    )
    platforms = select(Filing.platform).distinct()
    if mine is not None:
        ended = ended.where(Filing.organisation_id == mine)
        undated = undated.where(Product.organisation_id == mine)
        platforms = platforms.where(Filing.organisation_id == mine)
    known = ws.catalogue.platforms
    return Limits(
        ended=session.scalar(ended) or 0,
        other_numbers=seen.other_numbers,
        without_source=seen.without_source,
        undated_products=session.scalar(undated) or 0,
        unknown_platforms=tuple(sorted(p for p in session.scalars(platforms) if p not in known)),
        years_estimated=seen.estimated,
    )
