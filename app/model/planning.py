"""What planning keeps: the firm's estimates, the officer's choices for a case, accepted plans."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base

if TYPE_CHECKING:
    from app.model.case import Case


class FirmEstimate(Base):
    """What the firm itself estimates; ``scope`` is a platform's id, empty for what is general."""

    __tablename__ = "firm_estimate"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]]


class CasePlanning(Base):
    """The officer's choices for the plan of one case: weights, likeness, splits of his own."""

    __tablename__ = "case_planning"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    content: Mapped[dict[str, Any]]

    case: Mapped[Case] = relationship(back_populates="planning")


class PlanRecord(Base):
    """A plan as it was accepted: who, when, why, and the figures it was compared by."""

    __tablename__ = "plan_record"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]]

    case: Mapped[Case] = relationship(back_populates="plan_records")
