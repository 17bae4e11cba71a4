"""What happens when filings go elsewhere: told before it is done, refused with the rule."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalogue.entries import Catalogue, Evidence
from app.catalogue.words import BatchSupport
from app.model.kinds import SubmissionMode
from app.rules.findings import Finding
from app.rules.plan_cells import Asked, Basis, ClassPlan, Ids, basis_of, same_values
from app.rules.plan_check import check_plan
from app.rules.plan_difference import NO_DIFFERENCE, difference
from app.rules.plan_making import class_split, make_plan
from app.rules.plan_runner_up import with_runner_up
from app.rules.plan_settings import PlanSettings
from app.rules.plan_types import (
    Alternative,
    ClassKey,
    Fixed,
    Moved,
    Plan,
    PlannedSubmission,
    Switched,
)
from app.rules.workdays import WorkCalendar

_NONE_SUCH = "方案中没有这次提交，请重新打开方案。"


def basis_for(
    plan: Plan, catalogue: Catalogue, calendar: WorkCalendar, settings: PlanSettings | None = None
) -> Basis:
    """Return what ``plan`` was made from, with other settings where they are given."""
    former = plan.basis
    if former is not None and former.asked.catalogue is catalogue:
        asked = former.asked
    else:
        asked = Asked(plan.filings, plan.facts, catalogue, calendar, plan.today, plan.sent)
    return basis_of(asked, settings or plan.settings, former)


def replan(
    plan: Plan,
    catalogue: Catalogue,
    calendar: WorkCalendar,
    *,
    settings: PlanSettings | None = None,
    fixed: Fixed | None = None,
) -> Plan:
    """Make one plan again with other settings or other splits of the officer's; both are kept."""
    basis = basis_for(plan, catalogue, calendar, settings)
    made = make_plan(plan.style, basis, dict(plan.fixed) if fixed is None else fixed)
    return with_runner_up(made, basis)


def apply_override(
    plan: Plan, key: ClassKey, mode: SubmissionMode, catalogue: Catalogue, calendar: WorkCalendar
) -> Switched:
    """Plan the class ``key`` as ``mode`` instead; choices made before are kept.

    Where the platform takes no batch the choice is refused and the plan stays; where that is
    unknown the choice is made, with a warning among the findings.
    """
    class_plan = basis_for(plan, catalogue, calendar).classes.get(key)
    if class_plan is None:
        return Switched(plan, "方案中没有这一组备案。", ())
    if mode is SubmissionMode.BATCH:
        if class_plan.rule.support is BatchSupport.NO:
            return Switched(plan, _no_batch(class_plan), ())
        split = tuple(class_plan.batches(alike=False))
    else:
        split = tuple((filing.id,) for filing in class_plan.members)
    changed = replan(plan, catalogue, calendar, fixed={**dict(plan.fixed), key: split})
    return Switched(changed, "", _findings(changed, catalogue))


def move(
    plan: Plan,
    filing_id: int,
    target: int | None,
    catalogue: Catalogue,
    calendar: WorkCalendar,
    *,
    origin: int | None = None,
) -> Moved:
    """Move a filing to the submission with the order ``target``, or to one of its own (None).

    ``origin`` is the order of the submission it leaves; needed only where it stands in two and
    the target does not tell which. What the rules forbid is refused in words and nothing moves.
    """
    home = _home(plan, filing_id, target, origin)
    if isinstance(home, str):
        return _refused(plan, home)
    basis = basis_for(plan, catalogue, calendar)
    class_plan = basis.classes[home.key]
    goal = _goal(plan, target)
    if isinstance(goal, str):
        return _refused(plan, goal)
    if goal is not None:
        refusal = _refusal(class_plan, goal, (filing_id,))
        if refusal:
            return _refused(plan, refusal)
    if goal is home or (goal is None and len(home.filing_ids) == 1):
        return _refused(plan, "这个备案已经在这里。")
    split = []
    for ids in class_split(plan, home.key):
        if ids == home.filing_ids:
            split.append(tuple(key for key in ids if key != filing_id))
        elif goal is not None and ids == goal.filing_ids:
            split.append(tuple(sorted((*ids, filing_id))))
        else:
            split.append(ids)
    if goal is None:
        split.append((filing_id,))
    return _changed(plan, home.key, split, basis)


def join(plan: Plan, order: int, other: int, catalogue: Catalogue, calendar: WorkCalendar) -> Moved:
    """Put all filings of the submission ``other`` into the one with ``order``."""
    first, second = _goal(plan, order), _goal(plan, other)
    if not isinstance(first, PlannedSubmission):
        return _refused(plan, first or _NONE_SUCH)
    if not isinstance(second, PlannedSubmission):
        return _refused(plan, second or _NONE_SUCH)
    if first is second:
        return _refused(plan, "请选择两次不同的提交。")
    basis = basis_for(plan, catalogue, calendar)
    refusal = _refusal(basis.classes[second.key], first, second.filing_ids)
    if refusal:
        return _refused(plan, refusal)
    gone = {first.filing_ids, second.filing_ids}
    split = [ids for ids in class_split(plan, first.key) if ids not in gone]
    split.append(tuple(sorted((*first.filing_ids, *second.filing_ids))))
    return _changed(plan, first.key, split, basis)


