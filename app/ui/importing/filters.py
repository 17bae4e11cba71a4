"""A row of buttons that filter a table by kind, each with its count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.ui.widgets import button

ALL = ""


class FilterButtons(QWidget):
    """全部 and one button a kind; ``chosen(key)``, the empty key for all."""

    chosen = Signal(str)

    def __init__(self, kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._words = dict([(ALL, "全部"), *kinds])
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, word in self._words.items():
            made = button(word, kind="segment", tip=f"只看“{word}”" if key else "看全部")
            made.setCheckable(True)
            made.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self._buttons[key] = made
            row.addWidget(made)
        row.addStretch(1)
        self._buttons[ALL].setChecked(True)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show how many there are of each kind."""
        for key, made in self._buttons.items():
            count = counts.get(key, 0) if key else sum(counts.values())
            made.setText(f"{self._words[key]} {count}")

    def current(self) -> str:
        """Return the kind that is shown; empty for all."""
        return next(key for key, made in self._buttons.items() if made.isChecked())

    def choose(self, key: str) -> None:
        """Show another kind."""
        self._buttons[key].setChecked(True)
        self.chosen.emit(key)

    def counts(self) -> dict[str, str]:
        """Return the buttons' texts by kind."""
        return {key: made.text() for key, made in self._buttons.items()}
