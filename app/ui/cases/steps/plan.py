"""办理方案: three plans side by side, the submissions of the chosen one, and why each is so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.model.kinds import TrackKind
from app.progress import Progress
from app.rules.findings import Finding
from app.rules.planner import (
    Moved,
    Plan,
    PlanStyle,
    Weights,
    replan,
)
from app.services.cases import CaseView
from app.services.filings import FilingRow
from app.services.plan_choice import PlanChoice, save_choice
from app.services.plan_estimates import reset_estimates, save_general, save_prior
from app.services.plan_memo import PlanMemo
from app.services.planning import PlanView, accept_plan, plan_view
from app.services.tracking import record_step
from app.services.workspace import Workspace
from app.ui.cases.plan_by_hand import PlanByHand
from app.ui.cases.plan_columns import ORDER, PlanColumns
from app.ui.cases.plan_memo import MemoMenu
from app.ui.cases.plan_returned import ReturnedBar
from app.ui.cases.plan_sliders import PlanSliders
from app.ui.cases.plan_tabs import PlanTabs
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, FindingsList, InfoBar, LineField, button, label, scrolled

OFF_THREAD = 400
"""With more filings than this, a slider step is planned off the GUI thread."""


class PlanStep(Step):
    """Computes the plans off the GUI thread; the officer weighs, moves and accepts one."""

    key = "plan"
    title = "办理方案：批量还是单个"
    hint = "每项安排都写明理由、来源和把握程度；平台能否批量不清楚的，按单个安排。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.columns = PlanColumns()
        self.columns.chosen.connect(self._on_style)
        self.sliders = PlanSliders()
        self.sliders.moved.connect(self._on_slider)
        self.sliders.settled.connect(self._on_weights)
        self.returned = ReturnedBar()
        self.returned.replan_asked.connect(self._on_replan)
        self.findings = FindingsList(brief=True)
        self.findings.activated.connect(self._on_finding)
        self.by_hand = PlanByHand(
            ws, self, self.plan, self._filings, take=self._take, mark=self._mark
        )
        self.tabs = PlanTabs(ws, jobs, case_id, self.by_hand.judge)
        self.tabs.failed.connect(self._tell)
        self.tree, self.why = self.tabs.tree, self.tabs.why
        self.by_hand.follow(self.tabs)
        self.reason = LineField("采用的理由（选填，与方案一起保存）", 500)
        self.accept = button("采用这个方案", self._on_accept, kind="primary", icon_name="check")
        self.back = button("恢复推荐", self._on_back, icon_name="undo", tip="放弃自己的调整和权重")
        self.memo = button("方案说明…", self._on_memo, icon_name="print", tip="一至两页 PDF")
        self._state = label("", "muted", wrap=True)
        self._view: PlanView | None = None
        self._style = PlanStyle.RECOMMENDED
        self._plans: dict[PlanStyle, Plan] = {}
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(0)
        self._frame.timeout.connect(self._weigh)
        self._empty = EmptyState("case", "先选择备案", "选择备案后，这里会列出三种方案。")
        self._empty.add_action("去选择备案", lambda: self.place.go("filings"), primary=True)
        self._wire()
        self._lay_out()

    def _wire(self) -> None:
        view, ws = self.tabs.estimates, self.ws
        view.general_changed.connect(
            lambda general: self._change("修改估算依据", partial(save_general, ws, general))
        )
        view.prior_changed.connect(
            lambda key, prior: self._change("修改估算依据", partial(save_prior, ws, key, prior))
        )
        view.reset_asked.connect(lambda: self._change("恢复估算", partial(reset_estimates, ws)))
        view.efforts_asked.connect(lambda key: self.place.leave_to("platforms", platform=key))
        self.tabs.records.rules_asked.connect(
            lambda key, version: self.place.leave_to("platforms", platform=key, version=version)
        )
        self.tabs.likeness.corrected.connect(self._on_corrected)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.memo)
        foot.addWidget(self.back)
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.accept)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        for widget in (self.columns, self.sliders, self._state, self.returned):
            column.addWidget(widget)
        column.addWidget(self.findings)
        column.addWidget(self.tabs, 1)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
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
        """Plan the case as it stands."""
        has = bool(case.filings)
        self._body.setVisible(has)
        self._empty.setVisible(not has)
        if not has:
            return

        def look(_progress: Progress) -> PlanView:
            return plan_view(self.ws, self.case_id)

        self.jobs.read(
            look, self._show, key=("plan", self.case_id), failed=self._tell, owner=self,
            title="正在比较方案",
        )  # fmt: skip

    def settle(self) -> None:
        """Keep weights that still stand under the hand."""
        self.sliders.flush()

    def _show(self, view: PlanView) -> None:
        first = self._view is None
        self._view = view
        if first or view.choice.fixed:
            self._style = view.choice.style
        self._plans = {style: view.of(style) for style in PlanStyle}
        self.sliders.set_value(view.choice.weights)
        self._show_state(view)
        self.returned.show_returned(view.returned)
        self._draw()

    def plan(self) -> Plan:
        """Return the plan that is shown."""
        return self._plans[self._style]

    def _filings(self) -> Mapping[int, FilingRow]:
        return self._view.filings if self._view is not None else {}

    def _draw(self) -> None:
        assert self._view is not None
        plan = self.plan()
        self.columns.show_plans(self._plans, self._style)
        count, left = len(plan.submissions), len(plan.left_out)
        more = f"，{left} 个备案不需要提交" if left else ""
        own = "（有调整）" if plan.fixed else ""
        self.tabs.heading.setText(f"“{self._style.label}”{own}：{count} 次提交{more}")
        changed = bool(self._view.choice.fixed) or not self._view.choice.weights.as_estimated
        self.back.setEnabled(changed or self._style is not PlanStyle.RECOMMENDED)
        self.accept.setText("改用这个方案" if self._view.accepted else "采用这个方案")
        self.accept.setEnabled(bool(plan.submissions))
        self._show_tab()

    def _show_tab(self) -> None:
        if self._view is not None:
            self.tabs.show_plans(self._view, self._plans, self._style)

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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._view is not None:
            self._show_tab()

    # weighing

    def _on_slider(self) -> None:
        self._frame.start()

    def _weigh(self) -> None:
        """Plan again by the weights under the hand; only the recommended plan depends on them."""
        if self._view is None:
            return
        weights, plan = self.sliders.value(), self._plans[PlanStyle.RECOMMENDED]
        if len(plan.filings) <= OFF_THREAD:
            self._weighed(self._replan(plan, weights))
            return
        self.jobs.read(
            lambda _progress: self._replan(plan, weights), self._weighed,
            key=("weigh", self.case_id), failed=self._tell, owner=self,
        )  # fmt: skip

    def _replan(self, plan: Plan, weights: Weights) -> Plan:
        settings = replace(plan.settings, weights=weights)
        return replan(plan, self.ws.catalogue, self.ws.calendar, settings=settings)

    def _weighed(self, plan: Plan) -> None:
        self._plans[PlanStyle.RECOMMENDED] = plan
        self._draw()

    def _on_weights(self) -> None:
        weights = self.sliders.value()
        told = f"调整权重：工时 {weights.hours:g}，风险 {weights.risk:g}，紧迫 {weights.urgency:g}"
        self._keep(told, weights=weights)

    # choosing and changing

    def _choice(self, **changes: object) -> PlanChoice:
        assert self._view is not None
        return replace(self._view.choice, **changes)  # type: ignore[arg-type]

    def _keep(self, told: str, **changes: object) -> None:
        choice = self._choice(**changes)
        self._change(told, lambda: save_choice(self.ws, self.case_id, choice, told))

    def _change(self, title: str, work: Callable[[], object]) -> None:
        self.info.dismiss()
        self.jobs.change(
            title,
            lambda _progress: work(),  # type: ignore[arg-type,return-value]
            failed=self._tell,
            owner=self,
            quiet=True,
        )

    def _on_style(self, style: PlanStyle) -> None:
        self._style = style
        self.findings.show_findings(())
        if self._view is not None:
            self._draw()

    def _take(self, made: Moved, told: str) -> None:
        """Keep what an edit made, or say which rule forbids it."""
        if made.refused:
            self.info.tell(made.refused, "danger")
            return
        self.findings.show_findings(made.findings)
        self._keep(told, style=self._style, fixed=dict(made.plan.fixed))

    def _mark(self, filing_id: int, reason: str) -> None:
        """Keep that a filing has to be changed first, or, without a reason, need not be."""
        name = self._filings()[filing_id].title
        told = f"标为需先变更：“{name}”，{reason}" if reason else f"取消先变更：“{name}”"
        marked = {**self._choice().change_first, filing_id: reason}
        self._keep(told, change_first=marked)

    def _on_back(self) -> None:
        self._style = PlanStyle.RECOMMENDED
        self.findings.show_findings(())
        self.sliders.reset()
        self.sliders.flush()
        self._keep("恢复推荐方案", style=PlanStyle.RECOMMENDED, fixed={}, weights=Weights())

    def _on_corrected(self, together: object, apart: object, told: str) -> None:
        self._keep(told, together=together, apart=apart)

    def _on_replan(self, submission_id: int) -> None:
        self._change(
            "重新安排",
            lambda: record_step(
                self.ws, submission_id, TrackKind.REPLANNED, self.ws.today(),
                "退回后改为重新安排，备案列入新的提交。",
            ),
        )  # fmt: skip

    # accepting

    def _on_accept(self) -> None:
        self.sliders.flush()
        assert self._view is not None
        plan, compared = self.plan(), self._view.choices
        name = self._style.label + ("（有调整）" if plan.fixed else "")
        reason = self.reason.value()
        self.info.dismiss()
        self.jobs.change(
            "采用方案",
            lambda _progress: accept_plan(
                self.ws, self.case_id, plan, name, reason, compared=compared
            ),
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

    def _on_memo(self) -> None:
        if self._view is not None:
            memo = PlanMemo(
                self.plan(), tuple(self._plans[style] for style in ORDER), self.reason.value()
            )
            self.memo_menu = MemoMenu(self, self.ws, self.jobs, (self.case_id, memo), self.info)
            self.memo_menu.exec(self.memo.mapToGlobal(self.memo.rect().topLeft()))

    def _on_finding(self, finding: Finding) -> None:
        self.place.on_finding(finding)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Give the focus to the choice."""
        self.columns.focus_chosen()