def what_if(
    plan: Plan, filing_id: int, catalogue: Catalogue, calendar: WorkCalendar
) -> tuple[Alternative, ...]:
    """Return every place on its platform that the filing could go to, with what that does."""
    found = []
    for home in plan.submissions:
        if filing_id not in home.filing_ids:
            continue
        if len(home.filing_ids) > 1:
            moved = move(plan, filing_id, None, catalogue, calendar, origin=home.order)
            found.append(Alternative(None, f"单独作为一次{home.kind.label}提交", moved))
        for goal in plan.submissions:
            if goal is home or goal.platform != home.platform or filing_id in goal.filing_ids:
                continue
            if goal.kind is not home.kind and _homes(plan, filing_id, goal.key):
                continue
            moved = move(plan, filing_id, goal.order, catalogue, calendar, origin=home.order)
            title = (
                f"并入第 {goal.order} 次提交（{goal.kind.label}，{len(goal.filing_ids)} 个备案）"
            )
            found.append(Alternative(goal.order, title, moved))
    return tuple(found)


def _homes(plan: Plan, filing_id: int, key: ClassKey | None = None) -> list[PlannedSubmission]:
    return [
        item
        for item in plan.submissions
        if filing_id in item.filing_ids and (key is None or item.key == key)
    ]


def _home(
    plan: Plan, filing_id: int, target: int | None, origin: int | None
) -> PlannedSubmission | str:
    homes = _homes(plan, filing_id)
    if not homes:
        if any(filing_id in item.filing_ids for item in plan.sent):
            return "这个备案所在的提交已经递交，不再移动。"
        return "方案中没有这个备案。"
    if origin is not None:
        return next((item for item in homes if item.order == origin), _NONE_SUCH)
    goal = next((item for item in plan.submissions if item.order == target), None)
    if goal is not None:
        return next((item for item in homes if item.key == goal.key), homes[-1])
    return homes[-1]


def _goal(plan: Plan, target: int | None) -> PlannedSubmission | str | None:
    if target is None:
        return None
    if 1 <= target <= len(plan.sent):
        return f"第 {target} 次提交已经递交，不能再加入备案。"
    return next((item for item in plan.submissions if item.order == target), _NONE_SUCH)


def _refusal(class_plan: ClassPlan, goal: PlannedSubmission, ids: Sequence[int]) -> str:
    """Say which rule forbids to put these filings of one class into ``goal``."""
    key, rule, name = class_plan.key, class_plan.rule, class_plan.platform.short_name
    if key != goal.key:
        return _other_class(class_plan, goal)
    if rule.support is BatchSupport.NO:
        return _no_batch(class_plan)
    size = len(goal.filing_ids) + len(ids)
    if rule.limit is not None and size > rule.limit:
        return f"{name}每次最多 {rule.limit} 个备案，移入后有 {size} 个。{_from(rule)}"
    members = [class_plan.known[each] for each in (*goal.filing_ids, *ids)]
    if len({same_values(rule, filing) for filing in members}) > 1:
        fields = "、".join(field.label for field in rule.same)
        return f"{name}要求同一批的{fields}相同，移入后不满足。{_from(rule)}"
    return ""


def _other_class(class_plan: ClassPlan, goal: PlannedSubmission) -> str:
    key, platform = class_plan.key, class_plan.platform
    if key.platform != goal.platform:
        basis = platform.basis
        return f"这个备案在“{platform.short_name}”，一次提交只能办理一个平台的备案。{_from(basis)}"
    if key.organisation_id != goal.organisation_id:
        channel = platform.channel
        return f"主体不同，不能放在一次提交中：{channel.text}{_from(channel)}"
    rule = platform.change_term or platform.duty
    return (
        f"这个备案应办理{key.kind.label}，第 {goal.order} 次提交办理{goal.kind.label}，"
        f"不能放在一起。{_from(rule)}"
    )


def _no_batch(class_plan: ClassPlan) -> str:
    rule = class_plan.rule
    return f"{class_plan.platform.short_name}不支持批量。{rule.condition}{_from(rule)}"


def _from(rule: Evidence) -> str:
    return f"（来源：{rule.source}，{rule.certainty.label}）"


def _refused(plan: Plan, words: str) -> Moved:
    return Moved(plan, words, (), NO_DIFFERENCE)


def _changed(plan: Plan, key: ClassKey, split: Sequence[Ids], basis: Basis) -> Moved:
    fixed = {**dict(plan.fixed), key: tuple(ids for ids in split if ids)}
    made = make_plan(plan.style, basis, fixed)
    return Moved(made, "", _findings(made, basis.asked.catalogue), difference(plan, made))


def _findings(plan: Plan, catalogue: Catalogue) -> tuple[Finding, ...]:
    return check_plan(
        plan.submissions,
        plan.filings,
        plan.facts,
        catalogue,
        settings=plan.settings,
        sent=plan.sent,
    )
