"""All cases in a table: what each is about, how far it is, and what is due first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.cases import CaseSummary
from app.services.dates import chinese_date
from app.ui.cases.board_data import STEP_TITLES
from app.ui.deadlines.words import days_tone, days_words
from app.ui.widgets import Column, EmptyState, RowsModel, TableView, button, label


def _due(row: CaseSummary) -> str:
    if row.due_on is None:
        return "—"
    return chinese_date(row.due_on) + ("（估算）" if row.due_estimated else "")


def _progress(row: CaseSummary) -> str:
    if not row.submission_count:
        return "尚未采用方案"
    return f"{row.closed_count}/{row.submission_count} 次提交已办结"


def _materials(row: CaseSummary) -> str:
    count = row.materials
    return f"{count.ready} / {count.asked} 项" if count and count.asked else "—"


def _share(row: CaseSummary) -> float | None:
    count = row.materials
    return count.ready / count.asked if count and count.asked else None


COLUMNS: list[Column[CaseSummary]] = [
    Column("title", "注销项目", 180, lambda row: row.title),
    Column("organisations", "主体", 170, lambda row: row.organisations or "—"),
    Column(
        "filings",
        "备案数",
        70,
        lambda row: str(row.filing_count),
        order=lambda row: row.filing_count,
        right=True,
    ),
    Column("step", "停在", 90, lambda row: STEP_TITLES.get(row.step, "")),
    Column("progress", "进度", 130, _progress, order=lambda row: row.closed_count),
    Column("materials", "材料就绪", 90, _materials, order=_share),
    Column(
        "ended",
        "终止日期",
        120,
        lambda row: chinese_date(row.ended_on) or "—",
        order=lambda row: row.ended_on,
    ),
    Column("due", "最近期限", 160, _due, order=lambda row: row.due_on),
    Column(
        "left",
        "剩余时间",
        140,
        lambda row: days_words(row.days_left) or "—",
        order=lambda row: row.days_left,
        chip=lambda row: days_tone(row.days_left) if row.days_left is not None else "",
    ),
]


class CaseList(QWidget):
    """The table with its toolbar, or what stands there before the first case."""

    opened = Signal(int)
    new_asked = Signal()
    delete_asked = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.model = RowsModel(COLUMNS)
        self.table = TableView(self.model, "cases")
        self.table.opened.connect(lambda row: self.opened.emit(row.id))
        self.table.delete_asked.connect(self._on_delete)
        self._count = label("", "muted")
        self._empty = EmptyState(
            "case",
            "还没有注销项目",
            "一个项目收拢一起终止的备案：选备案、填事实、定方案、备材料、导出材料册，一直跟踪到办结。",
        )
        self._empty.add_action("新建注销项目", self.new_asked.emit, primary=True, icon_name="add")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._filled())
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _filled(self) -> QWidget:
        side = QWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        self.new = button(
            "新建项目", self.new_asked.emit, kind="primary", icon_name="add", shortcut="Ctrl+N"
        )
        head.addWidget(self.new)
        head.addWidget(button("打开", self._on_open, icon_name="open", tip="打开所选项目（回车）"))
        head.addWidget(
            button("删除", self._on_delete, icon_name="delete", tip="删除所选项目（Del），可撤销")
        )
        head.addStretch(1)
        head.addWidget(self._count)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        return side

    def show_cases(self, rows: Sequence[CaseSummary]) -> None:
        """Show other cases."""
        self.table.refill(rows, lambda row: row.id)
        self._count.setText(f"共 {len(rows)} 个项目")
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _on_open(self) -> None:
        chosen = self.table.chosen()
        if chosen:
            self.opened.emit(chosen[0].id)

    def _on_delete(self) -> None:
        chosen = [row.id for row in self.table.chosen()]
        if chosen:
            self.delete_asked.emit(chosen)
