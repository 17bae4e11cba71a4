"""The pane of details at the right of a page, and a place to drop files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.widgets.basics import Elided, restyle, tool


def scrolled(content: QWidget) -> QScrollArea:
    """Return ``content`` in a frameless scroll area that follows its width."""
    content.setProperty("kind", "scroll")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


class DetailPane(QWidget):
    """Details of what is chosen, in tabs, beside the table; Esc closes it."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(340)
        self._title = Elided(kind="heading")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(tool("关闭", "close", self.close_pane, word=False, tip="关闭（Esc）"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)

    def set_title(self, text: str) -> None:
        """Show whose details these are."""
        self._title.set_full(text)

    def add_tab(self, title: str, content: QWidget) -> None:
        """Add a tab whose content scrolls."""
        content.setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(scrolled(content), title)

    def close_pane(self) -> None:
        """Close and tell."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
            return
        super().keyPressEvent(event)


def dropped_files(event: QDropEvent | QDragEnterEvent) -> list[Path]:
    """Return the local files that are dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class DropZone(QFrame):
    """Takes files that are dropped on it; ``dropped(list of paths)``."""

    dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()
            restyle(self, "over", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, "over", False)

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, "over", False)
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)
