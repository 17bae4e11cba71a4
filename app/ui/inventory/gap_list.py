"""The gaps of a stocktaking: kinds at the left, their gaps in a table, the chosen one in full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.rules.stocktake_types import URGENT, Gap, GapGroup, Link
from app.services.dates import chinese_date
from app.ui.deadlines.words import days_tone, days_words
from app.ui.theme import icon, tokens
from app.ui.widgets import CertaintyTag, Column, RowsModel, TableView, button, label
from app.ui.widgets.basics import CERTAINTY_TONES

KIND_WORDS = {
    "filing": "备案",
    "algorithm": "算法",
    "product": "产品",
    "organisation": "主体",
    "case": "注销项目",
}
LINKS_SHOWN = 6


def _term(gap: Gap) -> str:
    return days_words(gap.days_left) if gap.days_left is not None else ""


def _due(gap: Gap) -> str:
    if gap.due_on is None:
        return ""
    return f"期限：{chinese_date(gap.due_on)}{'（估算）' if gap.due_estimated else ''}"


COLUMNS: list[Column[Gap]] = [
    Column("title", "名称", 190, lambda gap: gap.title),
    Column("message", "情况", 340, lambda gap: gap.message),
    Column(
        "term",
        "期限",
        156,
        _term,
        tip=_due,
        order=lambda gap: gap.days_left,
        chip=lambda gap: days_tone(gap.days_left) if gap.days_left is not None else "",
    ),
    Column("organisation", "主体", 190, lambda gap: gap.organisation),
    Column(
        "certainty",
        "确定程度",
        84,
        lambda gap: gap.certainty.label,
        tip=lambda gap: f"来源：{gap.source}",
        chip=lambda gap: CERTAINTY_TONES[gap.certainty],
    ),
    Column("source", "依据", 240, lambda gap: gap.source),
]


class _Kinds(QListWidget):
    chosen = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.chosen.emit()
            return
        super().keyPressEvent(event)


class GapDetail(QFrame):
    """One gap in full sentences, with a button for every record it concerns."""

    link_asked = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._message = label(wrap=True, copy=True)
        self._remedy = label("", "muted", wrap=True, copy=True)
        self._ground = QHBoxLayout()
        self._links = QHBoxLayout()
        for row in (self._ground, self._links):
            row.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._message)
        column.addWidget(self._remedy)
        column.addLayout(self._ground)
        column.addLayout(self._links)

    def tell(self, gap: Gap | None) -> None:
        """Show another gap; None hides the pane."""
        self.setVisible(gap is not None)
        for row in (self._ground, self._links):
            while item := row.takeAt(0):
                if widget := item.widget():
                    widget.hide()
                    widget.deleteLater()
        if gap is None:
            return
        self._message.setText(f"“{gap.title}”：{gap.message}")
        self._remedy.setText(gap.remedy)
        self._ground.addWidget(CertaintyTag(gap.certainty, gap.source))
        self._ground.addWidget(label(f"依据：{gap.source}", "muted", wrap=True, copy=True), 1)
        for link in gap.links[:LINKS_SHOWN]:
            self._links.addWidget(self._button(link))
        if len(gap.links) > LINKS_SHOWN:
            self._links.addWidget(label(f"等 {len(gap.links)} 条记录", "muted"))
        self._links.addStretch(1)

    def _button(self, link: Link) -> QWidget:
        name = link.label if len(link.label) <= 18 else f"{link.label[:17]}…"
        return button(
            f"{KIND_WORDS[link.kind]}：{name}",
            lambda: self.link_asked.emit(link.kind, link.id),
            kind="link",
            tip=f"打开{KIND_WORDS[link.kind]}“{link.label}”",
        )


class GapList(QWidget):
    """Signals: ``link_asked(kind, id)``."""

    link_asked = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[GapGroup, ...] = ()
        self.kinds = _Kinds()
        self.kinds.setAccessibleName("问题的种类")
        self.kinds.setMinimumWidth(190)
        self.kinds.currentRowChanged.connect(self._on_kind)
        self.model = RowsModel(COLUMNS)
        self.table = TableView(self.model, "stocktake-gaps")
        self.table.setAccessibleName("问题清单，回车打开要处理的记录")
        self.table.opened.connect(self._on_open)
        self.kinds.chosen.connect(self._into_table)
        self.detail = GapDetail()
        self.detail.link_asked.connect(self.link_asked)
        self.table.current_changed.connect(self.detail.tell)
        self._told = label("", "muted")
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._told)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.kinds)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([210, 900])
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.detail.tell(None)

    def show_groups(self, groups: Sequence[GapGroup]) -> None:
        """Show other gaps; the kind that was chosen stays chosen."""
        place = self.kinds.currentRow()
        before = self._groups[place].kind if 0 <= place < len(self._groups) else None
        self._groups = tuple(groups)
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for group in self._groups:
            item = QListWidgetItem(f"{group.kind.label}　{group.count}")
            tone = URGENT.get(group.kind)
            colour = getattr(tokens(), tone) if tone else tokens().muted
            item.setIcon(icon("warning" if tone else "info", colour))
            self.kinds.addItem(item)
        self.kinds.blockSignals(False)
        kinds = [group.kind for group in self._groups]
        if kinds:
            self.kinds.setCurrentRow(kinds.index(before) if before in kinds else 0)
        self._on_kind(self.kinds.currentRow())

    def _on_kind(self, place: int) -> None:
        group = self._groups[place] if 0 <= place < len(self._groups) else None
        self.model.set_rows(group.gaps if group else ())
        self.detail.tell(None)
        told = ""
        if group:
            shown = len(group.gaps)
            more = f"，列出前 {shown} 条；处理后再次盘点会列出其余的" if shown < group.count else ""
            told = f"{group.kind.label}：共 {group.count} 条{more}。回车或双击打开要处理的记录。"
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._told.setText(told)

    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_open(self, gap: Gap) -> None:
        first = gap.links[0]
        self.link_asked.emit(first.kind, first.id)
