"""A line of text and a choice, in forms and above tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.ui.theme import tokens
from app.ui.theme.tokens import RADIUS

T = TypeVar("T")
NOTHING = "请选择"
ARROW_ROOM, ARROW_INK = 24, "#8390a0"
"""As in the style sheet and its picture of the arrow."""


class LineField(QLineEdit):
    """One line of text; ``value_committed`` when it was changed and left."""

    value_committed = Signal()

    def __init__(self, placeholder: str = "", longest: int = 0) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        if longest:
            self.setMaxLength(longest)
        self._kept = ""
        self.editingFinished.connect(self._on_left)

    def value(self) -> str:
        """Return the text without outer blanks."""
        return self.text().strip()

    def set_value(self, value: str) -> None:
        """Show a text without telling that it was entered."""
        self._kept = value
        if self.text() != value:
            self.setText(value)

    def _on_left(self) -> None:
        if self.value() != self._kept:
            self._kept = self.value()
            self.value_committed.emit()


class ChoiceField(QComboBox, Generic[T]):
    """One of several values, each with its word; the wheel does not change it by accident.

    It is as wide as so many letters, whatever it offers, and makes its list when it first gets
    the focus or is opened: Qt's own makes it, ten widgets that are each styled, for its size, its
    style, its current item and its picture.
    """

    value_committed = Signal()
    LETTERS = 6
    AROUND, AROUND_FILTER = QSize(64, 13), QSize(58, 7)
    """What the style sheet puts around the text: frame, padding and arrow."""

    def __init__(self, choices: Iterable[tuple[T, str]] = ()) -> None:
        super().__init__()
        self._words: list[str] = []
        self._values: list[T] = []
        self._place = -1
        self._filled = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_choices(choices)
        self.activated.connect(lambda _index: self.value_committed.emit())

    def set_choices(self, choices: Iterable[tuple[T, str]]) -> None:
        """Offer other values without telling; the chosen one stays where it is still there."""
        kept = self.value() if self._values else None
        pairs = list(choices)
        self._values, self._words = [value for value, _ in pairs], [word for _, word in pairs]
        first = 0 if pairs else -1
        self._place = self._values.index(kept) if kept in self._values else first
        if self._filled:
            self._filled = False
            self._fill()
        self.update()

    def value(self) -> T | None:
        """Return the chosen value."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: T | None) -> None:
        """Choose a value without telling; an unknown one chooses nothing."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def _fill(self) -> None:
        if self._filled:
            return
        self._filled = True
        blocked = self.blockSignals(True)
        self.clear()
        self.setPlaceholderText(NOTHING)
        self.addItems(self._words)
        super().setCurrentIndex(self._place)
        self.changeEvent(QEvent(QEvent.Type.FontChange))
        self.blockSignals(blocked)

    def currentIndex(self) -> int:
        return super().currentIndex() if self._filled else self._place

    def currentText(self) -> str:
        if self._filled:
            return super().currentText()
        return self._words[self._place] if self._place >= 0 else ""

    def count(self) -> int:
        return super().count() if self._filled else len(self._words)

    def itemText(self, index: int) -> str:
        if self._filled:
            return super().itemText(index)
        return self._words[index] if 0 <= index < len(self._words) else ""

    def setCurrentIndex(self, index: int) -> None:
        if index != self.currentIndex():
            self._fill()
            super().setCurrentIndex(index)

    def findText(self, text: str, *flags: Qt.MatchFlag) -> int:
        self._fill()
        return super().findText(text, *flags)

    def showPopup(self) -> None:
        self._fill()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._fill()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._fill()
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        looked_into = (QEvent.Type.StyleChange, QEvent.Type.FontChange)
        if event.type() in looked_into and not self._filled:
            QWidget.changeEvent(self, event)  # Qt's own gives style and font to the list
        else:
            super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._filled or not self.isEnabled() or self.property("wrong"):
            self._fill()
            super().paintEvent(event)
        else:
            self._paint_at_rest()

    def _paint_at_rest(self) -> None:
        """Draw what the style sheet draws for a choice without the focus."""
        now, narrow = tokens(), self.property("kind") == "filter"
        box, round_ = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4 if narrow else RADIUS
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(now.line_strong))
        painter.setBrush(QColor(now.base))
        painter.drawRoundedRect(box, round_, round_)
        painter.setPen(QColor(now.text if self._place >= 0 else now.muted))
        words = self.rect().adjusted(6 if narrow else 9, 0, -ARROW_ROOM, 0)
        painter.setClipRect(words)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.currentText() or NOTHING)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(ARROW_INK), 1.6))
        painter.translate(self.width() - ARROW_ROOM / 2 - 1, self.height() / 2)
        painter.drawPolyline([QPointF(-3.5, -1.5), QPointF(0, 2), QPointF(3.5, -1.5)])
        painter.end()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        letters = self.minimumContentsLength() or self.LETTERS
        around = self.AROUND_FILTER if self.property("kind") == "filter" else self.AROUND
        return QSize(letters * metrics.horizontalAdvance("X"), metrics.height()) + around

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
