"""What the previews of lists and of notices share: the head with the file, the detail of a row."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.importing import ImportSource
from app.ui.widgets import Chip, Elided, button, label, scrolled

DETAIL_HEIGHT = 108
NOTHING_CHOSEN = "选择一行，查看逐个字段的变化和原因。"


class Told(Protocol):
    """A row that can be told in several lines."""

    def detail(self) -> str:
        """Return the lines, the row's name first."""


class FileHead(QWidget):
    """The file's name, what it is, its own title, and a way to another file."""

    another_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = label("", "heading")
        self._kind = Chip()
        self._title = Elided(kind="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._kind)
        row.addWidget(self._title, 1)
        row.addWidget(
            button("换一个文件…", self.another_asked.emit, icon_name="folder", shortcut="Ctrl+O")
        )

    def show_source(self, source: ImportSource) -> None:
        """Show whose preview this is."""
        self._name.setText(source.path.name)
        self._kind.set(source.kind.label, "accent", "按文件的列和标题识别")
        self._title.set_full(source.title)


class ScrolledCard(QFrame):
    """A card of ``height`` pixels with parts one below the other, which scroll where need be."""

    def __init__(self, height: int, *parts: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(scrolled(inside))
        self.setFixedHeight(height)


class Detail(ScrolledCard):
    """The current row in full: what changes field by field, and every reason."""

    def __init__(self) -> None:
        self._text = label("", wrap=True, copy=True)
        super().__init__(DETAIL_HEIGHT, self._text)
        self.show_line(None)

    def show_line(self, line: Told | None) -> None:
        """Show a row, or what stands here when none is chosen."""
        self._text.setText(line.detail() if line else NOTHING_CHOSEN)

    def text(self) -> str:
        """Return what is shown."""
        return self._text.text()
