"""What a firm's own table (台账) tells beyond a public list: status, dates, platform, inner id.

The program's export carries the inner id (编号ID(内部)). By it a row is found again, and then
every cell counts, an emptied one too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.intake.columns import LEDGER_FIELDS, Field
from app.intake.words import read_date, read_month, read_status
from app.model.cell_text import unguarded
from app.model.kinds import FilingStatus

_DAYS = (Field.FILED_ON, Field.CHANGED_ON, Field.CANCELLED_ON)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a row of a firm's own table tells.

    ``cells`` holds the text of every mapped column as typed. What could not be read is None.
    """

    filing_id: int | None
    cells: dict[Field, str]
    status: FilingStatus | None
    filed_on: date | None
    changed_on: date | None
    cancelled_on: date | None


def is_ledger(columns: dict[Field, int]) -> bool:
    """Tell whether a table has a column that only a firm's own table has."""
    return any(field in columns for field in LEDGER_FIELDS)


def read_ledger(
    cells: list[str], columns: dict[Field, int], *, guarded: bool
) -> tuple[Ledger, list[str]]:
    """Return what the row tells, and doubts in Chinese.

    ``guarded``: the file marks texts that look like formulas (see :mod:`app.model.cell_text`).
    """
    texts = {
        field: cells[column].strip() if column < len(cells) else ""
        for field, column in columns.items()
    }
    if guarded:
        texts = {field: unguarded(text) for field, text in texts.items()}
    inner = texts.get(Field.FILING_ID, "")
    days = {field: read_date(texts.get(field, "")) for field in _DAYS}
    ledger = Ledger(
        filing_id=int(inner) if inner.isascii() and inner.isdigit() else None,
        cells=texts,
        status=read_status(texts.get(Field.STATUS, "")),
        filed_on=days[Field.FILED_ON],
        changed_on=days[Field.CHANGED_ON],
        cancelled_on=days[Field.CANCELLED_ON],
    )
    return ledger, list(_doubts(ledger, inner))


def _doubts(ledger: Ledger, inner: str) -> list[str]:
    told = []
    if inner and ledger.filing_id is None:
        told.append(f"内部编号“{inner[:20]}”不是数字，按备案编号与台账比对。")
    status = ledger.cells.get(Field.STATUS, "")
    if status and ledger.status is None:
        words = "、".join(word.label for word in FilingStatus)
        told.append(f"状态“{status[:20]}”无法识别（可用：{words}），状态没有读取。")
    for field in _DAYS:
        text = ledger.cells.get(field, "")
        if text and read_date(text) is None and not read_month(text):
            told.append(f"{field.label}“{text[:20]}”不是日期（如 2025-07-14），没有读取。")
    return told
