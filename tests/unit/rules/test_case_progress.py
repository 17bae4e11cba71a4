"""What is to be done next, and how far a case is: each kind of work in its turn."""

from __future__ import annotations

from datetime import date

from app.catalogue import Need
from app.model.kinds import SubmissionState
from app.rules.case_progress import (
    CaseStanding,
    Count,
    ItemStanding,
    SubmissionStanding,
    next_thing,
    total,
)
from app.rules.evidence import Evidence, steps_of
from app.rules.findings import Finding, Place, Severity

DAY = date(2026, 11, 20)
NOTHING = Evidence(form=False, by_hand=False)
FILE = NOTHING._replace(n_files=1, n_pages=1)
CHECKED = FILE._replace(checked_on=DAY)
BOUND = CHECKED._replace(bound=(1, DAY))
FORM = Evidence(form=True, by_hand=True, sealed=True)
PRINTED = FORM._replace(printed_on=DAY, print_holds=True)
SCANNED = PRINTED._replace(n_files=1, n_pages=1)


def item(known: Evidence, need: Need = Need.REQUIRED, **more: bool) -> ItemStanding:
    return ItemStanding("licence", "营业执照", need, steps_of(known), **more)


def submission(*items: ItemStanding, id: int = 1, **more: object) -> SubmissionStanding:
    state = more.pop("state", SubmissionState.PREPARING)
    return SubmissionStanding(id, f"算法备案 · 第 {id} 次", state, items, **more)  # type: ignore[arg-type]


def case(*submissions: SubmissionStanding, findings: tuple[Finding, ...] = ()) -> CaseStanding:
    return CaseStanding(True, True, True, findings, submissions)


def blocking(step: str, submission_id: int | None = None, field: str = "x") -> Finding:
    place = Place(step, submission_id, field)  # type: ignore[arg-type]
    return Finding("some.rule", Severity.BLOCKING, f"{step} 有问题。", "请处理。", place)


def told(*submissions: SubmissionStanding, findings: tuple[Finding, ...] = ()) -> str:
    return next_thing(case(*submissions, findings=findings)).told


def test_a_case_begins_with_its_filings_its_facts_and_its_plan() -> None:
    empty = CaseStanding(False, False, False, (blocking("filings"),), ())
    assert next_thing(empty).step == "filings"
    assert next_thing(empty._replace(has_filings=True)).step == "facts"
    planned = CaseStanding(True, True, False, (), ())
    assert next_thing(planned).step == "plan"
    begun = planned._replace(findings=(blocking("facts"),))
    assert next_thing(begun).finding == blocking("facts")


def test_the_work_goes_in_its_order() -> None:
    empty = blocking("forms", 1, "phone")
    assert told(submission(item(NOTHING, offered=True)), findings=(empty,)) == "forms 有问题。"
    assert told(submission(item(NOTHING, offered=True))) == "从共用材料带入“营业执照”"
    assert told(submission(item(NOTHING))) == "附上“营业执照”"
    assert told(submission(item(NOTHING, Need.CONDITIONAL))) == "确定是否需要“营业执照”"
    assert told(submission(item(FORM))) == "打印“营业执照”，签字、盖章"
    assert told(submission(item(PRINTED))) == "签章后扫描归档“营业执照”"
    assert told(submission(item(SCANNED))) == "与原件核对“营业执照”"
    assert told(submission(item(FILE))) == "与原件核对“营业执照”"
    assert told(submission(item(CHECKED))) == "导出材料册"
    assert told(submission(item(BOUND))) == "提交后记录提交日期"
    out = SubmissionState.SUBMITTED
    assert told(submission(item(BOUND), state=out)).startswith("等待平台办结")
    assert told(submission(item(BOUND), state=SubmissionState.CLOSED)).startswith("全部提交已办结")


def test_it_leads_to_the_submission_and_its_card() -> None:
    ahead = next_thing(case(submission(item(BOUND)), submission(item(NOTHING), id=2)))
    assert (ahead.step, ahead.submission_id, ahead.field) == ("materials", 2, "licence")
    assert ahead.about == "算法备案 · 第 2 次"


def test_what_was_returned_comes_first_then_the_nearest_day() -> None:
    late = submission(item(NOTHING), id=1, due_on=date(2026, 12, 20))
    near = submission(item(NOTHING), id=2, due_on=date(2026, 12, 1))
    none = submission(item(NOTHING), id=3)
    assert next_thing(case(none, late, near)).submission_id == 2
    back = submission(item(NOTHING), id=4, state=SubmissionState.RETURNED)
    assert next_thing(case(late, near, back)).submission_id == 4


def test_an_inquiry_comes_before_everything() -> None:
    asked = submission(item(BOUND), id=2, state=SubmissionState.ACCEPTED, inquiry=True)
    ahead = next_thing(case(submission(item(NOTHING)), asked))
    assert (ahead.step, ahead.submission_id) == ("track", 2)


def test_what_still_blocks_comes_before_the_export() -> None:
    gone = blocking("materials", 1)
    assert next_thing(case(submission(item(CHECKED)), findings=(gone,))).finding == gone
    other = blocking("materials", 9)  # of a submission that has left the house
    assert told(submission(item(CHECKED)), findings=(other,)) == "导出材料册"


def test_a_warning_is_nothing_to_do_next() -> None:
    warning = Finding("a.b", Severity.WARNING, "留意。", "请看。", Place("facts"))
    assert told(submission(item(CHECKED)), findings=(warning,)) == "导出材料册"


def test_materials_are_counted_by_evidence() -> None:
    items = (
        item(NOTHING),
        item(FILE),
        item(PRINTED),
        item(NOTHING, dropped=True),
        item(NOTHING, Need.OPTIONAL),
        item(Evidence(form=True, by_hand=False)),
    )
    assert submission(*items).count == Count(3, 5)
    assert total([submission(*items), submission(item(BOUND), id=2)]) == Count(4, 6)


def test_an_optional_paper_counts_once_it_is_there() -> None:
    assert submission(item(FILE, Need.OPTIONAL)).count == Count(1, 1)
    assert told(submission(item(NOTHING, Need.OPTIONAL), item(CHECKED))) == "导出材料册"
