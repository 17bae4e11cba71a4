"""How long the planner takes: 1,000 and 10,000 filings, hard classes, and one step of a slider.

CPU time of this process: the machine that measures may have other work to do.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from probes import Tell

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "rules"))
from planning_builders import FACTS, TODAY, catalogue_of, filing, platform

from app.catalogue import BatchSupport, Catalogue
from app.model.kinds import AlgorithmType, Role
from app.rules.findings import Severity
from app.rules.planner import (
    Doubt,
    FilingFacts,
    PlanChoices,
    RiskModel,
    Weights,
    plan_case,
    replan,
    what_if,
)
from app.rules.workdays import PublishedCalendar

CALENDAR = PublishedCalendar()
NAMES = "abcdefgh"
RUNS = 5
SECONDS_1000, SECONDS_10000, TIMES_PER_FILING, STEP_MS = 0.3, 5.0, 1.5, 50.0
GAP_PER_CENT = 2.0


def _rules() -> Catalogue:
    supports = (
        BatchSupport.YES,
        BatchSupport.CONDITIONAL,
        BatchSupport.UNKNOWN,
        BatchSupport.NO,
    )
    return catalogue_of(
        *[
            platform(
                name,
                supports[place % 4],
                limit=None if place < 4 else 20,
                after=(NAMES[place - 1],) if place % 3 == 2 else (),
                term=20,
                review=(2, 5),
            )
            for place, name in enumerate(NAMES)
        ]
    )


def _filings(count: int) -> list[FilingFacts]:
    dice = random.Random(5)
    doubt = Doubt("x", "提醒。", Severity.WARNING)
    return [
        filing(
            number,
            dice.choice(NAMES),
            dice.randint(1, 5),
            kind=dice.choice(list(AlgorithmType)),
            role=dice.choice(list(Role)),
            ended_in=(f"产品{dice.randint(1, 30)}",),
            used_by=("留存产品",) * (dice.random() < 0.1),
            problems=("校验位不符。",) * (dice.random() < 0.05),
            doubts=(doubt,) * dice.randint(0, 3),
            change_first=("名称不符。",) * (dice.random() < 0.03),
            purpose=dice.choice(("按兴趣推荐内容", "生成图片和文字", "审核用户评论", "")),
        )
        for number in range(1, count + 1)
    ]


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _plan(filings: Sequence[FilingFacts], rules: Catalogue) -> PlanChoices:
    return plan_case(filings, FACTS, rules, CALENDAR, TODAY)


def test_filings_on_eight_platforms(tell: Tell) -> None:
    rules = _rules()
    times = {}
    for count in (1_000, 2_000, 5_000, 10_000):
        filings = _filings(count)
        times[count] = _seconds(lambda filings=filings: _plan(filings, rules))
    tell("three plans for 1,000 filings", times[1_000], SECONDS_1000, "s")
    tell("three plans for 10,000 filings", times[10_000], SECONDS_10000, "s")
    per_filing = {count: seconds / count * 1e6 for count, seconds in times.items()}
    for count, micro in per_filing.items():
        tell(f"a filing of {count:,}", micro, TIMES_PER_FILING * per_filing[1_000], "µs")


@pytest.mark.parametrize("chances", ["equal", "two kinds", "spread"])
def test_one_class_of_10_000_without_a_limit(tell: Tell, chances: str) -> None:
    dice = random.Random(9)
    rules = catalogue_of(platform("p", BatchSupport.YES, term=20, review=(2, 5)))
    doubts = {
        "equal": lambda number: (),
        "two kinds": lambda number: (Doubt("x", "缺项。", Severity.BLOCKING),) * (number % 5 == 0),
        "spread": lambda number: tuple(
            Doubt("x", "提醒。", severity)
            for severity in (Severity.BLOCKING, Severity.WARNING)
            for _ in range(dice.randint(0, 4))
        ),
    }[chances]
    filings = [
        filing(number, "p", doubts=doubts(number), purpose=f"用途{dice.random()}")
        for number in range(1, 10_001)
    ]
    made: list[PlanChoices] = []
    seconds = _seconds(lambda: made.append(_plan(filings, rules)))
    tell(f"one class of 10,000, chances {chances}", seconds, SECONDS_10000, "s")
    gap = made[-1].recommended.exactness.gap * 100
    tell(f"its cost above a proven lower bound, chances {chances}", gap, GAP_PER_CENT, "%")


@pytest.mark.parametrize("platforms", ["eight", "one"])
def test_a_step_of_a_slider_at_200_filings(tell: Tell, platforms: str) -> None:
    rules, filings = _rules(), _filings(200)
    if platforms == "one":
        rules = catalogue_of(platform("p", BatchSupport.YES, term=20, review=(2, 5)))
        filings = [filing(number, "p") for number in range(1, 201)]
    made = _plan(filings, rules)
    plan = made.recommended
    steps = iter(x / 10 for x in range(11, 11 + 2 * RUNS + 2))

    def step() -> None:
        chosen = replace(plan.settings, weights=Weights(1, next(steps), 1))
        replan(plan, rules, CALENDAR, settings=chosen)

    def all_three() -> None:
        chosen = replace(plan.settings, weights=Weights(1, 1, next(steps)))
        plan_case(filings, FACTS, rules, CALENDAR, TODAY, settings=chosen)

    tell(
        f"a step of a slider, one plan, platforms: {platforms}", _seconds(step) * 1e3, STEP_MS, "ms"
    )
    tell(f"the same, three plans, platforms: {platforms}", _seconds(all_three) * 1e3, STEP_MS, "ms")
    offered = _seconds(lambda: what_if(plan, plan.submissions[0].filing_ids[0], rules, CALENDAR))
    tell(f"every place of a filing, platforms: {platforms}", offered * 1e3, 10 * STEP_MS, "ms")


def test_a_model_with_records_is_as_quick(tell: Tell) -> None:
    rules, filings = _rules(), _filings(200)
    plan = _plan(filings, rules).recommended
    chosen = replace(plan.settings, risk=RiskModel(rework_share=0.7))
    taken = _seconds(lambda: replan(plan, rules, CALENDAR, settings=chosen))
    tell("a step that changes the chances", taken * 1e3, STEP_MS, "ms")
