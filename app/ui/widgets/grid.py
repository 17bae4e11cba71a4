"""The windowed table: several sort columns, a frozen first column, columns to choose, groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from app.ui.widgets.filter_header import FilterHeader
from app.ui.widgets.tables import TableView, own_viewport
from app.ui.widgets.windowed import WindowModel

DENSITIES = {"compact": ("紧凑", 26), "normal": ("标准", 32), "wide": ("宽松", 42)}
MOST_SORTS = 3
Flags = QItemSelectionModel.SelectionFlag


class GridView(TableView):
    """A table of a :class:`WindowModel`.

    A click on a heading sorts by it, with Ctrl or Shift also by it; F2 or a double click edits
    a cell where that can be done, Enter opens the row. Signals besides the table's own:
    ``sort_asked(sort)``, ``copy_asked`` and ``paste_asked``.
    """

    sort_asked = Signal(object)
    copy_asked = Signal()
    paste_asked = Signal()

    def __init__(self, model: WindowModel, name: str) -> None:
        super().__init__(model, name)  # type: ignore[arg-type]
        self.grid = model
        self.setSortingEnabled(False)
        self.setHorizontalHeader(FilterHeader(self))
        header = self.head
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setMinimumSectionSize(40)
        header.sectionClicked.connect(self._on_heading)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.sectionResized.connect(self._on_resized)
        self.doubleClicked.disconnect()
        self.doubleClicked.connect(self._on_double)
        self.clicked.connect(self._on_click)
        self._density = "normal"
        self.frozen = FrozenColumn(self)
        self.reset_columns()

    @property
    def head(self) -> FilterHeader:
        """The heading with its fields."""
        header = self.horizontalHeader()
        assert isinstance(header, FilterHeader)
        return header

    def head_of(self, section: int) -> FilterHeader:
        """Return the heading in which a column's field is seen."""
        return self.frozen.head if section == 0 else self.head

    def set_fields(self, fields: dict[int, QWidget]) -> None:
        """Put a field below the heading of each column, where it is seen."""
        frozen = {place: field for place, field in fields.items() if place == 0}
        others = {place: field for place, field in fields.items() if place}
        self.frozen.head.set_fields(frozen, fields.values())
        self.head.set_fields(others, fields.values())

    # which rows

    def chosen_ids(self) -> list[int]:
        """Return the ids of the selected rows from top to bottom."""
        places: set[int] = set()
        for part in list(self.selectionModel().selection()):  # type: ignore[call-overload]
            places.update(range(part.top(), part.bottom() + 1))
        found = (self.grid.id_at(place) for place in sorted(places))
        return [id for id in found if id is not None]

    def chosen(self) -> list[Any]:
        found = (self.grid.place_of(id) for id in self.chosen_ids())
        return [row for row in map(self.grid.row_at, found) if row is not None]

    def choose_id(self, id: int) -> bool:
        """Select a row and bring it into view; False where it is not shown."""
        place = self.grid.place_of(id)
        if place < 0:
            return False
        index = self.grid.index(place, max(self.currentIndex().column(), 0))
        self.selectionModel().setCurrentIndex(index, Flags.ClearAndSelect | Flags.Rows)
        self.scrollTo(index)
        return True

    def show_ids(self, ids: Any, groups: Sequence[tuple[str, int]] = ()) -> None:
        """Show other rows; the current one, the selection and the place stay where they can."""
        kept, current = self.chosen_ids(), self.currentIndex()
        mine = self.grid.id_at(current.row()) if current.isValid() else None
        scroll, column = self.verticalScrollBar().value(), max(current.column(), 0)
        self.grid.show_ids(ids, groups)
        # Laid out now, else the rows are painted, laid out and painted again.
        for view in (self, self.frozen):
            view.executeDelayedItemsLayout()
        if len(kept) <= 1:
            kept = [id for id in kept if id == mine]
        place = self.grid.place_of(mine) if mine is not None else -1
        for id in kept[:500]:
            found = self.grid.place_of(id)
            if found >= 0:
                index = self.grid.index(found, 0)
                self.selectionModel().select(index, Flags.Select | Flags.Rows)
        if place >= 0:
            self.selectionModel().setCurrentIndex(self.grid.index(place, column), Flags.NoUpdate)
        self.verticalScrollBar().setValue(scroll)

    def refill(self, rows: Sequence[Any], key: Callable[[Any], Any]) -> None:
        raise NotImplementedError("a windowed table shows ids")

    # sorting and folding

    def _on_heading(self, section: int) -> None:
        from PySide6.QtGui import QGuiApplication

        column = self.grid.columns[section]
        if not column.sort:
            return
        held = QGuiApplication.keyboardModifiers()
        more = bool(
            held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        )
        self.sort_asked.emit(next_sort(self.grid.sort_by, column.key, more=more))

    def _on_click(self, index: QModelIndex) -> None:
        if self.grid.group_at(index.row()) is not None:
            self.grid.fold(index.row())

    def _on_double(self, index: QModelIndex) -> None:
        if not self.edit_cell(index):
            row = self.grid.row(index)
            if row is not None:
                self.opened.emit(row)

    def edit_cell(self, index: QModelIndex) -> bool:
        """Edit a cell in its place; False where that cannot be done."""
        if not index.isValid() or not self.grid.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        view = self.frozen if index.column() == 0 else self
        QTableView.edit(view, index)
        return True

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        elif self.grid.group_at(index.row()) is not None and event.key() in FOLDS:
            self.grid.fold(index.row(), FOLDS[event.key()])
            self.setCurrentIndex(index.siblingAtRow(index.row()))
        elif event.key() == Qt.Key.Key_F2 and self.edit_cell(index):
            return
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            row = self.grid.row(index) if index.isValid() else None
            if row is not None:
                self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        # What Qt takes for visible may lie behind the frozen column.
        hidden = self.columnWidth(0) - self.columnViewportPosition(index.column())
        if index.column() > 0 and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    # columns, density and what is kept

    def reset_columns(self) -> None:
        """Show the usual columns in the usual order."""
        header = self.head
        with self._arranging():
            for place, column in enumerate(self.grid.columns):
                header.moveSection(header.visualIndex(place), place)
                header.resizeSection(place, column.width)
                header.setSectionHidden(place, column.hidden)

    @contextmanager
    def _arranging(self) -> Iterator[None]:
        """Change several columns and bring the table and its fields in step with them once."""
        self.head.blockSignals(True)
        try:
            yield
        finally:
            self.head.blockSignals(False)
        self.updateGeometries()
        self.head.place_fields()
        self.viewport().update()

    def shown_columns(self) -> list[str]:
        """Return the keys of the columns that are shown, from left to right."""
        header = self.head
        order = sorted(range(len(self.grid.columns)), key=header.visualIndex)
        return [self.grid.columns[c].key for c in order if not header.isSectionHidden(c)]

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column; the first one stays."""
        place = [column.key for column in self.grid.columns].index(key)
        if place:
            self.head.setSectionHidden(place, not shown)
            self.head.place_fields()

    def layout_kept(self) -> dict[str, Any]:
        """Return columns, widths and density, plain enough to be written down."""
        header = self.head
        widths = {c.key: header.sectionSize(i) or c.width for i, c in enumerate(self.grid.columns)}
        return {"columns": self.shown_columns(), "widths": widths, "density": self._density}

    def restore_layout(self, kept: dict[str, Any]) -> None:
        """Bring columns, widths and density back; what is not known is left out."""
        header, columns = self.head, self.grid.columns
        places = {column.key: place for place, column in enumerate(columns)}
        wanted = [key for key in kept.get("columns", ()) if key in places]
        with self._arranging():
            if wanted:
                for place, column in enumerate(columns):
                    header.setSectionHidden(place, place > 0 and column.key not in wanted)
                for target, key in enumerate(key for key in wanted if places[key]):
                    header.moveSection(header.visualIndex(places[key]), target + 1)
            for key, width in dict(kept.get("widths", {})).items():
                if key in places and isinstance(width, int) and 40 <= width <= 2000:
                    header.resizeSection(places[key], width)
        self.set_density(str(kept.get("density", "normal")))

    def density(self) -> str:
        """Return the key of the density."""
        return self._density

    def set_density(self, key: str) -> None:
        """Make the rows lower or higher."""
        self._density = key if key in DENSITIES else "normal"
        height = DENSITIES[self._density][1]
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(height)
        self.frozen.verticalHeader().setMinimumSectionSize(20)
        self.frozen.verticalHeader().setDefaultSectionSize(height)

    def save_columns(self, settings: QSettings) -> None:
        settings.setValue(f"grid/{self.objectName()}", json.dumps(self.layout_kept()))

    def restore_columns(self, settings: QSettings) -> None:
        try:
            kept = json.loads(str(settings.value(f"grid/{self.objectName()}") or "{}"))
        except ValueError:
            return
        if isinstance(kept, dict):
            self.restore_layout(kept)

    # the frozen column

    def _on_resized(self, section: int, _old: int, _new: int) -> None:
        if section == 0:
            self.frozen.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.follow()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frozen"):
            self.frozen.follow()


FOLDS: dict[int, bool | None] = {
    Qt.Key.Key_Left: True,
    Qt.Key.Key_Right: False,
    Qt.Key.Key_Return: None,
    Qt.Key.Key_Space: None,
}


def next_sort(
    sort: tuple[tuple[str, bool], ...], key: str, *, more: bool
) -> tuple[tuple[str, bool], ...]:
    """Return the sort after a click on a heading: up, then down, then not at all."""
    known = dict(sort)
    turned = {None: False, False: True, True: None}[known.get(key)]
    if not more:
        return () if turned is None else ((key, turned),)
    if turned is None:
        return tuple(part for part in sort if part[0] != key)
    if key in known:
        return tuple((name, turned if name == key else down) for name, down in sort)
    return (*sort[: MOST_SORTS - 1], (key, turned))


class FrozenColumn(QTableView):
    """Shows the first column of a grid above it, so that it stays while the grid scrolls."""

    def __init__(self, grid: GridView) -> None:
        super().__init__(grid)
        own_viewport(self)
        self._grid = grid
        self.setModel(grid.model())
        self.setSelectionModel(grid.selectionModel())
        self.setItemDelegate(grid.itemDelegate())
        self.setHorizontalHeader(FilterHeader(self))
        self.head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.head.sectionClicked.connect(grid._on_heading)
        self.head.sectionResized.connect(self._on_resized)
        self.verticalHeader().hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusProxy(grid)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("frozen")
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        self.clicked.connect(grid._on_click)
        self.doubleClicked.connect(grid._on_double)
        self.show()

    @property
    def head(self) -> FilterHeader:
        """The heading with its one field."""
        header = self.horizontalHeader()
        assert isinstance(header, FilterHeader)
        return header

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if section == 0 and new:
            self._grid.setColumnWidth(0, new)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grid.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def follow(self) -> None:
        """Take the place and the width of the grid's first column."""
        grid = self._grid
        width = grid.columnWidth(0)
        self.head.blockSignals(True)
        for section in range(1, len(grid.grid.columns)):
            if not self.isColumnHidden(section):
                self.setColumnHidden(section, True)
        is_other = self.columnWidth(0) != width
        if is_other:
            self.setColumnWidth(0, width)
        self.head.blockSignals(False)
        if is_other:
            self.head.place_fields()
        frame = grid.frameWidth()
        header = grid.horizontalHeader().height()
        if self.head.height() != header:
            self.head.setFixedHeight(header)
        self.setGeometry(frame, frame, width, grid.viewport().height() + header)
