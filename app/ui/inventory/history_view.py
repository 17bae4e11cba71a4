"""What was done to one record, newest first: when, who, what, and each value before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.kinds import (
    AlgorithmType,
    FilingStatus,
    ProductKind,
    ProductState,
    Role,
)
from app.services.dates import chinese_date, in_china
from app.services.history import HistoryEntry
from app.ui.widgets import label, line

WORDS = {
    "name": "名称", "title": "名称", "number": "编号", "status": "状态", "remark": "备注",
    "filed_on": "备案日期", "changed_on": "变更日期", "cancelled_on": "注销日期",
    "uscc": "统一社会信用代码", "legal_representative": "法定代表人", "contact_name": "联系人",
    "contact_phone": "联系电话", "address": "住所", "note": "备注", "kind": "形态",
    "state": "状态", "state_since": "起始日期", "type": "类别", "role": "角色",
    "purpose": "主要用途", "platform": "平台", "cancelled_month": "注销月份",
    "organisation_id": "主体", "parent_id": "上级主体", "algorithm_id": "算法",
}  # fmt: skip
KINDS = {
    column: {item.value: item.label for item in kind}
    for column, kind in (
        ("status", FilingStatus), ("kind", ProductKind), ("state", ProductState),
        ("type", AlgorithmType), ("role", Role),
    )
}  # fmt: skip
TABLES = {
    "platform": "platform", "organisation_id": "organisation", "parent_id": "organisation",
    "algorithm_id": "algorithm",
}  # fmt: skip
DAYS = ("filed_on", "changed_on", "cancelled_on", "state_since")
Names = Mapping[tuple[str, str], str]


class HistoryView(QWidget):
    """A list of events in words."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 8)
        self._column.setSpacing(6)
        self._parts: list[QWidget] = []
        self._column.addStretch(1)

    def show_entries(self, entries: Sequence[HistoryEntry], names: Names) -> None:
        """Show other events; ``names`` maps table and id to what a record is called."""
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        for entry in entries:
            self._add(label(_head(entry), wrap=True, copy=True))
            if told := _fields(entry, names):
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
    moment = in_china(entry.at)
    undone = "（已撤销）" if entry.undone else ""
    return f"{moment:%Y-%m-%d %H:%M}　{entry.actor}　{entry.summary}{undone}"


def _fields(entry: HistoryEntry, names: Names) -> str:
    return "\n".join(
        f"{WORDS[change.column]}：{_value(change.column, change.before, names)}"
        f" → {_value(change.column, change.after, names)}"
        for change in entry.fields
        if change.column in WORDS
    )


def _value(column: str, stored: Any, names: Names) -> str:
    """Return a stored value as the officer knows it."""
    if stored in (None, ""):
        return "（空）"
    if column in TABLES:
        return names.get((TABLES[column], str(stored)), "（已删除）")
    if column in DAYS:
        return chinese_date(date.fromisoformat(str(stored)))
    if column in KINDS:
        return KINDS[column].get(stored, str(stored))
    return str(stored)
