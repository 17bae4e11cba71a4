"""The fields that a rule's form is made of besides text, choice and date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.widgets import ChoiceField, DropZone, Elided, button, label

FILES = "PDF 和图片 (*.pdf *.jpg *.jpeg *.png);;所有文件 (*)"
DROP_HERE = "或把通话记录、函件、截图拖到这里（PDF、JPG、PNG）"
ROWS_SHOWN = 6


class NumberField(QSpinBox):
    """A whole number; the wheel does not change it by accident. 0 may stand for ``nothing``."""

    def __init__(self, least: int, most: int, nothing: str = "") -> None:
        super().__init__()
        self.setRange(least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 6, 0)
        if nothing:
            self.setSpecialValueText(nothing)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class DecimalField(QDoubleSpinBox):
    """A number with a unit; the wheel does not change it by accident."""

    def __init__(self, most: float, unit: str, nothing: str = "") -> None:
        super().__init__()
        self.setRange(0, most)
        self.setDecimals(2)
        self.setSingleStep(0.25)
        self.setSuffix(f" {unit}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 6, 0)
        if nothing:
            self.setSpecialValueText(nothing)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChecksField(QWidget):
    """Several of a few values, each a box with its word."""

    def __init__(self, choices: Sequence[tuple[str, str]], columns: int = 3) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        self.boxes: dict[str, QCheckBox] = {}
        for place, (key, word) in enumerate(choices):
            box = self.boxes[key] = QCheckBox(word)
            grid.addWidget(box, place // columns, place % columns)
        grid.setColumnStretch(columns, 1)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> list[str]:
        """Return the keys that are ticked, in the order of the boxes."""
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def set_value(self, keys: Sequence[str]) -> None:
        """Tick other boxes."""
        for key, box in self.boxes.items():
            box.setChecked(key in keys)


class SwitchField(QCheckBox):
    """Yes or no."""

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick it or not."""
        self.setChecked(value)


