"""What the firm itself estimates for plans: chances of a return, rework, hours of a day.

Every number starts as the program's own estimate (待核实) and can be changed and taken back.
Hours of work on a platform are a rule of the catalogue and are changed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.model.case import Submission, SubmissionFiling, TrackRecord
from app.model.kinds import SubmissionState, TrackKind
from app.model.planning import FirmEstimate
from app.rules.findings import Severity
from app.rules.plan_settings import (
    DEFAULT_PRIOR,
    DEFAULT_THRESHOLD,
    DOUBT_CHANCE,
    NO_RECORD,
    PlanSettings,
    ReturnPrior,
    ReturnRecord,
    RiskModel,
)
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace

GENERAL = ""
GREATEST_PRIOR = 1000.0


@dataclass(frozen=True)
class GeneralEstimates:
    """What holds for every platform; shares and chances from 0 to 1, hours of a working day."""

    rework_share: float = RiskModel().rework_share
    hours_per_day: float = PlanSettings().hours_per_day
    doubt_blocking: float = DOUBT_CHANCE[Severity.BLOCKING]
    doubt_warning: float = DOUBT_CHANCE[Severity.WARNING]
    threshold: float = DEFAULT_THRESHOLD


@dataclass(frozen=True)
class Estimates:
    """The firm's estimates; ``own_priors`` are the platforms whose prior the officer changed."""

    general: GeneralEstimates = GeneralEstimates()
    own_general: bool = False
    own_priors: Mapping[str, ReturnPrior] = field(default_factory=dict)
    records: Mapping[str, ReturnRecord] = field(default_factory=dict)

    def prior(self, platform: str) -> ReturnPrior:
        """Return the prior in force for a platform."""
        return self.own_priors.get(platform, DEFAULT_PRIOR)

    def record(self, platform: str) -> ReturnRecord:
        """Return the firm's own record on a platform."""
        return self.records.get(platform, NO_RECORD)

    @property
    def risk(self) -> RiskModel:
        """The chances as the planner takes them."""
        return RiskModel(
            priors=self.own_priors,
            records=self.records,
            doubt_chance={
                Severity.BLOCKING: self.general.doubt_blocking,
                Severity.WARNING: self.general.doubt_warning,
            },
            rework_share=self.general.rework_share,
        )


def estimates(ws: Workspace) -> Estimates:
    """Return the firm's estimates with its own record of returns."""
    with ws.read() as session:
        return estimates_in(session)


def estimates_in(session: Session) -> Estimates:
    """Return what :func:`estimates` does, within the caller's session."""
    stored = {item.scope: item.content for item in session.scalars(select(FirmEstimate))}
    general = stored.pop(GENERAL, None)
    return Estimates(
        general=GeneralEstimates(**general) if general else GeneralEstimates(),
        own_general=general is not None,
        own_priors={
            platform: ReturnPrior(content["alpha"], content["beta"])
            for platform, content in stored.items()
        },
        records=_records(session),
    )


def _records(session: Session) -> dict[str, ReturnRecord]:
    """Count by platform the filings handed in whose outcome is known, and the returns.

    A returned submission counts as one return however many filings it carried: which of them
    was at fault is not recorded.
    """
    returned = (
        select(TrackRecord.id)
        .where(TrackRecord.submission_id == Submission.id, TrackRecord.kind == TrackKind.RETURNED)
        .exists()
    )
    known = returned | Submission.state.in_((SubmissionState.ACCEPTED, SubmissionState.CLOSED))
    filings = (
        select(func.count())
        .where(SubmissionFiling.submission_id == Submission.id)
        .scalar_subquery()
    )
    query = select(Submission.platform, filings, returned).where(
        known, Submission.state != SubmissionState.PREPARING
    )
    handled: dict[str, int] = {}
    came_back: dict[str, int] = {}
    for platform, count, back in session.execute(query):
        handled[platform] = handled.get(platform, 0) + max(count, 1)
        came_back[platform] = came_back.get(platform, 0) + bool(back)
    return {id: ReturnRecord(count, came_back[id]) for id, count in handled.items()}


def save_general(ws: Workspace, general: GeneralEstimates) -> Result[None]:
    """Keep the firm's general estimates. Raises :class:`FieldsError` for what cannot be."""
    fields = Fields()
    for key, label in (
        ("rework_share", "返工比例"),
        ("doubt_blocking", "必须处理的问题引起退回的可能"),
        ("doubt_warning", "需留意的问题引起退回的可能"),
        ("threshold", "相似程度的下限"),
    ):
        if not 0 <= getattr(general, key) <= 1:
            fields.wrong(key, f"{label}应在 0% 至 100% 之间")
    for key in ("doubt_blocking", "doubt_warning"):
        if getattr(general, key) > 0.99:
            fields.wrong(key, "应不超过 99%")
    if not 0.5 <= general.hours_per_day <= 24:
        fields.wrong("hours_per_day", "每天可用的工时应在 0.5 至 24 小时之间")
    fields.done()
    return _keep(ws, GENERAL, asdict(general), "修改方案的估算依据")


def save_prior(ws: Workspace, platform: str, prior: ReturnPrior) -> Result[None]:
    """Keep the prior of one platform. Raises :class:`FieldsError` when it is out of range."""
    fields = Fields()
    for key in ("alpha", "beta"):
        if not 0 < getattr(prior, key) <= GREATEST_PRIOR:
            fields.wrong(key, f"应大于 0 且不超过 {GREATEST_PRIOR:g}")
    fields.done()
    content = {"alpha": prior.alpha, "beta": prior.beta}
    told = f"修改“{ws.platform_name(platform)}”退回可能的先验估计"
    return _keep(ws, platform, content, told)


def _keep(ws: Workspace, scope: str, content: dict[str, Any], told: str) -> Result[None]:
    with ws.change("plan.estimates") as change:
        query = select(FirmEstimate).where(FirmEstimate.scope == scope)
        item = change.session.scalar(query)
        if item is None:
            item = FirmEstimate(scope=scope, content=content)
            change.session.add(item)
        elif item.content != content:
            item.content = content
        change.tell(told)
        return change.result(None)


def reset_estimates(ws: Workspace, scope: str | None = None) -> Result[None]:
    """Go back to the program's estimates: of one scope, or of all."""
    with ws.change("plan.estimates") as change:
        query = select(FirmEstimate)
        if scope is not None:
            query = query.where(FirmEstimate.scope == scope)
        for item in change.session.scalars(query):
            change.session.delete(item)
        change.tell("恢复随附的估算依据")
        return change.result(None)
