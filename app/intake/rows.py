"""One row of a list as the inventory understands it, with what is doubtful about it.

Nothing is corrected: cells that are not understood stay as text in ``raw`` and are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.intake.columns import ColumnMapping, Field, FileKind
from app.intake.headings import heading_columns
from app.intake.ledger import Ledger, is_ledger, read_ledger
from app.intake.mapping import ImportFile, require_columns
from app.intake.products import Product, split_products
from app.intake.remarks import NOTHING_SAID, Remark, RemarkEvent, RemarkKind, read_remark
from app.intake.tables import Table, one_line, text_key
from app.intake.words import read_month, read_type_or_role
from app.model.filing_number import (
    PREFIX,
    FilingNumber,
    GenAiNumber,
    number_key,
    number_problems,
)
from app.model.kinds import AlgorithmType, FilingStatus, Role
from app.progress import Progress

ALGORITHM_PLATFORM = "cac-algorithm"
GENAI_PLATFORM = "cac-genai"
_ROWS_A_REPORT = 1000
_FEWEST_NAMED = 3
_FIELDS = (
    Field.TYPE,
    Field.ROLE,
    Field.TYPE_OR_ROLE,
    Field.NUMBER,
    Field.PLATFORM,
    Field.PRODUCTS,
    Field.REMARK,
    Field.CANCELLED_ON,
    Field.ALGORITHM_NAME,
    Field.ORGANISATION,
    Field.PURPOSE,
)
(
    *_CLASSES,
    _NUMBER,
    _PLATFORM,
    _PRODUCTS,
    _REMARK,
    _ENDED,
    _NAME,
    _ORGANISATION,
    _PURPOSE,
) = range(len(_FIELDS))


@dataclass(slots=True)
class ImportRow:
    """A row of a list or notice; never changed (frozen, making it would take twice as long).

    ``line`` counts the rows of the file in their order. ``type`` and ``role`` are None where the
    file does not say; ``type_from_number`` is set when the type was read from the number because
    the list has no such column. ``cancelled_month`` is ``2025-07`` or empty. ``rejected_reason``
    says why the row cannot be imported, or is empty. ``listed_as`` is the subject as the file
    spells it; ``organisation_name`` differs where the officer said that it is one of the own.
    ``ledger`` is set for a row of a firm's own table. What only a row that is looked at or
    written needs is read from its texts then.
    """

    line: int
    platform: str
    algorithm_name: str
    type: AlgorithmType | None
    type_from_number: bool
    role: Role | None
    organisation_name: str
    organisation_former_names: tuple[str, ...]
    algorithm_former_names: tuple[str, ...]
    product_text: str
    purpose: str
    number: str
    number_key: str
    remark: str
    cancelled: bool
    cancelled_month: str
    cells: list[str]
    headings: tuple[str, ...]
    doubts: tuple[str, ...]
    rejected_reason: str
    listed_as: str
    ledger: Ledger | None
    table: Table

    @property
    def raw(self) -> dict[str, str]:
        """The cells by heading, as in the file."""
        return _raw(self.cells, self.headings)

    @property
    def place(self) -> str:
        """Where the row stands in the file, in words."""
        return self.table.place(self.line)

    @property
    def products(self) -> tuple[Product, ...]:
        """The products that the row names."""
        return split_products(self.product_text).products

    @property
    def products_incomplete(self) -> bool:
        """Whether the list of products ends with 等."""
        return split_products(self.product_text).incomplete

    @property
    def remark_events(self) -> tuple[RemarkEvent, ...]:
        """What the remark tells, clause by clause."""
        return read_remark(self.remark).events

    @property
    def problems(self) -> tuple[str, ...]:
        """What is doubtful; the row can be imported all the same."""
        listed = None if self.type_from_number else self.type
        return (*self.doubts, *number_problems(self.platform, self.number, listed))


def map_file(
    file: ImportFile, progress: Progress, platforms: Mapping[str, str] | None = None
) -> list[ImportRow]:
    """Return the rows of an opened file by its own mapping; see :func:`map_rows`."""
    return map_rows(file.table, file.mapping, file.kind, progress, platforms)


def map_rows(
    table: Table,
    mapping: ColumnMapping,
    kind: FileKind,
    progress: Progress,
    platforms: Mapping[str, str] | None = None,
) -> list[ImportRow]:
    """Return every row below the heading, repeated headings and headings of sections left out.

    ``platforms`` gives a platform's id by its name (see :func:`text_key`), for tables with such a
    column. Raises :class:`BadInputError` when the mapping misses a needed column, and
    :class:`CancelledError` when the user cancels.
    """
    require_columns(mapping, kind)
    reader = _Reader(table, mapping, platforms or {})
    rows = []
    first = mapping.header_row + 1
    for index in range(first, len(table.rows)):
        if index % _ROWS_A_REPORT == 0:
            progress.report(index, len(table.rows), "正在核对各行")
        cells = table.rows[index]
        if not reader.is_heading(cells):
            rows.append(reader.row(index, cells))
    return rows


def _unique(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Name nameless and repeated columns, so that no cell is lost from ``raw``."""
    seen: set[str] = set()
    names = []
    for place, heading in enumerate(headings, start=1):
        name = heading if heading and heading not in seen else f"{heading}（第 {place} 列）"
        seen.add(name)
        names.append(name)
    return tuple(names)


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, mapping: ColumnMapping, platforms: Mapping[str, str]) -> None:
        self._table = table
        self._columns = mapping.columns
        self._places = tuple(mapping.columns.get(field, -1) for field in _FIELDS)
        self._width = max(self._places) + 1
        self._platforms = platforms
        self._headings = _unique(mapping.headings)
        self._ledger = is_ledger(mapping.columns)
        self._column = mapping.columns.get(Field.NUMBER, 0)
        end = mapping.header_row + 1
        self._heads = {
            tuple(map(text_key, row)) for row in table.rows[end - mapping.header_height : end]
        }
        self._head_keys = {head[self._column] for head in self._heads if len(head) > self._column}

    def is_heading(self, cells: list[str]) -> bool:
        """Tell whether a row repeats the heading, or is one text over the whole width."""
        if self._column >= len(cells) or cells[self._column].startswith(PREFIX):
            return False
        key = text_key(cells[self._column])
        if key in self._head_keys:
            named = heading_columns([cells])
            return tuple(map(text_key, cells)) in self._heads or (
                len(named) >= _FEWEST_NAMED and named.items() <= self._columns.items()
            )
        return len(cells) > _FEWEST_NAMED and bool(key) and len(set(cells)) == 1

    def row(self, index: int, cells: list[str]) -> ImportRow:
        """Return row ``index`` as the inventory understands it."""
        texts = self._texts(cells)
        number = texts[_NUMBER]
        ledger, doubts = (
            read_ledger(cells, self._columns, guarded=self._table.guarded)
            if self._ledger
            else (None, ())
        )
        platform = self._platform(texts[_PLATFORM], number)
        type_, role, problems = _type_and_role(*texts[:_NUMBER])
        named = () if type_ else _types_named(number)
        remark = read_remark(texts[_REMARK]) if texts[_REMARK] else NOTHING_SAID
        month = read_month(texts[_ENDED]) if texts[_ENDED] else ""
        name, organisation = texts[_NAME], texts[_ORGANISATION]
        if not number and name and not (ledger and ledger.filing_id):
            problems = (*problems, "没有备案编号，只能按主体和算法名称与台账比对。")
        cancelled = bool(month) or remark.cancelled
        if ledger and ledger.status:
            cancelled = ledger.status is FilingStatus.CANCELLED
        # By position and in the order of the fields: by name it takes three times as long.
        return ImportRow(
            index,
            platform,
            name,
            named[0] if named else type_,
            bool(named),
            role,
            organisation,
            _former(remark, RemarkKind.ORGANISATION_RENAMED, organisation),
            _former(remark, RemarkKind.ALGORITHM_RENAMED, name),
            texts[_PRODUCTS],
            texts[_PURPOSE],
            number,
            number_key(number),
            texts[_REMARK],
            cancelled,
            month or remark.cancelled_month,
            cells,
            self._headings,
            (*problems, *doubts) if doubts else problems,
            _reject(name, organisation, number, cells)
            or ("" if platform else f"平台“{texts[_PLATFORM]}”不在平台目录中。"),
            organisation,
            ledger,
            self._table,
        )

    def _texts(self, cells: list[str]) -> list[str]:
        """Return the text of each of ``_FIELDS``, on one line; empty where there is no cell."""
        lacking = self._width - len(cells)
        whole = cells + [""] * lacking if lacking > 0 else cells
        texts = [whole[column] if column >= 0 else "" for column in self._places]
        if "\n" in "".join(texts):
            texts = [one_line(text) if "\n" in text else text for text in texts]
        return texts

    def _platform(self, text: str, number: str) -> str:
        """Return the platform that the row names or else its number tells; empty if unknown."""
        if text and self._platforms:
            return self._platforms.get(text_key(text), "")
        if number.startswith(PREFIX) or GenAiNumber.parse(number) is None:
            return ALGORITHM_PLATFORM
        return GENAI_PLATFORM


@lru_cache(maxsize=256)
def _type_and_role(*texts: str) -> tuple[AlgorithmType | None, Role | None, tuple[str, ...]]:
    """Return the type and the role that the cells name, and doubts in Chinese."""
    type_: AlgorithmType | None = None
    role: Role | None = None
    problems = []
    for text in filter(None, texts):
        found_type, found_role = read_type_or_role(text)
        if found_type is None and found_role is None:
            problems.append(f"“{text}”不是已知的算法类别或角色，请在台账中补选。")
        type_, role = type_ or found_type, role or found_role
    return type_, role, tuple(problems)


def _types_named(number: str) -> tuple[AlgorithmType, ...]:
    """Return the type that the number names, or nothing when it leaves a choice."""
    parsed = FilingNumber.parse(number)
    return parsed.types if parsed and len(parsed.types) == 1 and parsed.check_ok else ()


def _former(remark: Remark, kind: RemarkKind, current: str) -> tuple[str, ...]:
    if not remark.events:
        return ()
    key = text_key(current)
    return tuple(name for name in remark.former_names(kind) if text_key(name) != key)


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
