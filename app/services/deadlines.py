"""Deadlines of submissions: set from the facts by the platform's own term."""

from __future__ import annotations

from datetime import date

from app.model.case import Case
from app.model.kinds import SubmissionKind, SubmissionState
from app.rules.deadlines import Deadline, deadline
from app.services.workspace import Workspace


def deadline_of(
    ws: Workspace, platform_id: str, kind: SubmissionKind, ended_on: date | None
) -> Deadline | None:
    """Return the last day by the platform's term; None without a term or a day of termination."""
    platform = ws.catalogue.get(platform_id)
    term = platform.term_for(kind) if platform else None
    if term is None or ended_on is None:
        return None
    return deadline(ended_on, term.working_days, ws.calendar)


def renew_deadlines(ws: Workspace, case: Case) -> None:
    """Let the submissions still being prepared or returned follow the day of termination."""
    for submission in case.submissions:
        if submission.state in (SubmissionState.PREPARING, SubmissionState.RETURNED):
            term = deadline_of(ws, submission.platform, submission.kind, case.ended_on)
            submission.due_on = term.due_on if term else None
            submission.due_estimated = bool(term and term.estimated)
