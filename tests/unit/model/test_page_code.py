"""The code on a page: what is written is read, and what was misread is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.page_code import DIGITS, MOST_PAGES, PageCode, paper_of, read_payload

papers = st.text(DIGITS, min_size=8, max_size=8)


@given(papers, st.data())
def test_what_is_written_is_read(paper: str, data: st.DataObject) -> None:
    pages = data.draw(st.integers(1, MOST_PAGES))
    code = PageCode(paper, data.draw(st.integers(1, pages)), pages)
    assert len(code.payload()) == 16
    assert read_payload(code.payload()) == code


@given(papers, st.integers(0, 15), st.sampled_from(DIGITS))
def test_one_wrong_character_is_noticed(paper: str, place: int, wrong: str) -> None:
    text = PageCode(paper, 2, 3).payload()
    spoilt = text[:place] + wrong + text[place + 1 :]
    assert spoilt == text or read_payload(spoilt) is None


@given(papers, st.integers(2, 14))
def test_swapped_neighbours_are_noticed(paper: str, place: int) -> None:
    text = PageCode(paper, 2, 3).payload()
    spoilt = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert spoilt == text or read_payload(spoilt) is None


@pytest.mark.parametrize(
    "text", ["", "https://example.com", "QB", "QB0000000000000000", "XX3F7K2M9X0101JY", "清备"]
)
def test_other_symbols_are_not_ours(text: str) -> None:
    assert read_payload(text) is None


def test_a_page_beyond_its_form_is_not_believed() -> None:
    assert read_payload(PageCode("3F7K2M9X", 4, 3).payload()) is None


def test_other_words_are_another_paper() -> None:
    assert paper_of("1", "form", "a") == paper_of("1", "form", "a")
    assert paper_of("1", "form", "a") != paper_of("1", "form", "b")
    assert paper_of("1", "2") != paper_of("12", "")


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        PageCode("3F7K2M9X", 1, MOST_PAGES + 1).payload()
