"""Finds any record by what the officer remembers of it: a word, a number, pinyin initials.

The inventory is searched in its index; the texts of cases and files, of which there are few, are
gathered once and kept until the next event. A search returns a bounded list, best first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.model.case import Case, Material, MaterialFile, Submission
from app.services.algorithms import list_algorithms
from app.services.history import last_event_id
from app.services.inventory_table import TableQuery, filing_ids, filing_lines, listed_ids
from app.services.organisations import list_organisations
from app.services.products import list_products
from app.services.workspace import Workspace
from app.store.line_text import initials, plain

HitKind = Literal["filing", "product", "organisation", "algorithm", "case", "file"]
PageKey = Literal["inventory", "cases"]

LABELS: dict[HitKind, str] = {
    "filing": "备案",
    "case": "注销项目",
    "organisation": "主体",
    "product": "产品",
    "algorithm": "算法",
    "file": "材料",
}
MOST = 300
FOUND_ELSEWHERE = 5
INVENTORY = frozenset(("filing", "organisation", "product", "algorithm"))
INITIALS_FROM = 2
"""Pinyin initials are looked at from this many letters on; one letter would match everything."""


@dataclass(frozen=True)
class Target:
    """Where a hit leads: a page and the record to show there.

    On ``inventory`` the record is named by ``kind`` and ``id``; on ``cases`` by ``case_id``,
    for a file with the ``submission_id`` whose checklist holds it.
    """

    page: PageKey
    kind: HitKind
    id: int
    case_id: int | None = None
    submission_id: int | None = None


@dataclass(frozen=True)
class Hit:
    """One record found."""

    kind: HitKind
    id: int
    title: str
    subtitle: str
    target: Target


@dataclass(frozen=True)
class _Entry:
    hit: Hit
    title: str
    number: str
    rest: str


@dataclass(frozen=True)
class _Index:
    event_id: int
    entries: tuple[_Entry, ...]


_kept: WeakKeyDictionary[Workspace, _Index] = WeakKeyDictionary()


def search(ws: Workspace, text: str, limit: int = 30) -> list[Hit]:
    """Return what matches every word of ``text``, best first, at most ``limit``.

    A word matches as a part of any text of the record, regardless of case and of full or half
    width; digits match within numbers; letters also match pinyin initials of the title. Of a
    kind that matches more than :data:`MOST` times only so many are ranked.
    """
    words = tuple(filter(None, map(plain, text.split())))
    if not words:
        return []
    ranked = []
    for place, entry in enumerate(_candidates(ws, text)):
        ranks = [_rank(entry, word) for word in words]
        worst = max(FOUND_ELSEWHERE if rank is None else rank for rank in ranks)
        if worst < FOUND_ELSEWHERE or entry.hit.kind in INVENTORY:
            ranked.append((worst, place, entry.hit))
    return [hit for _, _, hit in sorted(ranked, key=lambda item: item[:2])[:limit]]


def _candidates(ws: Workspace, text: str) -> Iterator[_Entry]:
    """Yield the records of the inventory that match, and every case and file."""
    query = TableQuery(text=text)
    yield from _filings(ws, query)
    kept = _index(ws)
    yield from (entry for entry in kept.entries if entry.hit.kind == "case")
    for kind, entries in (
        ("organisation", _organisations), ("product", _products), ("algorithm", _algorithms),
    ):  # fmt: skip
        ids = listed_ids(ws, kind, query)[:MOST]
        if ids:
            yield from entries(ws, tuple(ids))
    yield from (entry for entry in kept.entries if entry.hit.kind == "file")


def _rank(entry: _Entry, word: str) -> int | None:
    """Return how well ``word`` fits, 0 best; None when it does not."""
    if entry.title.startswith(word):
        return 0
    if word in entry.title:
        return 1
    if entry.number and word in entry.number:
        return 2
    if word in entry.rest:
        return 3
    if len(word) >= INITIALS_FROM and word.isascii() and word.isalpha():
        place = initials(entry.title).find(word)
        if place >= 0:
            return 1 if place == 0 else 4
    return None


def _index(ws: Workspace) -> _Index:
    with ws.read() as session:
        newest = last_event_id(session)
        kept = _kept.get(ws)
        if kept is None or kept.event_id != newest:
            kept = _Index(newest, (*_cases(session), *_files(session)))
            _kept[ws] = kept
    return kept


def _entry(hit: Hit, *rest: str, number: str = "") -> _Entry:
    return _Entry(hit, plain(hit.title), plain(number), "\n".join(plain(text) for text in rest))


def _in_inventory(kind: HitKind, id: int, title: str, *subtitle: str) -> Hit:
    told = " · ".join(part for part in subtitle if part)
    return Hit(kind, id, title, told, Target("inventory", kind, id))


def _filings(ws: Workspace, query: TableQuery) -> Iterator[_Entry]:
    for line in filing_lines(ws, filing_ids(ws, query)[:MOST]):
        if line is not None:
            hit = _in_inventory(
                "filing",
                line.id,
                line.title,
                line.number,
                line.organisation_name,
                line.platform_name,
                line.status.label,
            )
            yield _entry(
                hit, line.organisation_name, line.remark, line.products_text, number=line.number
            )


def _cases(session: Session) -> Iterator[_Entry]:
    query = select(Case).options(selectinload(Case.filing_links)).order_by(Case.id.desc())
    for item in session.scalars(query):
        hit = Hit(
            "case",
            item.id,
            item.title,
            f"{len(item.filing_links)} 个备案",
            Target("cases", "case", item.id, case_id=item.id),
        )
        yield _entry(hit, item.reason_text, item.arrangement)


def _organisations(ws: Workspace, ids: tuple[int, ...]) -> Iterator[_Entry]:
    for item in list_organisations(ws, ids):
        hit = _in_inventory("organisation", item.id, item.name, item.uscc)
        names = item.former_names
        yield _entry(hit, item.legal_representative, item.contact_name, *names, number=item.uscc)


def _products(ws: Workspace, ids: tuple[int, ...]) -> Iterator[_Entry]:
    for item in list_products(ws, ids):
        hit = _in_inventory(
            "product", item.id, item.label, item.organisation_name, item.state.label
        )
        yield _entry(hit, item.organisation_name, item.note)


def _algorithms(ws: Workspace, ids: tuple[int, ...]) -> Iterator[_Entry]:
    for item in list_algorithms(ws, ids):
        hit = _in_inventory(
            "algorithm",
            item.id,
            item.name,
            item.type.label if item.type else "",
            item.organisation_name,
        )
        yield _entry(hit, item.organisation_name, item.purpose, *item.former_names)


def _files(session: Session) -> Iterator[_Entry]:
    query = (
        select(MaterialFile)
        .options(
            selectinload(MaterialFile.attachment),
            selectinload(MaterialFile.material)
            .selectinload(Material.submission)
            .selectinload(Submission.case),
        )
        .order_by(MaterialFile.id.desc())
    )
    for link in session.scalars(query):
        submission = link.material.submission
        hit = Hit(
            "file",
            link.id,
            link.attachment.file_name,
            submission.case.title,
            Target(
                "cases",
                "file",
                link.id,
                case_id=submission.case_id,
                submission_id=submission.id,
            ),
        )
        yield _entry(hit)
