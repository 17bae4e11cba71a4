"""A file as understood: its table, which column holds what, and which kind of file it is.

Columns are found by heading, then by content, and are open to the user's change. A file is a
list of algorithms, a list of deep-synthesis services, a cancellation notice, or a firm's own
table (台账), which the program's own export is too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import BadInputError
from app.intake.columns import NEEDED_IN_LIST, ColumnMapping, Field, FileKind
from app.intake.contents import by_content, completed
from app.intake.files import read_tables
from app.intake.headings import ROWS_SEARCHED, by_heading, heading_columns
from app.intake.limits import refuse
from app.intake.tables import Table, one_line
from app.model.filing_number import PREFIX, number_key
from app.progress import Progress

_MONTH = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月")
_TELLING = ("清单", "公告", "备案")
_CHOOSE = "请选择备案清单或注销公告；若表头用了别的名称，请先改成上述名称。"


@dataclass(frozen=True)
class ImportFile:
    """A file as understood: its kind, title and month (``2022-08`` or empty), table and mapping.

    ``skipped`` tells in Chinese which other tables of the file were left out and why.
    """

    path: Path
    kind: FileKind
    title: str
    month: str
    table: Table
    mapping: ColumnMapping
    skipped: tuple[str, ...] = ()


def open_file(
    path: Path, progress: Progress, meanwhile: Callable[[], None] | None = None
) -> ImportFile:
    """Read the file and recognise its heading row, columns and kind.

    Tables that run on (over pages or sheets, with the heading repeated or missing) are joined.
    The mapping may still miss a needed column when an unknown heading might be it; the user maps
    it then, and :func:`require_columns` stops whoever cannot ask. ``meanwhile``: see
    :func:`app.intake.files.read_tables`. Raises :class:`BadInputError`
    when the file cannot be read or no table has the columns needed.
    """
    tables = read_tables(path, progress, meanwhile)
    found = _joined(tables, by_heading) or _joined(tables, by_content)
    if found is None:
        raise _no_columns(path, tables)
    table, mapping, skipped = found
    if len(table.sources) == 1:
        # All rows come from one sheet or table: which one need not be said of each.
        table = replace(table, sources=((0, ""),))
    if Field.FILING_ID in mapping.columns:
        skipped = ()  # the export's own sheet of explanations
    title = _title(table, mapping)
    kind = file_kind(mapping, title)
    mapping = completed(table, mapping, kind)
    if mapping.missing(kind) and not mapping.unmapped:
        raise _no_columns(path, tables)
    month = _MONTH.search(title)
    return ImportFile(
        path=path,
        kind=kind,
        title=title,
        month=f"{month[1]}-{int(month[2]):02d}" if month and 1 <= int(month[2]) <= 12 else "",
        table=table,
        mapping=mapping,
        skipped=skipped,
    )


def _joined(
    tables: list[Table], recognise: Callable[[Table], ColumnMapping | None]
) -> tuple[Table, ColumnMapping, tuple[str, ...]] | None:
    """Return the first table that is recognised, those that run on behind it, and the others."""
    found: Table | None = None
    mapping: ColumnMapping | None = None
    skipped = []
    for table in tables:
        if found is None or mapping is None:
            mapping = recognise(table)
            found = table if mapping else None
            continue
        first_row = _continues(mapping, table)
        if first_row is None:
            skipped.append(f"{table.name}的列与{found.name}不同，没有读取。")
        else:
            found = found.joined(table, first_row)
    return (found, mapping, tuple(skipped)) if found and mapping else None


def require_columns(mapping: ColumnMapping, kind: FileKind) -> None:
    """Raise :class:`BadInputError` when no column holds a field that ``kind`` needs."""
    missing = mapping.missing(kind)
    if missing:
        wanted = "、".join(f"“{field.label}”" for field in missing)
        unknown = "、".join(f"“{heading[:20]}”" for _, heading in mapping.unmapped) or "无"
        raise BadInputError(
            f"没有哪一列对应{wanted}；文件中尚未对应的列：{unknown}。",
            "请在列对应中为它选择一列，或修改文件的表头后重新导入。",
        )


def file_kind(mapping: ColumnMapping, title: str) -> FileKind:
    """Return what the file is, by its columns first and its title second."""
    columns = mapping.columns
    if any(field in columns for field in (Field.FILING_ID, Field.PLATFORM, Field.STATUS)):
        return FileKind.LEDGER
    if Field.CANCELLED_ON in columns or Field.NOTICE_TITLE in columns or "注销" in title:
        return FileKind.CANCEL_NOTICE
    if "深度合成" in title or (Field.ROLE in columns and Field.TYPE not in columns):
        return FileKind.DEEP_SYNTHESIS_LIST
    return FileKind.ALGORITHM_LIST


def _continues(mapping: ColumnMapping, table: Table) -> int | None:
    """Return the first row of ``table`` that continues the one of ``mapping``, or None."""
    heading = by_heading(table)
    if heading is not None:
        return heading.header_row + 1 if heading.columns == mapping.columns else None
    column = mapping.columns.get(Field.NUMBER)
    if column is None or table.width > len(mapping.headings):
        return None
    holds_number = any(
        number_key(row[column]).startswith(PREFIX) for row in table.rows if column < len(row)
    )
    return 0 if holds_number else None


def _title(table: Table, mapping: ColumnMapping) -> str:
    """Return the title above the heading row, or above the table; empty when there is none."""
    above = [
        one_line(next(cell for cell in row if cell))
        for row in table.rows[: max(mapping.header_row - mapping.header_height + 1, 0)]
        if len({cell for cell in row if cell}) == 1
    ]
    texts = [*table.texts_before, *above]
    telling = [text for text in texts if any(word in text for word in _TELLING)]
    return max(telling, key=len) if telling else (above or [""])[-1]


def _no_columns(path: Path, tables: list[Table]) -> BadInputError:
    rows = [row for table in tables for row in table.rows[:ROWS_SEARCHED]]
    best = max(rows, key=lambda row: (len(heading_columns([row])), len([c for c in row if c])))
    shown = "、".join(one_line(cell)[:12] for cell in best[:10] if cell)
    wanted = "、".join(field.label for field in NEEDED_IN_LIST)
    return refuse(
        path,
        f"没有找到所需的列（{wanted}）；最像表头的一行是：{shown}",
        _CHOOSE,
    )
