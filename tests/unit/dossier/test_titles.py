"""Titles in several lines: whole words, a good shape, nothing lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import load_catalogue
from app.dossier.breaking import NOT_FIRST, NOT_LAST
from app.dossier.titles import WORDS, balanced
from app.paths import resources

ROOM = 18.0


def lines(text: str, room: float = ROOM) -> tuple[str, ...]:
    return balanced(text, (1.0,) * len(text), room)


def test_a_title_that_fits_stays_in_one_line() -> None:
    assert lines("关于申请注销备案的情况说明") == ("关于申请注销备案的情况说明",)


@pytest.mark.parametrize(
    ("text", "room", "told"),
    [
        (
            "互联网信息服务算法备案系统注销材料",
            15,
            ("互联网信息服务", "算法备案系统注销材料"),
        ),
        (
            "安全评估报告（具有舆论属性或社会动员能力的互联网信息服务）注销材料",
            15,
            ("安全评估报告", "（具有舆论属性或社会动员能力的", "互联网信息服务）注销材料"),
        ),
        (
            "关于杭州云图智能科技有限公司申请注销算法备案的情况说明",
            18,
            ("关于杭州云图智能科技有限公司", "申请注销算法备案的情况说明"),
        ),
    ],
)
def test_words_stay_whole_and_lines_are_of_about_one_length(
    text: str, room: float, told: tuple[str, ...]
) -> None:
    assert lines(text, room) == told


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map("".join))
def test_nothing_is_lost_and_no_line_is_too_long(text: str) -> None:
    made = lines(text)
    assert "".join(made) == text
    assert all(0 < len(line) <= ROOM for line in made)


@given(st.text("关于的（）、，《》备案AB1 和", min_size=1, max_size=90))
def test_marks_stand_where_they_may(text: str) -> None:
    made = lines(text.strip() or "题")
    assert "".join(made).replace(" ", "") == (text.strip() or "题").replace(" ", "")
    for before, after in pairwise(made):
        if len(made) <= 4 and before and after and set(before + after) <= set("关于的备案和，）"):
            assert before[-1] not in NOT_LAST
            assert after[0] not in NOT_FIRST or len(set(text)) < 3


def test_three_lines_are_no_hourglass() -> None:
    sizes = [len(line) for line in lines("备案" * 24 + "的" + "说明" * 2)]
    assert len(sizes) == 3
    assert not (sizes[1] < sizes[0] and sizes[1] < sizes[2])


def test_the_cover_of_every_platform_has_a_title_of_good_shape() -> None:
    for platform in load_catalogue(resources()).platforms.values():
        title = f"{platform.name}注销材料"
        made = lines(title, 15)
        assert "".join(made) == title
        assert len(made) <= 3
        sizes = [len(line) for line in made]
        assert len(made) == 1 or min(sizes) >= max(sizes) * 0.4
        for before, after in pairwise(made):
            assert after[0] not in NOT_FIRST
            assert before[-1] not in NOT_LAST
