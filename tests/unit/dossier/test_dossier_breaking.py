"""Lines of Chinese end where they may, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.dossier.breaking import NOT_FIRST, NOT_LAST, line_ends

TEXTS = st.text(alphabet="因产品停止运营，。；：（）《》“”12ab-", min_size=1, max_size=80)


def lines(text: str, room: float) -> list[str]:
    """Break with every character one wide."""
    ends = line_ends(text, [1.0] * len(text), [room])
    return [text[a:b] for a, b in zip([0, *ends], ends, strict=False)]


@given(TEXTS, st.integers(min_value=1, max_value=20))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, room: int) -> None:
    made = lines(text, room)
    assert "".join(made) == text
    assert all(0 < len(line) <= room for line in made)


@given(st.lists(st.sampled_from(["因故", "，停", "（甲）", "运营。", "2026年"]), max_size=30))
def test_marks_stand_where_they_may(parts: list[str]) -> None:
    made = lines("".join(parts), 12)
    assert all(line[0] not in NOT_FIRST for line in made[1:])
    assert all(line[-1] not in NOT_LAST for line in made[:-1])


def test_a_number_stays_whole_where_it_fits() -> None:
    number = "网信算备110108224236606220017号"
    made = lines(f"名称{number}", 24)
    assert any("110108224236606220017" in line for line in made)
    assert line_ends("", [], [5.0]) == []
