"""Whatever the filings and the platforms: every plan keeps every hard constraint."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from planning_builders import FACTS, TODAY, catalogue_of, filing, platform

from app.catalogue import BatchSupport, Catalogue, SameField
from app.model.kinds import AlgorithmType, FilingStatus, Role, SubmissionKind, SubmissionMode
from app.rules.findings import Severity
from app.rules.planner import FilingFacts, check_plan, plan_case
from app.rules.workdays import PublishedCalendar

CALENDAR = PublishedCalendar()
NAMES = ("a", "b", "c")


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    made = []
    for place, name in enumerate(NAMES):
        made.append(
            platform(
                name,
                draw(st.sampled_from(BatchSupport)),
                limit=draw(st.none() | st.integers(2, 4)),
                same=tuple(draw(st.sets(st.sampled_from(SameField)))),
                after=tuple(draw(st.sets(st.sampled_from(NAMES[:place])))) if place else (),
                effort=draw(st.tuples(*[st.integers(0, 4).map(float)] * 3)),
                term=draw(st.none() | st.integers(1, 30)),
            )
        )
    draw(st.randoms(use_true_random=False)).shuffle(made)
    return catalogue_of(*made)


@st.composite
def scopes(draw: st.DrawFn) -> list[FilingFacts]:
    size = draw(st.integers(0, 14))
    return [
        filing(
            number,
            draw(st.sampled_from((*NAMES, "elsewhere"))),
            draw(st.integers(1, 2)),
            used_by=("甲",) * draw(st.integers(0, 1)),
            ended_in=("乙",) * draw(st.integers(0, 1)),
            kind=draw(st.sampled_from(AlgorithmType)),
            role=draw(st.sampled_from(Role)),
            status=draw(st.sampled_from(FilingStatus)),
            problems=draw(st.sampled_from(((), ("疑点。",)))),
            purpose=draw(st.sampled_from(("推荐内容", "审核文本", ""))),
            change_first=draw(st.sampled_from(((), ("备案的主体名称是曾用名。",)))),
        )
        for number in range(1, size + 1)
    ]


@settings(deadline=None, max_examples=120)
@given(catalogues(), scopes())
def test_every_plan_keeps_every_hard_constraint(
    catalogue: Catalogue, filings: list[FilingFacts]
) -> None:
    known = {item.id: item for item in filings}
    choices = plan_case(filings, FACTS, catalogue, CALENDAR, TODAY)
    for plan in (choices.batch, choices.single, choices.recommended):
        left = {item.filing_id for item in plan.left_out}
        for one in filings:
            homes = [s for s in plan.submissions if one.id in s.filing_ids]
            goes_on = any(use.in_use for use in one.products)
            first = bool(one.change_first) and not goes_on
            kinds = ["change"] * (first or goes_on) + ["cancel"] * (not goes_on)
            assert [s.kind for s in homes] == ([] if one.id in left else kinds)
            if first and homes:
                assert homes[1].follows == (homes[0].order,)
        for item in plan.submissions:
            members = [known[i] for i in item.filing_ids]
            rule = catalogue.platforms[item.platform].batch
            assert {m.organisation_id for m in members} == {item.organisation_id}
            assert {m.platform for m in members} == {item.platform}
            assert item.reasons
            assert all(reason.text and reason.source for reason in item.reasons)
            if any(use.in_use for m in members for use in m.products):
                assert item.kind is SubmissionKind.CHANGE
            if item.mode is SubmissionMode.BATCH:
                assert len(members) > 1
                assert rule.support in (BatchSupport.YES, BatchSupport.CONDITIONAL)
                assert rule.limit is None or len(members) <= rule.limit
                if SameField.TYPE in rule.same:
                    assert len({m.type for m in members}) == 1
                if SameField.ROLE in rule.same:
                    assert len({m.role for m in members}) == 1
            else:
                assert len(members) == 1
        orders = {
            s.platform: [t.order for t in plan.submissions if t.platform == s.platform]
            for s in plan.submissions
        }
        for name, own in orders.items():
            for former in catalogue.platforms[name].order_after:
                assert max(orders.get(former.platform, [0])) < min(own)


@settings(deadline=None, max_examples=60)
@given(catalogues(), scopes())
def test_a_plan_as_made_passes_its_own_check(
    catalogue: Catalogue, filings: list[FilingFacts]
) -> None:
    choices = plan_case(filings, FACTS, catalogue, CALENDAR, TODAY)
    for plan in (choices.batch, choices.single, choices.recommended):
        found = check_plan(plan.submissions, filings, FACTS, catalogue)
        assert all(f.severity is Severity.WARNING for f in found)
        assert {f.rule_id for f in found} <= {"plan.batch_condition", "plan.late"}


@settings(deadline=None, max_examples=60)
@given(catalogues(), scopes(), st.integers())
def test_the_order_in_which_filings_are_given_changes_nothing(
    catalogue: Catalogue, filings: list[FilingFacts], seed: int
) -> None:
    turned = list(filings)
    random.Random(seed).shuffle(turned)
    first = plan_case(filings, FACTS, catalogue, CALENDAR, TODAY)
    again = plan_case(turned, FACTS, catalogue, CALENDAR, TODAY)
    for one, other in (
        (first.batch, again.batch),
        (first.single, again.single),
        (first.recommended, again.recommended),
    ):
        assert one.submissions == other.submissions
        assert one.left_out == other.left_out


@settings(deadline=None, max_examples=60)
@given(catalogues(), scopes())
def test_the_recommended_plan_costs_no_more_than_all_single(
    catalogue: Catalogue, filings: list[FilingFacts]
) -> None:
    choices = plan_case(filings, FACTS, catalogue, CALENDAR, TODAY)
    assert choices.recommended.figures.hours <= choices.single.figures.hours + 1e-9
