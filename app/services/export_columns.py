"""The columns of the inventory as it leaves the program, the same in every format.

The headings are a promise: the import recognises a file of the program's own by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from app.model.cell_text import writable
from app.services.filings import FilingRow

Value = int | str | date | None
"""What a cell holds: a whole number, a text, a day, or nothing."""

ID_HEADING = "编号ID(内部)"
ID_NOTE = (
    "清备内部的编号，用于改后再导入时认出同一条。"
    "请不要修改；新增的行请留空。删除整列后，只能按备案编号对应。"
)


class Shape(Enum):
    """How a column is to be written."""

    ID = auto()
    CODE = auto()
    WORD = auto()
    TEXT = auto()
    DAY = auto()


@dataclass(frozen=True)
class ExportColumn:
    """A heading, the shape of what stands below it, and its width in characters."""

    heading: str
    shape: Shape
    width: int


COLUMNS = (
    ExportColumn(ID_HEADING, Shape.ID, 9),
    ExportColumn("名称", Shape.CODE, 30),
    ExportColumn("备案编号", Shape.CODE, 33),
    ExportColumn("状态", Shape.WORD, 9),
    ExportColumn("平台", Shape.WORD, 13),
    ExportColumn("类别", Shape.WORD, 14),
    ExportColumn("角色", Shape.WORD, 16),
    ExportColumn("主体", Shape.CODE, 30),
    ExportColumn("应用产品", Shape.TEXT, 32),
    ExportColumn("主要用途", Shape.TEXT, 48),
    ExportColumn("备案日期", Shape.DAY, 12),
    ExportColumn("变更日期", Shape.DAY, 12),
    ExportColumn("注销日期", Shape.DAY, 12),
    ExportColumn("备注", Shape.TEXT, 36),
)
HEADINGS = tuple(column.heading for column in COLUMNS)


def export_values(row: FilingRow) -> tuple[Value, ...]:
    """Return what stands in each of :data:`COLUMNS` for a filing; no text is None.

    注销日期 is a day, or the month as text (``2025-07``) where only the month is known.
    """
    return (
        row.id,
        _text(row.title),
        _text(row.number),
        row.status.label,
        _text(row.platform_name),
        row.type.label if row.type else None,
        row.role.label if row.role else None,
        _text(row.organisation_name),
        _text(row.products_text),
        _text(row.purpose),
        row.filed_on,
        row.changed_on,
        row.cancelled_on or _text(row.cancelled_month),
        _text(row.remark),
    )


def _text(text: str) -> str | None:
    return writable(text) or None
