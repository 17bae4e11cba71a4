"""Batch or single (批量还是单个): the door to planning. The method is told in docs/planner.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.catalogue.entries import Catalogue
from app.catalogue.words import BatchSupport
from app.model.kinds import SubmissionMode
from app.rules.plan_check import check_plan
from app.rules.plan_making import make_plan
from app.rules.plan_settings import DEFAULT_SETTINGS, PlanSettings
from app.rules.plan_types import (
    CaseFacts,
    ClassKey,
    Figures,
    FilingFacts,
    Fixed,
    LeftOut,
    Plan,
    PlanChoices,
    PlannedSubmission,
    PlanStyle,
    ProductUseFact,
    Reason,
    Switched,
)
from app.rules.workdays import WorkCalendar

__all__ = [
    "CaseFacts",
    "ClassKey",
    "Figures",
    "FilingFacts",
    "LeftOut",
    "Plan",
    "PlanChoices",
    "PlanStyle",
    "PlannedSubmission",
    "ProductUseFact",
    "Reason",
    "Switched",
    "apply_override",
    "check_plan",
    "plan_case",
    "switch_mode",
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
    made = {
        style: replace(
            make_plan(style, filings, facts, catalogue, calendar),
            today=today,
            settings=settings,
            fixed=tuple(sorted(fixed.items())),
            sent=tuple(sent),
        )
        for style in PlanStyle
    }
    return PlanChoices(made[PlanStyle.BATCH], made[PlanStyle.SINGLE], made[PlanStyle.RECOMMENDED])


def switch_mode(
    plan: Plan, index: int, mode: SubmissionMode, catalogue: Catalogue, calendar: WorkCalendar
) -> Switched:
    """Plan the class of the submission at ``index`` as ``mode`` instead, and check again."""
    return apply_override(plan, plan.submissions[index].key, mode, catalogue, calendar)


def apply_override(
    plan: Plan, key: ClassKey, mode: SubmissionMode, catalogue: Catalogue, calendar: WorkCalendar
) -> Switched:
    """Plan the class ``key`` as ``mode`` instead; choices made before are kept.

    Where the platform takes no batch the choice is refused and the plan stays; where that is
    unknown the choice is made, with a warning among the findings.
    """
    refused = _refusal(plan, key, mode, catalogue)
    if refused:
        return Switched(plan, refused, ())
    chosen = {**dict(plan.overrides), key: mode}
    changed = make_plan(plan.style, plan.filings, plan.facts, catalogue, calendar, chosen=chosen)
    return Switched(
        changed, "", check_plan(changed.submissions, plan.filings, plan.facts, catalogue)
    )


def _refusal(plan: Plan, key: ClassKey, mode: SubmissionMode, catalogue: Catalogue) -> str:
    platform = catalogue.get(key.platform)
    if platform is None or all(item.key != key for item in plan.submissions):
        return "方案中没有这一组备案。"
    rule = platform.batch_for(key.kind)
    if mode is SubmissionMode.BATCH and rule.support is BatchSupport.NO:
        return (
            f"{platform.short_name}不支持批量。{rule.condition}"
            f"（来源：{rule.source}，{rule.certainty.label}）"
        )
    return ""
