"""When each submission is prepared, handed in and expected to be closed.

One person prepares one after another. Days are working days counted from today (0); what has to
come first holds back the handing in, not the preparing. A review of unknown length gives no end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from app.catalogue.entries import Platform
from app.rules.deadlines import LATEST_YEAR
from app.rules.workdays import WorkCalendar

_SLACK = 1e-9


class WorkDays:
    """Working days by number: 0 is today, or the first working day after it."""

    def __init__(self, today: date, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._next = today
        self._days: list[date] = []

    def day(self, number: int) -> date | None:
        """Return the day; None where it lies beyond any year that can be counted."""
        days = self._days
        while len(days) <= number:
            if self._next.year > LATEST_YEAR:
                return None
            if self._calendar.is_working(self._next):
                days.append(self._next)
            self._next += timedelta(days=1)
        return days[number]

    def number(self, day: date) -> int:
        """Return the number of the first working day that is not before ``day``."""
        while self._next <= day and self._next.year <= LATEST_YEAR:
            self.day(len(self._days))
        return bisect_left(self._days, day)

    def is_sure(self, day: date) -> bool:
        """Tell whether the calendar of that year is published."""
        return self._calendar.is_published(day.year)


class Step(NamedTuple):
    """What the schedule needs to know of a submission."""

    platform: Platform
    hours: float
    rework_hours: float
    returns: float
    follows: tuple[int, ...]


@dataclass(frozen=True)
class Dates:
    """The days of a submission; None where one cannot be computed."""

    starts_on: date | None
    ready_on: date | None
    finishes_on: date | None
    estimated: bool
    finish: int | None


def schedule(
    steps: Sequence[Step],
    days: WorkDays,
    hours_per_day: float,
    sent: Sequence[tuple[str, int | None]],
) -> list[Dates]:
    """Return the days of the submissions in the order in which they are prepared.

    ``sent`` are platform and expected end (as a number, None unknown) of what has left the
    house; ``Step.follows`` counts through these and then the steps, from 1.
    """
    ends: list[int | None] = [end for _, end in sent]
    last: dict[str, int] = {}
    unknown: set[str] = set()
    for platform, end in sent:
        _note(platform, end, 0, last, unknown)
    found: list[Dates] = []
    spent = 0.0
    for step in steps:
        start = int(spent / hours_per_day + _SLACK)
        spent += step.hours
        handed = max(start, ceil(spent / hours_per_day - _SLACK) - 1)
        estimated = False
        for former in step.platform.order_after:
            handed = max(handed, last.get(former.platform, 0))
            estimated |= former.platform in unknown
        firsts = [ends[order - 1] for order in step.follows]
        held = any(end is None for end in firsts)
        handed = max([handed, *(end for end in firsts if end is not None)])
        review = step.platform.review_days
        end = None
        if review is not None and not held:
            usual = (review.least + review.most) / 2
            again = step.returns * (step.rework_hours / hours_per_day + usual)
            end = handed + ceil(usual + again - _SLACK)
        _note(step.platform.id, end, handed, last, unknown)
        ends.append(end)
        found.append(_dates(days, start, None if held else handed, end, estimated=estimated))
    return found


def _note(
    platform: str, end: int | None, handed: int, last: dict[str, int], unknown: set[str]
) -> None:
    if end is None:
        unknown.add(platform)
    last[platform] = max(last.get(platform, 0), handed if end is None else end)


def _dates(
    days: WorkDays, start: int, handed: int | None, end: int | None, *, estimated: bool
) -> Dates:
    first = days.day(start)
    ready = None if handed is None else days.day(handed)
    finish = None if end is None else days.day(end)
    told = [day for day in (first, ready, finish) if day is not None]
    unsure = any(not days.is_sure(day) for day in told)
    return Dates(first, ready, finish, estimated or unsure, end if finish else None)
