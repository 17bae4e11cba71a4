"""Makes one plan from its basis: lays out the submissions, orders them, dates and adds them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from app.catalogue.entries import Catalogue
from app.model.kinds import SubmissionMode
from app.rules import plan_reasons as why
from app.rules.plan_cells import Basis, Ids
from app.rules.plan_kinds import CHANGE, kind_reasons, twin_reason
from app.rules.plan_layout import Layout, Part, own_split, total_cost
from app.rules.plan_schedule import Dates, Step, schedule
from app.rules.plan_types import (
    EXACT,
    ClassKey,
    Exactness,
    Figures,
    Fixed,
    Plan,
    PlannedSubmission,
    PlanStyle,
    Reason,
)
from app.rules.return_risk import any_of

_BATCH, _SINGLE = SubmissionMode.BATCH, SubmissionMode.SINGLE


def make_plan(style: PlanStyle, basis: Basis, fixed: Fixed) -> Plan:
    """Return one plan; ``fixed`` holds the officer's own splits by class, which win."""
    asked = basis.asked
    parts: list[Part] = []
    kept = []
    for key, class_plan in basis.classes.items():
        own = own_split(class_plan, fixed.get(key, ()))
        if own:
            kept.append((key, own))
        parts += Layout(style, class_plan, own).parts()
    ranks = platform_ranks(basis)
    parts.sort(key=lambda part: _place(part, ranks))
    submissions = _ordered(parts, basis)
    return Plan(
        style=style,
        submissions=submissions,
        left_out=basis.sorted_out.left_out,
        figures=_figures(submissions, basis),
        filings=asked.filings,
        facts=asked.facts,
        today=asked.today,
        settings=basis.settings,
        fixed=tuple(sorted(kept)),
        sent=asked.sent,
        exactness=_exactness(basis, fixed) if style is PlanStyle.RECOMMENDED else EXACT,
        basis=basis,
    )


def platform_ranks(basis: Basis) -> dict[str, int]:
    """Number the platforms: after those they have to follow, the most pressing first.

    A platform is as pressing as the earliest deadline on it or on what has to follow it: with
    that, the greatest lateness is least (Lawler's rule); ties keep the catalogue's order.
    """
    catalogue = basis.asked.catalogue
    due = dict.fromkeys(catalogue.platforms, date.max)
    for key, class_plan in basis.classes.items():
        if class_plan.due is not None:
            due[key.platform] = min(due[key.platform], class_plan.due.due_on)
    for name in reversed(_topological(catalogue, due)):
        for former in catalogue.platforms[name].order_after:
            due[former.platform] = min(due[former.platform], due[name])
    return {name: rank for rank, name in enumerate(_topological(catalogue, due))}


def _topological(catalogue: Catalogue, due: Mapping[str, date]) -> list[str]:
    names = list(catalogue.platforms)
    place = {name: number for number, name in enumerate(names)}
    missing = {
        name: {former.platform for former in catalogue.platforms[name].order_after}
        for name in names
    }
    ready = [(due[name], place[name], name) for name in names if not missing[name]]
    heapify(ready)
    found: list[str] = []
    while ready:
        name = heappop(ready)[2]
        found.append(name)
        for other in names:
            if name in missing[other]:
                missing[other].discard(name)
                if not missing[other]:
                    heappush(ready, (due[other], place[other], other))
    return found


def _place(part: Part, ranks: Mapping[str, int]) -> tuple[object, ...]:
    plan = part.plan
    first = plan.known[part.ids[0]]
    due = plan.due_of(first)
    return (
        ranks[plan.key.platform],
        not plan.is_first_change(first),
        any(plan.waits(plan.known[key]) for key in part.ids),
        due.due_on if due else date.max,
        plan.key.organisation_id,
        plan.key.kind,
        part.ids,
    )


def _ordered(parts: Sequence[Part], basis: Basis) -> tuple[PlannedSubmission, ...]:
    sent = basis.asked.sent
    changes = {
        key: order
        for order, item in enumerate(sent, start=1)
        if item.kind is CHANGE
        for key in item.filing_ids
    }
    changes |= {
        key: order
        for order, part in enumerate(parts, start=len(sent) + 1)
        if part.plan.key.kind is CHANGE
        for key in part.ids
    }
    follows = [_follows(part, changes) for part in parts]
    dates = _dates(parts, follows, basis)
    present = {part.plan.key.platform for part in parts} | {item.platform for item in sent}
    orders = _order_reasons(basis.asked.catalogue, present)
    return tuple(
        _submission(part, _When(order, first, day, orders[part.plan.key.platform]), basis)
        for order, (part, first, day) in enumerate(
            zip(parts, follows, dates, strict=True), start=len(sent) + 1
        )
    )


def _follows(part: Part, changes: Mapping[int, int]) -> tuple[int, ...]:
    plan = part.plan
    return tuple(
        sorted({changes[key] for key in part.ids if plan.waits(plan.known[key]) and key in changes})
    )


