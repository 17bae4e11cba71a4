"""The plan step: weighed, moved by hand and by keyboard, asked why, accepted, planned anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from paper_reading import page_texts
from plan_stories import Story, group_story, returned_story, stopped_on_one_story
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog
from pytestqt.qtbot import QtBot

from app.dossier import check_archival
from app.model.kinds import SubmissionKind, SubmissionState, TrackKind
from app.progress import Silent
from app.rules.planner import PlanStyle
from app.services.cases import case_view
from app.services.history import timeline, undo
from app.services.plan_edits import submission_of
from app.services.plan_estimates import estimates
from app.services.planning import accept_plan, plan_view
from app.services.tracking import record_step
from app.services.workspace import Workspace
from app.ui.cases.page import CasesPage
from app.ui.cases.plan_memo import MemoMenu
from app.ui.platforms.comparisons import OldVersionView
from app.ui.shell import MainWindow

BEGINS = Qt.MatchFlag.MatchStartsWith
Settle = Callable[[], None]
Open = Callable[[Story], Any]


@pytest.fixture
def open_step(window: MainWindow, settle: Settle) -> Open:
    """Open the plan step of a story's case."""

    def open_it(story: Story) -> Any:
        window.activateWindow()
        window.resize(1366, 768)
        window.navigate("cases")
        settle()
        page = window.page("cases")
        assert isinstance(page, CasesPage)
        page.open(case_id=story.case_id, step="plan")
        settle()
        assert page.board is not None
        return page.board.steps["plan"]

    return open_it


