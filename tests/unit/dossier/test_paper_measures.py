"""Every kind of generated page held against GB/T 9704-2012 by what is drawn (docs/paper.md)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from paper_cases import dossier_of, drawn_kinds, form_context
from paper_measures import (
    BOTTOM,
    CHARACTER,
    LEFT,
    LINE,
    MM,
    RIGHT,
    TOP,
    Glyph,
    body_of,
    folio_of,
    glyphs_of,
    grid_line,
    lines_of,
    text_of,
)
from paper_reading import page_sizes

from app.dossier import FontSet, FormSpec, build_dossier, find_fonts, load_forms, preview_form
from app.paths import resources
from app.progress import Silent

FORMS = sorted(load_forms(resources() / "forms"))
DOSSIERS = ["draft", "duplex", "long-index"]
KINDS = [
    *(f"{name}-{count}" for name in FORMS for count in (3, 60)),
    "long-text", *DOSSIERS, "booklet", "stack",
]  # fmt: skip
NEAR = 0.3 * MM
"""Ink fills a character's square but for so much at its edges."""

Pages = dict[str, list[list[Glyph]]]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | Path]:
    """The files by kind."""
    forms = load_forms(resources() / "forms")
    return drawn_kinds(tmp_path_factory.mktemp("kinds"), forms, find_fonts())


@pytest.fixture(scope="module")
def pages(drawn: dict[str, bytes | Path]) -> Pages:
    """The characters of every page by kind."""
    return {kind: glyphs_of(source) for kind, source in drawn.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_a4_and_keeps_its_margins(
    drawn: dict[str, bytes | Path], pages: Pages, kind: str
) -> None:
    for size in page_sizes(drawn[kind]):
        assert size == pytest.approx((210 * MM, 297 * MM), abs=0.01)
    for number, page in enumerate(pages[kind], start=1):
        above = [g for g in page if g.base > TOP and g.size < 100]
        # The dossier's mark stands above the text area of its cover.
        assert not above or (number == 1 and kind in DOSSIERS)
        for glyph in body_of([g for g in page if g not in above]):
            assert LEFT - 1 <= glyph.left <= glyph.right <= RIGHT + 1, glyph
            assert BOTTOM - 1 <= glyph.bottom <= glyph.top <= TOP + 1, glyph


@pytest.mark.parametrize("kind", KINDS)
def test_type_is_of_the_standard_sizes(pages: Pages, kind: str) -> None:
    for page in pages[kind]:
        sizes = {g.size for g in body_of(page) if g.base <= TOP}
        assert sizes <= {26.0, 22.0, 16.0, 12.0, 10.5, 9.0}
        # 小四 and 五号 are for tables and notes, 9 pt is the SHA-256 in the manifest.
        assert kind in {"booklet", *DOSSIERS} or sizes <= {22.0, 16.0, 10.5}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("count", [3, 60])
def test_text_stands_on_the_grid_behind_titles_tables_and_notes(
    pages: Pages, form_id: str, count: int
) -> None:
    for page in pages[f"{form_id}-{count}"]:
        places = [grid_line(g) for g in page if g.size == 16]
        assert places == pytest.approx([round(place) for place in places], abs=0.01)
        assert all(-0.1 < place < 21.1 for place in places)


def test_a_full_page_has_22_lines_that_fill_the_text_area(pages: Pages) -> None:
    for page in pages["long-text"][1:-1]:
        rows = lines_of(page)
        assert len(rows) == 22
        gaps = [a[0].base - b[0].base for a, b in pairwise(rows)]
        assert gaps == pytest.approx([LINE] * 21, abs=0.01)
        assert max(g.top for g in page) == pytest.approx(TOP, abs=NEAR)
        assert min(g.bottom for g in page) == pytest.approx(BOTTOM, abs=NEAR)


def test_a_long_paragraph_begins_on_the_page_of_its_head(pages: Pages) -> None:
    first = lines_of(pages["long-text"][0])
    assert min(g.bottom for g in first[-1]) == pytest.approx(BOTTOM, abs=NEAR)
    assert "因业务" in "".join(g.text for g in first[-1])


def test_a_line_has_28_characters_that_fill_the_text_area(pages: Pages) -> None:
    rows = [row for page in pages["long-text"][1:-1] for row in lines_of(page)]
    assert Counter(len(row) for row in rows).most_common(1)[0][0] == 28
    for row in rows:
        steps = [b.x - a.x for a, b in pairwise(row)]
        assert steps == pytest.approx([CHARACTER] * len(steps), abs=0.02)
        if len(row) == 28:
            assert row[0].x == pytest.approx(LEFT, abs=0.02)
            assert row[-1].right == pytest.approx(RIGHT, abs=1.5)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_begins_with_its_title_at_the_upper_edge(pages: Pages, form_id: str) -> None:
    title = lines_of(pages[f"{form_id}-3"][0])[0]
    assert {g.size for g in title} == {22.0}
    assert max(g.top for g in title) == pytest.approx(TOP, abs=NEAR)
    middle = (title[0].x + title[-1].x + 22) / 2
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)


def test_heads_have_faces_of_their_own(pages: Pages, fonts: FontSet) -> None:
    page = pages["situation_statement-3"][0]
    heads = [row for row in lines_of(page) if text_of(row)[:2] in {"一、", "二、", "三、"}]
    body = next(row for row in lines_of(page) if "说明如下" in text_of(row))
    assert heads
    assert all({g.face for g in row} != {g.face for g in body} for row in heads)
    assert len({fonts.title, fonts.body, fonts.head}) == 3


