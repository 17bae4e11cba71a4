"""A table model that knows every row by its number alone and reads only those that are looked at.

Rows may stand in groups; a group's heading is a row of its own that can be folded.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from app.ui.theme import tokens
from app.ui.widgets.tables import CHIP_ROLE, Column, ink, side

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Sequence[Any]]
BLOCK = 64
KEPT_BLOCKS = 32
_READ = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_EDITED = _READ | Qt.ItemFlag.ItemIsEditable
ARROWS = {False: "▲", True: "▼"}


@lru_cache
def _ground(colour: str) -> QColor:
    return QColor(colour)


class WindowModel(QAbstractTableModel):
    """Shows rows by id; ``edit_asked(row, column key, value)`` when a cell was edited.

    ``fetch`` returns the rows of some ids, None for one that is gone; ``tone`` the name of a
    token to colour a row's ground with, or an empty text.
    """

    edit_asked = Signal(object, str, object)

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        fetch: Fetch,
        tone: Callable[[Any], str] | None = None,
    ) -> None:
        super().__init__()
        self.columns = list(columns)
        self.sort_by: tuple[tuple[str, bool], ...] = ()
        self._fetch, self._tone = fetch, tone
        self._ids: Sequence[int] = ()
        self._groups: list[tuple[str, int]] = []
        self._folded: set[str] = set()
        self._places: array[int] = array("q")
        self._blocks: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._bold = QFont()
        self._bold.setBold(True)

    # what is shown

    def show_ids(self, ids: Sequence[int], groups: Sequence[tuple[str, int]] = ()) -> None:
        """Show other rows; ``groups`` gives each group's word and how many rows it has."""
        self.beginResetModel()
        self._ids, self._groups = ids, list(groups)
        self._blocks.clear()
        self._lay_places()
        self.endResetModel()

    def _lay_places(self) -> None:
        """Note what stands in each place: a row's id, or a group's heading as -1, -2, …"""
        if not self._groups:
            self._places = array("q")
            return
        places, start = array("q"), 0
        for number, (word, count) in enumerate(self._groups, start=1):
            places.append(-number)
            if word not in self._folded:
                places.fromlist(list(self._ids[start : start + count]))
            start += count
        self._places = places

    def _all(self) -> Sequence[int]:
        return self._places if self._groups else self._ids

    def id_at(self, place: int) -> int | None:
        """Return the id in a place; None for a group's heading."""
        places = self._all()
        id = places[place] if 0 <= place < len(places) else -1
        return id if id >= 0 else None

    def ids(self) -> Sequence[int]:
        """Return every id, folded ones too, in order."""
        return self._ids

    def place_of(self, id: int) -> int:
        """Return the place of an id, -1 where it is not shown."""
        try:
            return self._all().index(id)
        except ValueError:
            return -1

    def row_at(self, place: int) -> Any:
        """Return the row in a place; None for a heading and for a row that is gone."""
        if not 0 <= place < len(self._all()):
            return None
        number = place // BLOCK
        block = self._blocks.get(number)
        if block is None:
            block = self._read(number)
        return block[place - number * BLOCK]

    def row(self, index: Index) -> Any:
        """Return the row behind an index."""
        return self.row_at(index.row())

    @property
    def rows(self) -> list[Any]:
        """The rows shown, read now; for a few only."""
        return [row for row in map(self.row_at, range(self.rowCount())) if row is not None]

    def _read(self, number: int) -> Sequence[Any]:
        window = self._all()[number * BLOCK : (number + 1) * BLOCK]
        wanted = [id for id in window if id >= 0]
        found = dict(zip(wanted, self._fetch(wanted), strict=True)) if wanted else {}
        block = [found.get(id) for id in window]
        self._blocks[number] = block
        if len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return block

    # groups

    def group_at(self, place: int) -> tuple[str, int] | None:
        """Return the group whose heading stands in a place."""
        if not self._groups or not 0 <= place < len(self._places) or self._places[place] >= 0:
            return None
        return self._groups[-self._places[place] - 1]

    def fold(self, place: int, folded: bool | None = None) -> None:
        """Fold or unfold the group in a place; None turns it."""
        group = self.group_at(place)
        if group is None or folded == (group[0] in self._folded):
            return
        self.beginResetModel()
        self._folded ^= {group[0]}
        self._blocks.clear()
        self._lay_places()
        self.endResetModel()

    def unfold(self) -> None:
        """Unfold every group, at the next answer."""
        self._folded.clear()

    # Qt's questions

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._all())

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        column = self.columns[section]
        for place, (key, down) in enumerate(self.sort_by, start=1):
            if key == column.key:
                number = str(place) if len(self.sort_by) > 1 else ""
                return f"{column.title} {ARROWS[down]}{number}"
        return column.title

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        editable = self.columns[index.column()].editor and self.row_at(index.row()) is not None
        return _EDITED if editable else _READ

    def data(self, index: Index, role: int = 0) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None:
            return None
        row = self.row_at(index.row())
        if row is None:
            return self._heading(index, role)
        if role == Qt.ItemDataRole.BackgroundRole:
            tone = self._tone(row) if self._tone else ""
            return _ground(getattr(tokens(), tone)) if tone else None
        return answer(self.columns[index.column()], row)

    def _heading(self, index: Index, role: int) -> Any:
        group = self.group_at(index.row())
        if group is None:
            return None
        kind = Qt.ItemDataRole
        if role == kind.BackgroundRole:
            return _ground(tokens().neutral_soft)
        if index.column():
            return None
        sign = "▸" if group[0] in self._folded else "▾"
        if role in (kind.DisplayRole, kind.ToolTipRole):
            return f"{sign} {group[0]}（{group[1]}）"
        return self._bold if role == kind.FontRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row_at(index.row())
        if row is None or role != Qt.ItemDataRole.EditRole:
            return False
        if value != self.data(index, Qt.ItemDataRole.EditRole):
            self.edit_asked.emit(row, self.columns[index.column()].key, value)
        return True

    def copied(self, index: Index) -> str:
        """Return what a cell gives to the clipboard."""
        row = self.row_at(index.row())
        if row is None:
            return ""
        column = self.columns[index.column()]
        return (column.copied or column.text)(row)

    def set_sort(self, sort: Iterable[tuple[str, bool]]) -> None:
        """Say in the headings by what the rows are sorted."""
        self.sort_by = tuple(sort)
        last = len(self.columns) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)


# Asked some thousand times a picture, so nothing is built anew for an answer.
_ANSWERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row),
    Qt.ItemDataRole.FontRole: lambda column, _row: column.font,
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _row: side(column.right),
    Qt.ItemDataRole.ForegroundRole: lambda column, row: (
        ink(column.colour(row)) if column.colour else None
    ),
    Qt.ItemDataRole.BackgroundRole: lambda _column, _row: None,
    Qt.ItemDataRole.ToolTipRole: lambda column, row: (column.tip or column.text)(row) or None,
    Qt.ItemDataRole.EditRole: lambda column, row: (column.editing or column.text)(row),
    CHIP_ROLE: lambda column, row: column.chip(row) if column.chip else None,
}
