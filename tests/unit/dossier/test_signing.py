"""Where the lines of a signature block stand, for any names and lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dossier import sheet
from app.dossier.signing import signing_place

C = sheet.CHARACTER
DATE = "　　　　年　　月　　日"


def width(text: str) -> float:
    return len(text) * C


def lefts(*lines: str) -> list[float]:
    """Return how many characters from the left each line begins."""
    return [left / C for left in signing_place(lines, width).lefts]


def test_the_date_ends_four_characters_in_and_the_name_is_centred_on_it() -> None:
    name = "某公司（盖章）"
    assert lefts(name, DATE) == pytest.approx([13 + (11 - len(name)) / 2, 13])
    assert signing_place((name, DATE), width).above == 2
    assert lefts(name, "2026年11月23日") == pytest.approx([15, 13])


def test_a_long_name_moves_both_to_the_left_and_stays_in_the_text_area() -> None:
    name = "某" * 24
    at_name, at_date = lefts(name, DATE)
    assert at_name + 24 == pytest.approx(28)
    assert at_name + 12 == pytest.approx(at_date + 5.5)


def test_places_to_sign_stand_in_a_column_with_room_for_the_hand() -> None:
    signed, sealed, date = lefts("法定代表人（签字）：", "申请主体（盖章）：", DATE)
    assert signed == sealed == pytest.approx(28 - 10 - 8)
    assert date == pytest.approx(13)
    signed, _name, date = lefts("法定代表人（签字）：", "某公司（盖章）", DATE)
    assert signed + 10 <= 28 - 8
    assert signing_place(("法定代表人（签字）：", "某", DATE), width).above == 1


def test_without_a_date_the_lines_stand_below_each_other() -> None:
    assert len(set(lefts("甲方：", "乙方："))) == 1


@given(st.lists(st.text("某公司（章）：", min_size=1, max_size=40), min_size=1, max_size=4))
def test_no_line_begins_outside_the_text_area(lines: list[str]) -> None:
    for made in (lines, [*lines, DATE]):
        for line, left in zip(made, signing_place(made, width).lefts, strict=True):
            assert 0 <= left <= sheet.TEXT_WIDTH
            assert left + width(line) <= sheet.TEXT_WIDTH + 0.01 or left == 0
