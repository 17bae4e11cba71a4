"""Which column holds what: found from the words of the heading row, and open to the user's change.

Also says which kind of file it is: a list of algorithms, a list of deep-synthesis services, or a
cancellation notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import BadInputError
from app.intake.files import read_tables
from app.intake.limits import refuse
from app.intake.tables import Table, one_line, text_key
from app.model.filing_number import PREFIX, number_key
from app.model.kinds import Word
from app.progress import Progress


class Field(Word):
    """What a column can hold, with the authority's heading."""

    SERIAL = "serial", "序号"
    ALGORITHM_NAME = "algorithm_name", "算法名称"
    TYPE = "type", "算法类别"
    ROLE = "role", "角色"
    TYPE_OR_ROLE = "type_or_role", "角色或算法类别"
    ORGANISATION = "organisation", "主体名称"
    PRODUCTS = "products", "应用产品"
    PURPOSE = "purpose", "主要用途"
    NUMBER = "number", "备案编号"
    REMARK = "remark", "备注"
    CANCELLED_ON = "cancelled_on", "注销时间"
    PUBLISHED_ON = "published_on", "公告日期"
    NOTICE_TITLE = "notice_title", "公告标题"


class FileKind(Word):
    """What a file is (section 4 of the domain notes)."""

    ALGORITHM_LIST = "algorithm_list", "算法备案清单"
    DEEP_SYNTHESIS_LIST = "deep_synthesis_list", "深度合成服务算法备案清单"
    CANCEL_NOTICE = "cancel_notice", "注销公告"


_OTHER_HEADINGS: dict[str, Field] = {
    "算法": Field.ALGORITHM_NAME,
    "算法类型": Field.TYPE,
    "类别": Field.TYPE,
    "算法类别或角色": Field.TYPE_OR_ROLE,
    "角色或类别": Field.TYPE_OR_ROLE,
    "角色/类别": Field.TYPE_OR_ROLE,
    "主体角色": Field.ROLE,
    "备案主体": Field.ORGANISATION,
    "备案主体名称": Field.ORGANISATION,
    "企业名称": Field.ORGANISATION,
    "公司名称": Field.ORGANISATION,
    "单位名称": Field.ORGANISATION,
    "产品": Field.PRODUCTS,
    "产品名称": Field.PRODUCTS,
    "应用产品名称": Field.PRODUCTS,
    "用途": Field.PURPOSE,
    "主要用途及功能": Field.PURPOSE,
    "备案号": Field.NUMBER,
    "算法备案编号": Field.NUMBER,
    "算法备案号": Field.NUMBER,
    "说明": Field.REMARK,
    "注销日期": Field.CANCELLED_ON,
    "发布日期": Field.PUBLISHED_ON,
}
HEADINGS: dict[str, Field] = {
    text_key(heading): field
    for heading, field in {**{f.label: f for f in Field}, **_OTHER_HEADINGS}.items()
}
NEEDED_IN_LIST = (Field.ALGORITHM_NAME, Field.ORGANISATION, Field.NUMBER)
NEEDED_IN_NOTICE = (Field.NUMBER,)
_ROWS_SEARCHED = 40
_FEWEST_HEADINGS = 3
_BRACKET = re.compile(r"[(（\[【].*?[)）\]】]|[*：:]")
_MONTH = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月")
_TELLING = ("清单", "公告", "备案")
_CHOOSE = "请选择备案清单或注销公告；若表头用了别的名称，请先改成上述名称。"


@dataclass(frozen=True)
class ColumnMapping:
    """Which column (from 0) holds which field, below heading row ``header_row`` (an index).

    ``header_row`` is -1 for a table without headings. ``headings`` are the heading texts.
    """

    columns: dict[Field, int]
    header_row: int
    headings: tuple[str, ...]

    @property
    def unmapped(self) -> tuple[tuple[int, str], ...]:
        """The columns with a heading that no field takes: index and heading."""
        used = set(self.columns.values())
        return tuple((i, h) for i, h in enumerate(self.headings) if h and i not in used)

    def missing(self, kind: FileKind) -> tuple[Field, ...]:
        """The fields that the kind of file needs and no column holds."""
        needed = NEEDED_IN_NOTICE if kind is FileKind.CANCEL_NOTICE else NEEDED_IN_LIST
        return tuple(field for field in needed if field not in self.columns)

    def with_column(self, field: Field, column: int | None) -> ColumnMapping:
        """Return the mapping with ``field`` in ``column`` (None: in none); a column holds one."""
        columns = {f: c for f, c in self.columns.items() if f is not field and c != column}
        if column is not None:
            columns[field] = column
        return replace(self, columns=columns)


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