def pull(step: Any, target: int) -> QDragMoveEvent:
    """Hold what is chosen over a card and return the event as the list left it."""
    item = next(i for i in step.tree.items() if i.data(0, Qt.ItemDataRole.UserRole).order == target)
    step.tree.scrollToItem(item)
    place = step.tree.visualItemRect(item).center()
    moved = QDragMoveEvent(
        place,
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    step.tree.dragMoveEvent(moved)
    return moved


def drop(step: Any, place: QPoint) -> None:
    """Let what is chosen fall."""
    step.tree.dropEvent(
        QDropEvent(
            QPointF(place),
            Qt.DropAction.MoveAction,
            QMimeData(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QEvent.Type.Drop,
        )
    )


def test_a_group_with_a_hundred_filings(
    open_step: Open, settle: Settle, ws: Workspace, qtbot: QtBot
) -> None:
    step = open_step(group_story(ws))
    assert step.columns.figure(PlanStyle.SINGLE, "提交次数") == "100 次"
    assert step.columns.difference(PlanStyle.SINGLE, "提交次数").startswith("多 ")
    recommended = len(step.plan().submissions)
    assert len([text for text in step.tree.told() if "站点" in text]) >= 100
    hours = step.sliders.sliders["hours"]
    hours.setFocus()
    qtbot.keyClick(hours, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: step.plan().settings.weights.hours == 0.0)
    assert recommended < len(step.plan().submissions) == 100  # hours aside, nothing is batched
    step.settle()
    settle()
    assert plan_view(ws, step.case_id).choice.weights.hours == 0.0
    step.jobs.undo()
    settle()
    assert step.sliders.value().as_estimated
    assert len(step.plan().submissions) == recommended
    step.tabs.open("sharing")
    settle()
    words = "".join(step.tabs.sharing.words())
    assert "云帆一号科技有限公司" in words
    assert "云帆二号科技有限公司" in words
    step.tabs.open("picture")
    settle()
    assert step.tabs.picture.cards[0].image.title == "估计成本构成（小时）"


def test_an_algorithm_stopped_on_one_product_while_the_other_runs_on(
    open_step: Open, settle: Settle, ws: Workspace, qtbot: QtBot, window: MainWindow
) -> None:
    story = stopped_on_one_story(ws)
    step = open_step(story)
    both = story.filings[0]
    item = next(s for s in step.plan().submissions if both in s.filing_ids)
    assert step.tree.choose(item.order, both)
    settle()
    words = "".join(step.why.words())
    assert "仍被产品" in words
    assert "云览乙" in words
    assert "来源：" in words
    assert "引起退回的可能" in words
    assert "不能：" in words  # it cannot join the deregistration, and the rule is told
    step.reason.setText("乙产品继续运营")
    qtbot.mouseClick(step.accept, Qt.MouseButton.LeftButton)
    settle()
    assert len(case_view(ws, story.case_id).submissions) == 2
    step.tabs.open("records")
    settle()
    told = "".join(step.tabs.records.words())
    assert "乙产品继续运营" in told
    assert "不能注销" in told
    assert "当时的“全部单个”" in told
    records = step.tabs.records
    assert not records.rules.isEnabled()
    line = next(
        item
        for item in records.tree.findItems("1. ", BEGINS | Qt.MatchFlag.MatchRecursive)
        if item.parent() is not None
    )
    records.tree.setCurrentItem(line)
    qtbot.mouseClick(records.rules, Qt.MouseButton.LeftButton)
    settle()
    page = window.page("platforms")
    assert page.isVisible()
    assert isinstance(page.pane.content(), OldVersionView)


def test_a_returned_batch_is_planned_anew(
    open_step: Open, settle: Settle, ws: Workspace, qtbot: QtBot
) -> None:
    story = returned_story(ws)
    accept_plan(ws, story.case_id, plan_view(ws, story.case_id).choices.batch, "全部可批量")
    (old,) = case_view(ws, story.case_id).submissions
    record_step(ws, old.id, TrackKind.SUBMITTED, date(2026, 11, 18))
    record_step(ws, old.id, TrackKind.RETURNED, date(2026, 11, 20), "站点3的主体信息不符")
    step = open_step(story)
    assert not step.accept.isEnabled()
    qtbot.mouseClick(step.returned.buttons[old.id], Qt.MouseButton.LeftButton)
    settle()
    assert not step.returned.isVisible()
    step.columns.buttons[PlanStyle.BATCH].click()
    bad = story.filings[2]
    order = step.plan().submissions[0].order
    step.tree.choose(order, bad)
    settle()
    qtbot.mouseClick(step.why.move_buttons[None], Qt.MouseButton.LeftButton)
    settle()
    assert sorted(len(item.filing_ids) for item in step.plan().submissions) == [1, 3]
    qtbot.mouseClick(step.accept, Qt.MouseButton.LeftButton)
    settle()
    items = case_view(ws, story.case_id).submissions
    assert sorted(len(s.filings) for s in items if s.id != old.id) == [1, 3]
    kept = next(s for s in items if s.id == old.id)
    assert (kept.state, len(kept.filings)) == (SubmissionState.REPLANNED, 4)


def test_what_a_drop_would_do_is_told_before_it_drops(
    open_step: Open, settle: Settle, ws: Workspace
) -> None:
    story = group_story(ws, 6)
    step = open_step(story)
    step.columns.buttons[PlanStyle.SINGLE].click()
    plan = step.plan()
    first = plan.submissions[0]
    same = next(s for s in plan.submissions[1:] if s.key == first.key)
    other = next(s for s in plan.submissions if s.key != first.key)
    step.tree.choose(first.order, first.filing_ids[0])
    refused = pull(step, other.order)
    assert not refused.isAccepted()
    assert "主体不同" in step.tree.painter_of_cards.hint.text
    allowed = pull(step, same.order)
    assert allowed.isAccepted()
    assert step.tree.painter_of_cards.hint.allowed
    assert len(step.plan().submissions) == 6  # nothing moved yet
    drop(step, allowed.position().toPoint())
    settle()
    assert len(step.plan().submissions) == 5
    assert step.tree.painter_of_cards.hint is None
    step.jobs.undo()
    settle()
    assert not plan_view(ws, story.case_id).choice.fixed


def test_by_the_keyboard_alone(open_step: Open, settle: Settle, ws: Workspace) -> None:
    story = returned_story(ws)
    step = open_step(story)
    step.columns.buttons[PlanStyle.SINGLE].click()
    first, second = step.plan().submissions[:2]
    step.tree.choose(first.order, first.filing_ids[0])
    menu = step.by_hand.move_menu()
    action = next(a for a in menu.actions() if f"第 {second.order} 次" in a.text())
    assert action.isEnabled()
    action.trigger()
    settle()
    joined = next(s for s in step.plan().submissions if len(s.filing_ids) == 2)
    rest = next(s for s in step.plan().submissions if len(s.filing_ids) == 1)
    step.by_hand.join_menu(joined.order).actions()[0].trigger()
    settle()
    assert max(len(s.filing_ids) for s in step.plan().submissions) == 3
    assert submission_of(step.plan(), rest.order) is not None
    step.back.click()
    settle()
    assert not step.plan().fixed
    assert step.plan().style is PlanStyle.RECOMMENDED


def test_estimates_and_likeness_are_shown_and_changed(
    open_step: Open, settle: Settle, ws: Workspace
) -> None:
    story = returned_story(ws)
    step = open_step(story)
    step.tabs.open("estimates")
    every, back = step.tabs.estimates.priors["icp"]
    assert (every.value(), back.value()) == (10.0, 1.0)
    back.setValue(5.0)
    settle()
    assert estimates(ws).prior("icp").mean == 0.5
    step.tabs.open("likeness")
    settle()
    step.tabs.likeness.choose(story.filings[:2])
    assert "相似" in step.tabs.likeness.told.text()
    assert "权重" in step.tabs.likeness.parts.text()
    step.tabs.likeness.apart.click()
    settle()
    assert frozenset(story.filings[:2]) in plan_view(ws, story.case_id).choice.apart


def test_the_memo_is_one_or_two_pages(
    open_step: Open, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    step = open_step(group_story(ws, 30))
    from app.services.plan_memo import PlanMemo

    memo = PlanMemo(step.plan(), tuple(step._plans[style] for style in PlanStyle), "减少返工")
    menu = MemoMenu(step, ws, step.jobs, (step.case_id, memo), step.info)
    menu.save_to(tmp_path / "方案说明.pdf")
    settle()
    assert "已导出" in step.info.text()
    pages = page_texts(tmp_path / "方案说明.pdf")
    text = "".join(pages)
    assert 1 <= len(pages) <= 2
    assert "减少返工" in text
    assert "次优方案" in text
    assert "另存为长期保存格式（PDF/A-2b）…" in [action.text() for action in menu.actions()]
    menu.save_to(tmp_path / "存档.pdf", archival=True)
    settle()
    assert "PDF/A-2b：符合" in step.info.text()
    assert check_archival(tmp_path / "存档.pdf", Silent()) == ()
    assert page_texts(tmp_path / "存档.pdf") == pages


def test_a_filing_is_marked_to_be_changed_first(
    open_step: Open, settle: Settle, ws: Workspace, qtbot: QtBot
) -> None:
    story = returned_story(ws)
    step = open_step(story)
    filing = story.filings[0]

    def orders() -> list[SubmissionKind]:
        return [item.kind for item in step.plan().submissions if filing in item.filing_ids]

    def press(text: str) -> None:
        item = next(one for one in step.plan().submissions if filing in one.filing_ids)
        step.tree.choose(item.order, filing)
        settle()
        menu = step.by_hand.move_menu()
        next(action for action in menu.actions() if action.text() == text).trigger()
        settle()

    assert orders() == [SubmissionKind.CANCEL]
    press("标为需先变更…")
    asked = step.findChild(QInputDialog)
    accept = asked.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert not accept.isEnabled()
    asked.setTextValue("网站负责人已更换")
    qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
    settle()
    assert orders() == [SubmissionKind.CHANGE, SubmissionKind.CANCEL]
    change = next(one for one in step.plan().submissions if one.kind is SubmissionKind.CHANGE)
    assert "网站负责人已更换" in "".join(reason.text for reason in change.reasons)
    event = timeline(ws)[0]
    assert "标为需先变更" in event.summary
    undo(ws, event.event_id)
    assert not plan_view(ws, story.case_id).choice.change_first
    step.load(case_view(ws, story.case_id))
    settle()
    assert orders() == [SubmissionKind.CANCEL]
