"""Terms in working days, counted by hand on the published calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadInputError
from app.rules.deadlines import deadline, working_days_left
from app.rules.workdays import PublishedCalendar

CALENDAR = PublishedCalendar()
DAYS = st.dates(date(2022, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 20), True),  # Sunday, worked for 国庆
        (date(2026, 10, 10), True),  # Saturday, worked for 国庆
        (date(2026, 10, 11), False),  # an ordinary Sunday
        (date(2026, 10, 1), False),  # 国庆, a Thursday
        (date(2026, 9, 25), False),  # 中秋, a Friday
        (date(2026, 2, 14), True),  # Saturday, worked for 春节
        (date(2026, 2, 23), False),  # 春节, a Monday
        (date(2026, 11, 23), True),  # an ordinary Monday
    ],
)
def test_holidays_and_shifted_weekends_are_known(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


@pytest.mark.parametrize(
    ("ended_on", "due_on"),
    [
        # 9/20 works; 9/25-27 and 10/1-7 are off; 10/10 works.
        (date(2026, 9, 18), date(2026, 10, 22)),
        # 2/14 works; 2/15-23 are off; 2/28 works.
        (date(2026, 2, 10), date(2026, 3, 16)),
        # Ended on a holiday: the count begins with the first working day, 10/8.
        (date(2026, 10, 1), date(2026, 11, 3)),
        # No holiday at all: four weeks.
        (date(2026, 7, 1), date(2026, 7, 29)),
        # 2025: 9/28 works, 10/1-8 are off, 10/11 works.
        (date(2025, 9, 26), date(2025, 10, 30)),
    ],
)
def test_twenty_working_days_from_the_day_after(ended_on: date, due_on: date) -> None:
    found = deadline(ended_on, 20, CALENDAR)
    assert found.due_on == due_on
    assert not found.estimated
    assert found.years_estimated == ()


def test_a_year_not_published_goes_by_weekdays_and_says_so() -> None:
    found = deadline(date(2026, 12, 10), 20, CALENDAR)
    assert found.due_on == date(2027, 1, 7)
    assert found.estimated
    assert found.years_estimated == (2027,)


def test_a_term_that_ends_within_the_published_year_is_no_estimate() -> None:
    assert deadline(date(2026, 12, 3), 20, CALENDAR).due_on == date(2026, 12, 31)
    assert not deadline(date(2026, 12, 3), 20, CALENDAR).estimated


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 9, 18), 20),
        (date(2026, 10, 19), 3),
        (date(2026, 10, 21), 1),
        (date(2026, 10, 22), 0),
        (date(2026, 10, 23), -1),
        (date(2026, 10, 24), -1),
        (date(2026, 10, 26), -2),
    ],
)
def test_days_left_count_down_to_zero_and_turn_negative(today: date, left: int) -> None:
    assert working_days_left(today, date(2026, 10, 22), CALENDAR) == left


def test_a_weekend_after_the_last_day_is_already_late() -> None:
    assert working_days_left(date(2026, 7, 11), date(2026, 7, 10), CALENDAR) == -1


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1), date(2202, 7, 1)])
def test_an_absurd_year_is_refused_in_words(day: date) -> None:
    with pytest.raises(BadInputError, match="年份"):
        deadline(day, 20, CALENDAR)
    with pytest.raises(BadInputError, match="年份"):
        working_days_left(date(2026, 1, 1), day, CALENDAR)


def test_a_term_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        deadline(date(2026, 1, 5), 0, CALENDAR)


@settings(deadline=None)
@given(DAYS, st.integers(1, 40))
def test_the_last_day_is_a_working_day_after_the_start(start: date, days: int) -> None:
    found = deadline(start, days, CALENDAR)
    assert found.due_on > start
    assert CALENDAR.is_working(found.due_on)
    assert working_days_left(start, found.due_on, CALENDAR) == days


@settings(deadline=None)
@given(DAYS, st.integers(0, 60), st.integers(1, 40))
def test_a_later_start_never_ends_sooner(start: date, later: int, days: int) -> None:
    first = deadline(start, days, CALENDAR).due_on
    assert first <= deadline(start + timedelta(days=later), days, CALENDAR).due_on


@settings(deadline=None)
@given(DAYS, st.integers(1, 40))
def test_one_more_day_ends_later(start: date, days: int) -> None:
    longer = deadline(start, days + 1, CALENDAR).due_on
    assert deadline(start, days, CALENDAR).due_on < longer


@settings(deadline=None)
@given(DAYS, DAYS)
def test_days_left_never_grow_as_time_passes(today: date, due_on: date) -> None:
    tomorrow = today + timedelta(days=1)
    now = working_days_left(today, due_on, CALENDAR)
    assert working_days_left(tomorrow, due_on, CALENDAR) <= now
    assert (now < 0) is (today > due_on)