class ListField(QWidget):
    """Lines of a rule in a table: edited in place, added, removed, moved up and down.

    With ``choices`` each line begins with one of them. What a line was before stays with it, so
    that an unchanged line keeps where it is from.
    """

    def __init__(
        self, heading: str, choices: Sequence[tuple[str, str]] = (), choice_heading: str = "平台"
    ) -> None:
        super().__init__()
        self._choices = choices
        self.table = QTableWidget(0, 2 if choices else 1)
        self.table.setHorizontalHeaderLabels([choice_heading, heading] if choices else [heading])
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if choices:
            header.resizeSection(0, 124)
        # A row is as tall as its text, whenever the text or the width changes; the bar stays, so
        # that a taller row does not change the width again.
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.table.itemChanged.connect(lambda _cell: self._fit_rows())
        header.sectionResized.connect(lambda *_sizes: self._fit_rows())
        self.table.verticalHeader().setMinimumSectionSize(34 if choices else 30)
        self.table.setMinimumHeight(34 * ROWS_SHOWN)
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table)
        column.addLayout(self._tools())

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self.add = button("新增一行", self.add_line, kind="link", icon_name="add")
        row.addWidget(self.add)
        for word, tip, slot in (
            ("删除", "删除所选的一行", self.remove_line),
            ("上移", "把所选的一行上移", lambda: self.move_line(-1)),
            ("下移", "把所选的一行下移", lambda: self.move_line(1)),
        ):
            row.addWidget(button(word, slot, kind="link", tip=tip))
        row.addStretch(1)
        return row

    def set_lines(self, lines: Sequence[tuple[dict[str, Any], str, str]]) -> None:
        """Show lines: what each was, its choice, and its text."""
        self.table.setRowCount(0)
        for original, choice, text in lines:
            self._put(self.table.rowCount(), original, choice, text)

    def lines(self) -> list[tuple[dict[str, Any] | None, str, str]]:
        """Return each line: what it was (None for a new one), its choice, its text."""
        found = []
        for place in range(self.table.rowCount()):
            cell = self._cell(place)
            original = cell.data(Qt.ItemDataRole.UserRole)
            found.append((original, self._choice(place), cell.text().strip()))
        return [line for line in found if line[2] or line[0] is not None]

    def value(self) -> list[tuple[str, str]]:
        """Return choice and text of each line, to see whether something was changed."""
        return [(choice, text) for _, choice, text in self.lines()]

    def add_line(self) -> None:
        """Add a line below the chosen one and begin to edit it."""
        place = self.table.currentRow() + 1 or self.table.rowCount()
        self._put(place, None, self._choices[0][0] if self._choices else "", "")
        cell = self._cell(place)
        self.table.setCurrentItem(cell)
        self.table.editItem(cell)

    def remove_line(self) -> None:
        """Remove the chosen line."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())

    def move_line(self, by: int) -> None:
        """Move the chosen line up or down."""
        place = self.table.currentRow()
        target = place + by
        if place < 0 or not 0 <= target < self.table.rowCount():
            return
        cell = self._cell(place)
        original, choice = cell.data(Qt.ItemDataRole.UserRole), self._choice(place)
        text = cell.text()
        self.table.removeRow(place)
        self._put(target, original, choice, text)
        self.table.setCurrentCell(target, self.table.columnCount() - 1)

    def _put(self, place: int, original: dict[str, Any] | None, choice: str, text: str) -> None:
        self.table.insertRow(place)
        cell = QTableWidgetItem(text)
        cell.setData(Qt.ItemDataRole.UserRole, original)
        cell.setToolTip(_origin(original))
        self.table.setItem(place, self.table.columnCount() - 1, cell)
        if self._choices:
            box: ChoiceField[str] = ChoiceField(self._choices)
            box.set_value(choice)
            self.table.setItem(place, 0, QTableWidgetItem())
            self.table.setCellWidget(place, 0, box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_rows)

    def _fit_rows(self) -> None:
        """Make each row as tall as its text needs; the table itself measures one line only."""
        column = self.table.columnCount() - 1
        room = max(self.table.columnWidth(column) - 14, 60)
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        for place in range(self.table.rowCount()):
            cell = self.table.item(place, column)
            text = cell.text() if cell is not None else ""
            box = self.table.fontMetrics().boundingRect(QRect(0, 0, room, 4000), flags, text)
            self.table.setRowHeight(place, max(box.height() + 14, 34))

    def _cell(self, place: int) -> QTableWidgetItem:
        cell = self.table.item(place, self.table.columnCount() - 1)
        assert cell is not None
        return cell

    def _choice(self, place: int) -> str:
        box = self.table.cellWidget(place, 0) if self._choices else None
        return str(box.value() or "") if isinstance(box, ChoiceField) else ""


def _origin(original: dict[str, Any] | None) -> str:
    return f"来源：{original['source']}" if original else "新增的一行"


class FilesField(DropZone):
    """Files to be attached: chosen or dropped, each can be taken off again."""

    def __init__(self) -> None:
        super().__init__()
        self._paths: list[Path] = []
        self._folder = ""
        self.dropped.connect(self.add_paths)
        self.choose = button("选择文件…", self._on_choose, icon_name="attach")
        self.setFocusProxy(self.choose)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(self.choose)
        head.addWidget(
            label("或把通话记录、函件、截图拖到这里（PDF、JPG、PNG）", "muted", wrap=True), 1
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._rows)

    def value(self) -> tuple[Path, ...]:
        """Return the files."""
        return tuple(self._paths)

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files; the same one once."""
        for path in paths:
            if path not in self._paths:
                self._paths.append(path)
                self._rows.addWidget(self._row(path))

    def _row(self, path: Path) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Elided(path.name), 1)
        row.addWidget(button("移除", self._remover(path, made), kind="link"))
        return made

    def _remover(self, path: Path, made: QWidget) -> Callable[[], None]:
        def remove() -> None:
            self._paths.remove(path)
            made.hide()
            made.deleteLater()

        return remove

    def _on_choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选择核实的凭证", self._folder, FILES)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.add_paths([Path(name) for name in names])
