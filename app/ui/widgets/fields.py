"""A line of text and a choice, in forms and above tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

T = TypeVar("T")


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


class Choice(QComboBox):
    """A choice as wide as so many letters, whatever it offers.

    To tell its size, Qt's own makes the list that falls open: ten widgets, each of them styled.
    """

    LETTERS = 6
    AROUND, AROUND_FILTER = QSize(64, 13), QSize(58, 7)
    """What the style sheet puts around the text: frame, padding and arrow."""

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        letters = self.minimumContentsLength() or self.LETTERS
        around = self.AROUND_FILTER if self.property("kind") == "filter" else self.AROUND
        return QSize(letters * metrics.horizontalAdvance("X"), metrics.height()) + around

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ChoiceField(Choice, Generic[T]):
    """One of several values, each with its word; the wheel does not change it by accident."""

    value_committed = Signal()

    def __init__(self, choices: Iterable[tuple[T, str]] = ()) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPlaceholderText("请选择")
        self._values: list[T] = []
        self.set_choices(choices)
        self.activated.connect(lambda _index: self.value_committed.emit())

    def set_choices(self, choices: Iterable[tuple[T, str]]) -> None:
        """Offer other values; the chosen one stays chosen where it is still there."""
        kept = self.value() if self._values else None
        pairs = list(choices)
        self.blockSignals(True)
        self.clear()
        self._values = [value for value, _ in pairs]
        self.addItems([word for _, word in pairs])
        self.blockSignals(False)
        if self._values:
            self.setCurrentIndex(self._values.index(kept) if kept in self._values else 0)

    def value(self) -> T | None:
        """Return the chosen value."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: T | None) -> None:
        """Choose a value without telling; an unknown one chooses nothing."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
