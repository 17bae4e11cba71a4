"""Which days are working days in China (工作日): weekdays, public holidays and 调休."""

from __future__ import annotations

from datetime import date
from typing import Protocol

SATURDAY = 5


class WorkCalendar(Protocol):
    """What the rules ask of a calendar."""

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is a working day; a year not published goes by weekdays."""

    def is_published(self, year: int) -> bool:
        """Tell whether the State Council's arrangement for ``year`` is known."""


class PublishedCalendar:
    """The calendar as published each year, from the library chinesecalendar."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}
        # The library looks through its whole table for each day that is asked for.
        self._days: dict[date, bool] = {}

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is a working day; a year not published goes by weekdays."""
        if not self.is_published(day.year):
            return day.weekday() < SATURDAY
        known = self._days.get(day)
        if known is None:
            import chinese_calendar

            known = self._days[day] = bool(chinese_calendar.is_workday(day))
        return known

    def is_published(self, year: int) -> bool:
        """Tell whether the library holds ``year``."""
        if year not in self._known:
            import chinese_calendar

            try:
                chinese_calendar.is_workday(date(year, 1, 1))
            except NotImplementedError:
                self._known[year] = False
            else:
                self._known[year] = True
        return self._known[year]
