"""Filings (备案): the rows of the inventory; see, create, edit, delete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, NotFoundError
from app.model.case import Case, CaseFiling, Submission, SubmissionFiling
from app.model.filing_number import number_key, number_problems
from app.model.inventory import Algorithm, Filing, FilingProduct, Organisation, Product
from app.model.kinds import (
    SUBMISSION_OVER,
    AlgorithmType,
    FilingStatus,
    ProductKind,
    ProductState,
    Role,
)
from app.services.algorithms import AlgorithmEdit, write_algorithm
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class ProductUse:
    """A product that uses a filing; ``ended_on`` set: it no longer does."""

    product_id: int
    name: str
    kind: ProductKind
    state: ProductState
    state_since: date | None
    ended_on: date | None

    @property
    def label(self) -> str:
        """The name with its kind, as the public lists write it."""
        return f"{self.name}（{self.kind.label}）"

    @property
    def running(self) -> bool:
        """Whether the product still uses what is filed."""
        return self.ended_on is None and self.state is ProductState.IN_USE


@dataclass(frozen=True)
class FilingRow:
    """A filing as a row of the inventory.

    ``title`` is the algorithm's name, or what is filed where the platform files no algorithms.
    ``problems`` are the findings on its number, complete sentences.
    """

    id: int
    organisation_id: int
    organisation_name: str
    platform: str
    platform_name: str
    algorithm_id: int | None
    title: str
    number: str
    type: AlgorithmType | None
    role: Role | None
    status: FilingStatus
    filed_on: date | None
    changed_on: date | None
    cancelled_on: date | None
    cancelled_month: str
    products: tuple[ProductUse, ...]
    purpose: str
    remark: str
    source: str
    sample: bool
    problems: tuple[str, ...]

    @property
    def products_text(self) -> str:
        """The products in use, one after the other."""
        return "、".join(use.label for use in self.products if use.ended_on is None)


@dataclass(frozen=True)
class FilingDetail:
    """A filing with everything that the detail pane shows."""

    row: FilingRow
    source_text: str
    algorithm_former_names: tuple[str, ...]
    organisation_former_names: tuple[str, ...]
    cases: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class FilingEdit:
    """What the officer may enter for a filing.

    On a platform that files algorithms either ``algorithm_id`` or ``new_algorithm`` is given; on
    the others ``title`` names what is filed. ``ended`` maps a product to the day it stopped
    using the filing.
    """

    organisation_id: int | None
    platform: str
    algorithm_id: int | None = None
    new_algorithm: AlgorithmEdit | None = None
    title: str = ""
    number: str = ""
    status: FilingStatus = FilingStatus.ACTIVE
    filed_on: date | None = None
    changed_on: date | None = None
    cancelled_on: date | None = None
    remark: str = ""
    product_ids: tuple[int, ...] = ()
    ended: tuple[tuple[int, date], ...] = ()


LOADS = (
    selectinload(Filing.organisation),
    selectinload(Filing.algorithm),
    selectinload(Filing.product_links).selectinload(FilingProduct.product),
)


def list_filings(ws: Workspace) -> list[FilingRow]:
    """Return all filings in the order they were entered."""
    with ws.read() as session:
        query = select(Filing).options(*LOADS).order_by(Filing.id)
        return [filing_row(ws, item) for item in session.scalars(query)]


def filings_using(
    ws: Workspace,
    *,
    algorithm_id: int | None = None,
    product_id: int | None = None,
    organisation_id: int | None = None,
    limit: int,
) -> tuple[list[FilingRow], int]:
    """Return the first filings of an algorithm, product or organisation, and how many there are."""
    wanted = select(Filing.id)
    if product_id is not None:
        wanted = wanted.join(FilingProduct).where(FilingProduct.product_id == product_id)
    if algorithm_id is not None:
        wanted = wanted.where(Filing.algorithm_id == algorithm_id)
    if organisation_id is not None:
        wanted = wanted.where(Filing.organisation_id == organisation_id)
    with ws.read() as session:
        count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        first = wanted.order_by(Filing.id).limit(limit)
        query = select(Filing).where(Filing.id.in_(first)).options(*LOADS).order_by(Filing.id)
        return [filing_row(ws, item) for item in session.scalars(query)], count


def filing_row(ws: Workspace, item: Filing) -> FilingRow:
    """Turn a loaded filing into its plain row."""
    algorithm = item.algorithm
    known = ws.catalogue.platforms.get(item.platform)
    kind = algorithm.type if algorithm else None
    return FilingRow(
        id=item.id,
        organisation_id=item.organisation_id,
        organisation_name=item.organisation.name,
        platform=item.platform,
        platform_name=known.short_name if known else item.platform,
        algorithm_id=item.algorithm_id,
        title=algorithm.name if algorithm else item.title,
        number=item.number,
        type=kind,
        role=algorithm.role if algorithm else None,
        status=item.status,
        filed_on=item.filed_on,
        changed_on=item.changed_on,
        cancelled_on=item.cancelled_on,
        cancelled_month=item.cancelled_month,
        products=product_uses(item),
        purpose=algorithm.purpose if algorithm else "",
        remark=item.remark,
        source=item.source,
        sample=item.organisation.sample,
        problems=number_problems(item.platform, item.number, kind),
    )


def product_uses(item: Filing) -> tuple[ProductUse, ...]:
    """Return the products of a loaded filing by name and kind."""
    links = sorted(item.product_links, key=lambda link: (link.product.name, link.product.kind))
    return tuple(
        ProductUse(
            product_id=link.product_id,
            name=link.product.name,
            kind=link.product.kind,
            state=link.product.state,
            state_since=link.product.state_since,
            ended_on=link.ended_on,
        )
        for link in links
    )


def filing_detail(ws: Workspace, id: int) -> FilingDetail:
    """Return one filing in full; raise :class:`NotFoundError` when it is gone."""
    with ws.read() as session:
        item = get_filing(session, id)
        cases = session.execute(
            select(Case.id, Case.title)
            .join(CaseFiling)
            .where(CaseFiling.filing_id == id)
            .order_by(Case.id)
        )
        return FilingDetail(
            row=filing_row(ws, item),
            source_text=item.source_text,
            algorithm_former_names=tuple(
                former.name for former in (item.algorithm.former_names if item.algorithm else ())
            ),
            organisation_former_names=tuple(f.name for f in item.organisation.former_names),
            cases=tuple((int(case_id), title) for case_id, title in cases),
        )


def get_filing(session: Session, id: int) -> Filing:
    """Return the filing; raise :class:`NotFoundError` when it is gone."""
    item = session.get(Filing, id)
    if item is None:
        raise NotFoundError("这个备案已不存在。", "它可能刚被删除，请刷新后重试。")
    return item


def save_filing(ws: Workspace, id: int | None, edit: FilingEdit) -> Result[int]:
    """Create (``id`` None) or change a filing; return its id.

    A doubtful number is kept as typed (its problems are shown, never mended silently). Raises
    :class:`FieldsError` for missing fields, contradicting dates or a number already filed on
    the same platform.
    """
    with ws.change("filing.create" if id is None else "filing.edit") as change:
        item = write_filing(ws, change.session, id, edit)
        name = item.algorithm.name if item.algorithm else item.title
        change.tell(f"{'新建' if id is None else '修改'}备案“{name}”")
        return change.result(item.id)


def write_filing(ws: Workspace, session: Session, id: int | None, edit: FilingEdit) -> Filing:
    """Check ``edit`` and write it within the caller's transaction; see :func:`save_filing`."""
    algorithm = check_filing(ws, session, id, edit)
    item = Filing() if id is None else get_filing(session, id)
    assert edit.organisation_id is not None
    item.organisation_id = edit.organisation_id
    item.platform = edit.platform
    item.algorithm = algorithm
    item.title = "" if algorithm else edit.title.strip()
    item.number, item.number_key = edit.number.strip(), number_key(edit.number)
    item.status, item.remark = edit.status, edit.remark.strip()
    item.filed_on, item.changed_on = edit.filed_on, edit.changed_on
    item.cancelled_on = edit.cancelled_on
    session.add(item)
    _set_products(session, item, edit)
    session.flush()
    return item


