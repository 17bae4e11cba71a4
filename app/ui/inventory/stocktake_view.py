"""盘点: figures, gaps that lead to their record, charts, and the report as a PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.errors import CannotPrintError, QingBeiError
from app.progress import Progress
from app.rules.stocktake_types import URGENT, Stocktake
from app.services.dates import chinese_date
from app.services.stocktake import stocktake
from app.services.stocktake_export import export_stocktake, file_name
from app.services.workspace import Workspace
from app.ui.archival import ARCHIVAL_TIP, ARCHIVAL_WORDS, told_written
from app.ui.inventory.chart_view import ChartCard, ChartImage, chart_images
from app.ui.inventory.gap_list import GapList
from app.ui.jobs import Jobs
from app.ui.theme import tokens
from app.ui.widgets import EmptyState, InfoBar, button, label, restyle, scrolled
from app.ui.widgets.written import tell_written

GAPS, CHARTS, LIMITS = range(3)


class FigureTile(QFrame):
    """A figure with its name and a line below; all of it can be copied."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._name = name
        self._figure = label("", "figure", copy=True)
        self._told = label("", "muted", copy=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(2)
        column.addWidget(label(name, "muted"))
        column.addWidget(self._figure)
        column.addWidget(self._told)

    def tell(self, figure: int, told: str, tone: str = "") -> None:
        """Show another figure."""
        self._figure.setText(str(figure))
        self._told.setText(told or " ")
        restyle(self._figure, "tone", tone)
        self.setAccessibleName(f"{self._name}：{figure}，{told}")

    def figure(self) -> str:
        """Return the figure shown."""
        return self._figure.text()


class StocktakeView(QWidget):
    """``refresh(subject)`` takes stock again. Signals: ``link_asked(kind, id)``."""

    link_asked = Signal(str, int)

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.ws, self.jobs, self.info = ws, jobs, info
        self.report: Stocktake | None = None
        self._subject: int | None = None
        self._job = 0
        self._export_job = 0
        self.tiles = {word: FigureTile(word) for word in ("备案", "算法", "产品", "主体", "问题")}
        self.gaps = GapList()
        self.gaps.link_asked.connect(self.link_asked)
        self.charts: list[ChartCard] = []
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("盘点的内容")
        self._title = label("", "muted", copy=True)
        self.again = button(
            "重新盘点", self._on_again, icon_name="redo", tip="按现在的台账重新盘点"
        )
        self.export = button(
            "导出 PDF（盘点报告）", self._on_export, kind="primary", icon_name="export",
            tip="把盘点报告存成可打印的 PDF",
        )  # fmt: skip
        self.archival = QCheckBox(ARCHIVAL_WORDS)
        self.archival.setToolTip(ARCHIVAL_TIP)
        self._waiting = EmptyState(
            "inventory", "正在盘点", "数据较多时需要几秒钟，可以在窗口上方取消。"
        )
        self._empty = EmptyState(
            "inventory",
            "还没有可以盘点的内容",
            "录入或导入备案、算法和产品后，这里列出各平台、类别、状态的数量，"
            "以及需要处理的问题：注销期限、重复备案、编号疑点、主体名称不一致等。",
        )
        self._cancelled = EmptyState("inventory", "盘点已取消", "随时可以重新开始。")
        self._cancelled.add_action("重新盘点", self._on_again, primary=True, icon_name="redo")
        self.stack = QStackedWidget()
        self._whole = self._filled()
        for widget in (self._waiting, self._empty, self._cancelled, self._whole):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        jobs.running_changed.connect(self._on_running)

    def _filled(self) -> QWidget:
        figures = QHBoxLayout()
        figures.setSpacing(10)
        for tile in self.tiles.values():
            figures.addWidget(tile, 1)
        head = QHBoxLayout()
        head.setSpacing(8)
        for word in ("问题", "分布图表", "检查范围"):
            self.tabs.addTab(word)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self._title)
        head.addWidget(self.again)
        head.addWidget(self.archival)
        head.addWidget(self.export)
        self._no_gaps = EmptyState(
            "check",
            "没有发现问题",
            "台账中的备案、算法和产品没有互相矛盾之处；没有检查的内容见“检查范围”。",
        )
        self._gap_stack = QStackedWidget()
        self._gap_stack.addWidget(self.gaps)
        self._gap_stack.addWidget(self._no_gaps)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 8)
        self._grid.setSpacing(10)
        self._no_charts = label("", "muted", wrap=True)
        limits = QWidget()
        self._limits = QVBoxLayout(limits)
        self._limits.setContentsMargins(4, 4, 8, 8)
        self._limits.setSpacing(8)
        self._part = QStackedWidget()
        for widget in (self._gap_stack, scrolled(inside), scrolled(limits)):
            self._part.addWidget(widget)
        self.tabs.currentChanged.connect(self._part.setCurrentIndex)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(figures)
        column.addLayout(head)
        column.addWidget(self._part, 1)
        return made

    # reading

    def refresh(self, subject: int | None) -> None:
        """Take stock of all subjects (None) or of one, off the GUI thread."""
        if self.report is None or subject != self._subject:
            self.stack.setCurrentWidget(self._waiting)
        self._subject = subject
        now, face = tokens(), QApplication.font()

        def look(progress: Progress) -> tuple[Stocktake, tuple[ChartImage, ...], str]:
            report = stocktake(self.ws, subject, progress)
            try:
                return report, chart_images(report, self.ws.fonts, now, face), ""
            except CannotPrintError as error:
                return report, (), str(error)

        self._job = self.jobs.read(
            look, self._show, key=("stocktake", id(self)), failed=self._tell, owner=self,
            title="正在盘点",
        )  # fmt: skip

    def _on_again(self) -> None:
        self.refresh(self._subject)

    def _on_running(self) -> None:
        """Say so when the officer has cancelled the first look; export again when one ended."""
        self.export.setEnabled(not self.jobs.under_way(self._export_job))
        waiting = self.stack.currentWidget() is self._waiting
        if waiting and self._job and not self.jobs.under_way(self._job):
            self.stack.setCurrentWidget(self._cancelled)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.report is not None:
            self._redraw(self.report)

    def _redraw(self, report: Stocktake) -> None:
        """Draw the charts in other colours; the figures stay."""
        now, face = tokens(), QApplication.font()
        self.jobs.read(
            lambda _progress: chart_images(report, self.ws.fonts, now, face),
            lambda images: self._show_charts(images, ""),
            key=("stocktake-charts", id(self)),
            failed=lambda _error: True,
            owner=self,
        )
        self.gaps.show_groups(report.groups)

    # showing

    def _show(self, found: tuple[Stocktake, tuple[ChartImage, ...], str]) -> None:
        report, images, why_none = found
        self.report = report
        self.stack.setCurrentWidget(self._empty if report.empty else self._whole)
        totals, pressing = report.totals, [g for g in report.groups if g.kind in URGENT]
        self.tiles["备案"].tell(totals.filings, f"未注销 {totals.alive}")
        self.tiles["算法"].tell(totals.algorithms, _roles(report))
        self.tiles["产品"].tell(totals.products, f"已停用 {totals.stopped_products}")
        self.tiles["主体"].tell(totals.organisations, "")
        told = "，".join(f"{g.kind.label} {g.count}" for g in pressing)
        tone = URGENT[pressing[0].kind] if pressing else ""
        self.tiles["问题"].tell(report.gap_count, told or f"{len(report.groups)} 种", tone)
        self._title.setText(f"{report.organisation} · {chinese_date(report.made_on)}")
        self.tabs.setTabText(GAPS, f"问题 {report.gap_count}")
        self._gap_stack.setCurrentWidget(self.gaps if report.groups else self._no_gaps)
        self.gaps.show_groups(report.groups)
        self._show_charts(images, why_none)
        _clear(self._limits)
        for told in report.unchecked:
            self._limits.addWidget(label(f"· {told}", wrap=True, copy=True))
        self._limits.addStretch(1)

    def _show_charts(self, images: tuple[ChartImage, ...], why_none: str) -> None:
        _clear(self._grid)
        self.charts = [ChartCard(image) for image in images]
        for place, card in enumerate(self.charts):
            self._grid.addWidget(card, place // 2, place % 2)
        if why_none:
            self._grid.addWidget(label(why_none, "muted", wrap=True), 0, 0)
        for column in range(2):
            self._grid.setColumnStretch(column, 1)
        self._grid.setRowStretch(len(images) // 2 + 1, 1)

    def _tell(self, error: QingBeiError) -> bool:
        self.stack.setCurrentWidget(self._cancelled if self.report is None else self._whole)
        self.info.tell_error(error)
        return True

    # the report

    def _on_export(self) -> None:
        if self.report is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, "导出盘点报告", file_name(self.report), "PDF 文件 (*.pdf)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, target: Path) -> None:
        """Write the report that is shown to ``target``."""
        report, archival = self.report, self.archival.isChecked()
        if report is None:
            return
        self.info.dismiss()
        self.export.setEnabled(False)

        def done(path: Path) -> None:
            tell_written(self.info, told_written(path, archival=archival), path)

        self._export_job = self.jobs.change(
            "导出盘点报告",
            lambda progress: export_stocktake(self.ws, report, target, progress, archival=archival),
            done,
            self._tell_export,
            owner=self,
            quiet=True,
        )

    def _tell_export(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True


def _roles(report: Stocktake) -> str:
    return "，".join(f"{item.label} {item.count}" for item in report.by_role)


def _clear(layout: QVBoxLayout | QGridLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