@pytest.mark.parametrize("kind", DOSSIERS)
def test_every_page_number_stands_7_mm_below_the_text_area(pages: Pages, kind: str) -> None:
    for number, page in enumerate(pages[kind], start=1):
        folio = folio_of(page)
        assert text_of(folio) == f"—{number}—"
        for dash in (folio[0], folio[-1]):
            assert dash.top == pytest.approx(BOTTOM - 7 * MM, abs=0.1)
        assert {g.size for g in folio} == {14}
        if number % 2:
            assert folio[-1].right == pytest.approx(RIGHT - 14, abs=1.5)
        else:
            assert folio[0].left == pytest.approx(LEFT + 14, abs=1.5)
        assert {g.size for g in page if g.base < BOTTOM - 1} <= {14, 9, 170}


@pytest.mark.parametrize("form_id", [f for f in FORMS if f not in {
    "authorisation", "cancel_application", "change_application"}])  # fmt: skip
def test_the_name_is_centred_above_a_date_four_characters_in(pages: Pages, form_id: str) -> None:
    rows = [row for page in pages[f"{form_id}-3"] for row in lines_of(page)]
    place = next(i for i, row in enumerate(rows) if text_of(row) == "年月日")
    date, name = rows[place], rows[place - 1]
    assert text_of(name) == "杭州云图智能科技有限公司（盖章）"
    assert date[-1].x + CHARACTER == pytest.approx(RIGHT - 4 * CHARACTER, abs=0.1)
    begins = date[0].x - 4 * CHARACTER
    middle = (begins + date[-1].x + CHARACTER) / 2
    assert (name[0].x + name[-1].x + CHARACTER) / 2 == pytest.approx(middle, abs=0.1)
    assert name[0].base - date[0].base == pytest.approx(LINE, abs=0.01)


@pytest.mark.parametrize("form_id", ["authorisation", "cancel_application", "commitment"])
def test_what_is_signed_by_hand_leaves_room_for_the_hand(pages: Pages, form_id: str) -> None:
    for row in lines_of(pages[f"{form_id}-3"][-1]):
        if text_of(row).endswith("（签字）："):
            assert RIGHT - row[-1].right >= 8 * CHARACTER - 8
            assert row[0].x - LEFT >= 9 * CHARACTER


def test_the_pages_around_the_parts_have_their_titles_in_the_middle(pages: Pages) -> None:
    found = {}
    for page in pages["draft"] + pages["duplex"]:
        for row in lines_of(body_of(page)):
            if row[0].size in {26.0, 22.0}:
                middle = (row[0].left + row[-1].right) / 2
                assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=2.5)
                found[text_of(row)] = row[0].size
    assert found["互联网信息服务"] == found["算法备案系统注销材料"] == 26
    for title in ("缺项清单", "目录", "材料之1", "注销备案申请表", "材料册清单与校验"):
        assert found[title] == 22
    assert any("此页为空白页" in text_of(page) for page in pages["duplex"])


def test_the_index_leads_from_each_name_to_its_page(drawn: dict[str, bytes | Path]) -> None:
    from paper_reading import page_picture

    source = drawn["long-index"]
    page = glyphs_of(source)[1]
    picture = page_picture(source, 1, 288).convert("L")
    for row in lines_of(body_of(page))[1:]:
        ends = max((b for a, b in pairwise(row)), key=lambda g: _gap_before(row, g))
        before = row[row.index(ends) - 1]
        middle = 297 * MM - row[0].base - 0.36 * 16
        between = [
            picture.getpixel((x, round(middle * 4))) < 160
            for x in range(round((before.right + 8) * 4), round((ends.left - 8) * 4))
        ]
        dots = sum(a and not b for a, b in pairwise(between))
        assert dots >= (ends.left - before.right) / CHARACTER * 3 - 6


def _gap_before(row: list[Glyph], glyph: Glyph) -> float:
    place = row.index(glyph)
    return glyph.left - row[place - 1].right if place else 0.0


def test_a_long_title_is_set_in_balanced_lines_and_the_text_goes_on_on_the_grid(
    forms: dict[str, FormSpec], fonts: FontSet, tmp_path: Path, context: Any
) -> None:
    spec = forms["situation_statement"].model_copy(
        update={"heading": "关于申请注销生成式人工智能服务备案和算法备案的情况说明"}
    )
    (page, *_others) = glyphs_of(preview_form(spec, context(3), fonts).pdf)
    title = [row for row in lines_of(page) if row[0].size == 22]
    assert [text_of(row) for row in title] == [
        "关于申请注销生成式人工智能服务",
        "备案和算法备案的情况说明",
    ]
    places = [grid_line(g) for g in page if g.size == 16]
    assert places == pytest.approx([round(place) for place in places], abs=0.01)
    assert min(places) == pytest.approx(3, abs=0.01)


def test_a_head_stays_with_its_table_and_the_page_is_used(pages: Pages) -> None:
    first = pages["situation_statement-60"][0]
    assert min(g.bottom for g in first) < BOTTOM + 20 * MM


def test_the_dossier_numbers_more_than_a_hundred_pages(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet
) -> None:
    source = dossier_of(form_context(300), tmp_path)
    target = tmp_path / "册.pdf"
    made = build_dossier(source, forms, fonts, target, Silent())
    last = glyphs_of(target)[-1]
    assert text_of(folio_of(last)) == f"—{made.page_count}—"
