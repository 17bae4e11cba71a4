"""One field of one filing or of many: looked at first, then written in one step; and copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import FieldsError, QingBeiError
from app.model.inventory import Filing, FilingProduct, Product
from app.model.kinds import AlgorithmType, FilingStatus, Role, Word
from app.progress import Progress, Silent
from app.services.algorithms import (
    AlgorithmEdit,
    check_algorithm,
    edit_of_algorithm,
    write_algorithm,
)
from app.services.dates import chinese_date
from app.services.filings import (
    LOADS,
    FilingEdit,
    check_filing,
    edit_of,
    get_filing,
    write_filing,
)
from app.services.results import Result
from app.services.workspace import Workspace

FIELDS: dict[str, str] = {
    "status": "状态",
    "number": "备案编号",
    "filed_on": "备案日期",
    "changed_on": "变更日期",
    "cancelled_on": "注销日期",
    "remark": "备注",
    "title": "名称",
    "type": "类别",
    "role": "角色",
    "purpose": "主要用途",
    "add_product": "增加应用产品",
    "remove_product": "移除应用产品",
}
"""What can be changed, with its name; those of :data:`OF_ALGORITHM` belong to the algorithm."""
OF_ALGORITHM = frozenset(("title", "type", "role", "purpose"))
WORDS: dict[str, type[Word]] = {"status": FilingStatus, "type": AlgorithmType, "role": Role}
MOST_SHOWN = 500
_EVERY = 50


@dataclass(frozen=True)
class ChangeLine:
    """What would become of one filing; ``problem`` says why it cannot be changed."""

    id: int
    title: str
    old: str
    new: str
    problem: str = ""


@dataclass(frozen=True)
class ChangePreview:
    """What a change would do: the first lines, and how many there are of each kind.

    ``also`` counts filings outside the selection that share a changed algorithm.
    """

    lines: tuple[ChangeLine, ...]
    changed: int
    unchanged: int
    refused: int
    also: int


def preview_changes(
    ws: Workspace, ids: Sequence[int], key: str, value: Any, progress: Progress | None = None
) -> ChangePreview:
    """Return what :func:`change_filings` would do; nothing is changed."""
    progress = progress or Silent()
    lines: list[ChangeLine] = []
    changed = unchanged = refused = 0
    shared: set[int] = set()
    with ws.read() as session:
        for place, item in enumerate(_items(session, ids)):
            if place % _EVERY == 0:
                progress.report(place, len(ids), "正在核对要修改的备案")
            line = _look(ws, session, item, key, value)
            if line.problem:
                refused += 1
            elif line.old == line.new:
                unchanged += 1
                continue
            else:
                changed += 1
                if key in OF_ALGORITHM and item.algorithm_id is not None:
                    shared.add(item.algorithm_id)
            if len(lines) < MOST_SHOWN or line.problem:
                lines.append(line)
        users = set(
            session.scalars(select(Filing.id).where(Filing.algorithm_id.in_(shared)))
        ) - set(ids)
    lines.sort(key=lambda line: not line.problem)
    return ChangePreview(tuple(lines[:MOST_SHOWN]), changed, unchanged, refused, len(users))


def change_filings(
    ws: Workspace,
    ids: Sequence[int],
    key: str,
    value: Any,
    progress: Progress | None = None,
    *,
    skip_refused: bool = False,
) -> Result[int]:
    """Give one field of the filings another value; return how many were changed.

    ``key`` is one of :data:`FIELDS`; ``value`` a text, a day or None, a word, or the id of a
    product. One step, one undo. Raises :class:`FieldsError` naming the first filing that cannot
    take the value, unless ``skip_refused``; nothing is changed then.
    """
    progress = progress or Silent()
    done = 0
    with ws.change("filing.edit") as change:
        session, name = change.session, ""
        for place, item in enumerate(_items(session, ids)):
            if place % _EVERY == 0:
                progress.report(place, len(ids), f"正在修改{FIELDS[key]}")
            line = _look(ws, session, item, key, value)
            if line.problem and skip_refused:
                continue
            if line.problem:
                raise FieldsError({key: f"“{line.title}”：{line.problem}"})
            if line.old != line.new:
                _write(ws, session, item, key, value)
                done, name = done + 1, line.title
        told = f"“{name}”" if done == 1 else f" {done} 个"
        change.tell(f"修改备案{told}的{FIELDS[key]}")
        return change.result(done)


def duplicate_filings(ws: Workspace, ids: Sequence[int]) -> Result[tuple[int, ...]]:
    """Make a copy of each filing; return the ids of the copies in the same order.

    A copy has no number, no dates and no case: those belong to the one that was filed.
    """
    with ws.change("filing.create") as change:
        session = change.session
        made = []
        for id in ids:
            item = get_filing(session, id)
            copy = replace(
                edit_of(item),
                number="", status=FilingStatus.ACTIVE,
                filed_on=None, changed_on=None, cancelled_on=None,
            )  # fmt: skip
            made.append(write_filing(ws, session, None, copy))
        told = f"“{_title(made[0])}”" if len(made) == 1 else f" {len(made)} 个"
        change.tell(f"复制备案{told}")
        return change.result(tuple(item.id for item in made))


def _items(session: Session, ids: Sequence[int]) -> list[Filing]:
    """Return the filings in the order of ``ids``, loaded in pieces; gone ones are left out."""
    found: dict[int, Filing] = {}
    for start in range(0, len(ids), 1000):
        query = select(Filing).where(Filing.id.in_(ids[start : start + 1000])).options(*LOADS)
        found |= {item.id: item for item in session.scalars(query)}
    return [found[id] for id in ids if id in found]


def _title(item: Filing) -> str:
    return item.algorithm.name if item.algorithm else item.title


def _look(ws: Workspace, session: Session, item: Filing, key: str, value: Any) -> ChangeLine:
    old = _told(session, key, _value(item, key))
    line = ChangeLine(item.id, _title(item), old, _new(session, item, key, value))
    try:
        if key in OF_ALGORITHM and item.algorithm is not None:
            check_algorithm(session, item.algorithm_id, _algorithm_edit(item, key, value))
        elif key in OF_ALGORITHM and key != "title":
            return replace(line, problem="这个平台的备案没有算法，没有这一项")
        else:
            check_filing(ws, session, item.id, _filing_edit(item, key, value))
            if key == "add_product":
                _require_own(session, item, int(value))
    except FieldsError as error:
        return replace(line, problem="；".join(text.rstrip("。") for text in error.fields.values()))
    except QingBeiError as error:
        return replace(line, problem=error.message)
    return line


def _write(ws: Workspace, session: Session, item: Filing, key: str, value: Any) -> None:
    if key in OF_ALGORITHM and item.algorithm is not None:
        write_algorithm(session, item.algorithm_id, _algorithm_edit(item, key, value))
    else:
        write_filing(ws, session, item.id, _filing_edit(item, key, value))


def _filing_edit(item: Filing, key: str, value: Any) -> FilingEdit:
    edit = edit_of(item)
    if key == "add_product":
        return replace(edit, product_ids=tuple(dict.fromkeys((*edit.product_ids, int(value)))))
    if key == "remove_product":
        kept = tuple(id for id in edit.product_ids if id != int(value))
        return replace(edit, product_ids=kept, ended=tuple(e for e in edit.ended if e[0] in kept))
    return replace(edit, **{key: value})


def _algorithm_edit(item: Filing, key: str, value: Any) -> AlgorithmEdit:
    assert item.algorithm is not None
    edit = edit_of_algorithm(item.algorithm)
    if key == "title":
        # The name under which it was filed stays findable.
        return replace(edit, name=str(value), former_names=(*edit.former_names, edit.name))
    return replace(edit, **{key: value})


def _require_own(session: Session, item: Filing, product_id: int) -> None:
    product = session.get(Product, product_id)
    if product is None or product.organisation_id != item.organisation_id:
        raise FieldsError({"product_ids": "所选产品不属于该备案的主体"})


def _value(item: Filing, key: str) -> Any:
    if key.endswith("_product"):
        return [link.product_id for link in _links(item)]
    if key == "title":
        return _title(item)
    if key in OF_ALGORITHM:
        return getattr(item.algorithm, key) if item.algorithm else None
    return getattr(item, key)


def _links(item: Filing) -> list[FilingProduct]:
    return sorted(item.product_links, key=lambda link: link.product_id)


def _new(session: Session, item: Filing, key: str, value: Any) -> str:
    if key.endswith("_product"):
        return _told(session, key, sorted(_filing_edit(item, key, value).product_ids))
    return _told(session, key, value.strip() if isinstance(value, str) else value)


def _told(session: Session, key: str, value: Any) -> str:
    if key.endswith("_product"):
        products = [session.get(Product, id) for id in value]
        return "、".join(f"{p.name}（{p.kind.label}）" for p in products if p is not None)
    if isinstance(value, Word):
        return value.label
    if value is None or isinstance(value, date):
        return chinese_date(value)
    return str(value)
