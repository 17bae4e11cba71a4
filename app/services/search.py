"""Finds any record by what the officer remembers of it: a word, a number, pinyin initials.

The texts of the folder are gathered once and kept until the next event; a search looks through
them in memory and returns a bounded list, best first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.model.case import Case, Material, MaterialFile, Submission
from app.model.inventory import Algorithm, Filing, FilingProduct, Organisation, Product
from app.services.history import last_event_id
from app.services.workspace import Workspace

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
    width; digits match within numbers; letters also match pinyin initials of the title.
    """
    words = tuple(_plain(word) for word in text.split())
    if not words:
        return []
    ranked = []
    for place, entry in enumerate(_index(ws).entries):
        ranks = [_rank(entry, word) for word in words]
        if None not in ranks:
            ranked.append((max(rank for rank in ranks if rank is not None), place, entry.hit))
    return [hit for _, _, hit in sorted(ranked, key=lambda item: item[:2])[:limit]]


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
        place = _initials(entry.title).find(word)
        if place >= 0:
            return 1 if place == 0 else 4
    return None


def _plain(text: str) -> str:
    """Return ``text`` in half width and lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=20_000)
def _initials(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(part[:1] if part else "" for part in lazy_pinyin(text, style=Style.NORMAL))


def _index(ws: Workspace) -> _Index:
    with ws.read() as session:
        newest = last_event_id(session)
        kept = _kept.get(ws)
        if kept is None or kept.event_id != newest:
            kept = _Index(newest, tuple(_entries(ws, session)))
            _kept[ws] = kept
    return kept


def _entries(ws: Workspace, session: Session) -> Iterator[_Entry]:
    yield from _filings(ws, session)
    yield from _cases(session)
    yield from _organisations(session)
    yield from _products(session)
    yield from _algorithms(session)
    yield from _files(session)


def _entry(hit: Hit, *rest: str, number: str = "") -> _Entry:
    return _Entry(hit, _plain(hit.title), _plain(number), "\n".join(_plain(text) for text in rest))


def _in_inventory(kind: HitKind, id: int, title: str, *subtitle: str) -> Hit:
    told = " · ".join(part for part in subtitle if part)
    return Hit(kind, id, title, told, Target("inventory", kind, id))


def _filings(ws: Workspace, session: Session) -> Iterator[_Entry]:
    query = select(Filing).options(
        selectinload(Filing.organisation),
        selectinload(Filing.algorithm).selectinload(Algorithm.former_names),
        selectinload(Filing.product_links).selectinload(FilingProduct.product),
    )
    for item in session.scalars(query.order_by(Filing.id)):
        platform = ws.catalogue.get(item.platform)
        title = item.algorithm.name if item.algorithm else item.title
        hit = _in_inventory(
            "filing",
            item.id,
            title,
            item.number,
            item.organisation.name,
            platform.short_name if platform else item.platform,
            item.status.label,
        )
        products = [link.product.name for link in item.product_links]
        former = [name.name for name in item.algorithm.former_names] if item.algorithm else []
        yield _entry(
            hit, item.organisation.name, item.remark, *products, *former, number=item.number
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


def _organisations(session: Session) -> Iterator[_Entry]:
    query = select(Organisation).options(selectinload(Organisation.former_names))
    for item in session.scalars(query.order_by(Organisation.name)):
        hit = _in_inventory("organisation", item.id, item.name, item.uscc)
        names = [former.name for former in item.former_names]
        yield _entry(hit, item.legal_representative, item.contact_name, *names, number=item.uscc)


def _products(session: Session) -> Iterator[_Entry]:
    query = select(Product).options(selectinload(Product.organisation)).order_by(Product.name)
    for item in session.scalars(query):
        yield _entry(
            _in_inventory(
                "product",
                item.id,
                f"{item.name}（{item.kind.label}）",
                item.organisation.name,
                item.state.label,
            ),
            item.organisation.name,
            item.note,
        )


def _algorithms(session: Session) -> Iterator[_Entry]:
    query = select(Algorithm).options(
        selectinload(Algorithm.organisation), selectinload(Algorithm.former_names)
    )
    for item in session.scalars(query.order_by(Algorithm.name)):
        hit = _in_inventory(
            "algorithm",
            item.id,
            item.name,
            item.type.label if item.type else "",
            item.organisation.name,
        )
        names = [former.name for former in item.former_names]
        yield _entry(hit, item.organisation.name, item.purpose, *names)


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