def edit_of(item: Filing) -> FilingEdit:
    """Return what a loaded filing holds, to be changed and written again."""
    return FilingEdit(
        organisation_id=item.organisation_id,
        platform=item.platform,
        algorithm_id=item.algorithm_id,
        title=item.title,
        number=item.number,
        status=item.status,
        filed_on=item.filed_on,
        changed_on=item.changed_on,
        cancelled_on=item.cancelled_on,
        remark=item.remark,
        product_ids=tuple(link.product_id for link in item.product_links),
        ended=tuple(
            (link.product_id, link.ended_on) for link in item.product_links if link.ended_on
        ),
    )


def check_filing(
    ws: Workspace, session: Session, id: int | None, edit: FilingEdit
) -> Algorithm | None:
    """Return the algorithm of the filing, a new one written; raise FieldsError as save_filing."""
    fields = Fields()
    if edit.organisation_id is None or not session.get(Organisation, edit.organisation_id):
        fields.wrong("organisation_id", "请选择备案主体")
    platform = ws.catalogue.platforms.get(edit.platform)
    if platform is None:
        fields.wrong("platform", "请选择备案平台")
    files_algorithms = platform is None or platform.unit_is_algorithm
    if files_algorithms and edit.algorithm_id is None and edit.new_algorithm is None:
        fields.wrong("algorithm_name", "请选择或填写算法")
    if not files_algorithms:
        fields.require("title", edit.title, "备案名称")
    _check_number(session, fields, id, edit)
    _check_dates(ws, fields, edit)
    fields.done()
    if not files_algorithms:
        return None
    if edit.new_algorithm is not None:
        return write_algorithm(session, edit.algorithm_id, edit.new_algorithm)
    algorithm = session.get(Algorithm, edit.algorithm_id)
    if algorithm is None or algorithm.organisation_id != edit.organisation_id:
        fields.wrong("algorithm_name", "所选算法不属于该主体，请重新选择")
    fields.done()
    return algorithm


