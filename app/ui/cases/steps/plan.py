"""办理方案: three plans side by side, the submissions of the chosen one with their reasons."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.model.kinds import SubmissionMode
from app.progress import Progress
from app.rules.findings import Finding
from app.rules.planner import ClassKey, Plan, PlanStyle
from app.services.cases import CaseView
from app.services.planning import PlanView, accept_plan, plan_view, switch_plan
from app.services.workspace import Workspace
from app.ui.cases.plan_cards import ClassCard, LeftOutCard, grouped_by_class
from app.ui.cases.plan_columns import PlanColumns
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import (
    EmptyState,
    FindingsList,
    InfoBar,
    LineField,
    SectionTitle,
    button,
    label,
    scrolled,
)


class PlanStep(Step):
    """Computes the plans off the GUI thread; the officer chooses, changes and accepts one."""

    key = "plan"
    title = "办理方案：批量还是单个"
    hint = "每项安排都写明理由、来源和把握程度；平台能否批量不清楚的，按单个安排。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.columns = PlanColumns()
        self.columns.chosen.connect(self._on_chosen)
        self.findings = FindingsList()
        self.findings.activated.connect(self._on_finding)
        self.reason = LineField("采用的理由（选填，记入办理记录）", 500)
        self.accept = button("采用这个方案", self._on_accept, kind="primary", icon_name="check")
        self._state = label("", "muted", wrap=True)
        self.cards: list[ClassCard] = []
        self.left_out: list[LeftOutCard] = []
        self._view: PlanView | None = None
        self._style = PlanStyle.RECOMMENDED
        self._changed: dict[PlanStyle, Plan] = {}
        self._findings: tuple[Finding, ...] = ()
        self._input: object = None
        self._empty = EmptyState("case", "先选择备案", "选择备案后，这里会列出三种方案。")
        self._empty.add_action("去选择备案", lambda: self.place.go("filings"), primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.accept)
        self._body = QWidget()
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 12, 8)
        self._list.setSpacing(8)
        self._list.addWidget(self.findings)
        self._heading = SectionTitle("这个方案的提交")
        self._list.addWidget(self._heading)
        self._cards_at = self._list.count()
        self._list.addStretch(1)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.columns)
        body.addWidget(self._state)
        body.addWidget(scrolled(inside), 1)
        body.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)
        self._empty.hide()

    # showing

    def load(self, case: CaseView) -> None:
        """Plan the case as it stands; a choice under way is kept while its input is the same."""
        has = bool(case.filings)
        self._body.setVisible(has)
        self._empty.setVisible(not has)
        if not has:
            return
        taken = (case.filings, case.facts, case.plan_accepted_at)
        if taken != self._input:
            self._input = taken
            self._changed, self._findings = {}, ()

        def look(_progress: Progress) -> PlanView:
            return plan_view(self.ws, self.case_id)

        self.jobs.read(
            look,
            self._show,
            key=("plan", self.case_id),
            failed=self._tell,
            owner=self,
            title="正在比较方案",
        )

    def _show(self, view: PlanView) -> None:
        self._view = view
        plans = {style: self._plan(style) for style in PlanStyle}
        self.columns.show_plans(plans, self._style)
        self._show_state(view)
        self._show_cards()

    def _plan(self, style: PlanStyle) -> Plan:
        assert self._view is not None
        choices = self._view.choices
        shipped = {
            PlanStyle.BATCH: choices.batch,
            PlanStyle.SINGLE: choices.single,
            PlanStyle.RECOMMENDED: choices.recommended,
        }[style]
        return self._changed.get(style, shipped)

    def _show_state(self, view: PlanView) -> None:
        told = []
        if view.kept:
            told.append(f"已交出的 {len(view.kept)} 次提交保持不变，只重新安排其余备案。")
        if view.accepted:
            told.append(
                "已采用的方案与现在的范围或事实不一致，请重新采用。"
                if view.stale
                else "已采用方案；可以改选后重新采用，已附的材料和已填的内容会保留。"
            )
        self._state.setText("".join(told))
        self._state.setVisible(bool(told))

    def _show_cards(self) -> None:
        assert self._view is not None
        for old in (*self.cards, *self.left_out):
            self._list.removeWidget(old)
            old.deleteLater()
        plan = self._plan(self._style)
        self.findings.show_findings(self._findings)
        self.cards = []
        for place, group in enumerate(grouped_by_class(plan)):
            card = ClassCard(group, self._view.filings, self.ws.catalogue)
            card.switch_asked.connect(self._on_switch)
            self.cards.append(card)
            self._list.insertWidget(self._cards_at + place, card)
        self.left_out = [LeftOutCard(item, self._view.filings) for item in plan.left_out]
        for place, left in enumerate(self.left_out, start=self._cards_at + len(self.cards)):
            self._list.insertWidget(place, left)
        count = len(plan.submissions)
        more = f"，{len(plan.left_out)} 个备案不需要提交" if plan.left_out else ""
        self._heading.set_text(f"“{self._style.label}”方案的提交", f"共 {count} 次{more}")
        self.accept.setText("采用这个方案" if not self._view.accepted else "改用这个方案")
        self.accept.setEnabled(bool(plan.submissions))

    # choosing

    def _on_chosen(self, style: PlanStyle) -> None:
        self._style, self._findings = style, ()
        if self._view is not None:
            self._show_cards()

    def _on_switch(self, key: ClassKey, mode: SubmissionMode) -> None:
        plan, style = self._plan(self._style), self._style

        def work(_progress: Progress) -> tuple[Plan, tuple[Finding, ...]]:
            return switch_plan(self.ws, plan, key, mode)

        def done(made: tuple[Plan, tuple[Finding, ...]]) -> None:
            self.info.dismiss()
            self._changed[style], self._findings = made
            if self._view is not None:
                self._show(self._view)

        self.jobs.read(work, done, key=("switch", self.case_id), failed=self._tell, owner=self)

    def _on_accept(self) -> None:
        plan = self._plan(self._style)
        name = self._style.label + ("（有调整）" if self._style in self._changed else "")
        self.info.dismiss()
        self.jobs.change(
            "采用方案",
            lambda _progress: accept_plan(self.ws, self.case_id, plan, name, self.reason.value()),
            self._on_accepted,
            self._tell,
            owner=self,
        )

    def _on_accepted(self, count: int) -> None:
        self.info.tell(
            f"已采用方案，共 {count} 次提交。",
            "success",
            action="去准备材料",
            on_action=lambda: self.place.go("materials"),
        )

    def _on_finding(self, finding: Finding) -> None:
        self.place.on_finding(finding)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Give the focus to the choice."""
        self.columns.focus_chosen()
