"""From a case through its plan to what happened outside the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import ConflictError, FieldsError, NotFoundError
from app.model.kinds import (
    EndReason,
    FilingStatus,
    SubmissionKind,
    SubmissionMode,
    SubmissionState,
    TrackKind,
)
from app.progress import Silent
from app.services.case_changes import (
    create_case,
    delete_case,
    keep_step,
    rename_case,
    save_facts,
    set_filings,
)
from app.services.cases import Facts, case_view
from app.services.filings import list_filings
from app.services.history import undo
from app.services.planning import accept_plan, plan_view, switch_plan
from app.services.products import list_products
from app.services.sample import load_sample
from app.services.tracking import deadlines, record_step, tracked
from app.services.workspace import Workspace

CHAT, ASK, SHARED, ICP = (
    "示例云问对话生成算法",
    "示例云问问题推荐算法",
    "示例内容推荐算法",
    "示例云问APP",
)


@pytest.fixture
def firm(ws: Workspace) -> Workspace:
    load_sample(ws, Silent())
    return ws


def ids(ws: Workspace, *titles: str) -> tuple[int, ...]:
    return tuple(row.id for row in list_filings(ws) if row.title in titles)


def stop_facts(ws: Workspace) -> Facts:
    product = next(item for item in list_products(ws) if item.state_since)
    return Facts(
        reason=EndReason.PRODUCT_CLOSED, ended_on=product.state_since, product_ids=(product.id,)
    )


@pytest.fixture
def case(firm: Workspace) -> int:
    id = create_case(firm, "云问下线", ids(firm, CHAT, ASK, SHARED, ICP)).value
    save_facts(firm, id, stop_facts(firm))
    return id


def accept(ws: Workspace, case: int) -> list[int]:
    accept_plan(ws, case, plan_view(ws, case).choices.recommended, "推荐")
    return [item.id for item in case_view(ws, case).submissions]


def test_what_another_product_uses_is_changed_not_deregistered(firm: Workspace, case: int) -> None:
    plan = plan_view(firm, case).choices.recommended
    shared = ids(firm, SHARED)[0]
    kinds = {id: item.kind for item in plan.submissions for id in item.filing_ids}
    assert kinds[shared] is SubmissionKind.CHANGE
    assert kinds[ids(firm, CHAT)[0]] is SubmissionKind.CANCEL
    told = next(item for item in plan.submissions if shared in item.filing_ids)
    assert any("示例云览" in reason.text for reason in told.reasons)
    assert all(reason.source for item in plan.submissions for reason in item.reasons)


def test_an_accepted_plan_is_kept_and_undone(firm: Workspace, case: int) -> None:
    plan = plan_view(firm, case).choices.recommended
    done = accept_plan(firm, case, plan, "推荐")
    view = case_view(firm, case)
    assert len(view.submissions) == done.value == len(plan.submissions)
    assert view.plan_accepted_by == "测试员"
    assert all(item.due_on for item in view.submissions if item.platform == "cac-algorithm")
    assert not plan_view(firm, case).stale
    assert done.changes.event_id is not None
    undo(firm, done.changes.event_id)
    assert case_view(firm, case).submissions == ()


def test_a_plan_grows_stale_with_its_scope(firm: Workspace, case: int) -> None:
    accept(firm, case)
    set_filings(firm, case, ids(firm, CHAT, SHARED))
    assert {row.title for row in case_view(firm, case).filings} == {CHAT, SHARED}
    more = ids(firm, CHAT, SHARED, "示例云问语音合成算法")
    set_filings(firm, case, more)
    assert plan_view(firm, case).stale
    accept(firm, case)
    assert not plan_view(firm, case).stale


def test_an_old_plan_is_not_accepted_for_another_scope(firm: Workspace, case: int) -> None:
    plan = plan_view(firm, case).choices.recommended
    set_filings(firm, case, ids(firm, CHAT))
    with pytest.raises(ConflictError, match="范围"):
        accept_plan(firm, case, plan, "推荐")
    with pytest.raises(FieldsError):
        accept_plan(firm, case, replace(plan, submissions=()), "推荐")


def test_the_officer_may_switch_a_group_to_batch(firm: Workspace, case: int) -> None:
    plan = plan_view(firm, case).choices.single
    group = next(item for item in plan.submissions if CHAT in _titles(firm, item.filing_ids))
    changed, findings = switch_plan(firm, plan, group.key, SubmissionMode.BATCH)
    batch = [item for item in changed.submissions if item.mode is SubmissionMode.BATCH]
    assert len(batch) == 1
    assert set(_titles(firm, batch[0].filing_ids)) == {CHAT, ASK}
    assert any("未知" in finding.message for finding in findings)


def _titles(ws: Workspace, wanted: tuple[int, ...]) -> list[str]:
    return [row.title for row in list_filings(ws) if row.id in wanted]


def test_a_filing_is_in_one_open_case(firm: Workspace, case: int) -> None:
    with pytest.raises(ConflictError, match="云问下线"):
        create_case(firm, "又一个", ids(firm, CHAT))


def test_a_case_is_renamed_and_found_where_it_was_left(firm: Workspace, case: int) -> None:
    keep_step(firm, case, "materials")
    rename_case(firm, case, "云问注销")
    view = case_view(firm, case)
    assert (view.step, view.title) == ("materials", "云问注销")
    with pytest.raises(FieldsError):
        rename_case(firm, case, "  ")


def test_handed_in_returned_corrected_and_closed(firm: Workspace, case: int) -> None:
    accept(firm, case)
    entry = next(
        item for item in tracked(firm, case) if CHAT in {r.title for r in item.submission.filings}
    )
    id = entry.submission.id
    assert entry.allowed == (TrackKind.SUBMITTED,)
    record_step(firm, id, TrackKind.SUBMITTED, date(2026, 11, 16))
    chat = next(row for row in list_filings(firm) if row.title == CHAT)
    assert chat.status is FilingStatus.CANCELLING
    with pytest.raises(FieldsError, match="退回原因"):
        record_step(firm, id, TrackKind.RETURNED, date(2026, 11, 18))
    record_step(firm, id, TrackKind.RETURNED, date(2026, 11, 18), "签字非手写")
    assert any(row.submission.id == id for row in deadlines(firm) if row.due_on)
    record_step(firm, id, TrackKind.CORRECTED, date(2026, 11, 19))
    record_step(firm, id, TrackKind.ACCEPTED, date(2026, 11, 20))
    closed = record_step(firm, id, TrackKind.CLOSED, date(2026, 11, 21))
    chat = next(row for row in list_filings(firm) if row.title == CHAT)
    assert (chat.status, chat.cancelled_on) == (FilingStatus.CANCELLED, date(2026, 11, 21))
    state = next(i.submission.state for i in tracked(firm, case) if i.submission.id == id)
    assert state is SubmissionState.CLOSED
    assert closed.changes.event_id is not None
    undo(firm, closed.changes.event_id)
    chat = next(row for row in list_filings(firm) if row.title == CHAT)
    assert (chat.status, chat.cancelled_on) == (FilingStatus.CANCELLING, None)


def test_steps_out_of_order_are_refused(firm: Workspace, case: int) -> None:
    id = accept(firm, case)[0]
    with pytest.raises(FieldsError):
        record_step(firm, id, TrackKind.ACCEPTED, date(2026, 11, 16))
    with pytest.raises(FieldsError, match="晚于今天"):
        record_step(firm, id, TrackKind.SUBMITTED, date(2026, 11, 24))
    with pytest.raises(FieldsError, match="日期"):
        record_step(firm, id, TrackKind.SUBMITTED, None)
    record_step(firm, id, TrackKind.SUBMITTED, date(2026, 11, 20))
    with pytest.raises(FieldsError, match="早于上一步"):
        record_step(firm, id, TrackKind.ACCEPTED, date(2026, 11, 19))


def test_an_inquiry_waits_for_its_answer(firm: Workspace, case: int) -> None:
    id = accept(firm, case)[0]
    record_step(firm, id, TrackKind.SUBMITTED, date(2026, 11, 16))
    record_step(
        firm,
        id,
        TrackKind.INQUIRY,
        date(2026, 11, 20),
        "请说明数据处置",
        reply_due_on=date(2026, 11, 30),
    )
    row = next(row for row in deadlines(firm) if row.submission.id == id)
    assert (row.what, row.due_on) == ("答复问询：请说明数据处置", date(2026, 11, 30))
    assert row.days_left == 5


def test_what_has_left_the_house_stays(firm: Workspace, case: int) -> None:
    accept(firm, case)
    view = next(item for item in case_view(firm, case).submissions if item.filings[0].title == CHAT)
    record_step(firm, view.id, TrackKind.SUBMITTED, date(2026, 11, 16))
    with pytest.raises(ConflictError, match="已有提交记录"):
        delete_case(firm, case)
    with pytest.raises(ConflictError, match="不能移出"):
        set_filings(firm, case, ids(firm, ASK))
    plan = plan_view(firm, case)
    assert plan.kept == (view.id,)
    accept(firm, case)
    kept = next(item for item in case_view(firm, case).submissions if item.id == view.id)
    assert kept.state is SubmissionState.SUBMITTED


def test_a_case_in_preparation_is_deleted_and_brought_back(firm: Workspace, case: int) -> None:
    accept(firm, case)
    before = case_view(firm, case)
    gone = delete_case(firm, case)
    with pytest.raises(NotFoundError):
        case_view(firm, case)
    assert gone.changes.event_id is not None
    undo(firm, gone.changes.event_id)
    assert case_view(firm, case) == before
