"""Organisations (企业主体): see, create, edit, delete."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, NotFoundError
from app.model.case import Submission
from app.model.inventory import (
    Algorithm,
    Filing,
    Organisation,
    OrganisationFormerName,
    Product,
)
from app.model.papers import SharedPaper
from app.model.uscc import normalise_uscc, uscc_problem
from app.services.fields import Fields
from app.services.letterheads import delete_letterhead
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class OrganisationView:
    """An organisation as shown; ``uscc_problem`` says what is wrong with its code."""

    id: int
    name: str
    uscc: str
    uscc_problem: str
    parent_id: int | None
    parent_name: str
    legal_representative: str
    contact_name: str
    contact_phone: str
    address: str
    note: str
    former_names: tuple[str, ...]
    sample: bool
    filing_count: int
    product_count: int


@dataclass(frozen=True)
class OrganisationEdit:
    """What the officer may enter for an organisation."""

    name: str
    uscc: str = ""
    parent_id: int | None = None
    legal_representative: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    note: str = ""
    former_names: tuple[str, ...] = ()


def list_organisations(ws: Workspace, ids: Collection[int] | None = None) -> list[OrganisationView]:
    """Return organisations by name: all, or those of ``ids``."""
    with ws.read() as session:
        filings = _counts(session, Filing.organisation_id)
        products = _counts(session, Product.organisation_id)
        query = select(Organisation).options(
            selectinload(Organisation.former_names), selectinload(Organisation.parent)
        )
        if ids is not None:
            query = query.where(Organisation.id.in_(ids))
        return [
            _view(item, filings.get(item.id, 0), products.get(item.id, 0))
            for item in session.scalars(query.order_by(Organisation.name))
        ]


def _counts(session: Session, column: object) -> dict[int, int]:
    rows = session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return {int(key): int(count) for key, count in rows}


def _view(item: Organisation, filings: int, products: int) -> OrganisationView:
    return OrganisationView(
        id=item.id,
        name=item.name,
        uscc=item.uscc,
        uscc_problem=(uscc_problem(item.uscc) or "") if item.uscc else "",
        parent_id=item.parent_id,
        parent_name=item.parent.name if item.parent else "",
        legal_representative=item.legal_representative,
        contact_name=item.contact_name,
        contact_phone=item.contact_phone,
        address=item.address,
        note=item.note,
        former_names=tuple(name.name for name in item.former_names),
        sample=item.sample,
        filing_count=filings,
        product_count=products,
    )


def save_organisation(ws: Workspace, id: int | None, edit: OrganisationEdit) -> Result[int]:
    """Create (``id`` None) or change an organisation; return its id.

    Raises :class:`FieldsError` for a missing or taken name, a wrong 统一社会信用代码
    (GB 32100-2015) or a parent that would make a circle.
    """
    with ws.change("organisation.create" if id is None else "organisation.edit") as change:
        session = change.session
        fields = Fields()
        name = fields.require("name", edit.name, "主体名称")
        uscc = normalise_uscc(edit.uscc)
        if uscc and (problem := uscc_problem(uscc)):
            fields.wrong("uscc", problem)
        taken = session.scalar(select(Organisation.id).where(Organisation.name == name))
        if taken is not None and taken != id:
            fields.wrong("name", f"已有主体“{name}”，请直接编辑它")
        if id is not None and _makes_circle(session, id, edit.parent_id):
            fields.wrong("parent_id", "上级主体不能是它自己或它的下级")
        fields.done()
        item = Organisation() if id is None else _get(session, id)
        item.name, item.uscc, item.parent_id = name, uscc, edit.parent_id
        item.legal_representative = edit.legal_representative.strip()
        item.contact_name = edit.contact_name.strip()
        item.contact_phone = edit.contact_phone.strip()
        item.address, item.note = edit.address.strip(), edit.note.strip()
        _set_former_names(item, edit.former_names)
        session.add(item)
        session.flush()
        change.tell(f"{'新建' if id is None else '修改'}主体“{name}”")
        return change.result(item.id)


def _set_former_names(item: Organisation, names: tuple[str, ...]) -> None:
    wanted = {name.strip() for name in names if name.strip()} - {item.name}
    kept = [former for former in item.former_names if former.name in wanted]
    known = {former.name for former in kept}
    item.former_names = kept + [
        OrganisationFormerName(name=name) for name in sorted(wanted - known)
    ]


def _makes_circle(session: Session, id: int, parent_id: int | None) -> bool:
    seen = {id}
    while parent_id is not None:
        if parent_id in seen:
            return True
        seen.add(parent_id)
        parent_id = session.scalar(
            select(Organisation.parent_id).where(Organisation.id == parent_id)
        )
    return False


def _get(session: Session, id: int) -> Organisation:
    item = session.get(Organisation, id)
    if item is None:
        raise NotFoundError("这个主体已不存在。", "它可能刚被删除，请刷新后重试。")
    return item


def delete_organisation(ws: Workspace, id: int) -> Result[None]:
    """Delete an organisation that nothing refers to.

    Raises :class:`ConflictError` naming what still belongs to it.
    """
    with ws.change("organisation.delete") as change:
        session = change.session
        item = _get(session, id)
        users = {
            "备案": select(func.count()).where(Filing.organisation_id == id),
            "算法": select(func.count()).where(Algorithm.organisation_id == id),
            "产品": select(func.count()).where(Product.organisation_id == id),
            "下级主体": select(func.count()).where(Organisation.parent_id == id),
            "共用材料": select(func.count()).where(SharedPaper.organisation_id == id),
            "注销提交": select(func.count()).where(Submission.organisation_id == id),
        }
        counts = {word: session.scalar(query) or 0 for word, query in users.items()}
        held = [f"{count} 个{word}" for word, count in counts.items() if count]
        if held:
            raise ConflictError(
                f"主体“{item.name}”下还有{'、'.join(held)}，不能删除。",
                "请先删除或转移这些内容。",
            )
        change.tell(f"删除主体“{item.name}”")
        delete_letterhead(session, id)
        session.delete(item)
        return change.result(None)
