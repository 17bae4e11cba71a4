"""How long work tells how far it is and learns that it is no longer wanted.

Plain Python, so that every room can report without knowing who shows it.
"""

from __future__ import annotations

from typing import Protocol

from app.errors import CancelledError


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
