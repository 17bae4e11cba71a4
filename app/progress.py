"""How long work tells how far it is and learns that it is no longer wanted.

Plain Python, so that every room can report without knowing who shows it.
"""

from __future__ import annotations

import time
from typing import Protocol

from app.errors import CancelledError

SHOWN_EVERY = 0.05


class Progress(Protocol):
    """Handed to every function that may take longer than 50 ms."""

    def report(self, done: int, total: int, text: str) -> None:
        """Say that ``done`` of ``total`` steps are finished and ``text`` (Chinese) is under way.

        Raises :class:`app.errors.CancelledError` when the user has cancelled.
        """


class Silent:
    """Progress for callers that show none; never cancels."""

    def report(self, done: int, total: int, text: str) -> None:
        """Take the report and show nothing."""


class Stoppable:
    """Progress that cancels once :meth:`stop` was called; shows nothing."""

    def __init__(self) -> None:
        self._stopped = False

    def stop(self) -> None:
        """Ask the work to end at its next report."""
        self._stopped = True

    def report(self, done: int, total: int, text: str) -> None:
        """Raise :class:`CancelledError` once stopped."""
        if self._stopped:
            raise CancelledError


class Seldom:
    """Says which of many reports are worth showing: work may ask a thousand times a second."""

    def __init__(self) -> None:
        self._text, self._next = "", 0.0

    def worth(self, text: str) -> bool:
        """Tell whether a report of ``text`` is to be shown: another text, or a while has passed."""
        now = time.monotonic()
        if text == self._text and now < self._next:
            return False
        self._text, self._next = text, now + SHOWN_EVERY
        return True
