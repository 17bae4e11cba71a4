"""What the page of one case shows, read at once; and how far each step is."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.kinds import SUBMISSION_OVER, DossierState, SubmissionState
from app.rules.findings import Finding, Severity
from app.services.cases import CaseView, Facts, case_view
from app.services.checks import check_case
from app.services.dossiers import DossierView, list_dossiers
from app.services.workspace import Workspace
from app.ui.widgets import StepState

STEP_TITLES = {
    "filings": "选择备案",
    "facts": "终止事实",
    "plan": "办理方案",
    "materials": "准备材料",
    "forms": "填写表单",
    "check": "检查",
    "export": "导出打印",
    "track": "跟踪",
}
AFTER_PLAN = ("materials", "forms")


@dataclass(frozen=True)
class BoardData:
    """One case with its findings and the newest dossier of each submission."""

    case: CaseView
    findings: tuple[Finding, ...]
    dossiers: dict[int, DossierView]

    @property
    def planned(self) -> bool:
        """Whether a plan was accepted, and not all of it came back to be planned anew."""
        case = self.case
        return case.plan_accepted_at is not None and bool(case.live or not case.submissions)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that keep a dossier a draft."""
        return tuple(f for f in self.findings if f.severity is Severity.BLOCKING)


def read_board(ws: Workspace, case_id: int) -> BoardData:
    """Read everything the page of a case shows. Raises NotFoundError when it is gone."""
    case = case_view(ws, case_id)
    newest = {}
    for item in case.live:
        versions = list_dossiers(ws, item.id)
        if versions:
            newest[item.id] = versions[0]
    return BoardData(case, check_case(ws, case_id), newest)


def step_states(data: BoardData) -> dict[str, StepState]:
    """Return how far each step is, in the order of the wizard."""
    case = data.case
    troubled: set[str] = {finding.place.step for finding in data.blocking}
    states = {
        "filings": _state(bool(case.filings), "filings" in troubled and bool(case.filings)),
        "facts": _facts(case, troubled),
        "plan": _state(data.planned, data.planned and "plan" in troubled),
    }
    for key in AFTER_PLAN:
        states[key] = _prepared(data, key in troubled)
    states["check"] = _state(
        data.planned and not data.blocking, data.planned and bool(data.blocking)
    )
    states["export"] = _exported(data)
    states["track"] = _tracked(case)
    return states


def _state(done: bool, trouble: bool) -> StepState:
    if trouble:
        return StepState.TROUBLE
    return StepState.DONE if done else StepState.OPEN


def _facts(case: CaseView, troubled: set[str]) -> StepState:
    if case.facts == Facts():
        return StepState.OPEN
    return StepState.UNDER_WAY if "facts" in troubled else StepState.DONE


def _prepared(data: BoardData, troubled: bool) -> StepState:
    if not data.planned:
        return StepState.OPEN
    return StepState.UNDER_WAY if troubled else StepState.DONE


def _exported(data: BoardData) -> StepState:
    if not data.dossiers:
        return StepState.OPEN
    ready = [
        item.id in data.dossiers and data.dossiers[item.id].state is DossierState.READY
        for item in data.case.live
    ]
    return StepState.DONE if all(ready) else StepState.UNDER_WAY


def _tracked(case: CaseView) -> StepState:
    states = {item.state for item in case.submissions}
    if not states or states == {SubmissionState.PREPARING}:
        return StepState.OPEN
    if states <= set(SUBMISSION_OVER) and SubmissionState.CLOSED in states:
        return StepState.DONE
    return StepState.TROUBLE if SubmissionState.RETURNED in states else StepState.UNDER_WAY


def next_step(data: BoardData) -> tuple[str, str]:
    """Return the step to go on with and what to do there, in one sentence."""
    states = step_states(data)
    key = next((key for key, state in states.items() if state is not StepState.DONE), "track")
    if states[key] is StepState.DONE:
        return key, "全部提交已办结，材料册和过程记录可随时查看。"
    trouble = next((f for f in data.blocking if f.place.step == key), None)
    if trouble is not None:
        return key, trouble.message
    return key, {
        "filings": "选择要一起办理的备案。",
        "facts": "填写终止原因、终止日期和受影响的产品。",
        "plan": "比较三种方案，采用其中一种。",
        "materials": "按清单附上材料。",
        "forms": "填写表单，右侧可看到打印效果。",
        "check": "处理检查发现的问题。",
        "export": "导出材料册，打印、签字、盖章。",
        "track": "提交后在这里记录日期和结果。",
    }[key]
