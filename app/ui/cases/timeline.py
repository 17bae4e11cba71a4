"""What happened to one submission, from top to bottom: when, what, why, with its proof."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.model.kinds import TrackKind
from app.services.dates import chinese_date
from app.services.tracking import TrackView
from app.ui.widgets import Chip, button, label

TONES = {
    TrackKind.SUBMITTED: "accent",
    TrackKind.CORRECTED: "accent",
    TrackKind.RETURNED: "danger",
    TrackKind.INQUIRY: "warning",
    TrackKind.ACCEPTED: "success",
    TrackKind.CLOSED: "success",
    TrackKind.REPLANNED: "neutral",
}


class Timeline(QWidget):
    """``proof_asked(AttachmentView)`` to see a record's proof."""

    proof_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.rows: list[QFrame] = []

    def show_records(self, records: Sequence[TrackView]) -> None:
        """Show other records."""
        for old in self.rows:
            self._column.removeWidget(old)
            old.deleteLater()
        self.rows = [self._row(record) for record in records]
        for row in self.rows:
            self._column.addWidget(row)

    def _row(self, record: TrackView) -> QFrame:
        made = QFrame()
        made.setProperty("kind", "card")
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Chip(record.kind.label, TONES[record.kind]))
        head.addWidget(label(chinese_date(record.happened_on), copy=True))
        if record.reply_due_on:
            due = f"须在 {chinese_date(record.reply_due_on)} 前答复"
            head.addWidget(Chip(due, "warning"))
        head.addStretch(1)
        proof = record.proof
        if proof is not None:
            head.addWidget(
                button(
                    proof.file_name,
                    lambda: self.proof_asked.emit(proof),
                    kind="link",
                    tip="打开凭证",
                )
            )
        column.addLayout(head)
        told = "　".join(part for part in (record.text, record.notice_title) if part)
        if told:
            column.addWidget(label(told, wrap=True, copy=True))
        return made
