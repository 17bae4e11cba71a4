"""Application products (应用产品): see, create, edit, delete."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, NotFoundError
from app.model.case import CaseProduct
from app.model.inventory import FilingProduct, Organisation, Product
from app.model.kinds import ProductKind, ProductState
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class ProductView:
    """A product as shown; ``filing_count`` counts the filings that it uses now."""

    id: int
    organisation_id: int
    organisation_name: str
    name: str
    kind: ProductKind
    state: ProductState
    state_since: date | None
    note: str
    filing_count: int

    @property
    def label(self) -> str:
        """The name with its kind, as the public lists write it."""
        return f"{self.name}（{self.kind.label}）"


@dataclass(frozen=True)
class ProductEdit:
    """What the officer may enter for a product."""

    organisation_id: int | None
    name: str
    kind: ProductKind = ProductKind.APP
    state: ProductState = ProductState.IN_USE
    state_since: date | None = None
    note: str = ""


def list_products(
    ws: Workspace, ids: Collection[int] | None = None, *, organisation_id: int | None = None
) -> list[ProductView]:
    """Return products by name and kind: all, those of ``ids``, or those of one organisation."""
    with ws.read() as session:
        counted = select(FilingProduct.product_id, func.count()).where(
            FilingProduct.ended_on.is_(None)
        )
        query = select(Product).options(selectinload(Product.organisation))
        if ids is not None:
            counted = counted.where(FilingProduct.product_id.in_(ids))
            query = query.where(Product.id.in_(ids))
        if organisation_id is not None:
            counted = counted.join(Product).where(Product.organisation_id == organisation_id)
            query = query.where(Product.organisation_id == organisation_id)
        found = session.execute(counted.group_by(FilingProduct.product_id))
        used = {row[0]: row[1] for row in found}
        return [
            ProductView(
                id=item.id,
                organisation_id=item.organisation_id,
                organisation_name=item.organisation.name,
                name=item.name,
                kind=item.kind,
                state=item.state,
                state_since=item.state_since,
                note=item.note,
                filing_count=used.get(item.id, 0),
            )
            for item in session.scalars(query.order_by(Product.name, Product.kind))
        ]


def save_product(ws: Workspace, id: int | None, edit: ProductEdit) -> Result[int]:
    """Create (``id`` None) or change a product; return its id.

    Raises :class:`FieldsError` for a missing name or organisation, a stopped product without its
    day, a day in the future, or a product that is there already.
    """
    with ws.change("product.create" if id is None else "product.edit") as change:
        session = change.session
        fields = Fields()
        name = fields.require("name", edit.name, "产品名称")
        if edit.organisation_id is None or not session.get(Organisation, edit.organisation_id):
            fields.wrong("organisation_id", "请选择所属主体")
        if edit.state is ProductState.STOPPED and edit.state_since is None:
            fields.wrong("state_since", "请填写停用日期：期限从对用户停止服务之日起算")
        fields.plausible("state_since", edit.state_since)
        if edit.state_since and edit.state_since > ws.today():
            fields.wrong("state_since", "日期不能晚于今天")
        taken = session.scalar(
            select(Product.id).where(
                Product.organisation_id == edit.organisation_id,
                Product.name == name,
                Product.kind == edit.kind,
            )
        )
        if taken is not None and taken != id:
            fields.wrong("name", f"已有产品“{name}（{edit.kind.label}）”")
        fields.done()
        assert edit.organisation_id is not None
        item = Product() if id is None else get_product(session, id)
        item.organisation_id = edit.organisation_id
        item.name, item.kind, item.note = name, edit.kind, edit.note.strip()
        item.state, item.state_since = edit.state, edit.state_since
        session.add(item)
        session.flush()
        change.tell(f"{'新建' if id is None else '修改'}产品“{name}（{edit.kind.label}）”")
        return change.result(item.id)


def get_product(session: Session, id: int) -> Product:
    """Return the product; raise :class:`NotFoundError` when it is gone."""
    item = session.get(Product, id)
    if item is None:
        raise NotFoundError("这个产品已不存在。", "它可能刚被删除，请刷新后重试。")
    return item


def delete_product(ws: Workspace, id: int) -> Result[None]:
    """Delete a product that no filing and no case names.

    Raises :class:`ConflictError` naming what uses it.
    """
    with ws.change("product.delete") as change:
        session = change.session
        item = get_product(session, id)
        filings = session.scalar(select(func.count()).where(FilingProduct.product_id == id)) or 0
        cases = session.scalar(select(func.count()).where(CaseProduct.product_id == id)) or 0
        if filings or cases:
            raise ConflictError(
                f"产品“{item.name}”还被 {filings} 个备案、{cases} 个注销项目使用，不能删除。",
                "请先在这些备案或项目中去掉它；若产品已下线，请改为“已停用”。",
            )
        change.tell(f"删除产品“{item.name}（{item.kind.label}）”")
        session.delete(item)
        return change.result(None)
