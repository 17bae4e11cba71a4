"""A section of the settings: a heading, a card, rows of a name and what belongs to it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import SectionTitle, card, label

NAME_WIDTH = 92


class Section(QWidget):
    """A titled card that rows are added to."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._card = card()
        self.column = QVBoxLayout(self._card)
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        self.head = SectionTitle(title)
        whole.addWidget(self.head)
        whole.addWidget(self._card)

    def add_row(self, name: str, *widgets: QWidget) -> None:
        """Add a row; the first widget takes the room that is left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        told = label(name, "label")
        told.setFixedWidth(NAME_WIDTH)
        row.addWidget(told)
        for place, widget in enumerate(widgets):
            row.addWidget(widget, 1 if place == 0 else 0)
        self.column.addLayout(row)

    def add(self, widget: QWidget) -> None:
        """Add a widget as wide as the card."""
        self.column.addWidget(widget)
