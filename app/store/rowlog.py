"""Notes every row that a session changes, and puts rows back as they were.

One mechanism serves history, undo and redo: an event owns the images of its rows before and
after; to undo is to write the images back, as an event of its own.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, attributes

from app.errors import ConflictError
from app.model.base import UtcMoment
from app.model.own_rules import CatalogueVersion
from app.model.record import Event, RowChange, Setting
from app.model.tables import Base

NOT_LOGGED = (Event, RowChange, Setting, CatalogueVersion)
"""Kept outside events. An entry that a plan was made with stays, as a file of the vault does."""

Image = dict[str, Any]


@dataclass
class RowImages:
    """One row's images, plain enough for JSON."""

    table: str
    row_id: int
    before: Image | None
    after: Image | None


@dataclass
class RowLog:
    """Collects the images of a session's rows in the order they are flushed."""

    rows: list[RowImages] = field(default_factory=list)
    _known: dict[tuple[str, int], RowImages] = field(default_factory=dict)

    def attach(self, session: Session) -> None:
        """Listen to ``session``'s flushes."""
        sa.event.listen(session, "after_flush", self._on_flush)
        sa.event.listen(session, "persistent_to_deleted", self._on_deleted)

    def _on_flush(self, session: Session, _context: Any) -> None:
        for thing in session.new:
            if not isinstance(thing, NOT_LOGGED):
                self._add(thing, None, _image(thing))
        for thing in session.dirty:
            if isinstance(thing, NOT_LOGGED):
                continue
            before, after = _old_image(thing), _image(thing)
            if before != after:
                self._add(thing, before, after)

    def _on_deleted(self, _session: Session, thing: Base) -> None:
        # Children dropped from their parent's list (delete-orphan) are not in session.deleted.
        if not isinstance(thing, NOT_LOGGED):
            self._add(thing, _old_image(thing), None)

    def _add(self, thing: Base, before: Image | None, after: Image | None) -> None:
        table = thing.__tablename__
        row_id = int(sa.inspect(thing).dict["id"])
        known = self._known.get((table, row_id))
        # A row flushed twice in one action is one change: first image before, last after.
        if known is not None and known.after is not None:
            known.after = after
            return
        noted = self._known[table, row_id] = RowImages(table, row_id, before, after)
        self.rows.append(noted)

    def changed(self) -> list[RowImages]:
        """Return the rows whose images differ."""
        return [row for row in self.rows if row.before != row.after]


def _image(thing: Base) -> Image:
    state = sa.inspect(thing)
    return {
        attr.columns[0].name: _plain(getattr(thing, attr.key)) for attr in state.mapper.column_attrs
    }


def _old_image(thing: Base) -> Image:
    state = sa.inspect(thing)
    image = {}
    for attr in state.mapper.column_attrs:
        history = attributes.get_history(thing, attr.key)
        old = history.deleted[0] if history.deleted else getattr(thing, attr.key)
        if history.added and not history.deleted:
            old = None
        image[attr.columns[0].name] = _plain(old)
    return image


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        # The database gives moments back in UTC; an image has to be the same before and after.
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _live(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, UtcMoment):
        return datetime.fromisoformat(value)
    return value


def inverse(rows: Sequence[RowChange]) -> list[RowImages]:
    """Return the images that take ``rows`` back, in the order to write them."""
    return [RowImages(r.table_name, r.row_id, r.after, r.before) for r in reversed(rows)]


def write_images(session: Session, rows: Iterable[RowImages]) -> None:
    """Make each row what its ``after`` says, provided it still is what ``before`` says.

    Columns added by a later migration are left alone. Raises :class:`ConflictError` when a row
    was changed since; the caller's transaction is then rolled back.
    """
    session.flush()
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for row in rows:
        table = Base.metadata.tables[row.table]
        mine = table.c.id == row.row_id
        current = session.execute(sa.select(table).where(mine)).mappings().first()
        _require_unchanged(row, None if current is None else dict(current))
        if row.after is None:
            session.execute(table.delete().where(mine))
            continue
        values = {
            name: _live(table.c[name], value)
            for name, value in row.after.items()
            if name in table.c
        }
        if current is None:
            session.execute(table.insert().values(values))
        else:
            session.execute(table.update().where(mine).values(values))
    session.expire_all()


def _require_unchanged(row: RowImages, current: dict[str, Any] | None) -> None:
    if current is None or row.before is None:
        if (current is None) == (row.before is None):
            return
    elif all(_plain(current[key]) == value for key, value in row.before.items() if key in current):
        return
    raise ConflictError(
        "这一步之后，相关记录又被修改过，不能直接撤销。",
        "请先撤销之后的修改，或直接编辑该记录。",
        f"{row.table}#{row.row_id}",
    )
