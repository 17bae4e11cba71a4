"""Which of the file's values are taken over and which stay as the inventory has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from app.services.importing import Choice
from app.ui.importing.lines import PreviewLine
from app.ui.importing.parts import NOTHING_CHOSEN, ScrolledCard
from app.ui.widgets import label

if TYPE_CHECKING:
    from app.intake.differences import Difference, Matched

HEIGHT = 168
EMPTY = "（空）"


class RowDetail(ScrolledCard):
    """The current row: each field that differs with both values and a choice, then the reasons.

    ``chosen(filing_id, field, take)`` when the officer took or declined the file's value.
    """

    chosen = Signal(int, object, bool)

    def __init__(self) -> None:
        self._head = label("", wrap=True, copy=True)
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._notes = label("", wrap=True, copy=True)
        self.boxes: dict[str, QCheckBox] = {}
        self._cells: list[QWidget] = []
        super().__init__(HEIGHT, self._head, self._fields, self._notes)
        self.show_line(None)

    def show_line(self, line: PreviewLine | None) -> None:
        """Show a row, or what stands here when none is chosen."""
        self._head.setText(line.head() if line else NOTHING_CHOSEN)
        self._notes.setText("\n".join(line.remarks()) if line else "")
        self._notes.setVisible(bool(line and line.remarks()))
        matched = line.matched if line and line.changes else None
        self._fields.setVisible(matched is not None)
        self._clear()
        if line is not None and matched is not None:
            self._fill(line, matched)

    def _clear(self) -> None:
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells, self.boxes = [], {}

    def _fill(self, line: PreviewLine, matched: Matched) -> None:
        heads = ("采用文件中的值", "台账", "文件")
        self._cells = [label(text, "label") for text in heads]
        for column, cell in enumerate(self._cells):
            self._grid.addWidget(cell, 0, column)
        for row, difference in enumerate(matched.differences, start=1):
            self._add(row, line, matched, difference)

    def _add(self, row: int, line: PreviewLine, matched: Matched, difference: Difference) -> None:
        field = difference.field
        box = QCheckBox(difference.label)
        box.setChecked(field not in line.declined)
        box.setToolTip("不勾选：台账保留原来的值")
        box.toggled.connect(lambda take: self.chosen.emit(matched.existing.id, field, take))
        self.boxes[field.value] = box
        old = self._text(difference.old, "muted")
        new = self._text(difference.new)
        for column, cell in enumerate((box, old, new)):
            self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
            self._cells.append(cell)

    def _text(self, text: str, kind: str = "") -> QLabel:
        made: QLabel = label(text or EMPTY, kind, wrap=True, copy=True)
        return made

    def text(self) -> str:
        """Return the row's name and the reasons."""
        return "\n".join(filter(None, (self._head.text(), self._notes.text())))


def overwriting(changed: Iterable[Matched]) -> frozenset[Choice]:
    """Return every choice where the file says other than the inventory, which would be lost."""
    return frozenset(
        (item.existing.id, difference.field)
        for item in changed
        for difference in item.differences
        if item.overwrites(difference)
    )
