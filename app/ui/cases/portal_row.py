"""One field of a portal: its name, its value, a copy button, whether it is filled in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from app.services.portal import PortalLine
from app.ui.widgets import CertaintyTag, Chip, button, label, restyle, tool

NAME_WIDTH, NARROW = 116, 84


class PortalRow(QFrame):
    """``chosen`` when it is clicked or gets the focus; ``copy_asked``, ``mark_asked``, and
    ``mend_asked`` where it has no value.
    """

    chosen = Signal()
    copy_asked = Signal()
    mark_asked = Signal()
    mend_asked = Signal()

    def __init__(self, line: PortalLine) -> None:
        super().__init__()
        self.line = line
        self.setProperty("kind", "row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = label(line.label, "label", wrap=True)
        self._tag = CertaintyTag(line.certainty, line.source)
        self._value = label("", wrap=True)
        self._value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state = Chip()
        self.copy = tool(
            "复制", "copy", self.copy_asked.emit, word=False, tip="复制并标为已填（回车）"
        )
        self.copy.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.copy.setFixedHeight(24)
        self.mend = button(f"去{line.where}填写", self.mend_asked.emit, kind="link")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._value)
        self._hint = label(line.hint, "muted", wrap=True)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addWidget(self._hint)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 4)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._name, 0, top)
        row.addLayout(words, 1)
        row.addWidget(self.mend, 0, top)
        row.addWidget(self.state, 0, top)
        row.addWidget(self._tag, 0, top)
        row.addWidget(self.copy, 0, top)
        self.show_line(line)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Leave room for the value in the small window: no hint, no tag, a narrow name."""
        self._name.setFixedWidth(NARROW if compact else NAME_WIDTH)
        self._tag.setVisible(not compact)
        self._hint.setVisible(bool(self.line.hint) and not compact)
        self.setToolTip(self.line.hint)

    def show_line(self, line: PortalLine) -> None:
        """Show the field as it stands now."""
        self.line = line
        self._value.setText(line.value or "没有内容")
        restyle(self._value, "kind", "" if line.value else "warning")
        self.copy.setVisible(bool(line.value))
        self.mend.setVisible(not line.value)
        self.state.set("已填" if line.filled else "", "success")
        told = "已填" if line.filled else "未填"
        self.setAccessibleName(f"{line.label}：{line.value or '没有内容'}，{told}")

    def set_current(self, current: bool) -> None:
        """Show whether it is the row that Enter copies."""
        restyle(self, "chosen", current)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit()
