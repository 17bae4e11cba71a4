"""The made-up firm that a first start offers (示例数据): put in whole, taken out whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import CatalogueError, ConflictError
from app.model.case import Case, CaseFiling, CaseProduct, MaterialFile, NoticeLine
from app.model.filing_number import number_key
from app.model.inventory import (
    Algorithm,
    AlgorithmFormerName,
    Filing,
    FilingProduct,
    Organisation,
    OrganisationFormerName,
    Product,
)
from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, ProductState, Role
from app.model.papers import SharedPaper
from app.paths import resources
from app.progress import Progress
from app.services.change import Change
from app.services.letterheads import delete_letterhead
from app.services.results import Result
from app.services.workspace import Workspace

SOURCE = "示例数据"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _SampleOrganisation(_Entry):
    key: str
    name: str
    uscc: str
    parent: str | None = None
    legal_representative: str
    contact_name: str
    contact_phone: str
    address: str
    note: str = ""
    former_names: tuple[str, ...] = ()


class _SampleProduct(_Entry):
    key: str
    organisation: str
    name: str
    kind: ProductKind
    state: ProductState
    stopped_days_ago: int | None = None
    note: str = ""


class _SampleAlgorithm(_Entry):
    key: str
    organisation: str
    name: str
    type: AlgorithmType
    role: Role
    purpose: str
    former_names: tuple[str, ...] = ()


class _SampleFiling(_Entry):
    platform: str
    organisation: str
    algorithm: str | None = None
    title: str = ""
    number: str = ""
    filed_on: date
    status: FilingStatus = FilingStatus.ACTIVE
    cancelled_month: str = ""
    products: tuple[str, ...] = ()
    remark: str = ""


class _Sample(_Entry):
    organisations: tuple[_SampleOrganisation, ...]
    products: tuple[_SampleProduct, ...]
    algorithms: tuple[_SampleAlgorithm, ...]
    filings: tuple[_SampleFiling, ...]


def is_empty(ws: Workspace) -> bool:
    """Tell whether nothing was entered yet: no organisation, no filing, no case."""
    return ws.lines.nothing_entered()


def has_sample(ws: Workspace) -> bool:
    """Tell whether the sample firm is in the inventory."""
    with ws.read() as session:
        return _sample_organisation(session) is not None


def _sample_organisation(session: Session) -> int | None:
    return session.scalar(select(Organisation.id).where(Organisation.sample).limit(1))


def load_sample(ws: Workspace, progress: Progress) -> Result[int]:
    """Put the sample firm in, marked 示例, in one transaction; return the number of filings.

    Raises :class:`ConflictError` when it is there already, :class:`CatalogueError` when the
    shipped file is broken.
    """
    samples = [_read(path) for path in sorted((resources() / "samples").glob("*.yaml"))]
    if not samples:
        raise CatalogueError("安装目录中缺少示例数据。", "请重新安装本程序。")
    with ws.change("sample.load") as change:
        if _sample_organisation(change.session) is not None:
            raise ConflictError("示例数据已经在台账中。", "如需重新载入，请先移除示例数据。")
        count = 0
        for done, sample in enumerate(samples):
            progress.report(done, len(samples), "正在载入示例数据")
            count += _write(change.session, sample, ws.today())
        change.tell(f"载入示例数据：{count} 个备案")
        return change.result(count)


def _read(path: Path) -> _Sample:
    import yaml

    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _Sample.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise CatalogueError(
            f"示例数据文件“{path.name}”无法使用。", "请重新安装本程序。", str(error)
        ) from error


def _write(session: Session, sample: _Sample, today: date) -> int:
    """Add the records level by level, so that their ids follow the order of the file."""
    organisations: dict[str, Organisation] = {}
    for firm in sample.organisations:
        parent = organisations[firm.parent] if firm.parent else None
        organisations[firm.key] = _organisation(firm, parent)
    session.add_all(organisations.values())
    session.flush()
    products = {
        entry.key: _product(entry, organisations[entry.organisation], today)
        for entry in sample.products
    }
    algorithms = {
        entry.key: _algorithm(entry, organisations[entry.organisation])
        for entry in sample.algorithms
    }
    session.add_all([*products.values(), *algorithms.values()])
    session.flush()
    for entry in sample.filings:
        session.add(
            Filing(
                organisation=organisations[entry.organisation],
                algorithm=algorithms[entry.algorithm] if entry.algorithm else None,
                platform=entry.platform,
                title=entry.title,
                number=entry.number,
                number_key=number_key(entry.number),
                status=entry.status,
                filed_on=entry.filed_on,
                cancelled_month=entry.cancelled_month,
                remark=entry.remark,
                source=SOURCE,
                product_links=[FilingProduct(product=products[key]) for key in entry.products],
            )
        )
    session.flush()
    return len(sample.filings)


def _organisation(entry: _SampleOrganisation, parent: Organisation | None) -> Organisation:
    return Organisation(
        name=entry.name,
        uscc=entry.uscc,
        parent=parent,
        legal_representative=entry.legal_representative,
        contact_name=entry.contact_name,
        contact_phone=entry.contact_phone,
        address=entry.address,
        note=entry.note,
        sample=True,
        former_names=[
            OrganisationFormerName(name=name, source=SOURCE) for name in entry.former_names
        ],
    )


def _product(entry: _SampleProduct, organisation: Organisation, today: date) -> Product:
    days = entry.stopped_days_ago
    return Product(
        organisation=organisation,
        name=entry.name,
        kind=entry.kind,
        state=entry.state,
        state_since=None if days is None else today - timedelta(days=days),
        note=entry.note,
    )


def _algorithm(entry: _SampleAlgorithm, organisation: Organisation) -> Algorithm:
    return Algorithm(
        organisation=organisation,
        name=entry.name,
        type=entry.type,
        role=entry.role,
        purpose=entry.purpose,
        former_names=[AlgorithmFormerName(name=name, source=SOURCE) for name in entry.former_names],
    )


def remove_sample(ws: Workspace) -> Result[int]:
    """Take the sample firm out with its cases, in one transaction; return the filings removed.

    Raises :class:`ConflictError` when a case mixes sample filings with real ones.
    """
    with ws.change("sample.remove") as change:
        session = change.session
        mine = select(Organisation.id).where(Organisation.sample)
        filings = list(session.scalars(select(Filing).where(Filing.organisation_id.in_(mine))))
        products = list(session.scalars(select(Product).where(Product.organisation_id.in_(mine))))
        _remove_cases(session, {item.id for item in filings}, {item.id for item in products})
        _remove_papers(session)
        _let_go(session, {item.id for item in filings}, products)
        session.flush()
        for item in filings:
            session.delete(item)
        session.flush()
        for kind in (Algorithm, Product):
            for thing in session.scalars(select(kind).where(kind.organisation_id.in_(mine))):
                session.delete(thing)
        session.flush()
        _remove_organisations(change)
        change.tell(f"移除示例数据：{len(filings)} 个备案")
        return change.result(len(filings))


def _remove_cases(session: Session, filings: set[int], products: set[int]) -> None:
    touched = session.scalars(
        select(Case)
        .where(
            Case.id.in_(select(CaseFiling.case_id).where(CaseFiling.filing_id.in_(filings)))
            | Case.id.in_(select(CaseProduct.case_id).where(CaseProduct.product_id.in_(products)))
        )
        .order_by(Case.id)
    )
    for case in list(touched):
        if any(link.filing_id not in filings for link in case.filing_links):
            raise ConflictError(
                f"注销项目“{case.title}”中既有示例备案，也有您自己的备案。",
                "请先在该项目中移出示例备案和示例产品，再移除示例数据。",
            )
        session.delete(case)


def _remove_papers(session: Session) -> None:
    """Take the shared papers of sample subjects out; their cases are gone by now."""
    session.flush()
    mine = select(Organisation.id).where(Organisation.sample)
    papers = list(session.scalars(select(SharedPaper).where(SharedPaper.organisation_id.in_(mine))))
    for paper in papers:
        # A person's paper may serve real submissions too; what is attached there stays.
        for link in session.scalars(select(MaterialFile).where(MaterialFile.paper_id == paper.id)):
            link.paper_id = None
        paper.replaced_by_id = None
    session.flush()
    for paper in papers:
        session.delete(paper)


def _let_go(session: Session, filings: set[int], products: list[Product]) -> None:
    """Cut what real records have to do with sample ones: shared products, notice lines."""
    for product in products:
        for link in product.filing_links:
            if link.filing_id not in filings:
                session.delete(link)
    for line in session.scalars(select(NoticeLine).where(NoticeLine.filing_id.in_(filings))):
        line.filing_id = None


def _remove_organisations(change: Change) -> None:
    session = change.session
    gone = list(session.scalars(select(Organisation).where(Organisation.sample)))
    ids = {item.id for item in gone}
    for child in session.scalars(select(Organisation).where(Organisation.parent_id.in_(ids))):
        child.parent = None
    session.flush()
    for item in gone:
        delete_letterhead(session, item.id)
        session.delete(item)
