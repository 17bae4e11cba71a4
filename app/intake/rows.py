"""One row of a list as the inventory understands it, with what is doubtful about it.

Nothing is corrected: cells that are not understood stay as text in ``raw`` and are told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.intake.mapping import (
    ColumnMapping,
    Field,
    FileKind,
    ImportFile,
    heading_columns,
    require_columns,
)
from app.intake.products import Product, split_products
from app.intake.remarks import RemarkEvent, RemarkKind, read_remark
from app.intake.tables import Table, one_line, text_key
from app.model.filing_number import FilingNumber, GenAiNumber, number_key, number_problems
from app.model.kinds import AlgorithmType, Role
from app.progress import Progress

ALGORITHM_PLATFORM = "cac-algorithm"
GENAI_PLATFORM = "cac-genai"
_ROWS_A_REPORT = 1000
_SHORTEST_WORD = 3
_MONTH = re.compile(r"([0-9]{4})\s*[年./-]\s*([0-9]{1,2})(?:\s*[月./-]\s*(?:([0-9]{1,2})\s*日?)?)?")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of a list or notice.

    ``line`` is its number in the file, ``place`` the same in words. ``type`` and ``role`` are
    None where the file does not say; ``type_from_number`` is set when the type was read from the
    number because the list has no such column. ``products_incomplete``: the text ends with 等.
    ``cancelled_month`` is ``2025-07`` or empty. ``raw`` holds the cells by heading, as in the
    file. ``problems`` are doubts (the row can be imported), ``rejected_reason`` says why it
    cannot, or is empty.
    """

    line: int
    place: str
    platform: str
    algorithm_name: str
    type: AlgorithmType | None
    type_from_number: bool
    role: Role | None
    organisation_name: str
    organisation_former_names: tuple[str, ...]
    algorithm_former_names: tuple[str, ...]
    products: tuple[Product, ...]
    products_incomplete: bool
    purpose: str
    number: str
    number_key: str
    remark: str
    remark_events: tuple[RemarkEvent, ...]
    cancelled: bool
    cancelled_month: str
    raw: dict[str, str]
    problems: tuple[str, ...]
    rejected_reason: str


def map_file(file: ImportFile, progress: Progress) -> list[ImportRow]:
    """Return the rows of an opened file by its own mapping; see :func:`map_rows`."""
    return map_rows(file.table, file.mapping, file.kind, progress)


def map_rows(
    table: Table, mapping: ColumnMapping, kind: FileKind, progress: Progress
) -> list[ImportRow]:
    """Return every row below the heading row, repeated heading rows left out.

    Raises :class:`BadInputError` when the mapping misses a needed column, and
    :class:`CancelledError` when the user cancels.
    """
    require_columns(mapping, kind)
    headings = _unique(mapping.headings)
    heading = tuple(map(text_key, mapping.headings))
    rows = []
    first = mapping.header_row + 1
    for index in range(first, len(table.rows)):
        if index % _ROWS_A_REPORT == 0:
            progress.report(index, len(table.rows), "正在核对各行")
        cells = table.rows[index]
        if _is_heading(cells, heading, mapping):
            continue
        rows.append(_row(table, index, cells, mapping, headings))
    return rows


