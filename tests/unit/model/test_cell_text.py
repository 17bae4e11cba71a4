"""A text that goes into a spreadsheet is neither run there nor changed on its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.cell_text import guarded, looks_like_formula, unguarded, writable


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_might_be_run_gets_a_mark(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    assert looks_like_formula(text)
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "备案", "a=b", "'引号开头", "2025-07", "1+1", "''"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text(alphabet="'=+-@\t\r\n＝＠a备 ", max_size=8))
def test_the_mark_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not looks_like_formula(guarded(text))


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert writable("甲\x00\x0b乙\x1f\ufffe\ud800丙\t丁") == "甲乙丙\t丁"
    assert writable("一\r\n二\r三\n四") == "一\n二\n三\n四"