def _check_number(session: Session, fields: Fields, id: int | None, edit: FilingEdit) -> None:
    fields.text("number", edit.number, "备案编号", longest=200)
    key = number_key(edit.number)
    if not key:
        return
    other = session.scalar(
        select(Filing).where(
            Filing.platform == edit.platform, Filing.number_key == key, Filing.id != (id or 0)
        )
    )
    if other is not None:
        name = other.algorithm.name if other.algorithm else other.title
        fields.wrong("number", f"该编号已登记在备案“{name}”下，请检查是否重复")


def _check_dates(ws: Workspace, fields: Fields, edit: FilingEdit) -> None:
    today = ws.today()
    for key, value in (
        ("filed_on", edit.filed_on),
        ("changed_on", edit.changed_on),
        ("cancelled_on", edit.cancelled_on),
    ):
        fields.plausible(key, value)
        if value and value > today:
            fields.wrong(key, "日期不能晚于今天")
    fields.in_order("changed_on", edit.filed_on, edit.changed_on, "变更日期不能早于备案日期")
    fields.in_order("cancelled_on", edit.filed_on, edit.cancelled_on, "注销日期不能早于备案日期")


def _set_products(session: Session, item: Filing, edit: FilingEdit) -> None:
    ended = dict(edit.ended)
    links = {link.product_id: link for link in item.product_links}
    found = session.scalars(select(Product.id).where(Product.id.in_(edit.product_ids)))
    wanted = set(found)
    item.product_links = [links[i] for i in links if i in wanted] + [
        FilingProduct(product_id=i) for i in sorted(wanted - set(links))
    ]
    for link in item.product_links:
        link.ended_on = ended.get(link.product_id)


def delete_filings(ws: Workspace, ids: tuple[int, ...]) -> Result[int]:
    """Delete filings that no case names; return how many.

    Raises :class:`ConflictError` naming the case that still uses one; nothing is deleted then.
    """
    with ws.change("filing.delete") as change:
        session = change.session
        names = []
        for id in ids:
            item = get_filing(session, id)
            names.append(item.algorithm.name if item.algorithm else item.title)
            _require_unused(session, item, names[-1])
            session.delete(item)
        told = f"“{names[0]}”" if len(names) == 1 else f" {len(names)} 个"
        change.tell(f"删除备案{told}")
        return change.result(len(names))


def _require_unused(session: Session, item: Filing, name: str) -> None:
    case = session.scalar(
        select(Case.title).join(CaseFiling).where(CaseFiling.filing_id == item.id).limit(1)
    )
    if case is not None:
        raise ConflictError(
            f"备案“{name}”属于注销项目“{case}”，不能删除。", "请先在该项目中移出这个备案。"
        )


def open_submission_count(session: Session, filing_id: int) -> int:
    """Return how many submissions that are not closed carry the filing."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SubmissionFiling)
            .join(Submission)
            .where(
                SubmissionFiling.filing_id == filing_id,
                Submission.state.not_in(SUBMISSION_OVER),
            )
        )
        or 0
    )
