"""What the firm has on file (备案资产): organisations, products, algorithms, filings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base
from app.model.kinds import (
    AlgorithmType,
    FilingStatus,
    ProductKind,
    ProductState,
    Role,
)


class Organisation(Base):
    """A filing subject (企业主体)."""

    __tablename__ = "organisation"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    uscc: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    legal_representative: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    sample: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Organisation | None] = relationship(remote_side="Organisation.id")
    former_names: Mapped[list[OrganisationFormerName]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )


class OrganisationFormerName(Base):
    """A name that the subject had before (曾用名)."""

    __tablename__ = "organisation_former_name"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship(back_populates="former_names")


class Product(Base):
    """An application product (应用产品)."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name", "kind"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    kind: Mapped[ProductKind] = mapped_column(default=ProductKind.OTHER)
    state: Mapped[ProductState] = mapped_column(default=ProductState.IN_USE)
    state_since: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    filing_links: Mapped[list[FilingProduct]] = relationship(back_populates="product")


class Algorithm(Base):
    """An algorithm of one subject, in one role."""

    __tablename__ = "algorithm"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(index=True)
    type: Mapped[AlgorithmType | None]
    role: Mapped[Role] = mapped_column(default=Role.PROVIDER)
    purpose: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    former_names: Mapped[list[AlgorithmFormerName]] = relationship(
        back_populates="algorithm", cascade="all, delete-orphan"
    )
    filings: Mapped[list[Filing]] = relationship(back_populates="algorithm")


class AlgorithmFormerName(Base):
    """A name under which the algorithm was filed before."""

    __tablename__ = "algorithm_former_name"
    __table_args__ = (UniqueConstraint("algorithm_id", "name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    algorithm_id: Mapped[int] = mapped_column(ForeignKey("algorithm.id"), index=True)
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")

    algorithm: Mapped[Algorithm] = relationship(back_populates="former_names")


class Filing(Base):
    """One filing (备案) of one subject on one platform.

    ``platform`` is the id of a catalogue entry. ``algorithm`` is empty where the platform files
    sites, apps or systems; then ``title`` names what is filed. ``number`` is kept as it was
    typed; ``number_key`` is the same without spaces and in half-width, for finding it again.
    ``source_text`` keeps the cells of an imported row as they were, keyed by column heading.
    """

    __tablename__ = "filing"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    algorithm_id: Mapped[int | None] = mapped_column(ForeignKey("algorithm.id"), index=True)
    platform: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    number_key: Mapped[str] = mapped_column(default="", index=True)
    status: Mapped[FilingStatus] = mapped_column(default=FilingStatus.ACTIVE, index=True)
    filed_on: Mapped[date | None]
    changed_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    cancelled_month: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    source_text: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    algorithm: Mapped[Algorithm | None] = relationship(back_populates="filings")
    product_links: Mapped[list[FilingProduct]] = relationship(
        back_populates="filing", cascade="all, delete-orphan"
    )


class FilingProduct(Base):
    """A product that uses what is filed; ``ended_on`` is set when it stopped using it."""

    __tablename__ = "filing_product"
    __table_args__ = (UniqueConstraint("filing_id", "product_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    ended_on: Mapped[date | None]

    filing: Mapped[Filing] = relationship(back_populates="product_links")
    product: Mapped[Product] = relationship(back_populates="filing_links")
