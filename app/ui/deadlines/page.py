"""期限与问询: all that is due, the nearest day first; Enter leads to where it is recorded."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.results import Changes
from app.services.shared_papers import PaperView, papers_due
from app.services.workspace import Workspace
from app.ui.deadlines.rows import ESTIMATED, DueLine, due_lines
from app.ui.deadlines.words import days_tone, days_words, due_words
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page
from app.ui.widgets import Chip, Column, EmptyState, RowsModel, TableView, button, label
from app.ui.widgets.basics import CERTAINTY_TONES


def _columns() -> list[Column[DueLine]]:
    return [
        Column(
            "left",
            "剩余时间",
            130,
            lambda line: days_words(line.row.days_left) or "等待中",
            order=lambda line: line.row.days_left,
            chip=lambda line: days_tone(line.row.days_left),
        ),
        Column(
            "due",
            "最后一日",
            126,
            lambda line: due_words(line.row),
            tip=lambda line: ESTIMATED if line.row.estimated else due_words(line.row),
            order=lambda line: line.row.due_on,
        ),
        Column(
            "certainty",
            "依据",
            66,
            lambda line: line.certainty.label if line.certainty else "—",
            chip=lambda line: CERTAINTY_TONES[line.certainty] if line.certainty else "",
        ),
        Column("what", "事项", 116, lambda line: line.row.what),
        Column("platform", "平台", 90, lambda line: line.row.submission.platform_name),
        Column(
            "submission",
            "提交",
            200,
            lambda line: line.row.submission.label.partition(" · ")[2],
            tip=lambda line: line.row.submission.label,
        ),
        Column("case", "注销项目", 116, lambda line: line.row.case_title),
        Column("organisation", "主体", 176, lambda line: line.row.submission.organisation_name),
        Column(
            "source",
            "出处",
            158,
            lambda line: line.source,
            tip=lambda line: "\n".join(text for text in (line.source, line.starts) if text),
        ),
    ]


class DeadlinesPage(Page):
    """Shows the open submissions and inquiries with the day by which something is due."""

    key = "deadlines"
    title = "期限与问询"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self._paper_id = 0
        self.model = RowsModel(_columns())
        self.table = TableView(self.model, "deadlines")
        self.table.restore_columns(window.settings)
        self.table.opened.connect(self.on_opened)
        self.table.current_changed.connect(self._tell_basis)
        self._empty = EmptyState(
            "deadline",
            "目前没有要盯的期限",
            "采用办理方案后，每次提交的最后一日、平台的问询和待办结的提交都列在这里。",
        )
        self._empty.add_action(
            "去注销办理", lambda: self.navigate("cases"), primary=True, icon_name="case"
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table_side())
        self._stack.addWidget(self._empty)
        self.column.addWidget(self._stack, 1)
        window.subject_changed.connect(lambda _id: self.refresh(None))

    def _table_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        self._overdue = Chip()
        self._near = Chip()
        self._count = label("", "muted")
        for widget in (self._count, self._overdue, self._near):
            head.addWidget(widget)
        head.addStretch(1)
        self.papers = button(
            "",
            lambda: self.navigate("inventory", view="papers", paper_id=self._paper_id),
            kind="link",
            tip="打开共用材料：证照的有效期",
        )
        self.papers.hide()
        head.addWidget(self.papers)
        self._open = button(
            "打开跟踪", self._open_current, icon_name="open", tip="打开所选期限的跟踪步骤（回车）"
        )
        head.addWidget(self._open)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self._basis = label("", "muted", wrap=True, copy=True)
        column.addWidget(self._basis)
        return side

    def refresh(self, changes: Changes | None) -> None:
        """Ask again what is due."""
        chosen = self.window_.subject.value()

        def look(_progress: Progress) -> tuple[list[DueLine], list[PaperView]]:
            return due_lines(self.ws, chosen), papers_due(self.ws, chosen)

        self.jobs.read(
            look, lambda found: self._show(*found), key="deadlines", failed=self.tell_error,
            owner=self,
        )  # fmt: skip

    def _show(self, lines: list[DueLine], papers: list[PaperView]) -> None:
        self._paper_id = papers[0].id if papers else 0
        self.papers.setText(f"{len(papers)} 份共用材料已过期或即将到期")
        self.papers.setVisible(bool(papers))
        self.table.refill(lines, lambda line: line.key)
        self._stack.setCurrentIndex(0 if lines else 1)
        days = [line.row.days_left for line in lines if line.row.days_left is not None]
        overdue = sum(left < 0 for left in days)
        near = sum(0 <= left <= 5 for left in days)
        self._count.setText(f"共 {len(lines)} 项，其中 {len(days)} 项有固定日期")
        self._overdue.set(f"已逾期 {overdue} 项" if overdue else "", "danger")
        self._near.set(f"5 个工作日内 {near} 项" if near else "", "warning")
        self._open.setEnabled(bool(lines))
        if lines and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _tell_basis(self, line: DueLine | None) -> None:
        if line is None:
            self._basis.setText("")
            return
        parts = [f"依据：{line.source}"]
        if line.certainty is not None:
            parts.append(f"（{line.certainty.label}）")
        if line.starts:
            parts.append(f"　{line.starts}")
        if line.row.estimated:
            parts.append(f"　{ESTIMATED}")
        self._basis.setText("".join(parts))

    def _open_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.on_opened(self.model.row(index))

    def on_opened(self, line: DueLine) -> None:
        """Go to the step in which what happens to the submission is recorded."""
        self.navigate(
            "cases",
            case_id=line.row.case_id,
            step="track",
            submission_id=line.row.submission.id,
        )

    def leave(self) -> None:
        """Keep the columns."""
        self.table.save_columns(self.window_.settings)
