"""Plans as they were accepted (方案记录): why batch or single, answered years later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.model.planning import PlanRecord
from app.rules.planner import Figures, Plan, PlanChoices, PlannedSubmission, PlanStyle, Reason
from app.services.workspace import Workspace


def record_of(
    plan: Plan,
    compared: PlanChoices | None,
    *,
    name: str,
    reason: str,
    at: datetime,
    actor: str,
) -> PlanRecord:
    """Return the record of a plan that is accepted: its parts, figures, reasons and settings."""
    titles = {filing.id: f"{filing.title} {filing.number}".strip() for filing in plan.filings}
    others = (compared.batch, compared.single, compared.recommended) if compared is not None else ()
    weights = plan.settings.weights
    return PlanRecord(
        at=at,
        actor=actor,
        name=name,
        reason=reason,
        content={
            "style": plan.style.value,
            "planned_on": plan.today.isoformat(),
            "figures": _figures(plan.figures),
            "compared": {item.style.value: _figures(item.figures) for item in others},
            "exactness": plan.exactness.words,
            "weights": [weights.hours, weights.risk, weights.urgency],
            "submissions": [_submission(item, titles) for item in plan.submissions],
            "left_out": [
                {"filing": titles.get(item.filing_id, ""), "reason": _reason(item.reason)}
                for item in plan.left_out
            ],
            "runner_up": None
            if plan.runner_up is None
            else {
                "submissions": plan.runner_up.submissions,
                "difference_hours": plan.runner_up.difference_hours,
                "why": [_reason(item) for item in plan.runner_up.why],
            },
        },
    )


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "submissions": figures.submissions,
        "documents": figures.documents,
        "hours": figures.hours,
        "chance": figures.chance,
        "rework_hours": figures.rework_hours,
        "expected_days": figures.expected_days,
        "finishes_on": figures.finishes_on.isoformat() if figures.finishes_on else None,
        "last_deadline": figures.last_deadline.isoformat() if figures.last_deadline else None,
        "met": figures.met,
        "late": figures.late,
    }


def _submission(item: PlannedSubmission, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "organisation": item.organisation_name,
        "platform": item.platform,
        "kind": item.kind.value,
        "mode": item.mode.value,
        "filings": [titles.get(id, "") for id in item.filing_ids],
        "filing_ids": list(item.filing_ids),
        "hours": item.hours,
        "chance": item.chance,
        "catalogue_version": item.catalogue_version,
        "reasons": [_reason(reason) for reason in item.reasons],
    }


def _reason(reason: Reason) -> dict[str, str]:
    return {"text": reason.text, "source": reason.source, "certainty": reason.certainty.value}


@dataclass(frozen=True)
class PlanRecordView:
    """An accepted plan: who, when, why; ``content`` as :func:`record_of` wrote it."""

    id: int
    at: datetime
    actor: str
    name: str
    reason: str
    style: PlanStyle
    content: dict[str, Any]


def plan_records(ws: Workspace, case_id: int) -> tuple[PlanRecordView, ...]:
    """Return the case's accepted plans, newest first."""
    with ws.read() as session:
        query = (
            select(PlanRecord).where(PlanRecord.case_id == case_id).order_by(PlanRecord.id.desc())
        )
        return tuple(
            PlanRecordView(
                id=item.id,
                at=item.at,
                actor=item.actor,
                name=item.name,
                reason=item.reason,
                style=next(s for s in PlanStyle if s.value == item.content["style"]),
                content=item.content,
            )
            for item in session.scalars(query)
        )
