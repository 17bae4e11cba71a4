"""A frame that leads somewhere: pressed by a click, Enter or the space bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame

from app.ui.widgets.basics import restyle

OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Pressable(QFrame):
    """Shows that it has the focus; without ``opened`` it leads nowhere and takes none."""

    def __init__(
        self,
        opened: Callable[[], object] | None,
        focus: Qt.FocusPolicy = Qt.FocusPolicy.TabFocus,
    ) -> None:
        super().__init__()
        self._opened = opened
        if opened is not None:
            self.setFocusPolicy(focus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def press(self) -> None:
        """Go where it leads."""
        if self._opened is not None:
            self._opened()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.press()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENING:
            self.press()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        restyle(self, "chosen", True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        restyle(self, "chosen", False)
        super().focusOutEvent(event)
