"""The way of a material in one line: dots with words, those reached filled (材料状态)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules.evidence import Step, next_step
from app.ui.theme import tokens

DOT, GAP, LINK = 10, 4, 8
"""The width of a dot, of the room beside it, and of the line to the next, in pixels."""


class StepTrack(QWidget):
    """Shows steps in order; the tooltip tells what shows each of them."""

    def __init__(self, way: tuple[Step, ...]) -> None:
        super().__init__()
        self._way = way
        self._next = next_step(way)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        told = [f"{'✓' if step.done else '○'} {step.stage.label}：{step.told}" for step in way]
        self.setToolTip("\n".join(told))
        self.setAccessibleName("；".join(told))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = sum(metrics.horizontalAdvance(step.stage.label) for step in self._way)
        width = words + len(self._way) * (DOT + GAP) + (len(self._way) - 1) * (LINK + 2 * GAP)
        return QSize(width + 2, metrics.height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, middle, left = self.fontMetrics(), self.height() / 2, 1.0
        for place, step in enumerate(self._way):
            if place:
                painter.setPen(QPen(QColor(tokens().line_strong), 1))
                painter.drawLine(QPointF(left + GAP, middle), QPointF(left + GAP + LINK, middle))
                left += LINK + 2 * GAP
            self._draw_dot(painter, QPointF(left + DOT / 2, middle), step)
            left += DOT + GAP
            width = metrics.horizontalAdvance(step.stage.label)
            is_near = step.done or step is self._next
            painter.setPen(QColor(tokens().text if is_near else tokens().muted))
            box = QRectF(left, 0, width + 1, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, step.stage.label)
            left += width

    def _draw_dot(self, painter: QPainter, at: QPointF, step: Step) -> None:
        colours, radius = tokens(), DOT / 2 - 1
        if not step.done:
            strong = colours.accent if step is self._next else colours.line_strong
            painter.setPen(QPen(QColor(strong), 2 if step is self._next else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, radius, radius)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.success))
        painter.drawEllipse(at, DOT / 2, DOT / 2)
        painter.setPen(QPen(QColor(colours.base), 1.4))
        painter.drawPolyline(
            [at + QPointF(-2.4, 0.2), at + QPointF(-0.6, 2), at + QPointF(2.4, -1.8)]
        )
