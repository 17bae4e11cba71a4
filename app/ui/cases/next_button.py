"""接下来: one button that is always in view and leads right to what is to be done next."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.rules.case_progress import Next
from app.ui.theme import icon

KEY = "F8"
LEAST, MOST = 160, 460
AROUND = 56
"""Pixels around the words: padding, icon and the room between."""


class NextButton(QPushButton):
    """Tells in a few words what comes next; its tooltip tells all. ``asked(Next)``."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._next: Next | None = None
        self._words = ""
        self.setIcon(icon("arrow"))
        self.setProperty("kind", "next")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self.clicked.connect(self._on_clicked)
        keys = QShortcut(QKeySequence(KEY), self)
        keys.setContext(Qt.ShortcutContext.WindowShortcut)
        keys.activated.connect(lambda: self.click() if self.isVisible() else None)
        self.setEnabled(False)

    def show_next(self, ahead: Next) -> None:
        """Show what comes next."""
        self._next = ahead
        self._words = f"接下来：{ahead.told.rstrip('。')}"
        where = f"\n{ahead.about}" if ahead.about else ""
        self.setToolTip(f"{self._words}（{KEY}）{where}")
        self.setAccessibleName(self._words)
        self.setEnabled(True)
        self._fit()
        self.updateGeometry()

    def words(self) -> str:
        """Return all of what it says."""
        return self._words

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        wide = self.fontMetrics().horizontalAdvance(self._words) + AROUND
        return QSize(max(LEAST, min(MOST, wide)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width(), LEAST) - AROUND + 8
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    def _on_clicked(self) -> None:
        if self._next is not None:
            self.asked.emit(self._next)
