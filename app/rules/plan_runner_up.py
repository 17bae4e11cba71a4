"""The next best plan, and why it lost: the cheapest one that splits one class otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.model.kinds import Certainty
from app.rules import plan_reasons as why
from app.rules.plan_cells import Basis, Cell, ClassPlan, Ids
from app.rules.plan_difference import more_or_less
from app.rules.plan_layout import total_cost
from app.rules.plan_making import class_split
from app.rules.plan_types import CostParts, Plan, PlanStyle, Reason, RunnerUp

_CLOSE_HOURS = 0.5


class _Other(NamedTuple):
    plan: ClassPlan
    cell: Cell
    regret: float


def with_runner_up(plan: Plan, basis: Basis) -> Plan:
    """Return a recommended ``plan`` with its runner-up; another plan as it is.

    Classes cost apart from each other, so the next best plan differs from the best in the one
    cell whose next dearer split loses least. There is none where no rule leaves a choice.
    """
    if plan.style is not PlanStyle.RECOMMENDED:
        return plan
    own = dict(plan.fixed)
    others = [
        _Other(class_plan, cell, split.second_cost - split.cost)
        for key, class_plan in basis.classes.items()
        if class_plan.may_batch and key not in own
        for cell in class_plan.cells()
        if len(cell.ids) > 1 and (split := class_plan.split(cell)).second
    ]
    if not others:
        return plan
    best = min(others, key=lambda other: (other.regret, other.plan.key, other.cell.ids))
    return replace(plan, runner_up=_told(plan, best))


def _told(plan: Plan, other: _Other) -> RunnerUp:
    class_plan, cell = other.plan, other.cell
    split = class_plan.split(cell)
    mine, theirs = _parts(cell, split.sizes), _parts(cell, split.second)
    old = total_cost(class_plan.priced(ids).cost for ids in mine)
    new = total_cost(class_plan.priced(ids).cost for ids in theirs)
    kept = [ids for ids in class_split(plan, class_plan.key) if not set(ids) & set(cell.ids)]
    cost = CostParts(*(a - b + c for a, b, c in zip(plan.figures.cost, old, new, strict=True)))
    return RunnerUp(
        parts=((class_plan.key, tuple(sorted((*kept, *theirs)))),),
        submissions=plan.figures.submissions - len(mine) + len(theirs),
        cost=cost,
        difference_hours=other.regret,
        why=_why(plan, class_plan, (mine, theirs), (old, new), other.regret),
    )


def _parts(cell: Cell, sizes: Sequence[int]) -> list[Ids]:
    found, start = [], 0
    for size in sizes:
        found.append(tuple(sorted(cell.ids[start : start + size])))
        start += size
    return found


def _why(
    plan: Plan,
    class_plan: ClassPlan,
    parts: tuple[list[Ids], list[Ids]],
    costs: tuple[CostParts, CostParts],
    regret: float,
) -> tuple[Reason, ...]:
    (mine, theirs), (old, new) = parts, costs
    name = class_plan.known[mine[0][0]].organisation_name
    where = f"“{name}”在{class_plan.platform.short_name}的{class_plan.key.kind.label}"
    first = f"次优方案只在{where}处不同：{_sizes_told(theirs)}，而不是{_sizes_told(mine)}。"
    weighed = "" if plan.settings.weights.as_estimated else "按当前权重"
    second = (
        f"准备{more_or_less(new.preparation - old.preparation)}，"
        f"预计返工{more_or_less(new.rework - old.rework)}，"
        f"延误折合{more_or_less(new.delay - old.delay)}；"
        f"{weighed}合计多 {regret:.2f} 小时，因此没有采用。"
    )
    found = [why.own(first), Reason(second, why.OWN_ESTIMATE, Certainty.UNVERIFIED)]
    if regret < _CLOSE_HOURS:
        found.append(why.own("两者相差很小，可按平台的要求或本单位的习惯选择。"))
    return tuple(found)


def _sizes_told(parts: Sequence[Ids]) -> str:
    sizes = sorted((len(ids) for ids in parts), reverse=True)
    counts = dict.fromkeys(sizes, 0)
    for size in sizes:
        counts[size] += 1
    words = [_batches_told(size, count) for size, count in counts.items()]
    if len(words) > 4:
        return f"分为 {len(parts)} 次提交，每次 {sizes[-1]} 至 {sizes[0]} 个"
    return "、".join(words)


def _batches_told(size: int, count: int) -> str:
    if size == 1:
        return f"{count} 个单独提交"
    return f"{count} 批各 {size} 个" if count > 1 else f"一批 {size} 个"
