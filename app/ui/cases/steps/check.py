"""检查: everything that is missing or contradicts; each finding leads to its field."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.rules.findings import Finding, Severity, grouped
from app.services.cases import CaseView
from app.services.checks import check_case
from app.services.workspace import Workspace
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import (
    Chip,
    FindingsList,
    InfoBar,
    Picture,
    SectionTitle,
    button,
    label,
    scrolled,
)


class CheckStep(Step):
    """What must be handled first, what is worth a look below."""

    key = "check"
    title = "检查"
    hint = "必须处理的问题没有解决前，只能导出草稿。单击或按回车，直接到要处理的位置。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.blocking, self.warnings = FindingsList(), FindingsList()
        self._must, self._may = SectionTitle("必须处理"), SectionTitle("请留意")
        self._count, self._more = Chip(), Chip()
        self._good = QWidget()
        good = QHBoxLayout(self._good)
        good.setContentsMargins(0, 8, 0, 8)
        good.addWidget(Picture("check", 28, "success"))
        good.addWidget(label("没有必须处理的问题，可以导出正式的材料册。", "heading"))
        good.addStretch(1)
        self._export = button("去导出打印", lambda: self.place.go("export"), kind="primary")
        good.addWidget(self._export)
        for shown in (self.blocking, self.warnings):
            shown.activated.connect(self._on_finding)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 8)
        column.setSpacing(8)
        for widget in (self._good, self._must, self.blocking, self._may, self.warnings):
            column.addWidget(widget)
        column.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(self._count)
        head.addWidget(self._more)
        head.addStretch(1)
        head.addWidget(button("重新检查", self._ask, icon_name="check", shortcut="F5"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.info)
        whole.addLayout(head)
        whole.addWidget(scrolled(inside), 1)

    def load(self, case: CaseView) -> None:
        """Check the case again."""
        self._ask()

    def _ask(self) -> None:
        def look(_progress: Progress) -> tuple[Finding, ...]:
            return check_case(self.ws, self.case_id)

        self.jobs.read(look, self._show, key=("check", self.case_id), failed=self._tell, owner=self)

    def _show(self, findings: tuple[Finding, ...]) -> None:
        must = [f for f in findings if f.severity is Severity.BLOCKING]
        may = [f for f in findings if f.severity is not Severity.BLOCKING]
        self.blocking.show_findings(must)
        self.warnings.show_findings(may)
        self._must.setVisible(bool(must))
        self._may.setVisible(bool(may))
        self._good.setVisible(not must)
        self._count.set(_counted("必须处理", must), "danger" if must else "success")
        self._more.set(_counted("请留意", may) if may else "", "warning")

    def _on_finding(self, finding: Finding) -> None:
        self.place.on_finding(finding)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Give the focus to the first finding."""
        for shown in (self.blocking, self.warnings):
            if shown.cards:
                shown.cards[0].setFocus()
                return


def _counted(told: str, findings: list[Finding]) -> str:
    groups = len(grouped(findings))
    places = f"，共 {len(findings)} 处" if len(findings) > groups else ""
    return f"{told} {groups} 项{places}"
