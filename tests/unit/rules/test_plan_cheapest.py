"""The split is the cheapest there is: held against every set partition, and against constraints."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from math import log, log1p, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_builders import FACTS, TODAY, catalogue_of, filing, platform

from app.catalogue import BatchSupport, Catalogue, Platform, SameField
from app.model.kinds import AlgorithmType, Role
from app.rules.findings import Severity
from app.rules.plan_cost import DELAY_HOURS
from app.rules.plan_split import Curve, cheapest
from app.rules.planner import (
    Doubt,
    FilingFacts,
    LikenessSettings,
    PlanSettings,
    ReturnPrior,
    ReturnRecord,
    RiskModel,
    Weights,
    plan_case,
)
from app.rules.workdays import PublishedCalendar

CALENDAR = PublishedCalendar()
YES, NO, UNKNOWN = BatchSupport.YES, BatchSupport.NO, BatchSupport.UNKNOWN
WARNING = Doubt("w", "提醒。", Severity.WARNING)
BLOCKING = Doubt("b", "缺项。", Severity.BLOCKING)


def _cost(members: Sequence[FilingFacts], rule: Platform, chosen: PlanSettings) -> float:
    """The cost of one submission, written anew from the formula of docs/planner.md."""
    prior = chosen.risk.priors.get("p", ReturnPrior())
    record = chosen.risk.records.get("p", ReturnRecord())
    base = (prior.alpha + record.returned) / (prior.alpha + prior.beta + record.handled)
    sound = prod(
        (1 - base)
        * 0.4 ** len(member.problems)
        * prod({BLOCKING: 0.4, WARNING: 0.85}[doubt] for doubt in member.doubts)
        for member in members
    )
    size, effort = len(members), rule.effort
    documents = 1 if size == 1 else 2
    hours = effort.per_submission + effort.per_filing * size + effort.per_document * documents
    again = chosen.risk.again_share
    back = (1 - again) * (1 - sound) - again * log(sound)
    return (
        chosen.weights.hours * hours
        + chosen.weights.risk * back * chosen.risk.rework_share * hours
        + chosen.weights.urgency * back * DELAY_HOURS * size
    )


def _least(filings: Sequence[FilingFacts], rule: Platform, chosen: PlanSettings) -> float:
    """The least cost over every set partition that keeps limit and 同类别, by subsets."""
    count = len(filings)
    allowed: dict[int, float] = {}
    for mask in range(1, 1 << count):
        members = [filings[at] for at in range(count) if mask >> at & 1]
        if len(members) > 1:
            if rule.batch.limit and len(members) > rule.batch.limit:
                continue
            if SameField.TYPE in rule.batch.same and len({m.type for m in members}) > 1:
                continue
        allowed[mask] = _cost(members, rule, chosen)
    least = [0.0] + [float("inf")] * ((1 << count) - 1)
    for mask in range(1, 1 << count):
        lowest = mask & -mask
        part = mask
        while part:
            if part & lowest and part in allowed:
                least[mask] = min(least[mask], allowed[part] + least[mask ^ part])
            part = (part - 1) & mask
    return least[-1]


@pytest.mark.parametrize("block", range(10))
def test_the_planner_equals_brute_force_on_a_thousand_random_cases(block: int) -> None:
    dice = random.Random(2026_11 + block)
    for _ in range(100):
        rule = platform(
            "p",
            YES,
            limit=dice.choice((None, None, 2, 3, 5)),
            same=(SameField.TYPE,) * dice.randint(0, 1),
            effort=(dice.uniform(0, 8), dice.uniform(0, 3), dice.choice((0, 0.5, 2))),
        )
        filings = [
            filing(
                number,
                "p",
                kind=dice.choice((AlgorithmType.PUSH, AlgorithmType.RANK)),
                problems=("疑点。",) * dice.choice((0, 0, 0, 1)),
                doubts=(WARNING,) * dice.choice((0, 0, 1)) + (BLOCKING,) * dice.choice((0, 0, 1)),
            )
            for number in range(1, dice.randint(1, 9) + 1)
        ]
        chosen = PlanSettings(
            weights=Weights(*(dice.choice((0, 0.5, 1, 2, 3)) for _ in range(3))),
            risk=RiskModel(
                priors={"p": ReturnPrior(dice.uniform(0.1, 3), dice.uniform(1, 30))},
                records={"p": ReturnRecord(9, dice.randint(0, 9))},
                rework_share=dice.choice((0, 0.5, 1)),
                again_share=dice.choice((0, 0.25, 1)),
            ),
            likeness=LikenessSettings(threshold=0),
        )
        plan = plan_case(
            filings, FACTS, catalogue_of(rule), CALENDAR, TODAY, settings=chosen
        ).recommended
        assert plan.exactness.exact
        assert plan.figures.weighed == pytest.approx(_least(filings, rule, chosen))


def test_any_cost_curve_is_split_as_cheaply_as_by_all_set_partitions() -> None:
    """The proof asks nothing of a(n), and of b(n) only that it is not below 0."""
    dice = random.Random(7)
    for _ in range(300):
        count = dice.randint(1, 8)
        chances = sorted(dice.choice((0.1, 0.1, dice.random() * 0.99)) for _ in range(count))
        sure = [0.0, *(dice.uniform(0, 9) for _ in range(count))]
        stake = [0.0, *(dice.uniform(0, 9) for _ in range(count))]
        limit, again = dice.randint(1, count), dice.choice((0, 0.25, 1))

        def cost(
            mask: int,
            chances: list[float] = chances,
            sure: list[float] = sure,
            stake: list[float] = stake,
            again: float = again,
        ) -> float:
            inside = [chance for at, chance in enumerate(chances) if mask >> at & 1]
            sound = prod(1 - p for p in inside)
            returns = (1 - again) * (1 - sound) - again * log(sound)
            return sure[len(inside)] + stake[len(inside)] * returns

        least = [0.0] + [float("inf")] * ((1 << count) - 1)
        for mask in range(1, 1 << count):
            part = mask
            while part:
                if part.bit_count() <= limit:
                    least[mask] = min(least[mask], cost(part) + least[mask ^ part])
                part = (part - 1) & mask
        made = cheapest([-log1p(-chance) for chance in chances], Curve(sure, stake, again), limit)
        assert made.cost == pytest.approx(least[-1])
        assert made.bound == made.cost


@pytest.mark.parametrize("spread", ["equal", "spread", "two"])
@pytest.mark.parametrize("stake", [0.8, 3.5])
@pytest.mark.parametrize("again", [0, 0.25])
def test_beyond_what_is_tried_in_full_the_loss_is_bounded_below_two_per_cent(
    spread: str, stake: float, again: float
) -> None:
    dice = random.Random(3)
    chances = {
        "equal": [0.1] * 1500,
        "spread": sorted(dice.uniform(0.01, 0.9) for _ in range(1500)),
        "two": [0.1] * 900 + [0.64] * 600,
    }[spread]
    sizes = range(1501)
    curve = Curve([7.5 + 1.5 * n for n in sizes], [3.75 + stake * n for n in sizes], again)
    made = cheapest([-log1p(-chance) for chance in chances], curve, 1500)
    assert not made.exact
    assert sum(made.sizes) == 1500
    assert made.bound <= made.cost * (1 + 1e-9)
    assert made.cost <= made.bound * 1.02


_WORDS = ("推荐内容", "按兴趣推荐内容", "生成图片", "审核文本", "")


@st.composite
def _cases(draw: st.DrawFn) -> tuple[Catalogue, list[FilingFacts], PlanSettings]:
    rule = platform(
        "p",
        draw(st.sampled_from((YES, BatchSupport.CONDITIONAL))),
        limit=draw(st.none() | st.integers(3, 6)),
        same=tuple(draw(st.sets(st.sampled_from((SameField.TYPE, SameField.DATE))))),
        effort=draw(st.tuples(*[st.integers(0, 6).map(float)] * 3)),
    )
    filings = [
        filing(
            number,
            "p",
            draw(st.integers(1, 2)),
            ended_in=(draw(st.sampled_from(("甲", "乙"))),),
            kind=draw(st.sampled_from((AlgorithmType.PUSH, AlgorithmType.RANK))),
            role=draw(st.sampled_from(Role)),
            purpose=draw(st.sampled_from(_WORDS)),
            doubts=draw(st.sampled_from(((), (WARNING,), (BLOCKING,)))),
        )
        for number in range(1, draw(st.integers(1, 10)) + 1)
    ]
    weights = Weights(*draw(st.tuples(*[st.sampled_from((0.0, 1.0, 3.0))] * 3)))
    likeness = LikenessSettings(
        threshold=draw(st.sampled_from((0.0, 0.4, 0.6, 0.8))),
        together=_pairs(draw, len(filings)),
        apart=_pairs(draw, len(filings)),
    )
    return catalogue_of(rule), filings, PlanSettings(weights=weights, likeness=likeness)


def _pairs(draw: st.DrawFn, count: int) -> frozenset[frozenset[int]]:
    return frozenset(
        frozenset(pair) for pair in draw(st.lists(_pair(count), max_size=3)) if len(set(pair)) == 2
    )


def _pair(count: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(1, count), st.integers(1, count))


@settings(deadline=None, max_examples=150)
@given(_cases(), st.data())
def test_one_more_constraint_never_makes_the_recommended_plan_cheaper(
    case: tuple[Catalogue, list[FilingFacts], PlanSettings], data: st.DataObject
) -> None:
    catalogue, filings, chosen = case
    rule = catalogue.platforms["p"]
    batch, alike = rule.batch, chosen.likeness
    which = data.draw(st.sampled_from(("limit", "same", "support", "threshold", "apart")))
    tighter, harder = rule, alike
    if which == "limit":
        tighter = _with(rule, limit=max(2, (batch.limit or 8) - data.draw(st.integers(1, 5))))
    elif which == "same":
        tighter = _with(rule, same=(*batch.same, SameField.TYPE, SameField.ROLE))
    elif which == "support":
        tighter = _with(rule, support=data.draw(st.sampled_from((NO, UNKNOWN))))
    elif which == "threshold":
        harder = replace(alike, threshold=min(1, alike.threshold + 0.2))
    else:
        more = data.draw(_pair(len(filings)).filter(lambda p: p[0] != p[1] or len(filings) == 1))
        pair = frozenset(more)
        harder = replace(alike, apart=alike.apart | ({pair} if len(pair) == 2 else set()))
    before = plan_case(filings, FACTS, catalogue, CALENDAR, TODAY, settings=chosen).recommended
    after = plan_case(
        filings,
        FACTS,
        catalogue_of(tighter),
        CALENDAR,
        TODAY,
        settings=replace(chosen, likeness=harder),
    ).recommended
    assert after.figures.weighed >= before.figures.weighed - 1e-9


def _with(rule: Platform, **change: object) -> Platform:
    return rule.model_copy(update={"batch": rule.batch.model_copy(update=change)})


@settings(deadline=None, max_examples=100)
@given(_cases())
def test_recommended_is_the_cheapest_of_the_three_and_beats_its_runner_up(
    case: tuple[Catalogue, list[FilingFacts], PlanSettings],
) -> None:
    catalogue, filings, chosen = case
    made = plan_case(filings, FACTS, catalogue, CALENDAR, TODAY, settings=chosen)
    cheapest_of = made.recommended.figures.weighed
    assert cheapest_of <= made.single.figures.weighed + 1e-9
    assert cheapest_of <= made.batch.figures.weighed + 1e-9
    other = made.recommended.runner_up
    if other is not None:
        assert other.difference_hours > 0
        assert other.cost.weighed(chosen.weights) == pytest.approx(
            cheapest_of + other.difference_hours
        )
        ((key, parts),) = other.parts
        mine = {s.filing_ids for s in made.recommended.submissions if s.key == key}
        assert set(parts) != mine
        assert sorted(i for part in parts for i in part) == sorted(i for p in mine for i in p)
