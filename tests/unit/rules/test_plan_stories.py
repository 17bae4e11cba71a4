"""The stories that the planner is for: many alike, one product of two, a batch that came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planning_builders import EVIDENCE, FACTS, TODAY, catalogue_of, filing, platform

from app.catalogue import BatchSupport, Catalogue
from app.catalogue.entries import Material
from app.model.kinds import AlgorithmType, Certainty, Role, SubmissionKind, SubmissionMode
from app.rules.findings import Severity
from app.rules.planner import (
    Doubt,
    LikenessSettings,
    PlanSettings,
    ProductUseFact,
    ReturnRecord,
    RiskModel,
    Weights,
    check_plan,
    join,
    move,
    paper_sharing,
    plan_case,
    replan,
    what_if,
    why_here,
)
from app.rules.workdays import PublishedCalendar

YES = BatchSupport.YES
CHANGE, CANCEL = SubmissionKind.CHANGE, SubmissionKind.CANCEL


class TestAGroupWithAHundredSimilarFilings:
    def test_it_is_batched_by_subject_within_reason_and_told_why(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("p", YES, limit=50, term=20, review=(2, 5)))
        filings = [
            filing(n, "p", 1 + n % 4, purpose="按兴趣推荐内容", ended_in=("甲",))
            for n in range(1, 101)
        ]
        made = plan_case(filings, FACTS, rules, calendar, TODAY)
        best, batch, single = made.recommended, made.batch, made.single
        assert len(single.submissions) == 100
        assert len(batch.submissions) == 4
        assert 4 < len(best.submissions) < 50
        assert best.exactness.exact
        assert best.figures.weighed < min(batch.figures.weighed, single.figures.weighed)
        assert best.runner_up is not None
        words = "".join(reason.text for reason in best.runner_up.why)
        assert "次优方案只在" in words
        assert "小时，因此没有采用" in words
        # One bad filing brings its batch back: in a batch of all 25 a return is nearly sure.
        assert all(item.chance > 0.9 for item in batch.submissions)
        assert all(item.chance < 0.5 for item in best.submissions)

    def test_the_firms_own_returns_make_the_batches_smaller(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("p", YES))
        filings = [filing(n, "p") for n in range(1, 101)]

        def largest(handled: int, returned: int) -> int:
            risk = RiskModel(records={"p": ReturnRecord(handled, returned)})
            chosen = PlanSettings(risk=risk)
            plan = plan_case(filings, FACTS, rules, calendar, TODAY, settings=chosen).recommended
            return max(len(item.filing_ids) for item in plan.submissions)

        assert largest(90, 0) > largest(0, 0) > largest(10, 5)


class TestStoppedInAWhileBRunsOn:
    @pytest.fixture
    def plan(self, catalogue: Catalogue, calendar: PublishedCalendar):  # type: ignore[no-untyped-def]
        shared = filing(1, used_by=("产品B",), ended_in=("产品A",))
        alone = filing(2, ended_in=("产品A",))
        return plan_case([shared, alone], FACTS, catalogue, calendar, TODAY).recommended

    def test_one_is_changed_and_the_other_deregistered(self, plan) -> None:  # type: ignore[no-untyped-def]
        assert [(s.filing_ids, s.kind) for s in plan.submissions] == [
            ((1,), CHANGE),
            ((2,), CANCEL),
        ]
        words = plan.submissions[0].reasons[0]
        assert "仍被产品“产品B（APP）”使用，不能注销" in words.text
        assert "移除已停止使用的产品“产品A（APP）”" in words.text
        assert "本程序的理解" in words.source

    def test_the_two_cannot_be_put_together(  # type: ignore[no-untyped-def]
        self, plan, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        moved = move(plan, 1, 2, catalogue, calendar)
        assert "应办理变更，第 2 次提交办理注销" in moved.refused
        assert "官方" in moved.refused
        assert moved.plan is plan


class TestABlindBatchThatCameBack:
    def test_what_is_sent_stays_and_the_rest_is_split_around_the_bad_one(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(
            platform("p", YES, term=20, review=(2, 5)),
            platform("q", YES, term=20, review=(2, 5)),
        )
        filings = [filing(n, "p" if n <= 12 else "q") for n in range(1, 15)]
        blind = plan_case(filings, FACTS, rules, calendar, TODAY).batch
        assert [len(s.filing_ids) for s in blind.submissions] == [12, 2]
        # q took its batch; p returned all twelve because of filing 7.
        sent = [replace(blind.submissions[1], order=1, finishes_on=date(2026, 9, 30))]
        bad = Doubt("returned", "平台退回：编号与名称不符。", Severity.BLOCKING)
        back = [replace(f, doubts=(bad,)) if f.id == 7 else f for f in filings[:12]]
        learnt = RiskModel(records={"p": ReturnRecord(1, 1)})
        again = plan_case(
            back, FACTS, rules, calendar, TODAY, settings=PlanSettings(risk=learnt), sent=sent
        ).recommended
        assert again.sent == tuple(sent)
        assert [s.order for s in again.submissions] == list(range(2, 2 + len(again.submissions)))
        assert sorted(i for s in again.submissions for i in s.filing_ids) == list(range(1, 13))
        home = next(s for s in again.submissions if 7 in s.filing_ids)
        assert home.mode is SubmissionMode.SINGLE
        assert "编号与名称不符" in "".join(reason.text for reason in home.reasons)
        assert again.figures.chance >= 1 - (1 - sent[0].chance) * (1 - home.chance)
        refused = move(again, 3, 1, rules, calendar).refused
        assert refused == "第 1 次提交已经递交，不能再加入备案。"


class TestKinds:
    def _uses(self, *owners: tuple[str, bool, int]) -> tuple[ProductUseFact, ...]:
        return tuple(
            ProductUseFact(n, name, "APP", on, owner, f"示例企业{owner}")
            for n, (name, on, owner) in enumerate(owners)
        )

    def test_a_product_that_moved_is_removed_and_the_other_files_for_itself(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        both = replace(filing(1), products=self._uses(("甲", True, 1), ("乙", True, 2)))
        gone = replace(filing(2), products=self._uses(("丙", True, 2)))
        plan = plan_case([both, gone], FACTS, catalogue, calendar, TODAY).recommended
        kinds = {s.filing_ids: s for s in plan.submissions}
        assert kinds[1,].kind is CHANGE
        assert kinds[2,].kind is CANCEL
        for item in plan.submissions:
            words = "".join(reason.text for reason in item.reasons)
            assert "转给“示例企业2”" in words
            assert "十个工作日内另行备案" in words

    def test_a_filing_whose_name_differs_is_changed_first_and_then_deregistered(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("p", YES, term=20, review=(2, 4)))
        named = filing(1, "p", change_first=("备案的主体名称“旧名”是曾用名。",))
        plan = plan_case([named, filing(2, "p")], FACTS, rules, calendar, TODAY).recommended
        change = next(s for s in plan.submissions if s.kind is CHANGE)
        cancel = next(s for s in plan.submissions if s.kind is CANCEL and 1 in s.filing_ids)
        assert change.filing_ids == cancel.filing_ids == (1,)
        assert cancel.follows == (change.order,)
        assert "旧名" in change.reasons[0].text
        assert "先变更后注销" in cancel.reasons[0].text
        assert change.finishes_on is not None
        assert cancel.ready_on is not None
        assert cancel.ready_on >= change.finishes_on
        assert change.deadline == cancel.deadline
        # The other need not wait for it.
        assert any(s.filing_ids == (2,) and not s.follows for s in plan.submissions)
        swapped = [replace(change, follows=()), replace(cancel, follows=())]
        found = check_plan(swapped, plan.filings, FACTS, rules)
        assert "plan.change_first" in {f.rule_id for f in found}

    def test_where_the_review_is_unknown_the_day_after_the_change_is_not_invented(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("p", YES, term=20))
        plan = plan_case(
            [filing(1, "p", change_first=("名称不符。",))], FACTS, rules, calendar, TODAY
        ).recommended
        change, cancel = plan.submissions
        assert change.ready_on is not None
        assert change.finishes_on is None
        assert (cancel.ready_on, cancel.late) == (None, None)
        assert (plan.figures.met, plan.figures.expected_days) == (None, None)

    def test_a_change_that_has_left_the_house_is_not_planned_again(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("p", YES, term=20, review=(2, 4)))
        named = filing(1, "p", change_first=("名称不符。",))
        first = plan_case([named], FACTS, rules, calendar, TODAY).recommended.submissions[0]
        plan = plan_case([named], FACTS, rules, calendar, TODAY, sent=[first]).recommended
        assert [(s.kind, s.follows) for s in plan.submissions] == [(CANCEL, (1,))]

    def test_of_two_roles_the_one_that_goes_on_is_left_out(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        ended = filing(1, ended_in=("甲",), algorithm_id=9, role=Role.PROVIDER)
        on = filing(2, used_by=("乙",), algorithm_id=9, role=Role.SUPPORTER)
        plan = plan_case([ended, on], FACTS, catalogue, calendar, TODAY).recommended
        assert [s.filing_ids for s in plan.submissions] == [(1,)]
        assert "服务技术支持者" in "".join(r.text for r in plan.submissions[0].reasons)
        assert "继续有效，不随另一角色注销" in plan.left_out[0].reason.text


class TestDays:
    def test_preparing_one_after_another_review_and_deadline(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("p", BatchSupport.NO, term=3, review=(2, 4)))
        none = PlanSettings(hours_per_day=3.5, risk=RiskModel(rework_share=0))
        plan = plan_case(
            [filing(n, "p") for n in (1, 2, 3)], FACTS, rules, calendar, TODAY, settings=none
        ).recommended
        # 3.5 hours each: Monday 9/21, Tuesday, Wednesday; 9/20 is worked, so the term ends 9/22.
        assert [s.ready_on for s in plan.submissions] == [date(2026, 9, d) for d in (21, 22, 23)]
        assert [s.late for s in plan.submissions] == [False, False, True]
        assert (plan.figures.met, plan.figures.late) == (False, 1)
        # Review 3 days and 10 % of 3 more: ready on day 2, so day 6; 9/25 is a holiday.
        assert plan.submissions[2].finishes_on == date(2026, 9, 30)
        assert plan.figures.expected_days == 6
        slower = replan(plan, rules, calendar, settings=replace(none, hours_per_day=1.0))
        assert slower.figures.late == 3

    def test_what_follows_another_platform_waits_for_its_review(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(
            platform("site", YES, review=(5, 5)),
            platform("subject", YES, after=("site",), review=(1, 1)),
        )
        plan = plan_case(
            [filing(1, "subject"), filing(2, "site")], FACTS, rules, calendar, TODAY
        ).recommended
        site, subject = plan.submissions
        assert site.platform == "site"
        assert site.finishes_on is not None
        assert subject.ready_on == site.finishes_on

    def test_a_pressing_platform_comes_before_one_without_a_deadline(
        self, calendar: PublishedCalendar
    ) -> None:
        rules = catalogue_of(platform("slow", YES), platform("due", YES, term=20))
        plan = plan_case(
            [filing(1, "slow"), filing(2, "due")], FACTS, rules, calendar, TODAY
        ).recommended
        assert [s.platform for s in plan.submissions] == ["due", "slow"]


class TestMoving:
    @pytest.fixture
    def rules(self) -> Catalogue:
        return catalogue_of(platform("p", YES, limit=3, review=(2, 4), term=20))

    def test_a_filing_moves_and_the_difference_is_told(
        self, rules: Catalogue, calendar: PublishedCalendar
    ) -> None:
        filings = [filing(n, "p") for n in range(1, 6)]
        plan = plan_case(filings, FACTS, rules, calendar, TODAY).recommended
        assert sorted(len(s.filing_ids) for s in plan.submissions) == [2, 3]
        big = next(s for s in plan.submissions if len(s.filing_ids) == 3)
        small = next(s for s in plan.submissions if len(s.filing_ids) == 2)
        over = move(plan, small.filing_ids[0], big.order, rules, calendar)
        assert "每次最多 3 个备案，移入后有 4 个" in over.refused
        assert "来源：测试" in over.refused
        done = move(plan, big.filing_ids[0], None, rules, calendar)
        assert not done.refused
        assert done.difference.submissions == 1
        assert done.difference.hours > 0
        assert any("提交次数 2 → 3" in text for text in done.difference.sentences)
        assert done.plan.fixed
        # What the officer moved stays when a slider is moved.
        again = replan(done.plan, rules, calendar, settings=PlanSettings(weights=Weights(0, 3, 3)))
        assert {s.filing_ids for s in again.submissions} == {
            s.filing_ids for s in done.plan.submissions
        }
        back = join(
            done.plan,
            *(s.order for s in done.plan.submissions if s.filing_ids[0] in big.filing_ids),
            rules,
            calendar,
        )
        assert not back.refused
        assert {s.filing_ids for s in back.plan.submissions} == {
            s.filing_ids for s in plan.submissions
        }

    def test_another_subjects_submission_is_refused_with_the_source(
        self, calendar: PublishedCalendar, catalogue: Catalogue
    ) -> None:
        plan = plan_case(
            [filing(1), filing(2, organisation=2)], FACTS, catalogue, calendar, TODAY
        ).recommended
        assert "主体不同" in move(plan, 1, 2, catalogue, calendar).refused
        assert "官方" in move(plan, 1, 2, catalogue, calendar).refused

    def test_where_support_is_unknown_it_is_done_with_a_warning(
        self, calendar: PublishedCalendar, catalogue: Catalogue
    ) -> None:
        plan = plan_case([filing(1), filing(2)], FACTS, catalogue, calendar, TODAY).recommended
        done = move(plan, 1, 2, catalogue, calendar)
        assert not done.refused
        assert [f.rule_id for f in done.findings] == ["plan.batch_unknown"]

    def test_every_place_is_offered_with_its_difference(
        self, rules: Catalogue, calendar: PublishedCalendar
    ) -> None:
        filings = [filing(n, "p") for n in range(1, 6)] + [filing(6, "p", 2)]
        plan = plan_case(filings, FACTS, rules, calendar, TODAY).recommended
        home = next(s for s in plan.submissions if 1 in s.filing_ids)
        offered = what_if(plan, 1, rules, calendar)
        assert {a.target for a in offered} == {None} | {
            s.order for s in plan.submissions if s is not home
        }
        assert all(a.moved.refused or a.moved.difference.sentences for a in offered)

    def test_why_here_says_what_and_with_whom_first(
        self, rules: Catalogue, calendar: PublishedCalendar
    ) -> None:
        plan = plan_case([filing(n, "p") for n in (1, 2, 3)], FACTS, rules, calendar, TODAY)
        why = why_here(plan.recommended, 1, rules)
        assert "应办理注销" in why.reasons[0].text
        assert "与同批的 2 个备案一起提交，单独提交估计多用" in why.reasons[1].text
        assert why.reasons[1].certainty is Certainty.UNVERIFIED
        assert why.chance.value == pytest.approx(0.1)
        assert [key for key, _ in why.mates] == [2, 3]
        alone = why_here(plan.single, 1, rules)
        assert "并入最合适的一次提交" in alone.reasons[1].text

    def test_what_is_not_alike_is_told_when_the_officer_joins_it(
        self, rules: Catalogue, calendar: PublishedCalendar
    ) -> None:
        one = filing(1, "p", ended_in=("甲",), purpose="生成图片")
        other = filing(
            2,
            "p",
            ended_in=("乙",),
            purpose="审核评论",
            kind=AlgorithmType.SEARCH,
            role=Role.SUPPORTER,
        )
        strict = PlanSettings(likeness=LikenessSettings(threshold=0.9))
        plan = plan_case([one, other], FACTS, rules, calendar, TODAY, settings=strict).recommended
        assert [s.filing_ids for s in plan.submissions] == [(1,), (2,)]
        assert "不够相似" in "".join(r.text for r in plan.submissions[0].reasons)
        done = move(plan, 1, 2, rules, calendar)
        assert [f.rule_id for f in done.findings] == ["plan.not_alike"]
        put = LikenessSettings(threshold=0.9, together=frozenset({frozenset({1, 2})}))
        joined = replan(plan, rules, calendar, settings=PlanSettings(likeness=put))
        assert [s.filing_ids for s in joined.submissions] == [(1, 2)]


def test_papers_of_a_group_what_is_shared_and_what_each_signs(
    calendar: PublishedCalendar,
) -> None:
    def paper(name: str, **more: object) -> Material:
        return Material.model_validate(
            {
                **EVIDENCE,
                "id": f"m{abs(hash(name)) % 999}",
                "name": name,
                "need": "required",
                **more,
            }
        )

    rule = platform("p", BatchSupport.NO).model_copy(
        update={
            "materials": (
                paper("项目说明", share="case"),
                paper("营业执照", share="subject", seal="official"),
                paper("承诺书", seal="official", signer="legal_representative"),
            )
        }
    )
    rules = catalogue_of(rule)
    filings = [filing(1, "p"), filing(2, "p"), filing(3, "p", 2)]
    plan = plan_case(filings, FACTS, rules, calendar, TODAY).recommended
    papers = paper_sharing(plan, rules)
    told = [(p.material, p.organisation_id, p.submissions, p.shared) for p in papers]
    assert told == [
        ("营业执照", 1, (1, 2), True),
        ("项目说明", None, (1, 2, 3), True),
        ("承诺书", 1, (1,), False),
        ("承诺书", 1, (2,), False),
        ("承诺书", 2, (3,), False),
        ("营业执照", 2, (3,), False),
    ]
    licence = papers[0]
    assert licence.signed
    assert "由“示例企业1”自己加盖公章，其他主体不能代替" in licence.words
