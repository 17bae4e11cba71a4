"""Papers of the firm and its people that serve several submissions (共用材料)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base
from app.model.inventory import Organisation
from app.model.kinds import PaperKind

if TYPE_CHECKING:
    from app.model.case import Attachment


class SharedPaper(Base):
    """One edition of a paper: a licence, an identity card, an authorisation.

    ``organisation_id`` is empty for a person's paper that serves every subject; ``holder`` is the
    person it names. Neither ``valid_until`` nor ``long_term``: the term is not known.
    ``replaced_by_id`` is the edition that came after; the old one stays for what it was used in.
    """

    __tablename__ = "shared_paper"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    holder: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    long_term: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("shared_paper.id"), index=True)

    organisation: Mapped[Organisation | None] = relationship()
    files: Mapped[list[SharedPaperFile]] = relationship(
        back_populates="paper",
        cascade="all, delete-orphan",
        order_by="SharedPaperFile.position",
    )


class SharedPaperFile(Base):
    """A vault file of a shared paper, its pages shown as a checklist item's are."""

    __tablename__ = "shared_paper_file"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("shared_paper.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    edits: Mapped[list[Any]] = mapped_column(default=list)
    merged: Mapped[list[Any]] = mapped_column(default=list)

    paper: Mapped[SharedPaper] = relationship(back_populates="files")
    attachment: Mapped[Attachment] = relationship()
