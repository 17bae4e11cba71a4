"""Which field a column holds, told by what stands in its cells where no heading says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.intake.columns import ColumnMapping, Field, FileKind, How
from app.intake.headings import ROWS_SEARCHED
from app.intake.tables import Table, one_line
from app.intake.words import read_status, read_type_or_role
from app.model.filing_number import PREFIX, GenAiNumber, number_key

ROWS_TRIED = 200
MOST = 0.6
"""The share of a column's cells that must look like a field."""
_FEWEST_FILLED = 0.3
_SUBJECT = re.compile(
    r"(公司|集团|中心|研究院|大学|学院|医院|银行|事务所|合作社|协会|出版社|报社|电视台|通讯社|厂)$"
)
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_PRODUCT = re.compile(r"[(（][^()（）]*(app|网站|小程序|公众号|客户端|h5|sdk)[^()（）]*[)）]", re.I)
_REMARK = re.compile(r"已注销|变更为|更名为|新增应用产品")
_LONG_TEXT, _SHORT_TEXT = 20, 60
_FEWEST_COLUMNS = 2


def _number(cell: str) -> bool:
    return number_key(cell).startswith(PREFIX) or GenAiNumber.parse(cell) is not None


def _is_type(cell: str) -> bool:
    return read_type_or_role(cell)[0] is not None


def _is_role(cell: str) -> bool:
    return read_type_or_role(cell)[1] is not None


_TESTS: tuple[tuple[Field, Callable[[str], bool]], ...] = (
    (Field.NUMBER, _number),
    (Field.STATUS, lambda cell: read_status(cell) is not None),
    (Field.TYPE, _is_type),
    (Field.ROLE, _is_role),
    (Field.TYPE_OR_ROLE, lambda cell: _is_type(cell) or _is_role(cell)),
    (Field.PRODUCTS, lambda cell: _PRODUCT.search(cell) is not None),
    (Field.ORGANISATION, lambda cell: _SUBJECT.search(_BRACKET.sub("", cell)) is not None),
    (Field.REMARK, lambda cell: _REMARK.search(cell) is not None),
    (Field.ALGORITHM_NAME, lambda cell: "算法" in cell and len(cell) <= _SHORT_TEXT),
    (Field.PURPOSE, lambda cell: len(cell) >= _LONG_TEXT),
)
"""In the order in which they are asked: a column that is one is not asked for the next."""
_ALTERNATIVES = {
    Field.TYPE: (Field.TYPE_OR_ROLE,),
    Field.ROLE: (Field.TYPE_OR_ROLE,),
    Field.TYPE_OR_ROLE: (Field.TYPE, Field.ROLE),
}


def completed(table: Table, mapping: ColumnMapping, kind: FileKind) -> ColumnMapping:
    """Return the mapping with fields that no heading named, found by what the columns hold.

    Columns with a heading that names another field are left alone; a notice gets its number
    only.
    """
    rows = table.rows[mapping.header_row + 1 :][:ROWS_TRIED]
    wanted = {Field.NUMBER} if kind is FileKind.CANCEL_NOTICE else {field for field, _ in _TESTS}
    for field, column in _found(rows, set(mapping.columns.values())).items():
        taken = any(other in mapping.columns for other in (field, *_ALTERNATIVES.get(field, ())))
        if field in wanted and not taken:
            mapping = mapping.with_column(field, column, How.CONTENT)
    return mapping


def by_content(table: Table) -> ColumnMapping | None:
    """Return the mapping of a table without a heading that is understood, or None.

    There must be a column of filing numbers and one more that is recognised.
    """
    first = next(
        (i for i, row in enumerate(table.rows[:ROWS_SEARCHED]) if any(map(_number, row))), None
    )
    if first is None:
        return None
    columns = _found(table.rows[first:][:ROWS_TRIED], set())
    if Field.NUMBER not in columns or len(columns) < _FEWEST_COLUMNS:
        return None
    above = table.rows[first - 1] if first else []
    is_heading = len({cell for cell in above if cell}) >= _FEWEST_COLUMNS
    return ColumnMapping(
        columns,
        first - 1,
        tuple(map(one_line, above)) if is_heading else ("",) * table.width,
        1 if is_heading else 0,
        dict.fromkeys(columns, How.CONTENT),
    )


def _found(rows: Sequence[Sequence[str]], used: set[int]) -> dict[Field, int]:
    """Return the column that looks most like each field."""
    columns: dict[Field, int] = {}
    used = set(used)
    cells = {
        column: [one_line(row[column]) for row in rows if column < len(row) and row[column]]
        for column in range(max(map(len, rows), default=0))
    }
    for field, test in _TESTS:
        shares = {
            column: sum(map(test, texts)) / len(texts)
            for column, texts in cells.items()
            if column not in used and texts and len(texts) >= len(rows) * _least(field)
        }
        if shares:
            best = max(shares, key=lambda column: shares[column])
            if shares[best] >= MOST and not any(f in columns for f in _ALTERNATIVES.get(field, ())):
                columns[field] = best
                used.add(best)
    return columns


def _least(field: Field) -> float:
    """Return how much of a column must be filled; a remark stands beside few rows."""
    return 0.0 if field is Field.REMARK else _FEWEST_FILLED
