"""The case page: any order of steps, nothing lost, what blocks is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model.kinds import SubmissionMode
from app.rules.planner import PlanStyle
from app.services.cases import case_view, list_cases
from app.services.dossiers import list_dossiers
from app.services.planning import accept_plan, plan_view
from app.services.workspace import Workspace
from app.ui.cases.board import STEPS, CaseBoard
from app.ui.cases.page import CasesPage
from app.ui.shell import MainWindow
from app.ui.widgets import StepState

Settle = Callable[[], None]


def test_no_case_yet_offers_to_make_one(page: CasesPage, settle: Settle, ws: Workspace) -> None:
    page.list.new_asked.emit()
    settle()
    assert page.board is not None
    assert page.board.key == "filings"
    assert [case.title for case in list_cases(ws)] == ["2026年11月23日注销项目"]
    page.jobs.undo()  # the case is gone: the page goes back to the list and says why
    settle()
    assert page.board is None
    assert "不存在" in page.info.text()


def test_every_step_opens_on_an_empty_case(page: CasesPage, settle: Settle, qtbot: QtBot) -> None:
    page.list.new_asked.emit()
    settle()
    board = page.board
    assert board is not None
    for key in STEPS:
        board.stepper.setCurrentRow(list(STEPS).index(key))
        settle()
        assert board.key == key
        assert board.steps[key].isVisible()
    assert board.stepper.state_of("plan") is StepState.OPEN
    assert "填写终止日期" in board.side._due.text()


def test_the_step_is_kept_and_the_case_is_open_again(
    planned: CaseBoard, page: CasesPage, settle: Settle, window: MainWindow
) -> None:
    planned.go("materials")
    settle()
    window.navigate("overview")
    settle()
    window.navigate("cases")
    settle()
    assert page.board is planned
    page.on_close_board()
    settle()
    page.open(case_id=planned.case_id)
    settle()
    assert page.board is not None
    assert page.board.key == "materials"


def test_unfinished_typing_is_saved_when_the_page_is_left(
    planned: CaseBoard, settle: Settle, window: MainWindow, ws: Workspace, qtbot: QtBot
) -> None:
    planned.go("facts")
    settle()
    step: Any = planned.steps["facts"]
    step.agent_phone.setFocus()
    qtbot.keyClicks(step.agent_phone, "13800000000")
    window.navigate("settings")
    settle()
    assert case_view(ws, planned.case_id).facts.agent_phone == "13800000000"


def test_undo_shows_in_the_form(
    planned: CaseBoard, settle: Settle, qtbot: QtBot, ws: Workspace
) -> None:
    planned.go("facts")
    settle()
    step: Any = planned.steps["facts"]
    step.reason_text.setFocus()
    qtbot.keyClicks(step.reason_text, "abc")
    qtbot.keyClick(step.reason_text, Qt.Key.Key_Tab)
    settle()
    assert case_view(ws, planned.case_id).facts.reason_text == "abc"
    planned.jobs.undo()
    settle()
    assert step.reason_text.value() == ""


def test_a_plan_is_changed_and_accepted_anew(
    planned: CaseBoard, settle: Settle, ws: Workspace, qtbot: QtBot
) -> None:
    step: Any = planned.steps["plan"]
    assert "已采用方案" in step._state.text()
    assert step.columns.figure(PlanStyle.SINGLE, "提交次数") == "2 次"
    assert len(step.plan().submissions) == 2
    assert all(item.reasons for item in step.plan().submissions)
    step.by_hand.mode(step.plan().submissions[0].order)
    settle()
    (item,) = step.plan().submissions
    assert item.mode is SubmissionMode.BATCH
    assert step.findings.cards  # the platform's rule on batches is unknown, and it says so
    qtbot.mouseClick(step.accept, Qt.MouseButton.LeftButton)
    settle()
    (stored,) = case_view(ws, planned.case_id).submissions
    assert stored.mode is SubmissionMode.BATCH
    assert len(stored.filings) == 2
    planned.jobs.undo()
    settle()
    assert len(case_view(ws, planned.case_id).submissions) == 2


def test_a_draft_names_what_is_missing(
    planned: CaseBoard, settle: Settle, ws: Workspace, qtbot: QtBot
) -> None:
    planned.go("export")
    settle()
    step: Any = planned.steps["export"]
    assert step.cards[0].export.text() == "导出草稿"
    qtbot.mouseClick(step.cards[0].export, Qt.MouseButton.LeftButton)
    settle()
    (dossier,) = list_dossiers(ws, step.cards[0].item.id)
    assert any("营业执照" in text for text in dossier.missing)
    assert "草稿" in step.info.text()
    assert step.view.page_count() == dossier.page_count


def test_a_finding_leads_to_its_material_and_to_its_record(
    planned: CaseBoard, settle: Settle, window: MainWindow
) -> None:
    planned.go("check")
    settle()
    step: Any = planned.steps["check"]
    licence = next(c for c in step.blocking.cards if "营业执照" in c.alike.message)
    licence.activated.emit(licence.alike.first)
    settle()
    assert planned.key == "materials"
    materials: Any = planned.steps["materials"]
    assert materials.cards["licence"].attach.hasFocus()


def test_a_file_is_attached_opened_reused_and_taken_off(
    planned: CaseBoard, settle: Settle, tmp_path: Path
) -> None:
    planned.go("materials")
    settle()
    step: Any = planned.steps["materials"]
    path = tmp_path / "营业执照.png"
    Image.new("RGB", (300, 200), "white").save(path)
    step.attach(step.cards["licence"].item.id, [path])
    settle()
    assert step.cards["licence"].state.text() == "已附 1 个文件"
    step.picker.after.click()
    settle()
    assert step.cards["licence"].state.text() == "待准备"
    step.picker.before.click()
    settle()
    link = step.cards["licence"].item.files[0].link_id
    step.cards["licence"].detach_asked.emit(link)
    settle()
    assert step.cards["licence"].state.text() == "待准备"
    planned.jobs.undo()
    settle()
    assert step.cards["licence"].state.text() == "已附 1 个文件"
    step.attach(step.cards["licence"].item.id, [tmp_path])
    assert "不是文件" in step.info.text()


def test_the_page_follows_what_is_typed(
    planned: CaseBoard, settle: Settle, qtbot: QtBot, ws: Workspace
) -> None:
    planned.go("forms")
    settle()
    step: Any = planned.steps["forms"]
    before = step.view._edition
    field = step.fields.form.rows["remark"].field
    field.setFocus()
    qtbot.keyClicks(field, "typed")
    qtbot.waitUntil(lambda: step.view._edition > before, timeout=10_000)
    settle()
    assert step.view.marked() == step.pages.boxes["remark"]
    field.setPlainText("")
    step.settle()
    settle()
    assert field.value() == ""


def test_a_case_with_evidence_cannot_be_deleted(
    planned: CaseBoard, page: CasesPage, settle: Settle, ws: Workspace
) -> None:
    planned.go("track")
    settle()
    step: Any = planned.steps["track"]
    step.happened_on.line.setText("2026-11-20")
    step.save.click()
    settle()
    assert step.state.text() == "已提交"
    page.on_close_board()
    settle()
    page.list.table.selectRow(0)
    page.list._on_delete()
    settle()
    assert "不能删除" in page.info.text()
    assert len(list_cases(ws)) == 1


def test_the_same_gap_of_two_submissions_is_one_card_that_leads_to_each(
    planned: CaseBoard, settle: Settle, ws: Workspace
) -> None:
    case = case_view(ws, planned.case_id)
    accept_plan(ws, case.id, plan_view(ws, case.id).choices.single, "逐个办理")
    planned.go("check")
    settle()
    step: Any = planned.steps["check"]
    card = next(c for c in step.blocking.cards if "营业执照" in c.alike.message)
    first, second = card.records.menu().actions()
    assert card.records.text() == "2 次提交"
    assert first.text() != second.text()
    second.trigger()
    settle()
    materials: Any = planned.steps["materials"]
    assert planned.key == "materials"
    assert materials.picker.current() == case_view(ws, case.id).submissions[1].id
