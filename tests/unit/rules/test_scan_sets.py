"""Scanned pages judged together: nothing is claimed that a picture does not show."""

from __future__ import annotations

import pytest

from app.catalogue.words import Seal
from app.rules.scan_sets import (
    GREY,
    PageIn,
    SealSeen,
    best,
    copies_of,
    judge,
    numbers,
    to_take,
)

RED, NONE = SealSeen(round=True), SealSeen()
DARK, DULL = SealSeen(colour=False, round=True), SealSeen(colour=False)
EDGE = SealSeen(edges=((False, 130, 170),))


def pages(*seals: SealSeen, whole: int | None = None) -> list[PageIn]:
    return [PageIn(k, k, whole or len(seals), seal) for k, seal in enumerate(seals, start=1)]


def told(entries: list[PageIn], due: Seal, signed: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    return [(line.text, line.tone) for line in judge(entries, due, signed).seal]


def test_missing_and_doubled_pages_are_named() -> None:
    entries = [PageIn(1, 1, 4, NONE), PageIn(2, 3, 4, NONE), PageIn(3, 3, 4, NONE)]
    verdict = judge(entries, Seal.NONE, ())
    assert (verdict.missing, verdict.doubled, verdict.seal) == ((2, 4), (3,), ())
    assert judge(entries, Seal.NONE, (), before=(2,)).missing == (4,)
    assert judge([], Seal.OFFICIAL, ()).seal == ()


@pytest.mark.parametrize(
    ("seals", "signed", "wanted"),
    [
        ((NONE, RED), (), ("第 2 页见红色圆形印章", "success")),
        ((NONE, NONE), (), ("第 2 页未见红章", "warning")),
        ((RED, NONE), (1,), ("第 1 页见红色圆形印章", "success")),
        ((RED, NONE), (), ("红章在第 1 页，不在签章处（第 2 页），请人工确认", "warning")),
        ((NONE, DULL), (), (f"第 2 页{GREY}", "info")),
        ((NONE, DARK), (), (f"第 2 页见圆形印迹；{GREY}", "info")),
        (
            (NONE, SealSeen(other=True)),
            (),
            ("第 2 页有红色印迹，但不成圆形，请人工确认", "warning"),
        ),
    ],
)
def test_the_official_seal_belongs_on_the_signature_page(
    seals: tuple[SealSeen, ...], signed: tuple[int, ...], wanted: tuple[str, str]
) -> None:
    assert told(pages(*seals), Seal.OFFICIAL, signed) == [wanted]


def test_a_signature_page_that_is_not_there_says_nothing_of_its_seal() -> None:
    assert told(pages(NONE, whole=2), Seal.OFFICIAL) == []


def test_a_riding_seal_is_seen_over_pages_that_follow_each_other() -> None:
    assert told(pages(EDGE, EDGE, EDGE), Seal.EVERY_PAGE) == [("第 1—3 页见骑缝章", "success")]
    apart = SealSeen(edges=((False, 220, 250),))
    assert told(pages(EDGE, apart), Seal.EVERY_PAGE) == [
        ("第 1—2 页未见红章，也未见骑缝章", "warning")
    ]
    other_side = SealSeen(edges=((True, 130, 170),))
    assert told(pages(EDGE, other_side), Seal.EVERY_PAGE)[0][1] == "warning"


def test_a_seal_on_every_page_or_over_the_edges_is_enough() -> None:
    assert told(pages(RED, RED), Seal.EVERY_PAGE) == [("第 1—2 页见红色圆形印章", "success")]
    assert told(pages(EDGE, EDGE, RED, NONE, DULL), Seal.EVERY_PAGE) == [
        ("第 1—2 页见骑缝章", "success"),
        ("第 3 页见红色圆形印章", "success"),
        ("第 4 页未见红章，也未见骑缝章", "warning"),
        (f"第 5 页{GREY}", "info"),
    ]
    assert told(pages(RED), Seal.EVERY_PAGE) == [("第 1 页见红色圆形印章", "success")]


def test_the_sealed_scan_is_the_better_one() -> None:
    entries = [PageIn(1, 1, 1, RED), PageIn(2, 1, 1, NONE)]
    assert best(entries, Seal.OFFICIAL).key == 1
    assert best(entries, Seal.NONE).key == 2
    assert best([PageIn(1, 1, 1, DARK), PageIn(2, 1, 1, NONE)], Seal.OFFICIAL).key == 2


def test_page_numbers_are_told_in_runs() -> None:
    assert numbers((1, 2, 3, 5, 7, 8)) == "1—3、5、7—8"


def scans(*seen: tuple[int, SealSeen]) -> list[PageIn]:
    """Return scans of a form of two pages in the order in which they were read."""
    return [PageIn(key, page, 2, seal) for key, (page, seal) in enumerate(seen)]


def test_the_second_scan_of_every_page_is_a_second_copy_where_two_are_asked_for() -> None:
    entries = scans((1, NONE), (2, RED), (1, NONE), (2, RED))
    assert copies_of(entries, 2) == {0: 1, 1: 1, 2: 2, 3: 2}
    assert [page.key for page in to_take(entries, Seal.OFFICIAL, 2)] == [0, 1]
    assert copies_of(entries, 1) == {}
    assert copies_of([*entries, *entries], 2) == {}


def test_a_page_scanned_again_is_no_copy() -> None:
    entries = scans((1, NONE), (2, RED), (1, NONE))
    assert copies_of(entries, 2) == {}
    assert {page.key for page in to_take(entries, Seal.OFFICIAL, 2)} == {1, 2}
    assert copies_of(scans((1, NONE), (1, NONE)), 2) == {}
    assert copies_of([], 2) == {}


def test_of_copies_the_sealed_one_is_taken_whole() -> None:
    entries = scans((2, NONE), (1, NONE), (1, NONE), (2, RED))
    assert {page.key for page in to_take(entries, Seal.OFFICIAL, 2)} == {2, 3}
    assert {page.key for page in to_take(entries, Seal.NONE, 2)} == {0, 1}
