"""A credit code is judged with words that help to mend it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from app.model.uscc import normalise_uscc, uscc_problem

RIGHT = "91110000600037341L"


@pytest.mark.parametrize(
    "text", [RIGHT, RIGHT.lower(), "9111 0000 6000 3734 1L", "９１１１００００６０００３７３４１Ｌ"]
)
def test_right_codes_however_typed(text: str):
    assert uscc_problem(text) is None
    assert normalise_uscc(text) == RIGHT


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "请填写"),
        (RIGHT[:-1], "现有 17 位"),
        (RIGHT + "0", "现有 19 位"),
        (RIGHT.replace("L", "O"), "第 18 位“O”"),
        ("9111A000600037341L", "行政区划"),
        ("91110000600037342L", "校验码不符"),
    ],
)
def test_what_is_wrong_is_said(text: str, word: str):
    problem = uscc_problem(text)
    assert problem is not None
    assert word in problem


@given(
    st.text("0123456789", min_size=8, max_size=8),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
)
def test_agrees_with_the_standard(head: str, body: str):
    code = head + body + uscc.calc_check_digit(head + body)
    assert uscc_problem(code) is None
