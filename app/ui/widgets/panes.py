"""The pane of details at the right of a page, a place to drop files, and the list of findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.rules.findings import Finding, Severity
from app.ui.widgets.basics import CertaintyTag, Elided, Picture, label, restyle, tool


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


class FindingCard(QFrame):
    """One finding; Enter or a click leads to its field."""

    activated = Signal(object)

    def __init__(self, finding: Finding, *, brief: bool = False) -> None:
        super().__init__()
        self.finding = finding
        blocking = finding.severity is Severity.BLOCKING
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{finding.severity.label}：{finding.message}")
        self.setToolTip("回车或单击：打开要处理的位置")
        mark = (
            Picture("error", colour="danger") if blocking else Picture("warning", colour="warning")
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(finding.message, wrap=True))
        if not brief:
            words.addWidget(label(finding.remedy, "muted", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if not brief:
            tag = CertaintyTag(finding.certainty, finding.source)
            row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.activated.emit(self.finding)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self.finding)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        restyle(self, "chosen", True)
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        restyle(self, "chosen", False)
        super().focusOutEvent(event)


class FindingsList(QWidget):
    """Findings one under the other; ``activated(finding)`` when one is chosen."""

    activated = Signal(object)

    def __init__(self, *, brief: bool = False) -> None:
        super().__init__()
        self._brief = brief
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.cards: list[FindingCard] = []

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show other findings."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.deleteLater()
        self.cards = []
        for finding in findings:
            card = FindingCard(finding, brief=self._brief)
            card.activated.connect(self.activated)
            self._column.addWidget(card)
            self.cards.append(card)
