"""Algorithms: see, create, edit, delete."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, NotFoundError
from app.model.inventory import Algorithm, AlgorithmFormerName, Filing, Organisation
from app.model.kinds import AlgorithmType, Role
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class AlgorithmView:
    """An algorithm as shown."""

    id: int
    organisation_id: int
    organisation_name: str
    name: str
    type: AlgorithmType | None
    role: Role
    purpose: str
    note: str
    former_names: tuple[str, ...]
    filing_count: int


@dataclass(frozen=True)
class AlgorithmEdit:
    """What the officer may enter for an algorithm."""

    organisation_id: int | None
    name: str
    type: AlgorithmType | None = None
    role: Role = Role.PROVIDER
    purpose: str = ""
    note: str = ""
    former_names: tuple[str, ...] = ()


def list_algorithms(
    ws: Workspace, ids: Collection[int] | None = None, *, organisation_id: int | None = None
) -> list[AlgorithmView]:
    """Return algorithms by name: all, those of ``ids``, or those of one organisation."""
    with ws.read() as session:
        counted = select(Filing.algorithm_id, func.count()).where(Filing.algorithm_id.is_not(None))
        query = select(Algorithm).options(
            selectinload(Algorithm.organisation), selectinload(Algorithm.former_names)
        )
        if ids is not None:
            counted = counted.where(Filing.algorithm_id.in_(ids))
            query = query.where(Algorithm.id.in_(ids))
        if organisation_id is not None:
            counted = counted.where(Filing.organisation_id == organisation_id)
            query = query.where(Algorithm.organisation_id == organisation_id)
        found = session.execute(counted.group_by(Filing.algorithm_id))
        counts = {row[0]: row[1] for row in found}
        return [
            AlgorithmView(
                id=item.id,
                organisation_id=item.organisation_id,
                organisation_name=item.organisation.name,
                name=item.name,
                type=item.type,
                role=item.role,
                purpose=item.purpose,
                note=item.note,
                former_names=tuple(name.name for name in item.former_names),
                filing_count=counts.get(item.id, 0),
            )
            for item in session.scalars(query.order_by(Algorithm.name))
        ]


def save_algorithm(ws: Workspace, id: int | None, edit: AlgorithmEdit) -> Result[int]:
    """Create (``id`` None) or change an algorithm; return its id.

    Raises :class:`FieldsError` for a missing name, organisation or type, or when the
    organisation has an algorithm of that name in that role already.
    """
    with ws.change("algorithm.create" if id is None else "algorithm.edit") as change:
        item = write_algorithm(change.session, id, edit)
        change.tell(f"{'新建' if id is None else '修改'}算法“{item.name}”")
        return change.result(item.id)


def write_algorithm(session: Session, id: int | None, edit: AlgorithmEdit) -> Algorithm:
    """Check ``edit`` and write it within the caller's transaction."""
    name = check_algorithm(session, id, edit)
    assert edit.organisation_id is not None
    item = Algorithm() if id is None else _get(session, id)
    item.organisation_id = edit.organisation_id
    item.name, item.type, item.role = name, edit.type, edit.role
    item.purpose, item.note = edit.purpose.strip(), edit.note.strip()
    wanted = {former.strip() for former in edit.former_names if former.strip()} - {name}
    kept = [former for former in item.former_names if former.name in wanted]
    item.former_names = kept + [
        AlgorithmFormerName(name=former)
        for former in sorted(wanted - {former.name for former in kept})
    ]
    session.add(item)
    session.flush()
    return item


def edit_of_algorithm(item: Algorithm) -> AlgorithmEdit:
    """Return what a loaded algorithm holds, to be changed and written again."""
    return AlgorithmEdit(
        organisation_id=item.organisation_id,
        name=item.name,
        type=item.type,
        role=item.role,
        purpose=item.purpose,
        note=item.note,
        former_names=tuple(former.name for former in item.former_names),
    )


def check_algorithm(session: Session, id: int | None, edit: AlgorithmEdit) -> str:
    """Return the name as it is stored; raise :class:`FieldsError` as :func:`save_algorithm`."""
    fields = Fields()
    name = fields.require("algorithm_name", edit.name, "算法名称")
    if edit.organisation_id is None or not session.get(Organisation, edit.organisation_id):
        fields.wrong("organisation_id", "请选择所属主体")
    if edit.type is None:
        fields.wrong("algorithm_type", "请选择算法类别")
    taken = session.scalar(
        select(Algorithm.id).where(
            Algorithm.organisation_id == edit.organisation_id,
            Algorithm.name == name,
            Algorithm.role == edit.role,
        )
    )
    if taken is not None and taken != id:
        fields.wrong(
            "algorithm_name", f"该主体已有算法“{name}”（{edit.role.label}），请从列表中选择"
        )
    fields.done()
    return name


def _get(session: Session, id: int) -> Algorithm:
    item = session.get(Algorithm, id)
    if item is None:
        raise NotFoundError("这个算法已不存在。", "它可能刚被删除，请刷新后重试。")
    return item


def delete_algorithm(ws: Workspace, id: int) -> Result[None]:
    """Delete an algorithm without filings. Raises :class:`ConflictError` when it has any."""
    with ws.change("algorithm.delete") as change:
        item = _get(change.session, id)
        count = change.session.scalar(select(func.count()).where(Filing.algorithm_id == id)) or 0
        if count:
            raise ConflictError(
                f"算法“{item.name}”还有 {count} 个备案，不能删除。", "请先删除这些备案。"
            )
        change.tell(f"删除算法“{item.name}”")
        change.session.delete(item)
        return change.result(None)