def read_month(text: str) -> str:
    """Return the month in ``2025年7月``, ``2025-07`` or a date as ``2025-07``; empty if none."""
    match = _MONTH.search(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        return ""
    return f"{match[1]}-{int(match[2]):02d}"


def read_date(text: str) -> date | None:
    """Return the day in ``2025年7月14日`` or ``2025-07-14``, or None."""
    for match in _MONTH.finditer(text):
        if match[3]:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


@lru_cache(maxsize=256)
def read_type_or_role(text: str) -> tuple[AlgorithmType | None, Role | None]:
    """Return the type or the role that a cell names; both None when it names neither.

    Roles that lost their end in the public lists (``服务提供``) and short forms
    (``技术支持者``) are understood.
    """
    key = text_key(text)
    if len(key) < _SHORTEST_WORD:
        return None, None
    for kind in AlgorithmType:
        if key.startswith(kind.label.removesuffix("类")):
            return kind, None
    for role in Role:
        word = role.label
        short = word.removeprefix("服务")
        if word.startswith(key) or key.startswith((word, short)) or short.startswith(key):
            return None, role
    return None, None


def _unique(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Name nameless and repeated columns, so that no cell is lost from ``raw``."""
    seen: set[str] = set()
    names = []
    for place, heading in enumerate(headings, start=1):
        name = heading if heading and heading not in seen else f"{heading}（第 {place} 列）"
        seen.add(name)
        names.append(name)
    return tuple(names)


def _is_heading(cells: list[str], heading: tuple[str, ...], mapping: ColumnMapping) -> bool:
    column = mapping.columns.get(Field.NUMBER, 0)
    if column >= len(cells) or column >= len(heading):
        return False
    if text_key(cells[column]) != heading[column]:
        return False
    return heading_columns(cells).items() >= mapping.columns.items() or (
        tuple(map(text_key, cells)) == heading
    )


def _row(
    table: Table, index: int, cells: list[str], mapping: ColumnMapping, headings: tuple[str, ...]
) -> ImportRow:
    columns = mapping.columns

    def cell(field: Field) -> str:
        column = columns.get(field)
        return one_line(cells[column]) if column is not None and column < len(cells) else ""

    number = cell(Field.NUMBER)
    platform = GENAI_PLATFORM if GenAiNumber.parse(number) else ALGORITHM_PLATFORM
    type_, role, problems = _type_and_role([cell(f) for f in _TYPE_FIELDS])
    named = () if type_ else _types_named(number)
    products = split_products(cell(Field.PRODUCTS))
    remark = read_remark(cell(Field.REMARK))
    ended = cell(Field.CANCELLED_ON)
    name, organisation = cell(Field.ALGORITHM_NAME), cell(Field.ORGANISATION)
    if not number and name:
        problems.append("没有备案编号，只能按主体和算法名称与台账比对。")
    return ImportRow(
        line=table.numbers[index],
        place=table.place(index),
        platform=platform,
        algorithm_name=name,
        type=named[0] if named else type_,
        type_from_number=bool(named),
        role=role,
        organisation_name=organisation,
        organisation_former_names=_former(
            remark.former_names(RemarkKind.ORGANISATION_RENAMED), organisation
        ),
        algorithm_former_names=_former(remark.former_names(RemarkKind.ALGORITHM_RENAMED), name),
        products=products.products,
        products_incomplete=products.incomplete,
        purpose=cell(Field.PURPOSE),
        number=number,
        number_key=number_key(number),
        remark=cell(Field.REMARK),
        remark_events=remark.events,
        cancelled=remark.cancelled or bool(read_month(ended)),
        cancelled_month=read_month(ended) or remark.cancelled_month,
        raw=_raw(cells, headings),
        problems=(*problems, *number_problems(platform, number, type_)),
        rejected_reason=_reject(name, organisation, number, cells),
    )


_TYPE_FIELDS = (Field.TYPE, Field.ROLE, Field.TYPE_OR_ROLE)


def _type_and_role(texts: list[str]) -> tuple[AlgorithmType | None, Role | None, list[str]]:
    type_: AlgorithmType | None = None
    role: Role | None = None
    problems = []
    for text in filter(None, texts):
        found_type, found_role = read_type_or_role(text)
        if found_type is None and found_role is None:
            problems.append(f"“{text}”不是已知的算法类别或角色，请在台账中补选。")
        type_, role = type_ or found_type, role or found_role
    return type_, role, problems


def _types_named(number: str) -> tuple[AlgorithmType, ...]:
    """Return the type that the number names, or nothing when it leaves a choice."""
    parsed = FilingNumber.parse(number)
    return parsed.types if parsed and len(parsed.types) == 1 and parsed.check_ok else ()


def _former(names: tuple[str, ...], current: str) -> tuple[str, ...]:
    key = text_key(current)
    return tuple(name for name in names if text_key(name) != key)


def _raw(cells: list[str], headings: tuple[str, ...]) -> dict[str, str]:
    raw = dict(zip(headings, cells, strict=False))
    for place in range(len(headings), len(cells)):
        raw[f"（第 {place + 1} 列）"] = cells[place]
    return raw


def _reject(name: str, organisation: str, number: str, cells: list[str]) -> str:
    if name and organisation:
        return ""
    if not name and not number:
        shown = "、".join(cell for cell in cells if cell)[:30]
        return f"既没有算法名称，也没有备案编号（内容：{shown}）。"
    return "缺少算法名称。" if not name else "缺少主体名称，无法确定属于哪个主体。"
