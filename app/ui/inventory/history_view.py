"""What was done to one record, newest first: when, who, what, and each value before and after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.history import HistoryEntry
from app.ui.widgets import label, line

WORDS = {
    "name": "名称", "title": "名称", "number": "编号", "status": "状态", "remark": "备注",
    "filed_on": "备案日期", "changed_on": "变更日期", "cancelled_on": "注销日期",
    "uscc": "统一社会信用代码", "legal_representative": "法定代表人", "contact_name": "联系人",
    "contact_phone": "联系电话", "address": "住所", "note": "备注", "kind": "形态",
    "state": "状态", "state_since": "起始日期", "type": "类别", "role": "角色",
    "purpose": "主要用途", "platform": "平台", "cancelled_month": "注销月份",
}  # fmt: skip


class HistoryView(QWidget):
    """A list of events in words."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 8)
        self._column.setSpacing(6)
        self._parts: list[QWidget] = []
        self._column.addStretch(1)

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show other events."""
        for part in self._parts:
            self._column.removeWidget(part)
            part.deleteLater()
        self._parts = []
        for entry in entries:
            self._add(label(_head(entry), wrap=True, copy=True))
            if told := _fields(entry):
                self._add(label(told, "muted", wrap=True, copy=True))
            self._add(line())
        if not entries:
            self._add(label("还没有改动记录。", "muted"))

    def _add(self, widget: QWidget) -> None:
        self._parts.append(widget)
        self._column.insertWidget(self._column.count() - 1, widget)

    def text(self) -> str:
        """Return what is shown."""
        texts = [getattr(part, "text", None) for part in self._parts]
        return "\n".join(str(text()) for text in texts if callable(text))


def _head(entry: HistoryEntry) -> str:
    moment = entry.at.astimezone()
    undone = "（已撤销）" if entry.undone else ""
    return f"{moment:%Y-%m-%d %H:%M}　{entry.actor}　{entry.summary}{undone}"


def _fields(entry: HistoryEntry) -> str:
    return "\n".join(
        f"{WORDS[change.column]}：{change.before or '（空）'} → {change.after or '（空）'}"
        for change in entry.fields
        if change.column in WORDS
    )
