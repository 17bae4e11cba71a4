"""Terms counted in working days, such as the 20 of 算法推荐管理规定 art. 24."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import BadInputError
from app.rules.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
EARLIEST_YEAR = 1990
LATEST_YEAR = 2199


@dataclass(frozen=True)
class Deadline:
    """The last day of a term; ``years_estimated`` had no published calendar yet."""

    due_on: date
    estimated: bool
    years_estimated: tuple[int, ...] = ()


def deadline(start: date, working_days: int, calendar: WorkCalendar) -> Deadline:
    """Return the last of ``working_days`` counted from the day after ``start``.

    Raises :class:`BadInputError` for a year that cannot be meant, ValueError for a term
    without days.
    """
    if working_days < 1:
        raise ValueError("a term has at least one working day")
    _require_sane(start)
    day = start
    years: set[int] = set()
    left = working_days
    while left:
        day += ONE_DAY
        years.add(day.year)
        left -= calendar.is_working(day)
    unknown = tuple(sorted(year for year in years if not calendar.is_published(year)))
    return Deadline(day, bool(unknown), unknown)


def working_days_left(today: date, due_on: date, calendar: WorkCalendar) -> int:
    """Return the working days after ``today`` up to and with ``due_on``.

    0 on the last day itself; once it has passed, minus the working days since, at least -1.
    """
    _require_sane(due_on)
    if due_on >= today:
        return sum(calendar.is_working(day) for day in _days(today, due_on))
    return -max(1, sum(calendar.is_working(day) for day in _days(due_on, today)))


def _days(after: date, until: date) -> Iterator[date]:
    day = after
    while day < until:
        day += ONE_DAY
        yield day


def _require_sane(day: date) -> None:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise BadInputError(f"日期“{day.isoformat()}”的年份无法计算期限。", "请核对年份。")
