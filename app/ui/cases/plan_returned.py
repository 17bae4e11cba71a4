"""Submissions that came back: each may be corrected as it is, or its filings planned anew."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.planning import ReturnedSubmission
from app.ui.widgets import button, label


class ReturnedBar(QWidget):
    """A line for each returned submission; ``replan_asked(submission_id)``."""

    replan_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[int, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def show_returned(self, items: Sequence[ReturnedSubmission]) -> None:
        """Show these submissions."""
        while self._column.count():
            taken = self._column.takeAt(0)
            gone = taken.widget() if taken is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.buttons = {}
        for item in items:
            frame = QFrame()
            frame.setProperty("kind", "danger")
            row = QHBoxLayout(frame)
            row.setContentsMargins(12, 4, 6, 4)
            told = (
                f"已退回：{item.label}。可以在“跟踪”中补正后重新提交，也可以把其中的备案重新安排。"
            )
            row.addWidget(label(told, wrap=True, copy=True), 1)
            made = button(
                "重新安排",
                partial(self.replan_asked.emit, item.id),
                tip="这次提交留作记录，其中的备案列入新的提交；期限照常计算",
            )
            self.buttons[item.id] = made
            row.addWidget(made)
            self._column.addWidget(frame)
        self.setVisible(bool(items))
