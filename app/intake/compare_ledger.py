"""A row of the program's own export against its filing: every cell counts, an emptied one too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.intake.columns import Field
from app.intake.differences import (
    Difference,
    DifferenceField,
    ExistingFiling,
    Matched,
    product_text,
)
from app.intake.products import Product, split_products
from app.intake.rows import ImportRow
from app.intake.tables import text_key
from app.intake.words import read_month, read_status, read_type_or_role
from app.model.cell_text import unguarded, writable

_LONGEST_CELL = 32_000
"""A cell of Excel ends soon behind; a text that long may have been cut off when exported."""
_MONTH = 7
_BREAK = r"[、,，;；\s]"
_OF_ALGORITHM = (DifferenceField.TYPE, DifferenceField.ROLE, DifferenceField.PURPOSE)
_NEVER_EMPTY = (DifferenceField.STATUS, DifferenceField.TYPE, DifferenceField.ROLE)


def is_same_filing(row: ImportRow, filing: ExistingFiling) -> bool:
    """Tell whether the inner id of a row means this filing.

    Inner ids repeat between data folders, so that number or name must agree too.
    """
    if row.ledger is None or row.ledger.filing_id != filing.id:
        return False
    return (row.number_key == filing.number_key != "") or text_key(row.algorithm_name) == text_key(
        filing.algorithm_name
    )


def compare_ledger(row: ImportRow, filing: ExistingFiling) -> Matched:
    """Return the edits that were made to an exported row; the notes say what is left as it is."""
    notes: list[str] = []
    edits = (*_edits(row, filing, notes), *_end(row, filing, notes))
    if row.platform != filing.platform and row.ledger and row.ledger.cells.get(Field.PLATFORM):
        notes.append("平台不能在表格中修改，台账保留不变；请在备案详情中修改。")
    return Matched(row, filing, edits, tuple(notes), exact=True)


def products_wanted(row: ImportRow, filing: ExistingFiling) -> tuple[Product, ...]:
    """Return the products that the cell names; those of today are known by their whole text."""
    assert row.ledger is not None
    rest = row.ledger.cells.get(Field.PRODUCTS, "")
    kept = []
    for product in sorted(_active(filing), key=lambda item: -len(item[0])):
        text = re.escape(product_text([product]))
        rest, found = re.subn(rf"(?:^|(?<={_BREAK})){text}(?={_BREAK}|$)", "、", rest, count=1)
        if found:
            kept.append(product)
    return tuple(dict.fromkeys((*kept, *split_products(rest.strip("、")).products)))


def _edits(row: ImportRow, filing: ExistingFiling, notes: list[str]) -> Iterator[Difference]:
    assert row.ledger is not None
    for field, kind, old in _fields(filing):
        cell = row.ledger.cells.get(field)
        if cell is None or _same(cell, old):
            continue
        new = _read(row, field, cell)
        if new is None:
            notes.append(f"{kind.label}“{cell[:20]}”无法识别，台账保留“{old or '空'}”。")
        elif _same(new, old):
            continue
        elif kind in _OF_ALGORITHM and filing.role is None:
            notes.append(f"这个平台的备案没有算法，没有“{kind.label}”这一项。")
        elif not new and kind in _NEVER_EMPTY:
            notes.append(f"{kind.label}不能为空，台账保留“{old}”。")
        else:
            yield Difference(kind, old, new)


def _fields(filing: ExistingFiling) -> Iterable[tuple[Field, DifferenceField, str]]:
    """Return each column, what it changes, and the text that the export writes today."""
    kind = DifferenceField
    return (
        (Field.ORGANISATION, kind.ORGANISATION_NAME, filing.organisation_name),
        (Field.NUMBER, kind.NUMBER, filing.number),
        (Field.ALGORITHM_NAME, kind.ALGORITHM_NAME, filing.algorithm_name),
        (Field.TYPE, kind.TYPE, filing.type.label if filing.type else ""),
        (Field.ROLE, kind.ROLE, filing.role.label if filing.role else ""),
        (Field.PRODUCTS, kind.PRODUCTS, product_text(_active(filing))),
        (Field.PURPOSE, kind.PURPOSE, filing.purpose),
        (Field.STATUS, kind.STATUS, filing.status.label),
        (Field.FILED_ON, kind.FILED_ON, _day(filing.filed_on)),
        (Field.CHANGED_ON, kind.CHANGED_ON, _day(filing.changed_on)),
        (Field.REMARK, kind.REMARK, filing.remark),
    )


def _read(row: ImportRow, field: Field, cell: str) -> str | None:
    """Return the cell in the export's own words; None when it cannot be read."""
    ledger = row.ledger
    assert ledger is not None
    if not cell:
        return ""
    if field is Field.TYPE:
        word = read_type_or_role(cell)[0]
        return word.label if word else None
    if field is Field.ROLE:
        role = read_type_or_role(cell)[1]
        return role.label if role else None
    if field is Field.STATUS:
        status = read_status(cell)
        return status.label if status else None
    if field in (Field.FILED_ON, Field.CHANGED_ON):
        return _day(ledger.filed_on if field is Field.FILED_ON else ledger.changed_on) or None
    return cell


def _end(row: ImportRow, filing: ExistingFiling, notes: list[str]) -> Iterator[Difference]:
    """Compare 注销日期, which holds a day, or the month where only that is known."""
    ledger = row.ledger
    assert ledger is not None
    cell = ledger.cells.get(Field.CANCELLED_ON)
    old = _day(filing.cancelled_on) or filing.cancelled_month
    if cell is None or cell == old:
        return
    new = _day(ledger.cancelled_on) or read_month(cell)
    if cell and not new:
        notes.append(f"注销日期“{cell[:20]}”无法识别，台账保留“{old or '空'}”。")
    elif new == f"{old}-01" and len(old) == _MONTH:
        # Excel makes the first of the month of a month that it opens from a csv file.
        notes.append(f"注销日期“{cell}”与台账的“{old}”同月，保留不变。")
    elif new != old:
        yield Difference(DifferenceField.CANCELLED_ON, old, new)


def _active(filing: ExistingFiling) -> list[Product]:
    return sorted(filing.products - filing.ended)


def _day(day: object) -> str:
    return str(day) if day is not None else ""


def _same(cell: str, text: str) -> bool:
    """Tell whether a cell holds what the export made of ``text``."""
    written = writable(text).strip()
    cell = writable(cell)
    if len(cell) >= _LONGEST_CELL and written.startswith(cell):
        return True
    return written in (cell, unguarded(cell).strip())
