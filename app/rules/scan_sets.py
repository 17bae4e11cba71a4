"""Scanned pages of one form judged together: what is missing or doubled, and the seal.

A seal is told only as far as a picture shows it: on a grey scan nothing is said of its colour, and
a signature by hand is never claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.catalogue.words import Seal

EDGE_NEAR_MM = 8.0
GREY = "灰度扫描，无法判断颜色，请人工确认"


@dataclass(frozen=True)
class SealSeen:
    """What of a seal a page shows: a round mark, other red, and marks at the side edges as
    (left side, top, bottom) in millimetres. Without ``colour`` a round mark is only dark."""

    colour: bool = True
    round: bool = False
    other: bool = False
    edges: tuple[tuple[bool, float, float], ...] = ()


@dataclass(frozen=True)
class PageIn:
    """One page of a form: ``key`` is the caller's name for it, ``page`` its number from 1."""

    key: int
    page: int
    pages: int
    seal: SealSeen


@dataclass(frozen=True)
class Told:
    """A sentence and how it weighs: success, info or warning."""

    text: str
    tone: str


@dataclass(frozen=True)
class SetVerdict:
    """What is to be said of a form's pages."""

    missing: tuple[int, ...]
    doubled: tuple[int, ...]
    seal: tuple[Told, ...]


def judge(
    pages: Sequence[PageIn], due: Seal, signed: Sequence[int], before: Sequence[int] = ()
) -> SetVerdict:
    """Judge the pages that are to be filed to one form.

    ``signed`` are its pages with the signature block (none known: the last one); ``before`` the
    pages that were filed earlier and stay.
    """
    whole = max((page.pages for page in pages), default=0)
    there = [page.page for page in pages]
    known = {*there, *before}
    return SetVerdict(
        missing=tuple(page for page in range(1, whole + 1) if page not in known),
        doubled=tuple(sorted({page for page in there if there.count(page) > 1})),
        seal=_seal(pages, due, tuple(signed) or (whole,), whole),
    )


def copies_of(pages: Sequence[PageIn], asked: int) -> Mapping[int, int]:
    """Return for the scans of one form, in the order they were read, which copy each belongs to,
    by their keys; empty where they are no copies.

    Several scans of a page are copies only where the rules ask for more than one and every page
    is there as often: else a page was scanned again.
    """
    times = Counter(page.page for page in pages)
    whole = max((page.pages for page in pages), default=0)
    often = set(times.values())
    if len(times) != whole or len(often) != 1 or not 1 < min(often) <= asked:
        return {}
    met = Counter[int]()
    found = {}
    for page in pages:
        met[page.page] += 1
        found[page.key] = met[page.page]
    return found


def to_take(pages: Sequence[PageIn], due: Seal, asked: int) -> tuple[PageIn, ...]:
    """Return which scans of one form are to be taken, one for each of its pages.

    Of copies it is one copy whole, that with the most seals, else the first.
    """
    copies = copies_of(pages, asked)
    by_page: dict[int, list[PageIn]] = {}
    for page in pages:
        by_page.setdefault(page.page, []).append(page)
    if not copies:
        return tuple(best(entries, due) for entries in by_page.values())
    marks = Counter(
        copies[page.key]
        for page in pages
        if due is not Seal.NONE and page.seal.colour and (page.seal.round or page.seal.edges)
    )
    taken = min(set(copies.values()), key=lambda copy: (-marks[copy], copy))
    return tuple(page for page in pages if copies[page.key] == taken)


def best(pages: Sequence[PageIn], due: Seal) -> PageIn:
    """Return which of several scans of the same page is to be taken: one with its seal, else the
    last, which was scanned because the first was not good."""
    if due is not Seal.NONE:
        sealed = [page for page in pages if page.seal.round and page.seal.colour]
        if sealed:
            return sealed[-1]
    return pages[-1]


def _seal(
    pages: Sequence[PageIn], due: Seal, signed: tuple[int, ...], whole: int
) -> tuple[Told, ...]:
    if due is Seal.NONE or not pages:
        return ()
    if due is Seal.EVERY_PAGE and whole > 1:
        return _every_page(pages)
    ordered = sorted(pages, key=lambda page: page.page)
    on_place = [page for page in ordered if page.page in signed]
    sealed = [page for page in ordered if page.seal.round and page.seal.colour]
    found = next((page for page in sealed if page in on_place), None)
    if found is not None:
        return (Told(f"第 {found.page} 页见红色圆形印章", "success"),)
    if sealed:
        where = numbers(signed)
        told = f"红章在第 {sealed[0].page} 页，不在签章处（第 {where} 页），请人工确认"
        return (Told(told, "warning"),)
    return tuple(_without(page) for page in on_place[-1:])


def _without(page: PageIn) -> Told:
    """Return what is said of a page where a seal is due and no red one is seen."""
    if not page.seal.colour:
        seen = "见圆形印迹；" if page.seal.round else ""
        return Told(f"第 {page.page} 页{seen}{GREY}", "info")
    if page.seal.other:
        return Told(f"第 {page.page} 页有红色印迹，但不成圆形，请人工确认", "warning")
    return Told(f"第 {page.page} 页未见红章", "warning")


def _every_page(pages: Sequence[PageIn]) -> tuple[Told, ...]:
    ordered = sorted(pages, key=lambda page: page.page)
    riding = _riding(ordered)
    sealed = [p.page for p in ordered if p.seal.round and p.seal.colour and p.page not in riding]
    told = []
    if riding:
        told.append(Told(f"第 {numbers(riding)} 页见骑缝章", "success"))
    if sealed:
        told.append(Told(f"第 {numbers(sealed)} 页见红色圆形印章", "success"))
    rest = [page for page in ordered if page.page not in {*riding, *sealed}]
    bare = [page.page for page in rest if page.seal.colour]
    if bare:
        told.append(Told(f"第 {numbers(bare)} 页未见红章，也未见骑缝章", "warning"))
    grey = [page.page for page in rest if not page.seal.colour]
    if grey:
        told.append(Told(f"第 {numbers(grey)} 页{GREY}", "info"))
    return tuple(told)


def _riding(ordered: Sequence[PageIn]) -> tuple[int, ...]:
    """Return the pages that a seal across their edges touches: at least two that follow each
    other, with a mark at the same height of the same side."""
    found: set[int] = set()
    for page, after in pairwise(ordered):
        if after.page == page.page + 1 and any(
            one[0] == other[0]
            and one[1] < other[2] + EDGE_NEAR_MM
            and other[1] < one[2] + EDGE_NEAR_MM
            for one in page.seal.edges
            for other in after.seal.edges
        ):
            found |= {page.page, after.page}
    return tuple(sorted(found))


def numbers(pages: Sequence[int]) -> str:
    """Return page numbers in words: runs as 1—3, the rest joined by 、."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
