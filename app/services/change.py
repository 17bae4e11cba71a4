"""The one way to change things: a transaction that writes its own event.

A service opens ``ws.change(action)``, works on the session, says what it did with
:meth:`Change.tell`, and returns :meth:`Change.result`. The event and the images of every row
that was touched are written in the same transaction; an action that touched nothing writes none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from app.model.record import Event, RowChange
from app.services.results import Changes, Result
from app.store.lines import follow
from app.store.rowlog import RowImages, RowLog

T = TypeVar("T")


class Change:
    """One user action under way."""

    def __init__(
        self,
        session: Session,
        action: str,
        at: datetime,
        actor: str,
        platform_name: Callable[[str], str],
    ) -> None:
        self.session = session
        self._platform_name = platform_name
        self._log = RowLog()
        self._log.attach(session)
        self._event = Event(at=at, actor=actor, action=action, summary="")
        self._extra: list[RowImages] = []
        self._saved = False
        self._always = False

    @property
    def at(self) -> datetime:
        """The moment of the action."""
        return self._event.at

    @property
    def actor(self) -> str:
        """Who acts."""
        return self._event.actor

    def tell(
        self,
        summary: str,
        *,
        action: str | None = None,
        reason: str = "",
        case_id: int | None = None,
        submission_id: int | None = None,
        undoes: int | None = None,
        always: bool = False,
    ) -> None:
        """Say in one Chinese sentence what was done, and to which case or submission.

        ``action`` overrides the key that the transaction was opened with. With ``always`` the
        event is written even when no row was touched (an export, a print).
        """
        self._event.summary = summary
        self._event.action = action or self._event.action
        self._event.reason = reason
        self._event.case_id = case_id
        self._event.submission_id = submission_id
        self._event.undoes = undoes
        self._always = always

    def note_rows(self, rows: list[RowImages]) -> None:
        """Add rows that were written past the mapped classes (by undo)."""
        self._extra.extend(rows)

    def result(self, value: T) -> Result[T]:
        """Write the event and return ``value`` with what was changed."""
        return Result(value, self.finish(), self._event.summary)

    def finish(self) -> Changes:
        """Write the event with its rows, once; return what was changed."""
        self.session.flush()
        rows = self._log.changed() + self._extra
        changes = frozenset(row.table for row in rows)
        if not self._saved and (rows or self._always):
            self._event.rows = [
                RowChange(
                    table_name=row.table, row_id=row.row_id, before=row.before, after=row.after
                )
                for row in rows
            ]
            self.session.add(self._event)
            self.session.flush()
            follow(self.session.connection(), rows, self._platform_name)
            self._saved = True
        return Changes(changes | ({"event"} if self._saved else set()), self._undoable(rows))

    def _undoable(self, rows: list[RowImages]) -> int | None:
        return self._event.id if rows and self._saved else None
