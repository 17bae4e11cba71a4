"""Rules side by side: one column a version, lines that differ marked by ground and by word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.services.rule_words import Row
from app.ui.widgets import Chip, button, label, line


class CompareTable(QWidget):
    """A grid of a rule's lines under the names of its versions; what is the same can be folded."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = tuple(rows)
        self._same: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for place, head in enumerate(heads, start=1):
            self._grid.addWidget(label(head, "label", wrap=True), 0, place)
            self._grid.setColumnStretch(place, 1)
        self._grid.addWidget(line(), 1, 0, 1, len(heads) + 1)
        for at, row in enumerate(rows, start=2):
            self._add(at, row)
        column.addLayout(self._grid)
        count = sum(not row.differs for row in rows)
        self.more = button("", self._turn, kind="link")
        self.more.setVisible(bool(count) and len(heads) > 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._count = count
        self._show_same(len(heads) == 1 or count == len(rows))

    def _add(self, at: int, row: Row) -> None:
        head = QWidget()
        side = QVBoxLayout(head)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(2)
        if row.label:
            side.addWidget(label(row.label, "label", wrap=True))
        if row.differs:
            side.addWidget(Chip("不同", "warning"), 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch(1)
        head.setFixedWidth(72)
        made: list[QWidget] = [head]
        self._grid.addWidget(head, at, 0)
        for place, text in enumerate(row.cells, start=1):
            cell = _cell(text, differs=row.differs)
            self._grid.addWidget(cell, at, place)
            made.append(cell)
        if not row.differs:
            self._same += made

    def _turn(self) -> None:
        self._show_same(not self._shown)

    def _show_same(self, shown: bool) -> None:
        self._shown = shown
        for widget in self._same:
            widget.setVisible(shown)
        self.more.setText("只看不同的" if shown else f"另有 {self._count} 行相同，显示")


def _cell(text: str, *, differs: bool) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "warning" if differs else "plain")
    words: QLabel = label(text, wrap=True, copy=True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(6, 3, 6, 3)
    inside.addWidget(words)
    return frame