def open_file(path: Path, progress: Progress) -> ImportFile:
    """Read the file and recognise its heading row, columns and kind.

    Tables that run on (over pages or sheets, with the heading repeated or missing) are joined.
    The mapping may still miss a needed column when an unknown heading might be it; the user maps
    it then, and :func:`require_columns` stops whoever cannot ask. Raises :class:`BadInputError`
    when the file cannot be read or no table has the columns needed.
    """
    tables = read_tables(path, progress)
    found: tuple[Table, ColumnMapping] | None = None
    skipped = []
    for table in tables:
        mapping = recognise(table)
        if found is None:
            if mapping is not None:
                found = (table, mapping)
            continue
        first_row = _continues(found, table, mapping)
        if first_row is None:
            skipped.append(f"{table.name}的列与{found[0].name}不同，没有读取。")
        else:
            found = (found[0].joined(table, first_row), found[1])
    if found is None:
        raise _no_columns(path, tables)
    table, mapping = found
    title = _title(table, mapping)
    kind = file_kind(mapping, title)
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
        skipped=tuple(skipped),
    )


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


def recognise(table: Table) -> ColumnMapping | None:
    """Return the mapping by the heading row of the table, or None when it has none."""
    for index, row in enumerate(table.rows[:_ROWS_SEARCHED]):
        columns = heading_columns(row)
        if len(columns) >= _FEWEST_HEADINGS and (
            Field.NUMBER in columns or Field.ALGORITHM_NAME in columns
        ):
            return ColumnMapping(columns, index, tuple(one_line(cell) for cell in row))
    return None


def heading_columns(row: list[str]) -> dict[Field, int]:
    """Return the fields that the words of a row name; of two equal headings the first counts."""
    columns: dict[Field, int] = {}
    for index, cell in enumerate(row):
        key = text_key(cell)
        field = HEADINGS.get(key) or HEADINGS.get(_BRACKET.sub("", key))
        if field is not None:
            columns.setdefault(field, index)
    return columns


def file_kind(mapping: ColumnMapping, title: str) -> FileKind:
    """Return what the file is, by its columns first and its title second."""
    columns = mapping.columns
    if Field.CANCELLED_ON in columns or Field.NOTICE_TITLE in columns or "注销" in title:
        return FileKind.CANCEL_NOTICE
    if "深度合成" in title or (Field.ROLE in columns and Field.TYPE not in columns):
        return FileKind.DEEP_SYNTHESIS_LIST
    return FileKind.ALGORITHM_LIST


def _continues(
    found: tuple[Table, ColumnMapping], table: Table, mapping: ColumnMapping | None
) -> int | None:
    """Return the first row of ``table`` that continues the found one, or None."""
    if mapping is not None:
        return mapping.header_row + 1 if mapping.columns == found[1].columns else None
    column = found[1].columns.get(Field.NUMBER)
    if column is None or table.width > len(found[1].headings):
        return None
    holds_number = any(
        number_key(row[column]).startswith(PREFIX) for row in table.rows if column < len(row)
    )
    return 0 if holds_number else None


def _title(table: Table, mapping: ColumnMapping) -> str:
    """Return the title above the heading row, or above the table; empty when there is none."""
    above = [
        one_line(next(cell for cell in row if cell))
        for row in table.rows[: max(mapping.header_row, 0)]
        if len({cell for cell in row if cell}) == 1
    ]
    texts = [*table.texts_before, *above]
    telling = [text for text in texts if any(word in text for word in _TELLING)]
    return max(telling, key=len) if telling else (above or [""])[-1]


def _no_columns(path: Path, tables: list[Table]) -> BadInputError:
    rows = [row for table in tables for row in table.rows[:_ROWS_SEARCHED]]
    best = max(rows, key=lambda row: (len(heading_columns(row)), len([c for c in row if c])))
    shown = "、".join(one_line(cell)[:12] for cell in best[:10] if cell)
    wanted = "、".join(field.label for field in NEEDED_IN_LIST)
    return refuse(
        path,
        f"没有找到所需的列（{wanted}）；最像表头的一行是：{shown}",
        _CHOOSE,
    )
