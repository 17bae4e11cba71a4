"""Batch or single: what an officer may rely on in every plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from planning_builders import FACTS, TODAY, catalogue_of, filing, platform

from app.catalogue import BatchSupport, Catalogue, SameField
from app.errors import BadInputError
from app.model.kinds import (
    AlgorithmType,
    Certainty,
    DataDisposal,
    FilingStatus,
    Role,
    SubmissionKind,
    SubmissionMode,
)
from app.rules.findings import Severity
from app.rules.planner import Plan, check_plan, plan_case, switch_mode
from app.rules.workdays import PublishedCalendar

BATCH, SINGLE = SubmissionMode.BATCH, SubmissionMode.SINGLE
YES, NO = BatchSupport.YES, BatchSupport.NO


def _shape(plan: Plan) -> list[tuple[str, SubmissionKind, SubmissionMode, tuple[int, ...]]]:
    return [(s.platform, s.kind, s.mode, s.filing_ids) for s in plan.submissions]


def _words(plan: Plan, index: int = 0) -> str:
    return "".join(reason.text for reason in plan.submissions[index].reasons)


def test_unknown_support_is_planned_as_single_and_says_so(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    choices = plan_case([filing(1), filing(2)], FACTS, catalogue, calendar, TODAY)
    for plan in (choices.batch, choices.single, choices.recommended):
        assert [s.mode for s in plan.submissions] == [SINGLE, SINGLE]
        assert "是否支持批量未知，按单个规划" in _words(plan)
    reason = choices.recommended.submissions[0].reasons[-1]
    assert reason.certainty is Certainty.UNVERIFIED


def test_a_supported_batch_goes_together_and_single_stays_single(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    filings = [filing(1, "icp"), filing(2, "icp"), filing(3, "icp")]
    choices = plan_case(filings, FACTS, catalogue, calendar, TODAY)
    together = [("icp", SubmissionKind.CANCEL, BATCH, (1, 2, 3))]
    assert _shape(choices.batch) == together
    assert _shape(choices.recommended) == together
    assert len(choices.single.submissions) == 3
    assert choices.batch.figures.hours < choices.single.figures.hours
    assert "估计用时" in _words(choices.recommended)


def test_where_no_batch_is_taken_all_go_alone(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    choices = plan_case([filing(1, "psb"), filing(2, "psb")], FACTS, catalogue, calendar, TODAY)
    assert [s.mode for s in choices.batch.submissions] == [SINGLE, SINGLE]
    assert "不支持批量" in _words(choices.batch)


def test_organisations_are_never_mixed(catalogue: Catalogue, calendar: PublishedCalendar) -> None:
    filings = [filing(n, "icp", organisation=1 + n % 2) for n in range(1, 7)]
    plan = plan_case(filings, FACTS, catalogue, calendar, TODAY).recommended
    assert [s.filing_ids for s in plan.submissions] == [(2, 4, 6), (1, 3, 5)]
    assert [s.organisation_name for s in plan.submissions] == ["示例企业1", "示例企业2"]


def test_what_another_product_still_uses_is_changed_not_deregistered(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    shared = filing(1, used_by=("留存产品",), ended_in=("停止产品",))
    plan = plan_case([shared, filing(2)], FACTS, catalogue, calendar, TODAY).recommended
    change = next(s for s in plan.submissions if s.filing_ids == (1,))
    assert change.kind is SubmissionKind.CHANGE
    words = "".join(reason.text for reason in change.reasons)
    assert "留存产品（APP）" in words
    assert "停止产品（APP）" in words
    assert "不能注销" in words
    assert change.deadline is not None
    # Ten working days for a change: 9/20 works, 9/25-27 and 10/1-7 are off.
    assert change.deadline.due_on == date(2026, 10, 9)
    other = next(s for s in plan.submissions if s.filing_ids == (2,))
    assert other.kind is SubmissionKind.CANCEL
    assert other.deadline is not None
    assert other.deadline.due_on == date(2026, 10, 22)


def test_a_product_affected_by_the_case_does_not_keep_the_algorithm_alive(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    only = filing(1, used_by=("产品甲",))
    facts = replace(FACTS, affected_product_ids=frozenset({100}))
    plan = plan_case([only], facts, catalogue, calendar, TODAY).recommended
    assert plan.submissions[0].kind is SubmissionKind.CANCEL


def test_what_only_goes_on_is_left_out_with_the_way_to_mend_it(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    plan = plan_case(
        [filing(1, used_by=("产品甲",))], FACTS, catalogue, calendar, TODAY
    ).recommended
    assert plan.submissions == ()
    assert "产品甲（APP）" in plan.left_out[0].reason.text
    assert "核对受影响的产品" in plan.left_out[0].reason.text


@pytest.mark.parametrize("status", [FilingStatus.CANCELLED, FilingStatus.REVOKED])
def test_what_is_ended_already_is_left_out(
    catalogue: Catalogue, calendar: PublishedCalendar, status: FilingStatus
) -> None:
    filings = [filing(1, status=status), filing(2)]
    plan = plan_case(filings, FACTS, catalogue, calendar, TODAY).recommended
    assert [item.filing_id for item in plan.left_out] == [1]
    assert status.label in plan.left_out[0].reason.text
    assert [s.filing_ids for s in plan.submissions] == [(2,)]


def test_what_is_under_way_is_planned_with_a_word_of_caution(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    under_way = filing(1, status=FilingStatus.CANCELLING)
    plan = plan_case([under_way], FACTS, catalogue, calendar, TODAY).recommended
    assert "重复提交" in _words(plan)


def test_a_platform_that_the_catalogue_does_not_know_is_left_out(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    plan = plan_case([filing(1, "elsewhere")], FACTS, catalogue, calendar, TODAY).recommended
    assert "elsewhere" in plan.left_out[0].reason.text


def test_platforms_come_in_their_order_and_say_why(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    filings = [filing(1), filing(2, "partner"), filing(3, "appstores")]
    plan = plan_case(filings, FACTS, catalogue, calendar, TODAY).recommended
    assert [s.platform for s in plan.submissions] == ["appstores", "partner", "cac-algorithm"]
    assert [s.order for s in plan.submissions] == [1, 2, 3]
    assert "在“合作方”之后办理" in _words(plan, 2)


def test_the_limit_splits_a_batch(calendar: PublishedCalendar) -> None:
    small = catalogue_of(platform("p", YES, limit=3))
    plan = plan_case([filing(n, "p") for n in range(1, 9)], FACTS, small, calendar, TODAY).batch
    assert [s.filing_ids for s in plan.submissions] == [(1, 2, 3), (4, 5, 6), (7, 8)]
    assert "每次最多 3 个" in _words(plan)


def test_what_is_left_over_by_the_limit_goes_alone_and_says_so(
    calendar: PublishedCalendar,
) -> None:
    small = catalogue_of(platform("p", YES, limit=2))
    plan = plan_case([filing(n, "p") for n in (1, 2, 3)], FACTS, small, calendar, TODAY).batch
    assert [(s.mode, s.filing_ids) for s in plan.submissions] == [(BATCH, (1, 2)), (SINGLE, (3,))]
    assert "每次最多 2 个分批后" in _words(plan, 1)


def test_a_condition_groups_what_is_alike_and_is_told(calendar: PublishedCalendar) -> None:
    rule = platform(
        "p", BatchSupport.CONDITIONAL, same=(SameField.TYPE, SameField.ROLE, SameField.DATE)
    )
    filings = [
        filing(1, "p"),
        filing(2, "p", kind=AlgorithmType.RANK),
        filing(3, "p"),
        filing(4, "p", role=Role.SUPPORTER),
    ]
    plan = plan_case(filings, FACTS, catalogue_of(rule), calendar, TODAY).recommended
    assert [s.filing_ids for s in plan.submissions] == [(1, 3), (2,), (4,)]
    assert "测试条件" in _words(plan)
    assert "算法类别相同、角色相同" in _words(plan, 1)


def test_a_doubtful_number_does_not_endanger_the_batch(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    filings = [filing(1, "icp"), filing(2, "icp", problems=("校验位不符。",)), filing(3, "icp")]
    choices = plan_case(filings, FACTS, catalogue, calendar, TODAY)
    assert _shape(choices.batch)[0][3] == (1, 2, 3)
    assert [s.filing_ids for s in choices.recommended.submissions] == [(1, 3), (2,)]
    assert "校验位不符" in _words(choices.recommended, 1)


def test_a_batch_that_saves_nothing_is_not_recommended(calendar: PublishedCalendar) -> None:
    dear = catalogue_of(platform("p", YES, effort=(0, 1, 0)))
    choices = plan_case([filing(1, "p"), filing(2, "p")], FACTS, dear, calendar, TODAY)
    assert len(choices.batch.submissions) == 1
    assert len(choices.recommended.submissions) == 2
    assert "不比合并提交费时" in _words(choices.recommended)


def test_the_figures_add_up(calendar: PublishedCalendar) -> None:
    rule = catalogue_of(platform("p", YES))
    choices = plan_case([filing(1, "p"), filing(2, "p")], FACTS, rule, calendar, TODAY)
    # Batch: licence and list; 2 + 2·1 + 2·0.5. Single: a licence each; twice 2 + 1 + 0.5.
    assert choices.batch.figures.documents == 2
    assert choices.batch.figures.hours == pytest.approx(5)
    assert choices.single.figures.documents == 2
    assert choices.single.figures.hours == pytest.approx(7)


def test_facts_decide_which_documents_are_counted(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    none_held = replace(FACTS, data_disposal=DataDisposal.NONE_HELD, agent_acts=False)
    held = replace(FACTS, data_disposal=DataDisposal.DELETED, agent_acts=True)
    few = plan_case(
        [filing(1)], none_held, catalogue, calendar, TODAY
    ).recommended.figures.documents
    many = plan_case([filing(1)], held, catalogue, calendar, TODAY).recommended.figures.documents
    # 授权委托书, 经办人身份证 and 数据处置说明.
    assert many == few + 3


def test_without_a_day_of_termination_there_is_no_deadline_but_a_plan(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    plan = plan_case(
        [filing(1)], replace(FACTS, ended_on=None), catalogue, calendar, TODAY
    ).recommended
    assert plan.submissions[0].deadline is None
    assert "填写终止日期后" in _words(plan)


def test_an_absurd_day_is_refused_in_words(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    with pytest.raises(BadInputError):
        plan_case(
            [filing(1)], replace(FACTS, ended_on=date(9999, 1, 1)), catalogue, calendar, TODAY
        )


def test_no_filings_give_an_empty_plan(catalogue: Catalogue, calendar: PublishedCalendar) -> None:
    plan = plan_case([], FACTS, catalogue, calendar, TODAY).recommended
    assert (plan.submissions, plan.left_out, plan.figures.submissions) == ((), (), 0)


def test_a_submission_keeps_the_version_it_was_planned_with(
    catalogue: Catalogue, calendar: PublishedCalendar
) -> None:
    plan = plan_case([filing(1)], FACTS, catalogue, calendar, TODAY).recommended
    assert plan.submissions[0].catalogue_version == catalogue.platforms["cac-algorithm"].version


class TestTheOfficersChoice:
    def test_batch_where_unknown_is_made_with_a_warning(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        plan = plan_case([filing(1), filing(2)], FACTS, catalogue, calendar, TODAY).recommended
        made = switch_mode(plan, 1, BATCH, catalogue, calendar)
        assert not made.refused
        assert [s.filing_ids for s in made.plan.submissions] == [(1, 2)]
        assert [(f.rule_id, f.severity) for f in made.findings] == [
            ("plan.batch_unknown", Severity.WARNING)
        ]
        assert "经办人选择批量提交" in _words(made.plan)

    def test_batch_where_none_is_taken_is_refused_with_the_reason(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        plan = plan_case(
            [filing(1, "psb"), filing(2, "psb")], FACTS, catalogue, calendar, TODAY
        ).recommended
        made = switch_mode(plan, 0, BATCH, catalogue, calendar)
        assert "不支持批量" in made.refused
        assert "待核实" in made.refused
        assert made.plan is plan

    def test_single_is_always_possible_and_choices_add_up(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        filings = [filing(1), filing(2), filing(3, "icp"), filing(4, "icp")]
        plan = plan_case(filings, FACTS, catalogue, calendar, TODAY).recommended
        assert [s.filing_ids for s in plan.submissions] == [(1,), (2,), (3, 4)]
        first = switch_mode(plan, 2, SINGLE, catalogue, calendar)
        assert [s.filing_ids for s in first.plan.submissions] == [(1,), (2,), (3,), (4,)]
        second = switch_mode(first.plan, 0, BATCH, catalogue, calendar)
        assert [s.filing_ids for s in second.plan.submissions] == [(1, 2), (3,), (4,)]
        back = switch_mode(second.plan, 1, BATCH, catalogue, calendar)
        assert [s.filing_ids for s in back.plan.submissions] == [(1, 2), (3, 4)]


class TestCheckingAPlan:
    def _ids(self, plan: Plan, catalogue: Catalogue, **change: object) -> set[str]:
        first, *others = plan.submissions
        changed = (replace(first, **change), *others)  # type: ignore[arg-type]
        return {f.rule_id for f in check_plan(changed, plan.filings, plan.facts, catalogue)}

    @pytest.fixture
    def plan(self, catalogue: Catalogue, calendar: PublishedCalendar) -> Plan:
        filings = [filing(1, "psb"), filing(2, "psb", organisation=2), filing(3, "icp")]
        return plan_case(filings, FACTS, catalogue, calendar, TODAY).recommended

    def test_a_plan_as_made_has_no_findings(self, plan: Plan, catalogue: Catalogue) -> None:
        assert check_plan(plan.submissions, plan.filings, plan.facts, catalogue) == ()

    def test_each_broken_constraint_is_found(self, plan: Plan, catalogue: Catalogue) -> None:
        assert plan.submissions[0].filing_ids == (3,)
        assert self._ids(plan, catalogue, filing_ids=(3, 1)) >= {
            "plan.mixed_platforms",
            "plan.single_with_many",
            "plan.twice",
        }
        assert "plan.mixed_organisations" in self._ids(plan, catalogue, organisation_id=2)
        assert self._ids(plan, catalogue, kind=SubmissionKind.CHANGE) == {"plan.wrong_kind"}
        assert "plan.not_covered" in self._ids(plan, catalogue, filing_ids=())
        assert "plan.not_in_scope" in self._ids(plan, catalogue, filing_ids=(3, 99))
        assert "plan.batch_refused" in self._ids(plan, catalogue, platform="psb", mode=BATCH)

    def test_limit_likeness_and_condition_are_found(self, calendar: PublishedCalendar) -> None:
        rule = platform("p", BatchSupport.CONDITIONAL, limit=2, same=(SameField.TYPE,))
        own = catalogue_of(rule)
        filings = [filing(1, "p"), filing(2, "p"), filing(3, "p", kind=AlgorithmType.RANK)]
        plan = plan_case(filings, FACTS, own, calendar, TODAY).batch
        one = (replace(plan.submissions[0], filing_ids=(1, 2, 3)),)
        found = {f.rule_id: f.severity for f in check_plan(one, filings, FACTS, own)}
        assert found == {
            "plan.over_limit": Severity.BLOCKING,
            "plan.not_same": Severity.BLOCKING,
            "plan.not_alike": Severity.WARNING,
            "plan.batch_condition": Severity.WARNING,
        }

    def test_an_order_against_the_rule_is_found(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        plan = plan_case(
            [filing(1), filing(2, "partner")], FACTS, catalogue, calendar, TODAY
        ).recommended
        last, first = plan.submissions
        turned = (replace(first, order=1), replace(last, order=2))
        found = check_plan(turned, plan.filings, plan.facts, catalogue)
        assert [f.rule_id for f in found] == ["plan.order"]
        assert "合作方" in found[0].message

    def test_cancelling_what_is_still_used_is_found(
        self, catalogue: Catalogue, calendar: PublishedCalendar
    ) -> None:
        shared = filing(1, used_by=("甲",), ended_in=("乙",))
        plan = plan_case([shared], FACTS, catalogue, calendar, TODAY).recommended
        found = check_plan(
            [replace(plan.submissions[0], kind=SubmissionKind.CANCEL)],
            plan.filings,
            plan.facts,
            catalogue,
        )
        assert [(f.rule_id, f.severity) for f in found] == [("plan.wrong_kind", Severity.BLOCKING)]
        assert "甲（APP）" in found[0].message
