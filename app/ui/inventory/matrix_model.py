"""The matrix as a table model: cells are looked up when they are painted, nothing is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.model.kinds import FilingStatus
from app.services.relations import FilingMark, ProductColumn, RelationRow, Relations

Index = QModelIndex | QPersistentModelIndex
MARKS_ROLE = Qt.ItemDataRole.UserRole + 2
NAME, LOOSE = 0, 1
"""The columns before the products: the row's name, and its filings without a product."""


class CellState(Enum):
    """How a filing stands in a cell: its letter, its word and the tone it is shown in."""

    RUNNING = ("用", "在用：产品正在使用，备案有效", "success")
    STOPPED = ("停", "停用：产品不再使用，备案仍有效", "danger")
    CANCELLING = ("办", "注销中：正在办理注销", "warning")
    ENDED = ("销", "已注销或已撤销", "neutral")
    LOOSE = ("无", "没有登记使用它的产品", "accent")

    @property
    def letter(self) -> str:
        """The one character in the cell."""
        return str(self.value[0])

    @property
    def word(self) -> str:
        """What it means, for the legend and the tooltip."""
        return str(self.value[1])

    @property
    def tone(self) -> str:
        """The chip's tone."""
        return str(self.value[2])


@dataclass(frozen=True)
class Mark:
    """A filing in a cell."""

    filing: FilingMark
    state: CellState
    platform: str

    @property
    def text(self) -> str:
        """The platform's word with the state's letter."""
        return f"{self.platform} {self.state.letter}"


def state_of(filing: FilingMark, running: bool | None) -> CellState:
    """Return how the filing stands; ``running`` is None where no product uses it."""
    if not filing.alive:
        return CellState.ENDED
    if filing.status is FilingStatus.CANCELLING:
        return CellState.CANCELLING
    if running is None:
        return CellState.LOOSE
    return CellState.RUNNING if running else CellState.STOPPED


class MatrixModel(QAbstractTableModel):
    """Shows the rows and products that are left by the filters."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix = Relations((), (), ())
        self.rows: Sequence[RelationRow] = ()
        self.products: Sequence[ProductColumn] = ()
        self.platform = ""
        self.marked: frozenset[tuple[str, int]] = frozenset()
        self._many_owners = False

    def show_matrix(self, matrix: Relations, platform: str = "", text: str = "") -> None:
        """Show another matrix, only what is on ``platform`` and holds ``text``."""
        self.beginResetModel()
        self.matrix, self.platform = matrix, platform
        rows: Sequence[RelationRow] = matrix.rows
        if platform:
            rows = [r for r in rows if any(f.platform == platform for f in r.filings)]
        self.rows, self.products = _found(rows, matrix.products, text)
        self._many_owners = len({product.organisation_id for product in matrix.products}) > 1
        self.endResetModel()

    def mark_rows(self, keys: frozenset[tuple[str, int]]) -> None:
        """Show which rows are to be ended."""
        self.marked = keys
        if self.rows:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self.rows) - 1, NAME))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.products) + 2

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heading(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            product = self.product(section)
            if product is None:
                return None
            state = "在用" if product.running else "已停用"
            return f"{product.organisation}的产品“{product.label}”，{state}。双击打开。"
        return None

    def heading(self, section: int) -> str:
        """Return a column's heading."""
        product = self.product(section)
        if product is None:
            return "算法或备案" if section == NAME else "没有产品的备案"
        stopped = "" if product.running else " 已停用"
        owner = f"\n{product.organisation}" if self._many_owners else ""
        return f"{product.label}{stopped}{owner}"

    def product(self, section: int) -> ProductColumn | None:
        """Return the product of a column, where it has one."""
        place = section - 2
        return self.products[place] if 0 <= place < len(self.products) else None

    def marks(self, index: Index) -> tuple[Mark, ...]:
        """Return the filings in a cell."""
        row, words = self.rows[index.row()], self.matrix.platform_words
        product = self.product(index.column())
        found: list[tuple[FilingMark, bool | None]] = []
        if product is not None:
            found = list(row.cells.get(product.id, ()))
        elif index.column() == LOOSE:
            found = [(filing, None) for filing in row.filings if not filing.uses]
        elif index.column() == NAME and row.key[0] == "filing":
            found = [(f, any(u.running for u in f.uses) if f.uses else None) for f in row.filings]
        return tuple(
            Mark(filing, state_of(filing, running), words.get(filing.platform, filing.platform))
            for filing, running in found
            if self.platform in ("", filing.platform)
        )

    def text(self, index: Index) -> str:
        """Return a cell in words, as it is copied."""
        if index.column() == NAME:
            return self.rows[index.row()].title
        if index.column() == LOOSE and not self.rows[index.row()].filings:
            return "没有备案"
        return "、".join(mark.text for mark in self.marks(index))

    def data(self, index: Index, role: int = 0) -> Any:
        kind = Qt.ItemDataRole
        if role == kind.DisplayRole:
            text = self.text(index)
            ended = index.column() == NAME and self.rows[index.row()].key in self.marked
            return f"（停）{text}" if ended else text
        if role == MARKS_ROLE:
            return () if index.column() == NAME else self.marks(index)
        if role in (kind.ToolTipRole, kind.AccessibleTextRole):
            return self._told(index)
        return None

    def _told(self, index: Index) -> str:
        row = self.rows[index.row()]
        if index.column() == NAME:
            what = "算法" if row.key[0] == "algorithm" else "备案"
            kind = f"，{row.type.label}" if row.type else ""
            return f"{row.organisation}的{what}“{row.title}”{kind}，共 {len(row.filings)} 个备案。"
        product = self.product(index.column())
        marks = self.marks(index)
        if not marks:
            return f"产品“{product.label}”没有使用“{row.title}”的备案。" if product else ""
        who = f"产品“{product.label}”" if product else f"“{row.title}”"
        lines = [
            f"{mark.platform}“{mark.filing.title}”（{mark.filing.number or '无编号'}，"
            f"{mark.filing.status.label}）：{mark.state.word}。"
            for mark in marks
        ]
        return "\n".join([f"{who}：", *lines])

    def tsv(self, rows: Sequence[int] | None = None, columns: Sequence[int] | None = None) -> str:
        """Return what is shown, or a part of it, with tabs between and headings first."""
        columns = range(self.columnCount()) if columns is None else columns
        rows = range(len(self.rows)) if rows is None else rows
        head = ["主体", *(" ".join(self.heading(column).split()) for column in columns)]
        lines = ["\t".join(head)]
        for row in rows:
            cells = (" ".join(self.text(self.index(row, column)).split()) for column in columns)
            lines.append("\t".join([self.rows[row].organisation, *cells]))
        return "\n".join(lines)


def _found(
    rows: Sequence[RelationRow], products: Sequence[ProductColumn], text: str
) -> tuple[Sequence[RelationRow], Sequence[ProductColumn]]:
    """Return the rows and products that hold ``text``: of rows, or of products and who uses them.

    Where only products hold it, the others are left out.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return rows, products
    named = [
        row
        for row in rows
        if wanted in f"{row.title}\n{row.organisation}".casefold()
        or any(wanted in filing.number.casefold() for filing in row.filings)
    ]
    of_text = [product for product in products if wanted in product.label.casefold()]
    if not of_text:
        return named, products
    ids = {product.id for product in of_text}
    users = [row for row in rows if not ids.isdisjoint(row.cells)]
    if not named:
        return users, of_text
    keys = {row.key for row in (*named, *users)}
    return [row for row in rows if row.key in keys], products