def _dates(parts: Sequence[Part], follows: Sequence[tuple[int, ...]], basis: Basis) -> list[Dates]:
    sent = [
        (item.platform, None if item.finishes_on is None else basis.days.number(item.finishes_on))
        for item in basis.asked.sent
    ]
    steps = []
    for part, first in zip(parts, follows, strict=True):
        priced = part.plan.priced(part.ids)
        hours = priced.cost.preparation
        steps.append(
            Step(
                part.plan.platform,
                hours,
                part.plan.costs.rework_share * hours,
                priced.returns,
                first,
            )
        )
    return schedule(steps, basis.days, basis.settings.hours_per_day, sent)


def _order_reasons(catalogue: Catalogue, present: set[str]) -> dict[str, tuple[Reason, ...]]:
    return {
        name: tuple(
            why.from_rule(
                f"在“{catalogue.platforms[former.platform].short_name}”之后办理：{former.reason}",
                former,
            )
            for former in catalogue.platforms[name].order_after
            if former.platform in present
        )
        for name in present
        if name in catalogue.platforms
    }


class _When(NamedTuple):
    """A submission's place: its order, what it follows, its days, and the platforms' order."""

    order: int
    follows: tuple[int, ...]
    dates: Dates
    why: tuple[Reason, ...]


def _submission(part: Part, when: _When, basis: Basis) -> PlannedSubmission:
    plan = part.plan
    first = plan.known[part.ids[0]]
    priced = plan.priced(part.ids)
    due = plan.due_of(first)
    return PlannedSubmission(
        organisation_id=plan.key.organisation_id,
        organisation_name=first.organisation_name,
        platform=plan.platform.id,
        kind=plan.key.kind,
        mode=_SINGLE if len(part.ids) == 1 else _BATCH,
        filing_ids=part.ids,
        reasons=(*_case_reasons(part, basis), *part.why, *when.why),
        order=when.order,
        deadline=due,
        documents=priced.documents,
        hours=round(priced.cost.preparation, 2),
        catalogue_version=plan.platform.version,
        follows=when.follows,
        chance=priced.chance,
        cost=priced.cost,
        starts_on=when.dates.starts_on,
        ready_on=when.dates.ready_on,
        finishes_on=when.dates.finishes_on,
        estimated=when.dates.estimated,
        late=_late(due.due_on if due else None, when.dates),
    )


def _late(due_on: date | None, dates: Dates) -> bool | None:
    if due_on is None or dates.ready_on is None:
        return None
    return dates.ready_on > due_on


def _case_reasons(part: Part, basis: Basis) -> Iterator[Reason]:
    plan, affected = part.plan, basis.asked.facts.affected_product_ids
    twins = basis.sorted_out.twins
    members = [plan.known[key] for key in part.ids]
    for filing in members:
        yield from kind_reasons(plan.platform, filing, plan.key.kind, affected)
        if filing.id in twins:
            yield twin_reason(filing, twins[filing.id])
    first_change = plan.is_first_change(members[0])
    yield from why.term_reasons(
        plan.platform, plan.key.kind, members, basis.asked.facts.ended_on, first_change=first_change
    )


def _figures(submissions: Sequence[PlannedSubmission], basis: Basis) -> Figures:
    every = (*basis.asked.sent, *submissions)
    cost = total_cost(item.cost for item in submissions)
    ends = [item.finishes_on for item in every]
    finish = max((day for day in ends if day is not None), default=None)
    if None in ends:
        finish = None
    due = [item.deadline.due_on for item in submissions if item.deadline is not None]
    late = [item.late for item in submissions if item.deadline is not None]
    met = None if None in late or not late else True
    return Figures(
        submissions=len(submissions),
        documents=sum(item.documents for item in submissions),
        hours=round(sum(item.hours for item in submissions), 2),
        chance=any_of(item.chance for item in every),
        rework_hours=round(cost.rework, 2),
        expected_days=None if finish is None else basis.days.number(finish),
        finishes_on=finish,
        last_deadline=max(due, default=None),
        met=False if True in late else met,
        late=late.count(True),
        cost=cost,
        weighed=cost.weighed(basis.settings.weights),
    )


def _exactness(basis: Basis, fixed: Fixed) -> Exactness:
    """Say how far from the cheapest the splits can be; the officer's own are not looked at."""
    cost = bound = 0.0
    worst = 0
    for key, class_plan in basis.classes.items():
        if fixed.get(key) or not class_plan.may_batch:
            continue
        for cell in class_plan.cells():
            split = class_plan.split(cell)
            cost += split.cost
            bound += split.bound
            if not split.exact:
                worst = max(worst, len(cell.ids))
    if not worst:
        return EXACT
    gap = max(0.0, cost / bound - 1) if bound > 0 else 0.0
    return Exactness(
        False,
        gap,
        f"最大的一组有 {worst} 个备案，只比较了部分批次大小；费用至多比最低的高 {gap:.2%}。",
    )


def class_split(plan: Plan, key: ClassKey) -> tuple[Ids, ...]:
    """Return how a plan splits a class."""
    return tuple(sorted(item.filing_ids for item in plan.submissions if item.key == key))
