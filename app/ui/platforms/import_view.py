"""A file of own rules from another PC: what it would change, rule by rule, before anything does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import QingBeiError
from app.progress import Progress
from app.services.dates import chinese_date
from app.services.results import Result
from app.services.rules_import import Incoming, Key, RuleOffer, RulesPreview, import_rules
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.platforms.compare import CompareTable
from app.ui.widgets import InfoBar, SectionTitle, button, label, scrolled

HEADS = ("平台", "规则", "状态", "说明")
WIDTHS = (150, 220, 120)
MARKS = {Incoming.NEW: "＋", Incoming.CHECK: "✓", Incoming.DIFFERS: "≠", Incoming.UNFIT: "×"}


class ImportRulesView(QWidget):
    """Shows a preview; ``done`` when the chosen rules were taken in, ``left`` when none were."""

    done = Signal()
    left = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._ws, self._jobs = ws, jobs
        self._preview: RulesPreview | None = None
        self.info = InfoBar()
        self._told = label("", "muted", wrap=True)
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setAccessibleName("文件中的规则")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, width)
        self.table.itemChanged.connect(lambda _item: self._count())
        self.table.currentCellChanged.connect(lambda row, *_rest: self._show_offer(row))
        self._side = QVBoxLayout()
        self._side.setContentsMargins(12, 0, 0, 0)
        right = QWidget()
        right.setLayout(self._side)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setSizes([640, 520])
        self.take = button("", self.on_take, kind="primary", shortcut="Ctrl+Return")
        self.cancel = button("取消", self._on_cancel, tip="不导入，返回平台目录（Esc）")
        foot = QHBoxLayout()
        foot.addWidget(self.take)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionTitle("导入自定义规则"))
        column.addWidget(self.info)
        column.addWidget(self._told)
        column.addWidget(split, 1)
        column.addLayout(foot)

    def show_preview(self, preview: RulesPreview) -> None:
        """Show what a file would change."""
        self._preview = preview
        self.info.dismiss()
        self.take.setEnabled(True)
        counts = [
            f"{state.label} {count} 项"
            for state in Incoming
            if (count := sum(offer.state is state for offer in preview.offers))
        ]
        self._told.setText(
            f"“{preview.path.name}”，导出于{chinese_date(preview.made_on)}："
            f"{'，'.join(counts) or '没有规则'}。"
            "勾选的规则将写入本机；与本机不同的规则默认不勾选，请比较后决定。"
        )
        self.table.blockSignals(True)
        self.table.setRowCount(len(preview.offers))
        for place, offer in enumerate(preview.offers):
            self._put(place, offer)
        self.table.blockSignals(False)
        self._count()
        if preview.offers:
            self.table.setCurrentCell(0, 0)
            self._show_offer(0)
        self.table.setFocus()

    def chosen(self) -> list[Key]:
        """Return the keys of the rules that are ticked."""
        offers = self._preview.offers if self._preview else ()
        return [offer.key for place, offer in enumerate(offers) if self._ticked(place)]

    def tick(self, place: int, ticked: bool) -> None:
        """Tick a line or not."""
        cell = self.table.item(place, 0)
        if cell is not None and cell.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            cell.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def on_take(self) -> None:
        """Take the chosen rules in."""
        preview, chosen = self._preview, self.chosen()
        if preview is None or not chosen:
            return
        self.take.setEnabled(False)

        def work(progress: Progress) -> Result[int]:
            return import_rules(self._ws, preview.path, chosen, progress)

        self._jobs.change(
            "导入自定义规则", work, lambda _n: self.done.emit(), self._failed, owner=self
        )

    def _failed(self, error: QingBeiError) -> bool:
        self.take.setEnabled(True)
        self.info.tell_error(error)
        return True

    def _put(self, place: int, offer: RuleOffer) -> None:
        state = f"{MARKS.get(offer.state, '＝')} {offer.state.label}"
        checks = f"附 {offer.checks} 条核实记录" if offer.checks else ""
        cells = (offer.platform_name, offer.title, state, offer.why or checks)
        for column, text in enumerate(cells):
            cell = QTableWidgetItem(text)
            cell.setToolTip(text)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if column == 0 and offer.usable:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                ticked = offer.taken_first
                cell.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            cell.setFlags(flags)
            self.table.setItem(place, column, cell)

    def _ticked(self, place: int) -> bool:
        cell = self.table.item(place, 0)
        return (
            cell is not None
            and bool(cell.flags() & Qt.ItemFlag.ItemIsUserCheckable)
            and cell.checkState() is Qt.CheckState.Checked
        )

    def _count(self) -> None:
        count = len(self.chosen())
        self.take.setText(f"导入所选 {count} 项" if count else "没有选择规则")
        self.take.setEnabled(bool(count))

    def _show_offer(self, place: int) -> None:
        while (old := self._side.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._preview is None or not 0 <= place < len(self._preview.offers):
            return
        offer = self._preview.offers[place]
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(label(f"{offer.platform_name} · {offer.title}", "heading", wrap=True))
        if offer.why:
            column.addWidget(label(f"无法采用：{offer.why}。", "warning", wrap=True))
        if offer.rows:
            two = len(offer.rows[0].cells) > 1
            heads = ("本机的规则", "文件中的规则") if two else ("规则",)
            column.addWidget(CompareTable(heads, offer.rows))
        column.addStretch(1)
        self._side.addWidget(scrolled(inside))

    def _on_cancel(self) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_cancel()
            return
        super().keyPressEvent(event)
