"""What was done: the event log, the row images that undo needs, and small settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base


class Event(Base):
    """One action of the user: who, when, what, why.

    ``action`` is a stable key (``filing.edit``); ``summary`` the Chinese sentence. ``undoes`` is
    the event that this one took back; ``undone_by`` the one that took this back. Ids of the case
    and submission are plain numbers, so that the event outlives them.
    """

    __tablename__ = "event"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    summary: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    case_id: Mapped[int | None] = mapped_column(index=True)
    submission_id: Mapped[int | None] = mapped_column(index=True)
    undoes: Mapped[int | None]
    undone_by: Mapped[int | None]

    rows: Mapped[list[RowChange]] = relationship(back_populates="event", order_by="RowChange.id")


class RowChange(Base):
    """One row before and after an event; a new row has no ``before``, a gone one no ``after``."""

    __tablename__ = "row_change"
    __table_args__ = (
        sa.Index("ix_row_change_table_name_row_id", "table_name", "row_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    event: Mapped[Event] = relationship(back_populates="rows")


class Setting(Base):
    """A choice of the user that belongs to the data, not to the window."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
