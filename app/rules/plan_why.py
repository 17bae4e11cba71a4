"""Why is this filing here? (为什么在这里)"""

from __future__ import annotations

from app.catalogue.entries import Catalogue
from app.catalogue.words import BatchSupport
from app.model.kinds import Certainty
from app.rules import plan_reasons as why
from app.rules.likeness import likeness
from app.rules.plan_cells import ClassPlan, Ids
from app.rules.plan_kinds import kind_reasons
from app.rules.plan_making import class_split
from app.rules.plan_moves import basis_for
from app.rules.plan_types import FilingFacts, Plan, PlannedSubmission, Reason, WhyHere
from app.rules.return_risk import chance_of


def why_here(
    plan: Plan, filing_id: int, catalogue: Catalogue, *, order: int | None = None
) -> WhyHere:
    """Say why a filing stands in its submission: what is done and why, then with whom and why.

    ``order`` tells which submission is meant where the filing stands in two. Raises
    :class:`LookupError` for a filing that is in none.
    """
    home = next(
        (
            item
            for item in reversed(plan.submissions)
            if filing_id in item.filing_ids and order in (None, item.order)
        ),
        None,
    )
    if home is None or plan.basis is None:
        raise LookupError(filing_id)
    class_plan = basis_for(plan, catalogue, plan.basis.asked.calendar).classes[home.key]
    filing = class_plan.known[filing_id]
    first = (_what(filing, home, class_plan, plan), _with_whom(filing, home, class_plan, plan))
    rest = tuple(reason for reason in home.reasons if reason not in first)
    mates = tuple(
        (key, likeness(filing, class_plan.known[key]))
        for key in home.filing_ids
        if key != filing_id
    )
    return WhyHere((*first, *rest), chance_of(filing, plan.settings.risk), mates)


def _what(
    filing: FilingFacts, home: PlannedSubmission, class_plan: ClassPlan, plan: Plan
) -> Reason:
    platform = class_plan.platform
    special = kind_reasons(platform, filing, home.kind, plan.facts.affected_product_ids)
    if special:
        return special[0]
    duty = platform.duty
    text = (
        f"“{filing.title}”是“{filing.organisation_name}”在{platform.short_name}的备案，"
        f"已没有继续使用它的产品，应办理{home.kind.label}：{duty.text}"
    )
    return why.from_rule(text, duty)


def _with_whom(
    filing: FilingFacts, home: PlannedSubmission, class_plan: ClassPlan, plan: Plan
) -> Reason:
    rule, name = class_plan.rule, class_plan.platform.short_name
    size = len(home.filing_ids)
    chosen = "经办人这样安排；" if home.key in dict(plan.fixed) else ""
    if size == 1 and len(class_plan.members) == 1:
        return why.own("该主体在这个平台上只有这一个备案需要办理，单个提交。")
    if size == 1 and rule.support in (BatchSupport.NO, BatchSupport.UNKNOWN):
        support = (
            f"{name}{rule.support.label}"
            if rule.support is BatchSupport.NO
            else (f"{name}是否支持批量未知")
        )
        return why.from_rule(f"{chosen}{support}，单个提交。{rule.condition}", rule)
    if size > 1:
        rest = tuple(key for key in home.filing_ids if key != filing.id)
        more = class_plan.weighed([rest, (filing.id,)]) - class_plan.weighed([home.filing_ids])
        text = f"{chosen}与同批的 {size - 1} 个备案一起提交，{_compared('单独提交', more)}。"
        return Reason(text, why.OWN_ESTIMATE, Certainty.UNVERIFIED)
    return Reason(
        f"{chosen}单独提交，{_best_mate(filing, home, class_plan, plan)}。",
        why.OWN_ESTIMATE,
        Certainty.UNVERIFIED,
    )


def _best_mate(
    filing: FilingFacts, home: PlannedSubmission, class_plan: ClassPlan, plan: Plan
) -> str:
    """Say what the cheapest submission it could join would cost."""
    cell = next((cell for cell in class_plan.cells() if filing.id in cell.ids), None)
    limit = class_plan.rule.limit or len(class_plan.members)
    mates = [
        ids
        for ids in class_split(plan, home.key)
        if ids != home.filing_ids and cell and set(ids) <= set(cell.ids) and len(ids) < limit
    ]
    if not mates:
        return "按平台的要求和相似程度，没有可以与它合并的备案"
    alone: Ids = (filing.id,)

    def more(ids: Ids) -> float:
        return class_plan.weighed([(*ids, filing.id)]) - class_plan.weighed([ids, alone])

    return _compared("并入最合适的一次提交", min(map(more, mates)))


def _compared(what: str, hours: float) -> str:
    if abs(hours) < 0.05:
        return f"与{what}相比费用相当"
    return f"{what}估计{'多' if hours > 0 else '少'}用 {abs(hours):.1f} 小时（含预计返工和延误）"
