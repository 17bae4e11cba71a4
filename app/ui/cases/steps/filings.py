"""选择备案: which filings end together, taken from the inventory and given back to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.model.kinds import FilingStatus
from app.progress import Progress
from app.services.case_changes import set_filings
from app.services.cases import CaseView
from app.services.filing_reading import filing_rows
from app.services.filings import FilingRow
from app.services.inventory_table import TableQuery, filing_ids
from app.services.workspace import Workspace
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import (
    Column,
    InfoBar,
    LineField,
    RowsModel,
    SectionTitle,
    TableView,
    button,
    label,
)

TONES = {
    FilingStatus.ACTIVE: "success",
    FilingStatus.CANCELLING: "accent",
    FilingStatus.CANCELLED: "neutral",
    FilingStatus.REVOKED: "neutral",
}


def _columns() -> list[Column[FilingRow]]:
    return [
        Column("title", "名称", 190, lambda row: row.title),
        Column("number", "备案编号", 240, lambda row: row.number),
        Column("platform", "平台", 90, lambda row: row.platform_name),
        Column("organisation", "主体", 170, lambda row: row.organisation_name),
        Column(
            "status",
            "状态",
            80,
            lambda row: row.status.label,
            chip=lambda row: TONES[row.status],
        ),
        Column("products", "应用产品", 200, lambda row: row.products_text or "—"),
    ]


MOST_OFFERED = 500
"""More rows than this nobody reads through; the filter narrows them."""


class FilingsStep(Step):
    """Two tables: what the case takes in, and what the inventory still offers."""

    key = "filings"
    title = "选择备案"
    hint = "把一起终止的备案放进来；不同平台、不同主体的可以放在同一个项目里，方案会分开安排。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.taken = TableView(RowsModel(_columns()), "case-filings")
        self.offered = TableView(RowsModel(_columns()), "offered-filings")
        self.filter = LineField("筛选：名称、编号、主体、产品")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._look())
        self.stopped = QCheckBox("只看产品已停用的")
        self.stopped.toggled.connect(lambda _on: self._look())
        self.add = button(
            "加入所选", self._on_add, kind="primary", icon_name="add", tip="加入所选的备案（回车）"
        )
        self.remove = button(
            "移出所选", self._on_remove, icon_name="close", tip="移出所选的备案（Del）"
        )
        self.offered.opened.connect(lambda _row: self._on_add())
        self.taken.delete_asked.connect(self._on_remove)
        self._taken_title = SectionTitle("本项目的备案")
        self._offered_title = SectionTitle("台账中可加入的备案")
        self._case: CaseView | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        top, bottom = QWidget(), QWidget()
        upper, lower = QVBoxLayout(top), QVBoxLayout(bottom)
        for column in (upper, lower):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._taken_title, 1)
        head.addWidget(self.remove)
        upper.addLayout(head)
        upper.addWidget(self.taken, 1)
        head = QHBoxLayout()
        head.addWidget(self._offered_title, 1)
        head.addWidget(self.add)
        tools = QHBoxLayout()
        tools.addWidget(self.filter, 1)
        tools.addWidget(self.stopped)
        tools.addWidget(
            button("到台账新建或导入", lambda: self.place.leave_to("inventory"), kind="link")
        )
        lower.addLayout(head)
        lower.addLayout(tools)
        lower.addWidget(self.offered, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(bottom)
        split.addWidget(top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.info)
        column.addWidget(split, 1)
        self._note = label("", "muted", wrap=True)
        column.addWidget(self._note)
        self.setTabOrder(self.filter, self.offered)

    def load(self, case: CaseView) -> None:
        """Show the case's filings and ask what else there is."""
        self._case = case
        self.taken.refill(case.filings, lambda row: row.id)
        count = len(case.filings)
        self._taken_title.set_text("本项目的备案", f"{count} 个" if count else "还没有，从上表加入")
        self.remove.setEnabled(bool(count))
        self._note.setText(_told(case))
        self._look()

    def _look(self) -> None:
        """Ask what else there is, as far as it fits the filter."""
        if self._case is None:
            return
        mine = {row.id for row in self._case.filings}
        marks = ("alive", "ending") if self.stopped.isChecked() else ("alive",)
        query = TableQuery(text=self.filter.value(), marks=marks)

        def look(_progress: Progress) -> tuple[Sequence[FilingRow], int]:
            ids = [id for id in filing_ids(self.ws, query) if id not in mine]
            return filing_rows(self.ws, ids[:MOST_OFFERED]), len(ids)

        self.jobs.read(look, self._show_offered, key=("offered", self.case_id), owner=self)

    def _show_offered(self, found: tuple[Sequence[FilingRow], int]) -> None:
        rows, count = found
        self.offered.refill(rows, lambda row: row.id)
        told = f"{count} 个"
        if count > len(rows):
            told += f"，列出前 {len(rows)} 个；请用筛选缩小范围"
        self._offered_title.set_text("台账中可加入的备案", told)
        self.add.setEnabled(bool(rows))

    def _on_add(self) -> None:
        assert self._case is not None
        chosen = [row.id for row in self.offered.chosen()]
        if chosen:
            self._set([row.id for row in self._case.filings] + chosen, f"加入 {len(chosen)} 个备案")
        else:
            self.info.tell("请先在“可加入的备案”中选择，按住 Ctrl 或 Shift 可以多选。", "info")

    def _on_remove(self) -> None:
        assert self._case is not None
        gone = {row.id for row in self.taken.chosen()}
        if gone:
            kept = [row.id for row in self._case.filings if row.id not in gone]
            self._set(kept, f"移出 {len(gone)} 个备案")

    def _set(self, ids: list[int], told: str) -> None:
        self.info.dismiss()
        self.jobs.change(
            told,
            lambda _progress: set_filings(self.ws, self.case_id, tuple(ids)),
            failed=self._tell,
            owner=self,
        )

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Give the focus to what may be added."""
        self.filter.setFocus()


def _told(case: CaseView) -> str:
    platforms = sorted({row.platform_name for row in case.filings})
    subjects = {row.organisation_id for row in case.filings}
    if not case.filings:
        return ""
    return f"涉及 {len(subjects)} 个主体、{len(platforms)} 个平台：{'、'.join(platforms)}。"
