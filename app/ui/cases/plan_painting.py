"""Paints the cards of a plan: title, figures, two sentences with how sure they are, and a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.model.kinds import Certainty
from app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeWidget

    from app.rules.planner import Reason

NODE = Qt.ItemDataRole.UserRole
PAD = 8
Index = QModelIndex | QPersistentModelIndex


class Hint(NamedTuple):
    """What a drop would do: whether it may, and in words what changes or which rule forbids it."""

    allowed: bool
    text: str


class Head(NamedTuple):
    """What a card shows above its filings."""

    title: str
    about: str
    reasons: tuple[Reason, ...]
    late: bool
    sent: bool


class CardPainter(QStyledItemDelegate):
    """The delegate of the list of submissions."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree
        self._order: int | None = None
        self.hint: Hint | None = None

    def set_hint(self, order: int | None, hint: Hint | None) -> None:
        """Say on the card with ``order`` what a drop there would do; None takes it away."""
        self._order, self.hint = order, hint

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = QFontMetrics(self._tree.font()).lineSpacing()
        node, head = index.data(NODE), index.data(NODE + 1)
        if node is None or node.kind == "filing" or head is None:
            return QSize(0, line + 8)
        lines = 1 + bool(head.about) + max(len(head.reasons), 0)
        return QSize(0, lines * (line + 3) + 2 * PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        node, head = index.data(NODE), index.data(NODE + 1)
        if node is None:
            return
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        rect: QRect = option.rect
        if head is None:
            self._paint_filing(painter, rect, str(index.data()), chosen=chosen)
        else:
            hint = self.hint if node.order and node.order == self._order else None
            self._paint_card(painter, rect, (head, hint), chosen=chosen)
        if focus:
            painter.setPen(QPen(QColor(tokens().accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_filing(self, painter: QPainter, rect: QRect, text: str, *, chosen: bool) -> None:
        now = tokens()
        if chosen:
            painter.fillRect(rect, QColor(now.accent_soft))
        painter.setPen(QColor(now.text))
        room = rect.adjusted(PAD, 0, -PAD, 0)
        metrics = QFontMetrics(self._tree.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(self._tree.font())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_card(
        self, painter: QPainter, rect: QRect, told: tuple[Head, Hint | None], *, chosen: bool
    ) -> None:
        now = tokens()
        head, hint = told
        ground = now.accent_soft if chosen else now.raised
        edge = now.line_strong
        if hint is not None:
            ground = now.success_soft if hint.allowed else now.danger_soft
            edge = now.success if hint.allowed else now.danger
        box = rect.adjusted(1, 3, -2, -1)
        painter.setPen(QPen(QColor(edge), 2 if hint else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 6, 6)
        inner = box.adjusted(PAD, PAD - 2, -PAD, -PAD + 2)
        line = QFontMetrics(self._tree.font()).lineSpacing() + 3
        bold = QFont(self._tree.font())
        bold.setBold(True)
        title_tone = now.muted if head.sent else now.text
        self._line(
            painter, QRect(inner.x(), inner.y(), inner.width(), line), head.title, title_tone, bold
        )
        y = inner.y() + line
        if hint is not None:
            word = "可以放到这里：" if hint.allowed else "不能放到这里："
            tone = now.success if hint.allowed else now.danger
            room = QRect(inner.x(), y, inner.width(), max(inner.bottom() - y, line))
            painter.setPen(QColor(tone))
            painter.setFont(self._tree.font())
            painter.drawText(room, Qt.TextFlag.TextWordWrap, word + hint.text)
            return
        if head.about:
            tone = now.danger if head.late else now.muted
            self._line(painter, QRect(inner.x(), y, inner.width(), line), head.about, tone)
            y += line
        for reason in head.reasons:
            used = self._tag(painter, inner.x(), y, line, reason.certainty)
            room = QRect(inner.x() + used, y, inner.width() - used, line)
            self._line(painter, room, reason.text, now.text)
            y += line

    def _line(
        self, painter: QPainter, room: QRect, text: str, colour: str, font: QFont | None = None
    ) -> None:
        face = font or self._tree.font()
        painter.setFont(face)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _tag(self, painter: QPainter, x: int, y: int, line: int, certainty: Certainty) -> int:
        now = tokens()
        ink, ground = {
            Certainty.OFFICIAL: (now.success, now.success_soft),
            Certainty.PRACTICE: (now.accent_text, now.accent_soft),
            Certainty.UNVERIFIED: (now.warning, now.warning_soft),
        }[certainty]
        metrics = QFontMetrics(self._tree.font())
        wide = max(metrics.horizontalAdvance(each.label) for each in Certainty) + 14
        box = QRect(x, y + 2, wide, line - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 7, 7)
        painter.setPen(QColor(ink))
        painter.setFont(self._tree.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, certainty.label)
        return wide + 8
