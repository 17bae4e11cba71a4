"""Terms as they stand today; a term that was counted once is not counted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.rules.deadlines import deadline, working_days_left
from app.rules.workdays import WorkCalendar


@dataclass(frozen=True)
class Standing:
    """A term's last day and the working days left of it; less than 0: it has passed."""

    due_on: date
    estimated: bool
    days_left: int


class TermClock:
    """Counts terms on ``today`` by ``calendar``.

    Thousands of filings end on a few days, and a term long past takes its time to count.
    """

    def __init__(self, today: date, calendar: WorkCalendar) -> None:
        self._today = today
        self._calendar = calendar
        self._counted: dict[tuple[date, int], Standing] = {}

    def standing(self, start: date, working_days: int) -> Standing:
        """Return how the term of ``working_days`` that runs from ``start`` stands.

        Raises :class:`app.errors.BadInputError` for a year that cannot be meant.
        """
        key = (start, working_days)
        if key not in self._counted:
            due = deadline(start, working_days, self._calendar)
            left = working_days_left(self._today, due.due_on, self._calendar)
            self._counted[key] = Standing(due.due_on, due.estimated, left)
        return self._counted[key]
