"""What one submission costs, as a function of how many filings it carries and its chance.

Cost of a part with n filings: preparation(n) + returns · (rework(n) + delay(n)), ``returns``
being how often it comes back on average. All constants
are our own estimate (待核实); docs/planner.md tells where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.catalogue.entries import Effort, Platform
from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.conditions import SubmissionFacts, documents_to_prepare
from app.rules.deadlines import working_days_left
from app.rules.plan_settings import PlanSettings, Weights
from app.rules.plan_types import CaseFacts, CostParts
from app.rules.workdays import WorkCalendar

DELAY_HOURS = 3.0
"""What a return costs for each filing that has to wait for it, in hours of work."""

NEAR_DAYS, NEAR_PRESSURE = 15, 1.5
CLOSE_DAYS, CLOSE_PRESSURE = 5, 2.0


def pressure(due_on: date | None, today: date, calendar: WorkCalendar) -> float:
    """Return how much dearer a delay is when the deadline is near or past."""
    if due_on is None:
        return 1.0
    left = working_days_left(today, due_on, calendar)
    if left <= CLOSE_DAYS:
        return CLOSE_PRESSURE
    return NEAR_PRESSURE if left <= NEAR_DAYS else 1.0


@dataclass(frozen=True)
class _Preparation:
    """Documents of a submission: ``once`` whatever it carries, ``each`` for every filing."""

    once: int
    each: int


@dataclass(frozen=True)
class PartCosts:
    """The cost of the submissions of one class."""

    effort: Effort
    single: _Preparation
    batch: _Preparation
    rework_share: float
    delay_hours: float
    weights: Weights

    def documents(self, size: int) -> int:
        """Return how many documents a submission with ``size`` filings asks for."""
        mode = self.single if size == 1 else self.batch
        return mode.once + mode.each * size

    def of(self, size: int, returns: float) -> CostParts:
        """Return the cost of a submission with ``size`` filings that comes back so often."""
        effort = self.effort
        submission = effort.per_submission
        filings = effort.per_filing * size
        documents = effort.per_document * self.documents(size)
        rework = returns * self.rework_share * (submission + filings + documents)
        return CostParts(submission, filings, documents, rework, returns * self.delay_hours * size)

    def sure(self, size: int) -> float:
        """Return what is spent in any case, as weighed: a(n) of docs/planner.md."""
        return self.of(size, 0.0).weighed(self.weights)

    def at_stake(self, size: int) -> float:
        """Return what a return costs on top, as weighed: b(n) of docs/planner.md."""
        return self.of(size, 1.0).weighed(self.weights) - self.sure(size)


def part_costs(
    platform: Platform,
    kind: SubmissionKind,
    facts: CaseFacts,
    settings: PlanSettings,
    *,
    group: bool,
    urgency: float,
) -> PartCosts:
    """Return the costs for one class; ``group``: the case covers several subjects."""

    def papers(mode: SubmissionMode) -> _Preparation:
        known = SubmissionFacts(mode, facts.agent_acts, group, facts.data_disposal)
        once = documents_to_prepare(platform, kind, known, 0)
        return _Preparation(once, documents_to_prepare(platform, kind, known, 1) - once)

    return PartCosts(
        effort=settings.efforts.get(platform.id, platform.effort),
        single=papers(SubmissionMode.SINGLE),
        batch=papers(SubmissionMode.BATCH),
        rework_share=settings.risk.rework_share,
        delay_hours=DELAY_HOURS * urgency,
        weights=settings.weights,
    )
