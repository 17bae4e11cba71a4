"""Tables: a model over plain rows, and a view that copies, keeps its columns and knows the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSettings,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.theme import tokens
from app.ui.widgets.basics import copy_text

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
CHIP_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 32


class Column(NamedTuple, Generic[R]):
    """A column: its heading, its width in pixels and what it shows of a row.

    ``copied`` is the text that goes to the clipboard where it differs; ``order`` the value to
    sort by; ``chip`` the tone of a state shown as a chip. For a windowed table: ``sort`` says
    whether it can be sorted by, ``hidden`` that it is shown on request; ``editor`` (text, date or
    choice) makes its cells editable, ``editing`` gives the value to edit, ``choices`` its words.
    """

    key: str
    title: str
    width: int
    text: Callable[[R], str]
    tip: Callable[[R], str] | None = None
    copied: Callable[[R], str] | None = None
    order: Callable[[R], Any] | None = None
    chip: Callable[[R], str] | None = None
    font: QFont | None = None
    right: bool = False
    colour: Callable[[R], str] | None = None
    sort: bool = True
    hidden: bool = False
    editor: str = ""
    editing: Callable[[R], Any] | None = None
    choices: Sequence[tuple[Any, str]] = ()


class RowsModel(QAbstractTableModel, Generic[R]):
    """Shows plain rows through their columns; the rows are replaced, never changed."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.rows: list[R] = []
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other rows in the order chosen by the heading."""
        self.beginResetModel()
        self.rows = list(rows)
        self._order()
        self.endResetModel()

    def put(self, place: int, row: R) -> None:
        """Show another row in place of one; the order stays."""
        self.rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def row(self, index: Index) -> R:
        """Return the row behind an index."""
        return self.rows[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        column, row = self.columns[index.column()], self.rows[index.row()]
        kind = Qt.ItemDataRole
        show: dict[int, Callable[[], Any]] = {
            kind.DisplayRole: lambda: column.text(row),
            kind.ToolTipRole: lambda: (column.tip or column.text)(row) or None,
            kind.FontRole: lambda: column.font,
            kind.TextAlignmentRole: lambda: side(column.right),
            kind.ForegroundRole: lambda: ink(column.colour(row)) if column.colour else None,
            CHIP_ROLE: lambda: column.chip(row) if column.chip else None,
        }
        return show[role]() if role in show else None

    def copied(self, index: Index) -> str:
        """Return what a cell gives to the clipboard."""
        column, row = self.columns[index.column()], self.rows[index.row()]
        return (column.copied or column.text)(row)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        self._order()
        self.layoutChanged.emit()

    def _order(self) -> None:
        if self._sorted_by is None:
            return
        index, order = self._sorted_by
        column = self.columns[index]
        key = column.order or column.text
        self.rows.sort(
            key=lambda row: _sortable(key(row)), reverse=order == Qt.SortOrder.DescendingOrder
        )


_SIDES = {
    False: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    True: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
}


def side(right: bool) -> Qt.AlignmentFlag:
    """Return how a cell is aligned."""
    return _SIDES[right]


def ink(colour: str) -> QColor | None:
    """Return the colour of a cell's text, None for the table's own."""
    return QColor(colour) if colour else None


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is None, "" if value is None else value)


class ChipDelegate(QStyledItemDelegate):
    """Draws a cell with a tone as a chip: the word on a soft ground."""

    _chip = False

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return "" if self._chip else super().displayText(value, locale)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tone = index.data(CHIP_ROLE)
        self._chip = bool(tone)
        super().paint(painter, option, index)
        self._chip = False
        if not tone:
            return
        text = str(index.data())
        ground, ink = _chip_colours(str(tone))
        metrics = option.fontMetrics
        width = min(metrics.horizontalAdvance(text) + 16, option.rect.width() - 8)
        height = metrics.height() + 4
        box = QRect(option.rect.left() + 6, 0, width, height)
        box.moveTop(option.rect.center().y() - height // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 16, max(hint.height(), ROW_HEIGHT))


def _chip_colours(tone: str) -> tuple[str, str]:
    now = tokens()
    return {
        "accent": (now.accent_soft, now.accent_text),
        "success": (now.success_soft, now.success),
        "warning": (now.warning_soft, now.warning),
        "danger": (now.danger_soft, now.danger),
    }.get(tone, (now.neutral_soft, now.text))


def own_viewport(table: QTableView) -> None:
    """Give a table a viewport that is made here, just like the one that Qt makes for it.

    What Qt made itself is looked up among all classes of widgets when it is first asked for,
    and PySide makes each of these classes for that: a tenth of the whole start.
    """
    made = QWidget()
    made.setObjectName("qt_scrollarea_viewport")
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    table.setViewport(made)


class TableView(QTableView):
    """A table of whole rows. Ctrl+C copies with tabs, Enter opens, Del asks to delete.

    Signals: ``opened(row)`` on Enter or a double click, ``current_changed(row or None)``,
    ``delete_asked``.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    delete_asked = Signal()

    def __init__(self, model: RowsModel[Any], name: str = "") -> None:
        super().__init__()
        own_viewport(self)
        self._rows = model
        if name:
            self.setObjectName(name)
        self.setModel(model)
        self.setItemDelegate(ChipDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        # Unsorted first, else turning sorting on would sort the rows by the first column.
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, column in enumerate(model.columns):
            header.resizeSection(place, column.width)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows.row(index)))
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(self._rows.row(now) if now.isValid() else None)

    def chosen(self) -> list[Any]:
        """Return the selected rows from top to bottom."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._rows.rows[place] for place in places if place < len(self._rows.rows)]

    def choose(self, wanted: Callable[[Any], bool]) -> bool:
        """Select the first row that is wanted and bring it into view; False without one."""
        for place, row in enumerate(self._rows.rows):
            if wanted(row):
                index = self._rows.index(place, 0)
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.scrollTo(index)
                return True
        return False

    def refill(self, rows: Sequence[Any], key: Callable[[Any], Any]) -> None:
        """Show other rows; the current one, the selection and the place stay where they can."""
        current = self.currentIndex()
        kept = key(self._rows.row(current)) if current.isValid() else None
        chosen = {key(row) for row in self.chosen()}
        scroll = self.verticalScrollBar().value()
        self._rows.set_rows(rows)
        flags = QItemSelectionModel.SelectionFlag
        for place, row in enumerate(self._rows.rows):
            name = key(row)
            if name in chosen:
                self.selectionModel().select(self._rows.index(place, 0), flags.Select | flags.Rows)
            if kept is not None and name == kept:
                self.selectionModel().setCurrentIndex(self._rows.index(place, 0), flags.NoUpdate)
        self.verticalScrollBar().setValue(scroll)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_text(self.copied())
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            if self.currentIndex().isValid():
                self.opened.emit(self._rows.row(self.currentIndex()))
            return
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
            return
        super().keyPressEvent(event)

    def copied(self) -> str:
        """Return the selected rows as lines of cells with tabs between, headings first."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        header = self.horizontalHeader()
        order = sorted(range(len(self._rows.columns)), key=header.visualIndex)
        lines = ["\t".join(self._rows.columns[c].title for c in order)]
        for place in places:
            cells = (self._rows.copied(self._rows.index(place, c)) for c in order)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(lines)

    def _kept_name(self) -> str:
        """Name the columns with the table: another set of columns begins anew."""
        return f"{self.objectName()}.{'-'.join(column.key for column in self._rows.columns)}"

    def save_columns(self, settings: QSettings) -> None:
        """Keep widths and order under this table's name."""
        settings.setValue(f"table/{self._kept_name()}", self.horizontalHeader().saveState())

    def restore_columns(self, settings: QSettings) -> None:
        """Bring widths and order back, where the columns are still the same."""
        state = settings.value(f"table/{self._kept_name()}")
        if isinstance(state, QByteArray):
            self.horizontalHeader().restoreState(state)
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
