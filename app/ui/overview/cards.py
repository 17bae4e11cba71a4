"""What the start page is made of: figures that lead to a page, and lines that lead to a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import Chip, Elided, Picture, Pressable, label, line, restyle


class FigureCard(Pressable):
    """A figure with its name and a line below."""

    def __init__(self, name: str, icon_name: str, opened: Callable[[], object]) -> None:
        super().__init__(opened)
        self.setProperty("kind", "card")
        self._name = name
        picture = Picture(icon_name)
        self._figure = label("", "figure")
        self._told = Elided(kind="muted")
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(picture)
        head.addWidget(label(name, "muted"))
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._figure)
        column.addWidget(self._told)

    def tell(self, figure: str, told: str, tone: str = "") -> None:
        """Show another figure; ``tone`` warning or danger colours it."""
        self._figure.setText(figure)
        self._told.set_full(told)
        restyle(self._figure, "tone", tone if tone in ("warning", "danger") else "")
        self.setAccessibleName(f"{self._name}：{figure}，{told}")

    def figure(self) -> str:
        """Return the figure shown."""
        return self._figure.text()


@dataclass(frozen=True)
class LinkRow:
    """A line: what, the smaller words below, a chip at the right, and where it leads."""

    title: str
    told: str
    chip: str
    tone: str
    opened: Callable[[], object] | None


class _Row(Pressable):
    def __init__(self, row: LinkRow) -> None:
        super().__init__(row.opened)
        self.setProperty("kind", "row")
        self.setAccessibleName(f"{row.title}，{row.told}，{row.chip}")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Elided(row.title))
        words.addWidget(Elided(row.told, "muted"))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 6, 12, 6)
        whole.setSpacing(8)
        whole.addLayout(words, 1)
        if row.chip:
            whole.addWidget(Chip(row.chip, row.tone))


class Lines(QFrame):
    """Lines one under the other in a card; ``empty`` is said where there are none."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._empty = label(empty, "muted", wrap=True)
        self._empty.setContentsMargins(12, 10, 12, 10)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._empty)
        self._made: list[QWidget] = []
        self.rows: list[_Row] = []

    def show_rows(self, rows: Sequence[LinkRow]) -> None:
        """Show other lines."""
        for old in self._made:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._made, self.rows = [], []
        for place, row in enumerate(rows):
            if place:
                self._add(line())
            made = _Row(row)
            self.rows.append(made)
            self._add(made)
        self._empty.setVisible(not rows)

    def texts(self) -> list[str]:
        """Return what the lines say."""
        return [row.accessibleName() for row in self.rows]

    def _add(self, made: QWidget) -> None:
        self._column.addWidget(made)
        self._made.append(made)
