"""Chooses one of a case's submissions; shared by the steps that work on one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.cases import SubmissionView
from app.ui.widgets import ChoiceField, label, tool


class SubmissionPicker(QWidget):
    """A choice with arrows to the one before and after; ``picked(submission_id)``."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.choice: ChoiceField[int] = ChoiceField()
        self.choice.setAccessibleName("提交")
        self.choice.value_committed.connect(self._on_chosen)
        self._count = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(label("提交", "label"))
        row.addWidget(self.choice, 1)
        self.before = tool(
            "上一个",
            "back",
            lambda: self._move(-1),
            word=False,
            shortcut="Ctrl+PgUp",
            tip="上一次提交",
        )
        self.after = tool(
            "下一个",
            "arrow",
            lambda: self._move(1),
            word=False,
            shortcut="Ctrl+PgDown",
            tip="下一次提交",
        )
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self._count)

    def show_submissions(self, items: Sequence[SubmissionView]) -> int | None:
        """Offer these; return the chosen one's id, which stays where it can."""
        self.choice.set_choices(
            [(item.id, f"{place}. {item.label}") for place, item in enumerate(items, start=1)]
        )
        self._tell()
        return self.current()

    def current(self) -> int | None:
        """Return the chosen submission's id."""
        return self.choice.value()

    def pick(self, submission_id: int) -> bool:
        """Choose one and tell; False when it is not offered."""
        before = self.current()
        self.choice.set_value(submission_id)
        if self.current() is None:
            self.choice.set_value(before)
            return False
        if self.current() != before:
            self._on_chosen()
        return True

    def _move(self, by: int) -> None:
        place = self.choice.currentIndex() + by
        if 0 <= place < self.choice.count():
            self.choice.setCurrentIndex(place)
            self._on_chosen()

    def _on_chosen(self) -> None:
        self._tell()
        chosen = self.current()
        if chosen is not None:
            self.picked.emit(chosen)

    def _tell(self) -> None:
        place, count = self.choice.currentIndex(), self.choice.count()
        self._count.setText(f"{place + 1} / {count}" if count else "")
        self.before.setEnabled(place > 0)
        self.after.setEnabled(0 <= place < count - 1)
