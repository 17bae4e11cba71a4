"""Each rule of the review: one case that fires it, one that keeps it quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.catalogue import Need
from app.model.kinds import (
    AlgorithmType,
    Certainty,
    DataDisposal,
    EndReason,
    FilingStatus,
    MaterialState,
    ProductState,
    Role,
    SubmissionKind,
    SubmissionMode,
    SubmissionState,
)
from app.rules.findings import Severity, grouped
from app.rules.paper_terms import Term
from app.rules.review import ALL_RULES, review
from app.rules.review_input import (
    CaseCheck,
    FilingCheck,
    FormFieldCheck,
    MaterialCheck,
    OrganisationCheck,
    ProductCheck,
    ReviewInput,
    SubmissionCheck,
)

TODAY = date(2026, 11, 23)
ENDED = date(2026, 11, 2)
PRODUCT = ProductCheck(7, "产品甲（APP）", ProductState.STOPPED, ENDED)
RUNNING = ProductCheck(7, "产品甲（APP）", ProductState.IN_USE)
FILING = FilingCheck(
    id=1,
    organisation_id=5,
    platform="cac-algorithm",
    title="推荐算法",
    number="网信算备110108000000101220011号",
    type=AlgorithmType.PUSH,
    role=Role.PROVIDER,
    products=(PRODUCT,),
)
SUBJECT = OrganisationCheck(
    id=5,
    name="示例科技有限公司",
    uscc="91110000600037341L",
    legal_representative="张三",
    contact_name="李四",
    contact_phone="010-00000000",
    address="北京市海淀区示例路1号",
)
SUBMISSION = SubmissionCheck(
    id=3,
    label="算法备案 · 单个注销 · 推荐算法",
    organisation_id=5,
    platform="cac-algorithm",
    platform_name="算法备案",
    kind=SubmissionKind.CANCEL,
    mode=SubmissionMode.SINGLE,
    filing_ids=(1,),
    due_on=date(2026, 12, 1),
    days_left=6,
    materials=(
        MaterialCheck("licence", "营业执照", Need.REQUIRED, MaterialState.ATTACHED, n_files=1),
        MaterialCheck(
            "cancel_application", "注销备案申请表", Need.REQUIRED, form="cancel_application"
        ),
        MaterialCheck("delivery", "送达凭证", Need.OPTIONAL),
        MaterialCheck("agent_id", "经办人身份证", Need.REQUIRED, applicable=False),
    ),
    fields=(
        FormFieldCheck("phone", "联系电话", True, "010-00000000", "注销备案申请表"),
        FormFieldCheck("remark", "备注", False),
    ),
)
FACTS = CaseCheck(
    title="项目",
    reason=EndReason.PRODUCT_CLOSED,
    reason_text="产品停止运营。",
    ended_on=ENDED,
    notice_on=date(2026, 9, 1),
    notice_where="首页公告",
    arrangement="已退款。",
    data_disposal=DataDisposal.DELETED,
    data_disposal_on=date(2026, 11, 10),
    data_disposal_text="已删除。",
    affected_product_ids=frozenset({7}),
    plan_accepted=True,
)
SOUND = ReviewInput(TODAY, FACTS, (SUBJECT,), (FILING,), (SUBMISSION,))


def _case(**change: Any) -> ReviewInput:
    return replace(SOUND, case=replace(FACTS, **change))


def _filing(**change: Any) -> ReviewInput:
    return replace(SOUND, filings=(replace(FILING, **change),))


def _subject(**change: Any) -> ReviewInput:
    return replace(SOUND, organisations=(replace(SUBJECT, **change),))


def _submission(**change: Any) -> ReviewInput:
    return replace(SOUND, submissions=(replace(SUBMISSION, **change),))


def _material(**change: Any) -> ReviewInput:
    given: dict[str, Any] = {"item": "proof", "name": "终止证明", "need": Need.REQUIRED}
    return _submission(materials=(MaterialCheck(**{**given, **change}),))


def _term(last: date, **change: Any) -> ReviewInput:
    return _material(term=Term(valid_until=last), n_files=1, **change)


FIRES: dict[str, ReviewInput] = {
    "papers.expired": _term(date(2026, 11, 22)),
    "papers.expires_before_due": _term(date(2026, 11, 30)),
    "papers.expires_soon": _term(date(2026, 12, 1)),
    "papers.replaced": _material(paper_replaced=True, n_files=1),
    "forms.authorisation_ends": _submission(authorised_until=date(2026, 11, 30)),
    "filings.none": replace(SOUND, filings=()),
    "filings.already_ended": _filing(status=FilingStatus.CANCELLED),
    "filings.number_missing": _filing(number=" "),
    "filings.number_flagged": _filing(problems=("校验位不符。",)),
    "filings.without_product": _filing(products=()),
    "organisations.uscc_missing": _subject(uscc=""),
    "organisations.uscc_invalid": _subject(uscc="911100006000373410"),
    "organisations.legal_representative_missing": _subject(legal_representative=" "),
    "organisations.address_missing": _subject(address=""),
    "organisations.contact_missing": _subject(contact_phone=""),
    "facts.reason_missing": _case(reason=None),
    "facts.reason_unexplained": _case(reason=EndReason.OTHER, reason_text=" "),
    "facts.end_missing": _case(ended_on=None),
    "facts.end_in_future": _case(ended_on=date(2026, 11, 24), data_disposal_on=None),
    "facts.notice_missing": _case(notice_on=None),
    "facts.notice_where_missing": _case(notice_where=""),
    "facts.notice_in_future": _case(notice_on=date(2026, 11, 24)),
    "facts.notice_after_end": _case(notice_on=date(2026, 11, 3)),
    "facts.notice_ecommerce": _case(notice_on=date(2026, 10, 20)),
    "facts.arrangement_missing": _case(arrangement=""),
    "facts.disposal_missing": _case(data_disposal=None),
    "facts.retention_unexplained": _case(
        data_disposal=DataDisposal.RETAINED, data_disposal_text=" "
    ),
    "facts.disposal_date_missing": _case(data_disposal_on=None),
    "facts.disposal_in_future": _case(data_disposal_on=date(2026, 12, 1)),
    "facts.disposal_before_end": _case(data_disposal_on=date(2026, 11, 1)),
    "facts.disposal_contradicts": _case(data_disposal=DataDisposal.NONE_HELD),
    "facts.subject_has_more": replace(
        _case(reason=EndReason.SUBJECT_ENDED),
        organisations=(replace(SUBJECT, other_active=("甲", "乙", "丙", "丁")),),
    ),
    "facts.no_products": replace(
        _filing(products=(RUNNING,)), case=replace(FACTS, affected_product_ids=frozenset())
    ),
    "facts.product_still_in_use": _filing(products=(RUNNING,)),
    "facts.product_stopped_later": _filing(
        products=(replace(PRODUCT, state_since=date(2026, 11, 3)),)
    ),
    "plan.not_accepted": _case(plan_accepted=False),
    "plan.catalogue_outdated": _submission(catalogue_outdated=True),
    "deadline.passed": _submission(days_left=-1),
    "deadline.close": _submission(days_left=5),
    "deadline.estimated": _submission(due_estimated=True),
    "materials.missing": _material(),
    "materials.undecided": _material(need=Need.CONDITIONAL),
    "materials.file_gone": _material(state=MaterialState.ATTACHED),
    "materials.scan_incomplete": _material(
        state=MaterialState.ATTACHED, n_files=1, form="commitment", pages_lacking=(2,)
    ),
    "materials.scan_outdated": _material(
        state=MaterialState.ATTACHED, n_files=1, form="commitment", scan_outdated=True
    ),
    "materials.reason_missing": _material(state=MaterialState.NOT_APPLICABLE, reason=" "),
    "materials.required_dropped": _material(state=MaterialState.NOT_APPLICABLE, reason="无"),
    "forms.field_empty": _submission(fields=(FormFieldCheck("phone", "联系电话", True, " "),)),
}

# Close to the rule's edge, and still right.
QUIET: dict[str, ReviewInput] = {
    "filings.already_ended": _filing(status=FilingStatus.CANCELLING),
    "filings.number_missing": _filing(number="", type=None),
    "filings.without_product": _filing(products=(), role=Role.SUPPORTER),
    "organisations.uscc_invalid": _subject(uscc=" 91110000600037341L "),
    "facts.reason_unexplained": _case(reason=EndReason.OTHER),
    "facts.end_in_future": _case(ended_on=TODAY),
    "facts.notice_where_missing": _case(notice_on=None, notice_where=""),
    "facts.notice_in_future": _case(notice_on=TODAY),
    "facts.notice_after_end": _case(notice_on=ENDED),
    "facts.notice_ecommerce": _case(notice_on=date(2026, 10, 3)),
    "facts.retention_unexplained": _case(data_disposal=DataDisposal.RETAINED),
    "facts.disposal_date_missing": _case(
        data_disposal=DataDisposal.RETAINED, data_disposal_on=None
    ),
    "facts.disposal_in_future": _case(data_disposal_on=TODAY),
    "facts.disposal_before_end": _case(data_disposal_on=ENDED),
    "facts.disposal_contradicts": _case(
        data_disposal=DataDisposal.NONE_HELD, data_disposal_on=None, data_disposal_text=" "
    ),
    "facts.subject_has_more": replace(
        _case(), organisations=(replace(SUBJECT, other_active=("甲",)),)
    ),
    "facts.no_products": _case(affected_product_ids=frozenset()),
    "facts.product_still_in_use": _filing(products=(replace(RUNNING, link_ended_on=ENDED),)),
    "facts.product_stopped_later": _filing(products=(PRODUCT,)),
    "plan.not_accepted": replace(_case(plan_accepted=False), filings=()),
    "deadline.passed": _submission(days_left=0),
    "deadline.close": _submission(days_left=6),
    "deadline.estimated": _submission(due_on=None, due_estimated=True),
    "materials.missing": _material(form="commitment"),
    "materials.undecided": _material(need=Need.CONDITIONAL, applicable=False),
    "materials.file_gone": _material(state=MaterialState.ATTACHED, n_files=1),
    "materials.scan_incomplete": _material(
        state=MaterialState.ATTACHED, n_files=1, form="commitment"
    ),
    "materials.scan_outdated": _material(
        state=MaterialState.ATTACHED, n_files=1, form="commitment"
    ),
    "materials.reason_missing": _material(state=MaterialState.NOT_APPLICABLE, reason="无"),
    "materials.required_dropped": _material(
        state=MaterialState.NOT_APPLICABLE, reason="无", need=Need.CONDITIONAL
    ),
    "forms.field_empty": _submission(fields=(FormFieldCheck("note", "备注", False, ""),)),
}

BLOCKING = {
    "filings.none",
    "filings.number_missing",
    "organisations.uscc_missing",
    "organisations.uscc_invalid",
    "organisations.legal_representative_missing",
    "facts.reason_missing",
    "facts.reason_unexplained",
    "facts.end_missing",
    "facts.end_in_future",
    "facts.disposal_missing",
    "facts.retention_unexplained",
    "facts.disposal_in_future",
    "plan.not_accepted",
    "materials.missing",
    "materials.file_gone",
    "materials.scan_incomplete",
    "materials.reason_missing",
    "forms.field_empty",
}


QUIET |= {
    "papers.expired": _term(TODAY),
    "papers.expires_before_due": _term(date(2026, 12, 1)),
    "papers.expires_soon": _term(date(2027, 1, 1)),
    "papers.replaced": _term(date(2027, 1, 1)),
    "forms.authorisation_ends": _submission(authorised_until=date(2026, 12, 1)),
}


def _ids(data: ReviewInput) -> set[str]:
    return {finding.rule_id for finding in review(data)}


def test_a_sound_case_has_no_findings() -> None:
    assert review(SOUND) == ()


def test_every_rule_is_tried_here() -> None:
    assert {rule.id for rule in ALL_RULES} == set(FIRES)
    assert len(ALL_RULES) == len(FIRES)
    assert set(QUIET) <= set(FIRES)


@pytest.mark.parametrize("rule_id", list(FIRES))
def test_the_rule_fires(rule_id: str) -> None:
    finding = next(f for f in review(FIRES[rule_id]) if f.rule_id == rule_id)
    assert finding.message.endswith("。")
    assert finding.remedy.endswith("。")
    assert "{" not in finding.message
    assert "None" not in finding.message
    assert finding.source
    assert (finding.severity is Severity.BLOCKING) is (rule_id in BLOCKING)


@pytest.mark.parametrize("rule_id", list(QUIET))
def test_the_rule_keeps_quiet(rule_id: str) -> None:
    assert rule_id not in _ids(QUIET[rule_id])


def test_a_paper_whose_term_is_not_law_says_so() -> None:
    (finding,) = [f for f in review(FIRES["papers.expired"]) if f.rule_id == "papers.expired"]
    assert finding.certainty is Certainty.UNVERIFIED
    assert (finding.place.submission_id, finding.place.field) == (3, "proof")
    assert "2026年11月22日已到期" in finding.message


def test_a_paper_for_good_or_without_a_term_is_left_alone() -> None:
    for term in (Term(long_term=True), Term()):
        assert not [f for f in review(_material(term=term, n_files=1)) if "papers" in f.rule_id]
    gone = SubmissionState.SUBMITTED
    late = _term(date(2026, 11, 1)).submissions[0]
    assert review(replace(SOUND, submissions=(replace(late, state=gone),))) == ()


def test_findings_lead_to_their_field() -> None:
    places = {f.rule_id: f.place for f in review(_subject(uscc="", contact_name=""))}
    uscc = places["organisations.uscc_missing"]
    assert (uscc.step, uscc.organisation_id, uscc.field) == ("filings", 5, "uscc")
    assert places["organisations.contact_missing"].field == "contact_name"
    material = review(_material())[0].place
    assert (material.step, material.submission_id, material.field) == ("materials", 3, "proof")
    field = review(FIRES["forms.field_empty"])[0].place
    assert (field.step, field.submission_id, field.field) == ("forms", 3, "phone")
    product = review(FIRES["facts.product_still_in_use"])[0].place
    assert (product.step, product.field, product.product_id) == ("facts", "products", 7)


def test_what_blocks_comes_first_then_the_order_of_the_steps() -> None:
    data = replace(
        SOUND,
        case=replace(FACTS, reason=None, notice_on=None),
        organisations=(replace(SUBJECT, uscc="", address=""),),
    )
    assert [f.rule_id for f in review(data)] == [
        "organisations.uscc_missing",
        "facts.reason_missing",
        "organisations.address_missing",
        "facts.notice_missing",
    ]


def test_law_is_quoted_as_official_and_our_checks_are_not() -> None:
    law = review(FIRES["facts.disposal_missing"])[0]
    assert (law.certainty, "第四十七条" in law.source) == (Certainty.OFFICIAL, True)
    assert review(FIRES["filings.number_flagged"])[0].certainty is not Certainty.OFFICIAL


def test_a_deadline_names_the_rule_it_rests_on() -> None:
    given = _submission(days_left=-3, due_source="某规定", due_certainty=Certainty.OFFICIAL)
    finding = review(given)[0]
    assert "已过 3 个工作日" in finding.message
    assert (finding.source, finding.certainty) == ("某规定", Certainty.OFFICIAL)


@pytest.mark.parametrize(
    "state", [SubmissionState.SUBMITTED, SubmissionState.ACCEPTED, SubmissionState.CLOSED]
)
def test_what_has_left_the_house_is_not_checked_again(state: SubmissionState) -> None:
    gone = replace(
        SUBMISSION,
        state=state,
        days_left=-9,
        catalogue_outdated=True,
        materials=(MaterialCheck("proof", "终止证明", Need.REQUIRED),),
    )
    assert review(replace(SOUND, submissions=(gone,))) == ()


def test_a_returned_submission_is_checked_again() -> None:
    back = replace(SUBMISSION, state=SubmissionState.RETURNED, days_left=-9)
    assert _ids(replace(SOUND, submissions=(back,))) == {"deadline.passed"}


def test_one_empty_field_on_several_forms_is_told_once() -> None:
    twice = tuple(FormFieldCheck("phone", "联系电话", True, "", form) for form in ("甲", "乙"))
    assert len(review(_submission(fields=twice))) == 1


def test_what_is_said_of_several_submissions_is_one_group_in_the_order_of_the_case() -> None:
    lacking = (MaterialCheck("proof", "终止证明", Need.REQUIRED),)
    many = tuple(
        replace(SUBMISSION, id=number, label=f"第{number}次", materials=lacking, days_left=left)
        for number, left in ((1, 2), (2, -1), (3, 2))
    )
    groups = grouped(review(replace(SOUND, submissions=many)))
    told = {group.message: [one.place.submission_id for one in group.findings] for group in groups}
    assert told == {
        "必需材料“终止证明”还没有附上。": [1, 2, 3],
        "“第2次”：办理期限已过 1 个工作日。": [2],
        "只剩 2 个工作日。": [1, 3],
    }
