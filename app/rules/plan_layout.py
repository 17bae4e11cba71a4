"""Lays out one class: which filings go in which submission, and why in that mode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.model.kinds import SubmissionMode
from app.rules import plan_reasons as why
from app.rules.plan_cells import ClassPlan, Ids, same_values
from app.rules.plan_reasons import Alone
from app.rules.plan_types import NO_COST, CostParts, FilingFacts, PlanStyle, Reason

_BATCH, _SINGLE = SubmissionMode.BATCH, SubmissionMode.SINGLE


class Part(NamedTuple):
    """A submission laid out but not yet ordered; ``why`` are the reasons for its mode."""

    plan: ClassPlan
    ids: Ids
    why: tuple[Reason, ...]


def own_split(class_plan: ClassPlan, parts: Iterable[Ids]) -> tuple[Ids, ...]:
    """Return the officer's split of a class without what is no longer in it, each filing once."""
    open_ids = set(class_plan.known)
    found = []
    for ids in parts:
        present = tuple(sorted(open_ids.intersection(ids)))
        open_ids.difference_update(present)
        if present:
            found.append(present)
    if found:
        found += [(key,) for key in sorted(open_ids)]
    return tuple(sorted(found))


class Layout:
    """Splits one class into submissions."""

    def __init__(self, style: PlanStyle, class_plan: ClassPlan, own: tuple[Ids, ...]) -> None:
        self.style = style
        self.plan = class_plan
        self.own = own

    def parts(self) -> list[Part]:
        """Return the submissions by the officer's split, or by the style."""
        plan = self.plan
        if self.own:
            return [self._by_officer(ids) for ids in self.own]
        if not plan.may_batch or self.style is PlanStyle.SINGLE:
            return [self._alone(filing, Alone.STYLE) for filing in plan.members]
        if self.style is PlanStyle.BATCH:
            batches = plan.batches()
            return [self._together(ids, len(batches)) for ids in batches]
        return self._cheapest()

    def _by_officer(self, ids: Ids) -> Part:
        mode = _SINGLE if len(ids) == 1 else _BATCH
        reason = why.chosen_reason(self.plan.platform, self.plan.key.kind, mode)
        return Part(self.plan, ids, (reason,))

    def _together(self, ids: Ids, parts: int) -> Part:
        if len(ids) == 1:
            return self._alone(self.plan.known[ids[0]], Alone.LEFT_OVER)
        plan = self.plan
        reason = why.together_reason(plan.platform, plan.rule, len(ids), parts)
        return Part(plan, ids, (reason,))

    def _cheapest(self) -> list[Part]:
        plan = self.plan
        found = []
        for cell in plan.cells():
            sizes = plan.split(cell).sizes
            start = 0
            for size in sizes:
                ids = cell.ids[start : start + size]
                start += size
                if size > 1:
                    found.append(self._saving(tuple(sorted(ids)), len(sizes)))
                    continue
                filing = plan.known[ids[0]]
                doubtful = bool(filing.problems or filing.doubts)
                cause = Alone.DOUBT if doubtful else Alone.NOT_DEARER
                cause = Alone.LEFT_OVER if len(cell.ids) == 1 else cause
                found.append(self._alone(filing, cause))
        return found

    def _saving(self, ids: Ids, parts: int) -> Part:
        plan = self.plan
        made = self._together(ids, parts)
        together = plan.priced(ids)
        apart = total_cost(plan.priced((key,)).cost for key in ids)
        saving = why.saving_reason(together.cost, apart, together.chance)
        return made._replace(why=(*made.why, saving))

    def _alone(self, filing: FilingFacts, cause: Alone) -> Part:
        plan = self.plan
        if cause is Alone.LEFT_OVER and self._unlike(filing):
            cause = Alone.UNLIKE
        reason = why.alone_reason(
            plan.platform,
            plan.rule,
            filing,
            class_size=len(plan.members),
            cause=cause,
            chance=plan.chances[filing.id],
        )
        return Part(plan, (filing.id,), (reason,))

    def _unlike(self, filing: FilingFacts) -> bool:
        """Tell whether only likeness, or a change to wait for, keeps the filing alone."""
        plan = self.plan
        same = plan.same_counts[same_values(plan.rule, filing)]
        return same > 1 and plan.together_counts[plan.together_key(filing)] == 1


def total_cost(costs: Iterable[CostParts]) -> CostParts:
    """Return the sum, part by part."""
    columns = list(zip(*costs, strict=True))
    return CostParts(*map(sum, columns)) if columns else NO_COST
