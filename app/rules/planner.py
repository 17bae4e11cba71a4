"""Batch or single (批量还是单个): the door to planning. The method is told in docs/planner.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

from app.catalogue.entries import Catalogue
from app.model.kinds import SubmissionMode
from app.rules.likeness import alike_groups, likeness
from app.rules.paper_sharing import paper_sharing
from app.rules.plan_cells import Asked, basis_of
from app.rules.plan_check import check_plan
from app.rules.plan_making import make_plan
from app.rules.plan_moves import apply_override, join, move, replan, what_if
from app.rules.plan_runner_up import with_runner_up
from app.rules.plan_settings import (
    DEFAULT_PRIOR,
    DEFAULT_SETTINGS,
    Doubt,
    LikenessSettings,
    PlanSettings,
    ReturnPrior,
    ReturnRecord,
    RiskModel,
    Weights,
)
from app.rules.plan_types import (
    AlikeGroup,
    Alternative,
    CaseFacts,
    Chance,
    ChancePart,
    ClassKey,
    CostParts,
    Difference,
    Exactness,
    Figures,
    FilingFacts,
    Fixed,
    LeftOut,
    Likeness,
    LikenessPart,
    Moved,
    Plan,
    PlanChoices,
    PlannedSubmission,
    PlanStyle,
    ProductUseFact,
    Reason,
    RunnerUp,
    SharedPaper,
    Switched,
    WhyHere,
)
from app.rules.plan_why import why_here
from app.rules.return_risk import chance_of
from app.rules.workdays import WorkCalendar

__all__ = [
    "DEFAULT_PRIOR",
    "DEFAULT_SETTINGS",
    "AlikeGroup",
    "Alternative",
    "CaseFacts",
    "Chance",
    "ChancePart",
    "ClassKey",
    "CostParts",
    "Difference",
    "Doubt",
    "Exactness",
    "Figures",
    "FilingFacts",
    "Fixed",
    "LeftOut",
    "Likeness",
    "LikenessPart",
    "LikenessSettings",
    "Moved",
    "Plan",
    "PlanChoices",
    "PlanSettings",
    "PlanStyle",
    "PlannedSubmission",
    "ProductUseFact",
    "Reason",
    "ReturnPrior",
    "ReturnRecord",
    "RiskModel",
    "RunnerUp",
    "SharedPaper",
    "Switched",
    "Weights",
    "WhyHere",
    "alike_groups",
    "apply_override",
    "chance_of",
    "check_plan",
    "join",
    "likeness",
    "move",
    "paper_sharing",
    "plan_case",
    "replan",
    "switch_mode",
    "what_if",
    "why_here",
]

_NOTHING_FIXED: Fixed = MappingProxyType({})


def plan_case(
    filings: Sequence[FilingFacts],
    facts: CaseFacts,
    catalogue: Catalogue,
    calendar: WorkCalendar,
    today: date,
    *,
    settings: PlanSettings = DEFAULT_SETTINGS,
    fixed: Fixed = _NOTHING_FIXED,
    sent: Sequence[PlannedSubmission] = (),
) -> PlanChoices:
    """Return the three plans for the filings of one case; the same input gives the same plans.

    ``fixed`` are the officer's own splits, ``sent`` what has left the house and stays. Raises
    :class:`app.errors.BadInputError` for a day of termination in an absurd year.
    """
    asked = Asked(tuple(filings), facts, catalogue, calendar, today, tuple(sent))
    basis = basis_of(asked, settings)
    made = {style: make_plan(style, basis, fixed) for style in PlanStyle}
    recommended = with_runner_up(made[PlanStyle.RECOMMENDED], basis)
    return PlanChoices(made[PlanStyle.BATCH], made[PlanStyle.SINGLE], recommended)


def switch_mode(
    plan: Plan, index: int, mode: SubmissionMode, catalogue: Catalogue, calendar: WorkCalendar
) -> Switched:
    """Plan the class of the submission at ``index`` as ``mode`` instead, and check again."""
    return apply_override(plan, plan.submissions[index].key, mode, catalogue, calendar)
