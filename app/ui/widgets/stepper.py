"""The vertical stepper of a wizard: number, title and state of each step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui.theme import tokens
from app.ui.widgets.tables import Index

ROW = 52
KEY_ROLE = Qt.ItemDataRole.UserRole + 1
STATE_ROLE = Qt.ItemDataRole.UserRole + 2


class StepState(Enum):
    """How far a step is, with its word and its mark."""

    OPEN = "未开始", ""
    UNDER_WAY = "进行中", "…"
    TROUBLE = "有问题", "!"
    DONE = "完成", "✓"

    @property
    def word(self) -> str:
        """The word that is read."""
        return self.value[0]

    @property
    def mark(self) -> str:
        """The mark in the circle; empty shows the step's number."""
        return self.value[1]


@dataclass(frozen=True)
class StepItem:
    """A step as the stepper shows it."""

    key: str
    title: str


class Stepper(QListWidget):
    """The steps from top to bottom; the current one is open. ``asked(key)`` when one is chosen."""

    asked = Signal(str)

    def __init__(self, items: list[StepItem]) -> None:
        super().__init__()
        self.setAccessibleName("办理步骤")
        self.setItemDelegate(_StepDelegate(self))
        self.setFixedWidth(168)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for step in items:
            item = QListWidgetItem(step.title)
            item.setData(KEY_ROLE, step.key)
            item.setData(STATE_ROLE, StepState.OPEN)
            self.addItem(item)
        self.currentRowChanged.connect(self._on_row)

    def set_state(self, key: str, state: StepState) -> None:
        """Show another state of a step."""
        for place in range(self.count()):
            item = self.item(place)
            if item.data(KEY_ROLE) == key:
                item.setData(STATE_ROLE, state)
                item.setToolTip(f"{place + 1}. {item.text()}：{state.word}")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}，{state.word}")

    def state_of(self, key: str) -> StepState:
        """Return the state shown for a step."""
        found = (self.item(i) for i in range(self.count()))
        shown: StepState = next(i.data(STATE_ROLE) for i in found if i.data(KEY_ROLE) == key)
        return shown

    def set_current(self, key: str) -> None:
        """Mark the open step without asking for it."""
        self.blockSignals(True)
        for place in range(self.count()):
            if self.item(place).data(KEY_ROLE) == key:
                self.setCurrentRow(place)
        self.blockSignals(False)
        self.viewport().update()

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.asked.emit(self.item(row).data(KEY_ROLE))


class _StepDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(150, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = tokens()
        state: StepState = index.data(STATE_ROLE)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.accent_soft))
            painter.drawRoundedRect(option.rect.adjusted(4, 2, -4, -2), 6, 6)
        ground, ink = {
            StepState.OPEN: (now.neutral_soft, now.muted),
            StepState.UNDER_WAY: (now.accent, now.on_accent),
            StepState.TROUBLE: (now.warning_soft, now.warning),
            StepState.DONE: (now.success_soft, now.success),
        }[state]
        circle = QRect(option.rect.left() + 12, option.rect.center().y() - 12, 24, 24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(circle)
        painter.setPen(QColor(ink))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, state.mark or str(index.row() + 1))
        left = circle.right() + 10
        words = QRect(left, option.rect.top() + 7, option.rect.right() - left - 6, 20)
        font = QFont(option.font)
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(QColor(now.accent_text if current else now.text))
        painter.drawText(
            words,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            f"{index.row() + 1}. {index.data()}",
        )
        small = QFont(option.font)
        small.setPointSizeF(max(option.font.pointSizeF() - 1.5, 7))
        painter.setFont(small)
        painter.setPen(QColor(now.muted))
        painter.drawText(
            words.translated(0, 19),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            state.word,
        )
        painter.restore()

    def editorEvent(self, event: QEvent, *rest: object) -> bool:
        return False
