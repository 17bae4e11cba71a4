"""The firm's own platform rules and forms: what was changed or added, and how it was verified."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base
from app.model.case import Attachment
from app.model.kinds import CheckMethod


class AddedPlatform(Base):
    """A platform that the officer added; ``content`` is its whole entry as it was added."""

    __tablename__ = "added_platform"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]]


class RuleOverride(Base):
    """One rule of a platform as the firm has it.

    ``value`` and ``based_on`` are the rule as plain JSON: the firm's own, and what was shipped
    (or added) when it was written.
    """

    __tablename__ = "rule_override"
    __table_args__ = (UniqueConstraint("platform", "rule"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    rule: Mapped[str]
    value: Mapped[dict[str, Any]]
    based_on: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class OwnForm(Base):
    """The firm's own version of a form (本单位版本).

    ``value`` and ``based_on`` are its heading and blocks as plain JSON (see
    ``app.dossier.form_content``): the firm's own, and what was shipped when they were written.
    """

    __tablename__ = "own_form"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(unique=True)
    value: Mapped[dict[str, Any]]
    based_on: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class Letterhead(Base):
    """What stands above the forms of a subject (抬头).

    ``name`` is empty for the subject's own; ``line`` stands below it, ``red`` says that both are
    ruled off in red; ``logo`` is the SHA-256 of a PNG in the vault, ``forms`` the ids of the
    forms that carry it.
    """

    __tablename__ = "letterhead"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    name: Mapped[str] = mapped_column(default="")
    line: Mapped[str] = mapped_column(default="")
    red: Mapped[bool] = mapped_column(default=True)
    logo: Mapped[str] = mapped_column(default="")
    forms: Mapped[list[Any]] = mapped_column(default=list)


class RuleCheck(Base):
    """A rule was verified (核实) as it then stood: when, how, with whom."""

    __tablename__ = "rule_check"
    __table_args__ = (
        Index("ix_rule_check_platform_rule", "platform", "rule"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    rule: Mapped[str]
    value: Mapped[dict[str, Any]]
    verified_on: Mapped[date]
    how: Mapped[CheckMethod]
    with_whom: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")

    file_links: Mapped[list[RuleCheckFile]] = relationship(
        back_populates="check", cascade="all, delete-orphan", order_by="RuleCheckFile.position"
    )


class RuleCheckFile(Base):
    """A call note, a letter or a screenshot that shows how a rule was verified."""

    __tablename__ = "rule_check_file"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("rule_check.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    check: Mapped[RuleCheck] = relationship(back_populates="file_links")
    attachment: Mapped[Attachment] = relationship()


class CatalogueVersion(Base):
    """A platform's entry as a submission was planned with it.

    Kept under the hash of its content; it is never changed or removed, so that the rules of a
    plan can be shown years later.
    """

    __tablename__ = "catalogue_version"
    __table_args__ = (UniqueConstraint("platform", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    version: Mapped[str]
    content: Mapped[dict[str, Any]]
