"""A filing number that stands alone: in its groups, with a mark where it looks wrong."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu

from app.ui.theme import tokens
from app.ui.theme.apply import mono_font
from app.ui.widgets.basics import copy_text
from app.ui.widgets.number import grouped, number_tip


class NumberLabel(QLabel):
    """A filing number; click or Ctrl+C copies the plain number as it is kept."""

    def __init__(self, number: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._number = ""
        self._problems: tuple[str, ...] = ()
        self.setFont(mono_font())
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell(number, problems)

    def tell(self, number: str, problems: tuple[str, ...] = ()) -> None:
        """Show another number."""
        self._number, self._problems = number, problems
        mark = f" <span style='color:{tokens().warning}'>⚠ 待核对</span>" if problems else ""
        self.setText(escape(grouped(number) or "（未填编号）") + mark)
        self.setToolTip(number_tip(number, problems) + "<br>单击复制完整编号")
        self.setAccessibleName(f"备案编号 {number}")

    def number(self) -> str:
        """Return the plain number."""
        return self._number

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tell(self._number, self._problems)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        copy_text(self._number)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            copy_text(self._number)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("复制编号", lambda: copy_text(self._number))
        menu.exec(event.globalPos())
