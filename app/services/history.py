"""Undo, redo, and what happened to a record, all read from the event log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, NotFoundError
from app.model.record import Event, RowChange
from app.services.results import Result
from app.services.workspace import Workspace
from app.store.rowlog import inverse, write_images


def undo(ws: Workspace, event_id: int) -> Result[str]:
    """Take back everything that event ``event_id`` did, as an event of its own.

    Redo is the undo of the undo's own event. Returns the summary of what was taken back. Raises
    :class:`ConflictError` when its records were changed since, :class:`NotFoundError` when there
    is no such event; nothing is changed then.
    """
    with ws.change("undo") as change:
        event = change.session.get(Event, event_id, options=[selectinload(Event.rows)])
        if event is None:
            raise NotFoundError("找不到要撤销的操作。", "它可能属于另一个数据目录。")
        if event.undone_by is not None:
            raise ConflictError("这一步已经撤销过了。", "如需恢复，请使用“重做”。")
        rows = inverse(event.rows)
        write_images(change.session, rows)
        change.note_rows(rows)
        redo = event.action == "undo"
        told = event.summary.removeprefix("撤销：").removeprefix("重做：")
        change.tell(
            f"{'重做' if redo else '撤销'}：{told}",
            action="redo" if redo else "undo",
            case_id=event.case_id,
            submission_id=event.submission_id,
            undoes=event.id,
        )
        result = change.result(told)
        event = change.session.get_one(Event, event_id)
        event.undone_by = result.changes.event_id
        _first(change.session, event).undone_by = None if redo else result.changes.event_id
        return result


def _first(session: Session, event: Event) -> Event:
    """Return the action at the start of a chain of undo and redo."""
    while event.undoes is not None:
        event = session.get_one(Event, event.undoes)
    return event


@dataclass(frozen=True)
class FieldChange:
    """One column of one row before and after, as stored."""

    table: str
    row_id: int
    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class HistoryEntry:
    """An event as the officer reads it; ``fields`` is empty for new and deleted rows."""

    event_id: int
    at: datetime
    actor: str
    action: str
    summary: str
    reason: str
    undone: bool
    fields: tuple[FieldChange, ...]


def history_of(ws: Workspace, table: str, row_id: int, limit: int = 200) -> list[HistoryEntry]:
    """Return the events that touched one row, newest first."""
    with ws.read() as session:
        query = (
            select(Event)
            .join(RowChange)
            .where(RowChange.table_name == table, RowChange.row_id == row_id)
            .order_by(Event.id.desc())
            .limit(limit)
            .distinct()
        )
        return [_entry(event, table, row_id) for event in session.scalars(query)]


def timeline(ws: Workspace, *, case_id: int | None = None, limit: int = 500) -> list[HistoryEntry]:
    """Return the events of a case, or of the whole folder, newest first."""
    with ws.read() as session:
        query = select(Event).order_by(Event.id.desc()).limit(limit)
        if case_id is not None:
            query = query.where(Event.case_id == case_id)
        return [_entry(event, "", 0) for event in session.scalars(query)]


def last_event_id(session: Session) -> int:
    """Return the newest event's id, 0 where there is none."""
    return session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1)) or 0


def _entry(event: Event, table: str, row_id: int) -> HistoryEntry:
    fields = [
        FieldChange(row.table_name, row.row_id, column, row.before.get(column), value)
        for row in event.rows
        if row.table_name == table and row.row_id == row_id and row.before and row.after
        for column, value in row.after.items()
        if row.before.get(column) != value
    ]
    return HistoryEntry(
        event.id,
        event.at,
        event.actor,
        event.action,
        event.summary,
        event.reason,
        event.undone_by is not None,
        tuple(fields),
    )
