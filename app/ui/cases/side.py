"""What is always needed beside a step: the deadline, how far all is, the findings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.kinds import SUBMISSION_OVER, SubmissionState
from app.rules.findings import grouped
from app.services.cases import SubmissionView
from app.services.dates import chinese_date
from app.ui.cases.board_data import BoardData
from app.ui.cases.progress_list import ProgressList
from app.ui.deadlines.words import days_tone, days_words
from app.ui.widgets import Chip, FindingsList, SectionTitle, label, scrolled

WIDTH = 264
MOST = 12


class SidePane(QWidget):
    """Shows the nearest deadline, the progress, and findings that lead to their fields.

    Signals: ``submission_asked(id)``, ``finding_chosen(Finding)``.
    """

    submission_asked = Signal(int)
    finding_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.days = Chip()
        self._due = label("", wrap=True)
        self._basis = label("", "muted", wrap=True)
        self.progress = ProgressList()
        self.progress.asked.connect(self.submission_asked)
        self._count = label("", "muted", wrap=True)
        self.findings = FindingsList(brief=True, most=MOST)
        self.findings.activated.connect(self.finding_chosen)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 4, 8, 8)
        column.setSpacing(6)
        column.addWidget(SectionTitle("期限"))
        for widget in (self.days, self._due, self._basis):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(SectionTitle("材料进度"))
        column.addWidget(self.progress)
        column.addSpacing(8)
        column.addWidget(SectionTitle("检查发现"))
        column.addWidget(self._count)
        column.addWidget(self.findings)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))

    def show_board(self, data: BoardData) -> None:
        """Show another case, or the same one changed."""
        self._show_deadline(data)
        self.progress.show_progress(data.progress.count, data.progress.submissions)
        self.findings.show_findings(data.findings)
        blocking = len(grouped(data.blocking))
        told = f"{blocking} 项必须处理" if blocking else "没有必须处理的问题"
        more = self.findings.left_out
        self._count.setText(told + (f"，另有 {more} 项见“检查”" if more else ""))

    def _show_deadline(self, data: BoardData) -> None:
        waiting = (SubmissionState.PREPARING, SubmissionState.RETURNED)
        due = [s for s in data.case.submissions if s.due_on and s.state in waiting]
        nearest = min(due, key=lambda s: (s.due_on, s.id), default=None)
        if nearest is None:
            self.days.set("", "neutral")
            self._due.setText(_without_day(data))
            self._basis.setText("")
            return
        self.days.set(days_words(nearest.days_left), days_tone(nearest.days_left))
        self._due.setText(f"{_day(nearest)}前提交“{nearest.platform_name}”的申请")
        told = f"自终止日期 {chinese_date(data.case.facts.ended_on)} 的次日起按工作日计算"
        if nearest.due_estimated:
            told += "；该年放假安排尚未公布，为估算日期"
        self._basis.setText(told)


def _day(item: SubmissionView) -> str:
    return chinese_date(item.due_on) + ("（估算）" if item.due_estimated else "")


def _without_day(data: BoardData) -> str:
    if data.case.submissions and not data.case.live:
        return "退回的提交要重新安排，请采用新的办理方案。"
    if not data.planned:
        return "填写终止日期并采用方案后，在这里显示最后一日。"
    if all(item.state in SUBMISSION_OVER for item in data.case.submissions):
        return "全部办结。"
    if any(item.due_on for item in data.case.submissions):
        return "申请均已提交，等待平台办理。"
    return "这些平台没有查到公开的期限规定，请尽早办理。"
