"""The platforms at the left, with what there is to do about their rules, found and narrowed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.catalogue import BatchSupport
from app.services.platform_rules import PlatformRow
from app.ui.widgets import ChoiceField, LineField, button, label

ID = Qt.ItemDataRole.UserRole
ROW = QSize(0, 52)
SHORT = {
    BatchSupport.YES: "支持批量",
    BatchSupport.NO: "不支持批量",
    BatchSupport.CONDITIONAL: "有条件批量",
    BatchSupport.UNKNOWN: "批量未知",
}
FILTERS = (
    ("", "全部平台"),
    *((item.value, item.label) for item in BatchSupport),
    ("own", "有自定义规则"),
    ("due", "有规则需复核"),
    ("moved", "随附规则已更新"),
)


class PlatformList(QWidget):
    """Lists the platforms; ``chosen(id)`` when another one is current."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[PlatformRow] = ()
        self.search = LineField("查找平台或规则中的文字")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("查找平台")
        self.search.setToolTip("查找（Ctrl+F）")
        self.search.textChanged.connect(lambda _text: self._fill())
        self.narrow: ChoiceField[str] = ChoiceField(FILTERS)
        self.narrow.setAccessibleName("筛选平台")
        self.narrow.value_committed.connect(self._fill)
        self.list = QListWidget()
        self.list.setAccessibleName("平台")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda now, _before: self._on_current(now))
        self.none = label("没有符合条件的平台。", "muted", wrap=True)
        self.clear = button("清除筛选", self.show_all, kind="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.narrow)
        column.addWidget(self.none)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(210)

    def show_rows(self, rows: Sequence[PlatformRow]) -> None:
        """Show other platforms; the current one stays where it is still there."""
        self._rows = rows
        self._fill()

    def current(self) -> str:
        """Return the id of the current platform, empty without one."""
        item = self.list.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def choose(self, platform_id: str) -> None:
        """Make a platform current; the filter gives way where it hides it."""
        if not self._pick(platform_id) and any(row.id == platform_id for row in self._rows):
            self.show_all()
            self._pick(platform_id)

    def show_all(self) -> None:
        """Clear search and filter."""
        self.narrow.set_value("")
        self.search.setText("")
        self._fill()

    def _pick(self, platform_id: str) -> bool:
        for at in range(self.list.count()):
            if self.list.item(at).data(ID) == platform_id:
                self.list.setCurrentRow(at)
                return True
        return False

    def _fill(self) -> None:
        kept = self.current()
        self.list.blockSignals(True)
        self.list.clear()
        for row in filter(self._fits, self._rows):
            item = QListWidgetItem(f"{row.short_name}\n{_told(row)}")
            item.setData(ID, row.id)
            item.setSizeHint(ROW)
            item.setToolTip(f"{row.name}\n{_told(row)}")
            self.list.addItem(item)
        found = self._pick(kept)
        if not found and self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        empty = not self.list.count() and bool(self._rows)
        self.none.setVisible(empty)
        self.clear.setVisible(empty)
        if self.current() and not found:
            self.chosen.emit(self.current())

    def _fits(self, row: PlatformRow) -> bool:
        words = self.search.value().lower().split()
        narrow = self.narrow.value() or ""
        marks = {"own": row.own_count or row.added, "due": row.due, "moved": row.moved}
        wanted = bool(marks[narrow]) if narrow in marks else narrow in ("", row.support.value)
        return wanted and all(word in row.text for word in words)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(ID)))


def _told(row: PlatformRow) -> str:
    parts = [
        SHORT[row.support],
        "自行新增" if row.added else "",
        f"自定义 {row.own_count}" if row.own_count else "",
        f"需复核 {len(row.due)}" if row.due else "",
        f"更新 {len(row.moved)}" if row.moved else "",
    ]
    return " · ".join(part for part in parts if part)
