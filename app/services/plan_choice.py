"""The officer's choices for the plan of one case, kept as they are made and undone like any change.

Which plan, how much hours, risk and urgency count, which filings belong together, and his own
splits of a class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.model.case import Case
from app.model.kinds import SubmissionKind
from app.model.planning import CasePlanning
from app.rules.plan_settings import LikenessSettings, Pairs, PlanSettings, Weights
from app.rules.plan_types import ClassKey, PlanStyle
from app.services.cases import get_case
from app.services.plan_estimates import Estimates
from app.services.results import Result
from app.services.workspace import Workspace

Split = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class PlanChoice:
    """What the officer chose; ``fixed`` are splits of his own, for the plan ``style``.

    ``change_first`` are filings that he marked by hand, with his reason: they have to be changed
    before they are deregistered (先变更后注销), or, where the reason is empty, need not be.
    """

    style: PlanStyle = PlanStyle.RECOMMENDED
    weights: Weights = field(default_factory=Weights)
    together: Pairs = frozenset()
    apart: Pairs = frozenset()
    fixed: Mapping[ClassKey, Split] = field(default_factory=dict)
    change_first: Mapping[int, str] = field(default_factory=dict)


def choice_of(case: Case) -> PlanChoice:
    """Return the choices for a loaded case."""
    content = case.planning.content if case.planning else None
    if content is None:
        return PlanChoice()
    return PlanChoice(
        style=_style(content["style"]),
        weights=Weights(*content["weights"]),
        together=_pairs(content["together"]),
        apart=_pairs(content["apart"]),
        fixed={
            ClassKey(item["organisation_id"], item["platform"], _kind(item["kind"])): tuple(
                tuple(part) for part in item["parts"]
            )
            for item in content["fixed"]
        },
        change_first={int(key): text for key, text in content.get("change_first", {}).items()},
    )


def settings_of(choice: PlanChoice, known: Estimates) -> PlanSettings:
    """Return what the planner is set to by the firm's estimates and the case's choices."""
    return PlanSettings(
        weights=choice.weights,
        risk=known.risk,
        likeness=LikenessSettings(known.general.threshold, choice.together, choice.apart),
        hours_per_day=known.general.hours_per_day,
    )


def save_choice(ws: Workspace, case_id: int, choice: PlanChoice, told: str) -> Result[None]:
    """Keep the choices for a case; ``told`` is one Chinese sentence for its history.

    Raises :class:`NotFoundError` when the case is gone.
    """
    with ws.change("case.plan_choice") as change:
        case = get_case(change.session, case_id)
        content = _plain(choice)
        if case.planning is None:
            case.planning = CasePlanning(content=content)
        elif case.planning.content != content:
            case.planning.content = content
        change.tell(told, case_id=case_id)
        return change.result(None)


def _pairs(stored: list[list[int]]) -> Pairs:
    return frozenset(frozenset(pair) for pair in stored)


def _plain(choice: PlanChoice) -> dict[str, Any]:
    weights = choice.weights
    return {
        "style": choice.style.value,
        "weights": [weights.hours, weights.risk, weights.urgency],
        "together": sorted(sorted(pair) for pair in choice.together),
        "apart": sorted(sorted(pair) for pair in choice.apart),
        "fixed": [
            {
                "organisation_id": key.organisation_id,
                "platform": key.platform,
                "kind": key.kind.value,
                "parts": [list(part) for part in parts],
            }
            for key, parts in sorted(choice.fixed.items())
        ],
        "change_first": {str(key): text for key, text in sorted(choice.change_first.items())},
    }


def _style(value: str) -> PlanStyle:
    return next(style for style in PlanStyle if style.value == value)


def _kind(value: str) -> SubmissionKind:
    return next(kind for kind in SubmissionKind if kind.value == value)
