"""What the page of one case shows, read at once; and how far each step is."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.kinds import SUBMISSION_OVER, DossierState, SubmissionState
from app.rules.findings import Finding, Severity
from app.services.case_progress import CaseProgress, case_progress
from app.services.cases import CaseView, Facts, case_view
from app.services.dossiers import DossierView, newest_dossiers
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
    """One case with how far it is, what was found, and the newest dossier of each submission."""

    case: CaseView
    progress: CaseProgress
    dossiers: dict[int, DossierView]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is missing or contradicts, blocking first."""
        return self.progress.findings

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
    live = {item.id for item in case.live}
    newest = {id: view for id, view in newest_dossiers(ws, case_id).items() if id in live}
    return BoardData(case, case_progress(ws, case_id), newest)


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
