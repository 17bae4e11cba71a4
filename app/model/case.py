"""What is being ended (注销项目): cases, their submissions, materials, forms and dossiers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base
from app.model.inventory import Filing, Organisation, Product
from app.model.kinds import (
    DataDisposal,
    DossierState,
    EndReason,
    MaterialState,
    SubmissionKind,
    SubmissionMode,
    SubmissionState,
    TrackKind,
)
from app.model.papers import SharedPaper
from app.model.planning import CasePlanning, PlanRecord


class Case(Base):
    """Filings that end together, and the facts of their termination.

    ``agent_name`` is the person who acts for the subject (经办人); empty: the legal
    representative acts in person and no authorisation is asked for.
    """

    __tablename__ = "case"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    created_at: Mapped[datetime]
    reason: Mapped[EndReason | None]
    reason_text: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]
    notice_on: Mapped[date | None]
    notice_where: Mapped[str] = mapped_column(default="")
    arrangement: Mapped[str] = mapped_column(default="")
    data_disposal: Mapped[DataDisposal | None]
    data_disposal_on: Mapped[date | None]
    data_disposal_text: Mapped[str] = mapped_column(default="")
    agent_name: Mapped[str] = mapped_column(default="")
    agent_phone: Mapped[str] = mapped_column(default="")
    plan_accepted_at: Mapped[datetime | None]
    plan_accepted_by: Mapped[str] = mapped_column(default="")

    filing_links: Mapped[list[CaseFiling]] = relationship(
        back_populates="case", cascade="all, delete-orphan"
    )
    product_links: Mapped[list[CaseProduct]] = relationship(
        back_populates="case", cascade="all, delete-orphan"
    )
    submissions: Mapped[list[Submission]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Submission.position"
    )
    form_values: Mapped[list[FormValue]] = relationship(
        back_populates="case", cascade="all, delete-orphan"
    )
    planning: Mapped[CasePlanning | None] = relationship(
        back_populates="case", cascade="all, delete-orphan"
    )
    plan_records: Mapped[list[PlanRecord]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="PlanRecord.id"
    )


class CaseFiling(Base):
    """A filing in the scope of a case."""

    __tablename__ = "case_filing"
    __table_args__ = (UniqueConstraint("case_id", "filing_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)

    case: Mapped[Case] = relationship(back_populates="filing_links")
    filing: Mapped[Filing] = relationship()


class CaseProduct(Base):
    """A product that the termination affects."""

    __tablename__ = "case_product"
    __table_args__ = (UniqueConstraint("case_id", "product_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)

    case: Mapped[Case] = relationship(back_populates="product_links")
    product: Mapped[Product] = relationship()


class Submission(Base):
    """One application to one platform (一次提交), batch or single.

    ``reasons`` is a list of ``{"text", "source", "certainty"}``; ``due_on`` the last day of the
    statutory term, ``due_estimated`` whether its calendar was not yet published;
    ``catalogue_version`` the version of the platform's entry it was planned with.
    """

    __tablename__ = "submission"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    platform: Mapped[str]
    kind: Mapped[SubmissionKind]
    mode: Mapped[SubmissionMode]
    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.PREPARING)
    position: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    due_on: Mapped[date | None]
    due_estimated: Mapped[bool] = mapped_column(default=False)
    catalogue_version: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(back_populates="submissions")
    organisation: Mapped[Organisation] = relationship()
    filing_links: Mapped[list[SubmissionFiling]] = relationship(
        back_populates="submission",
        cascade="all, delete-orphan",
        order_by="SubmissionFiling.position",
    )
    materials: Mapped[list[Material]] = relationship(
        back_populates="submission", cascade="all, delete-orphan"
    )
    form_values: Mapped[list[FormValue]] = relationship(
        back_populates="submission", cascade="all, delete-orphan"
    )
    dossiers: Mapped[list[Dossier]] = relationship(
        back_populates="submission", cascade="all, delete-orphan", order_by="Dossier.version"
    )
    packages: Mapped[list[UploadPackage]] = relationship(
        back_populates="submission",
        cascade="all, delete-orphan",
        order_by="UploadPackage.version",
    )
    track: Mapped[list[TrackRecord]] = relationship(
        back_populates="submission", cascade="all, delete-orphan", order_by="TrackRecord.id"
    )


class SubmissionFiling(Base):
    """A filing carried by a submission."""

    __tablename__ = "submission_filing"
    __table_args__ = (
        UniqueConstraint("submission_id", "filing_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    submission: Mapped[Submission] = relationship(back_populates="filing_links")
    filing: Mapped[Filing] = relationship()


class Attachment(Base):
    """A file in the vault, known by the SHA-256 of its bytes.

    ``notes`` is what was found when it came in: what stays behind, what may print badly.
    """

    __tablename__ = "attachment"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    page_count: Mapped[int]
    added_at: Mapped[datetime]
    notes: Mapped[list[Any]] = mapped_column(default=list)


class Material(Base):
    """One item of a submission's checklist; ``item`` is its id in the catalogue.

    ``checked`` tells which files, as shown, the officer compared with the original (核对) on
    ``checked_on``; it holds as long as they are the same.
    """

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("submission_id", "item"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    item: Mapped[str]
    state: Mapped[MaterialState] = mapped_column(default=MaterialState.MISSING)
    reason: Mapped[str] = mapped_column(default="")
    checked: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]

    submission: Mapped[Submission] = relationship(back_populates="materials")
    file_links: Mapped[list[MaterialFile]] = relationship(
        back_populates="material", cascade="all, delete-orphan", order_by="MaterialFile.position"
    )
    scans: Mapped[list[ScannedPage]] = relationship(
        back_populates="material", cascade="all, delete-orphan", order_by="ScannedPage.id"
    )


class MaterialFile(Base):
    """A vault file attached to a checklist item.

    ``edits`` say how its pages are shown, in order; none: as they are. ``merged`` are the ids of
    further attachments whose pages the edits name. ``paper_id`` is the shared paper that it was
    brought in from.
    """

    __tablename__ = "material_file"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    edits: Mapped[list[Any]] = mapped_column(default=list)
    merged: Mapped[list[Any]] = mapped_column(default=list)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("shared_paper.id"), index=True)

    material: Mapped[Material] = relationship(back_populates="file_links")
    attachment: Mapped[Attachment] = relationship()
    paper: Mapped[SharedPaper | None] = relationship()


class PrintedForm(Base):
    """A form as it went to paper: what the code on its pages stands for (see ``page_code``).

    Kept for good, outside undo: paper cannot be taken back. Ids are plain numbers, so that it
    outlives what it was printed for; ``words`` are the pairs of name and text that were printed,
    ``signed_pages`` the pages (from 1) with the signature block; ``printed_at`` is empty while it
    is only in a dossier that was not printed yet, else of the first time.
    """

    __tablename__ = "printed_form"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(index=True)
    submission_id: Mapped[int] = mapped_column(index=True)
    item: Mapped[str]
    form_id: Mapped[str]
    title: Mapped[str]
    platform: Mapped[str]
    filing_ids: Mapped[list[Any]] = mapped_column(default=list)
    words_sha256: Mapped[str]
    words: Mapped[list[Any]] = mapped_column(default=list)
    pages: Mapped[int | None]
    signed_pages: Mapped[list[Any]] = mapped_column(default=list)
    printed_at: Mapped[datetime | None]
    printed_by: Mapped[str] = mapped_column(default="")


class ScannedPage(Base):
    """A page of paper that came back and was filed: where it lies and how it is set upright.

    ``code`` is the printed form's, empty for a page assigned by hand; ``page`` its number from 1;
    ``source_id`` the scan as it came, ``place`` the page in it from 0; ``turn`` and
    ``skew_tenths`` the degrees (and tenths) clockwise that set it upright; ``bound_id`` the file
    that was put together from this page and its neighbours.
    """

    __tablename__ = "scanned_page"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"), index=True)
    code: Mapped[str] = mapped_column(default="", index=True)
    page: Mapped[int]
    pages: Mapped[int]
    source_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    place: Mapped[int]
    turn: Mapped[int] = mapped_column(default=0)
    skew_tenths: Mapped[int] = mapped_column(default=0)
    seal: Mapped[str] = mapped_column(default="")
    bound_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))

    material: Mapped[Material] = relationship(back_populates="scans")
    source: Mapped[Attachment] = relationship(foreign_keys=[source_id])
    bound: Mapped[Attachment] = relationship(foreign_keys=[bound_id])


class FormValue(Base):
    """What the officer typed into a form; without a submission it serves the whole case."""

    __tablename__ = "form_value"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    key: Mapped[str]
    value: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(back_populates="form_values")
    submission: Mapped[Submission | None] = relationship(back_populates="form_values")


class Dossier(Base):
    """An exported dossier: the file in the vault and everything it was made from.

    ``inputs`` is the document's full input as plain JSON, so that the same dossier can be shown
    and explained after the inventory changed; ``missing`` lists why it was only a draft.
    ``code`` is the mark on its cover (册码), ``removed`` what attachments had that stayed behind.
    """

    __tablename__ = "dossier"
    __table_args__ = (UniqueConstraint("submission_id", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    version: Mapped[int]
    state: Mapped[DossierState]
    sha256: Mapped[str]
    file_name: Mapped[str]
    size_bytes: Mapped[int]
    page_count: Mapped[int]
    created_at: Mapped[datetime]
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    missing: Mapped[list[Any]] = mapped_column(default=list)
    code: Mapped[str] = mapped_column(default="", index=True)
    removed: Mapped[list[Any]] = mapped_column(default=list)

    submission: Mapped[Submission] = relationship(back_populates="dossiers")


class UploadPackage(Base):
    """Files packed for a platform's portal (上传包): the ZIP in the vault and what is in it.

    ``entries`` is a list of ``{"name", "material", "pages", "size_bytes", "sha256", "notes"}``;
    ``missing`` says why it was only a draft.
    """

    __tablename__ = "upload_package"
    __table_args__ = (UniqueConstraint("submission_id", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    version: Mapped[int]
    state: Mapped[DossierState]
    sha256: Mapped[str]
    file_name: Mapped[str]
    size_bytes: Mapped[int]
    created_at: Mapped[datetime]
    entries: Mapped[list[Any]] = mapped_column(default=list)
    missing: Mapped[list[Any]] = mapped_column(default=list)

    submission: Mapped[Submission] = relationship(back_populates="packages")


class TrackRecord(Base):
    """What happened to a submission outside the house, on a day, with its proof."""

    __tablename__ = "track_record"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    kind: Mapped[TrackKind]
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(default="")
    reply_due_on: Mapped[date | None]
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))

    submission: Mapped[Submission] = relationship(back_populates="track")
    attachment: Mapped[Attachment | None] = relationship()


class Notice(Base):
    """A cancellation notice of the authority (注销公告): proof that its numbers are ended."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("title", "published_on"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    published_on: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))

    lines: Mapped[list[NoticeLine]] = relationship(
        back_populates="notice", cascade="all, delete-orphan", order_by="NoticeLine.id"
    )


class NoticeLine(Base):
    """One number that a notice names; ``cancelled_month`` is all that the notice tells."""

    __tablename__ = "notice_line"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"), index=True)
    number: Mapped[str]
    number_key: Mapped[str] = mapped_column(index=True)
    algorithm_name: Mapped[str] = mapped_column(default="")
    role_or_type: Mapped[str] = mapped_column(default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    products_text: Mapped[str] = mapped_column(default="")
    cancelled_month: Mapped[str] = mapped_column(default="")

    notice: Mapped[Notice] = relationship(back_populates="lines")
    filing: Mapped[Filing | None] = relationship()
