"""Upload package, portal's fields and print, as an officer uses them: mostly by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from upload_case import attach_everything, item_of, paper, planned_case, set_limits

from app.progress import Silent
from app.services.dossiers import export_dossier
from app.services.history import timeline
from app.services.materials import attach_files
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard
from app.ui.cases.print_view import What
from app.ui.shell import MainWindow

Settle = Callable[[], None]


@pytest.fixture
def board(window: MainWindow, ws: Workspace, settle: Settle) -> CaseBoard:
    """The case's page in the export step, with one dossier."""
    case_id, submission = planned_case(ws)
    export_dossier(ws, submission)
    window.activateWindow()
    window.navigate("cases")
    settle()
    page: Any = window.page("cases")
    page.open(case_id=case_id, step="export")
    settle()
    made = page.board
    assert isinstance(made, CaseBoard)
    return made


def _submission(board: CaseBoard) -> int:
    assert board.data is not None
    return board.data.case.submissions[0].id


def test_the_card_leads_to_the_package_and_back(board: CaseBoard, settle: Settle) -> None:
    board.steps["export"].cards[0].package.click()  # type: ignore[attr-defined]
    settle()
    assert board.key == "package"
    assert board.back.text() == "返回导出打印"
    assert board.stepper.currentRow() == 6
    board.back.click()
    settle()
    assert board.key == "export"
    assert board.back.text() == "上一步"
    board.steps["export"].cards[0].portal.click()  # type: ignore[attr-defined]
    settle()
    assert board.key == "portal"
    board.forward.click()
    settle()
    assert board.key == "track"


def test_a_package_is_made_shown_and_saved(
    board: CaseBoard, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    attach_everything(ws, _submission(board), tmp_path)
    board.go("package", _submission(board))
    settle()
    view: Any = board.steps["package"]
    assert "材料齐备" in view.state.text()
    view.make.click()
    settle()
    assert "已制作第 1 版" in view.info.text()
    (card,) = view.cards
    assert card.package.state.label == "可提交"
    target = tmp_path / "上传"
    view.save_folder(card.package, target)
    settle()
    assert len(list(target.iterdir())) == len(card.package.files) + 2
    view.save_folder(card.package, target)
    settle()
    assert "已经存在" in view.info.text()
    view.save_zip(card.package, tmp_path / "包")
    settle()
    assert (tmp_path / "包.zip").is_file()
    assert "制作第 1 版上传包" in timeline(ws, case_id=board.case_id)[0].summary
    view.jobs.undo()
    settle()
    assert view.cards == []


def test_what_is_missing_leads_to_its_material(
    board: CaseBoard, settle: Settle, qtbot: QtBot
) -> None:
    board.go("package", _submission(board))
    settle()
    view: Any = board.steps["package"]
    assert view.table.choose(lambda item: item.item == "licence")
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    settle()
    assert board.key == "materials"


def test_a_loss_is_offered_unticked(
    board: CaseBoard, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    large = paper(tmp_path, "大.jpg", 5, 900)
    attach_files(ws, item_of(ws, _submission(board), "licence").id, (large,), Silent())
    set_limits(ws, max_mb=large.stat().st_size * 0.7 / (1024 * 1024))
    board.go("package", _submission(board))
    settle()
    view: Any = board.steps["package"]
    (box,) = view.lossy.values()
    assert not box.isChecked()
    view.make.click()
    settle()
    assert "大小上限" in view.info.text()
    box.setChecked(True)
    view.make.click()
    settle()
    assert any("按您的许可" in note for f in view.cards[0].package.files for note in f.notes)


def test_the_portal_is_filled_by_the_keyboard_alone(
    board: CaseBoard, settle: Settle, qtbot: QtBot, qapp: QApplication
) -> None:
    board.go("portal", _submission(board))
    settle()
    view: Any = board.steps["portal"]
    clipboard = qapp.clipboard()
    qtbot.keyClick(view.rows[0], Qt.Key.Key_Return)
    assert clipboard.text() == view.rows[0].line.value
    assert view.rows[0].line.filled
    assert view.current == 1
    qtbot.keyClick(view.rows[1], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == view.rows[1].line.value
    qtbot.keyClick(view.rows[2], Qt.Key.Key_Down)
    assert view.current == 3
    qtbot.keyClick(view.rows[3], Qt.Key.Key_Up)
    assert view.current == 2
    qtbot.keyClick(view.rows[2], Qt.Key.Key_Space)
    settle()
    assert view.progress.text().startswith("已填 3 / ")
    marks = [row.line.filled for row in view.rows]
    board.go("export")
    settle()
    board.go("portal", _submission(board))
    settle()
    assert [row.line.filled for row in view.rows] == marks
    qtbot.keyClick(view.rows[0], Qt.Key.Key_Escape)
    settle()
    assert board.key == "export"


def test_the_small_window_takes_the_list_and_gives_it_back(
    board: CaseBoard, settle: Settle, qtbot: QtBot
) -> None:
    board.go("portal", _submission(board))
    settle()
    view: Any = board.steps["portal"]
    view.float.click()
    settle()
    small = view._list
    assert small.isWindow()
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    qtbot.keyClick(view.rows[0], Qt.Key.Key_Return)
    assert view.rows[0].line.filled
    small.close()
    settle()
    assert not small.isWindow()
    assert small.isVisible()
    view.float.click()
    board.go("track")  # leaving the page takes the small window along
    settle()
    assert not small.isWindow()


def test_a_field_without_value_leads_to_its_place(
    board: CaseBoard, settle: Settle, ws: Workspace
) -> None:
    from app.services.case_changes import save_facts
    from app.services.cases import Facts

    save_facts(ws, board.case_id, Facts())
    board.go("portal", _submission(board))
    settle()
    view: Any = board.steps["portal"]
    row = next(row for row in view.rows if row.line.label == "终止日期")
    assert row.mend.isVisibleTo(row)
    assert row.mend.text() == "去终止事实填写"
    row.mend.click()
    settle()
    assert board.key == "facts"


def test_a_platform_without_fields_says_where_to_add_them(
    board: CaseBoard, settle: Settle, ws: Workspace
) -> None:
    from app.services.rule_checks import CheckInput, RuleRef
    from app.services.rule_edits import save_rule

    rule = RuleRef("cac-algorithm", "portal_fields")
    save_rule(ws, rule, {"portal_fields": []}, CheckInput(ws.today()), Silent())
    board.go("portal", _submission(board))
    settle()
    view: Any = board.steps["portal"]
    assert view._unknown.isVisible()
    assert not view._list.isVisible()


def test_what_is_printed_is_chosen_shown_and_recorded(
    board: CaseBoard, settle: Settle, qtbot: QtBot, ws: Workspace, tmp_path: Path
) -> None:
    card = board.steps["export"].cards[0]  # type: ignore[attr-defined]
    card.print_asked.emit(card.dossiers[0])
    settle()
    qtbot.waitUntil(lambda: bool(board.steps["print"]._known), timeout=5000)  # type: ignore[attr-defined]
    view: Any = board.steps["print"]
    assert board.key == "print"
    view.printer.set_value("")
    view._on_printer()
    view.what.set_value(What.STAMPED)
    view._on_what()
    assert "按各材料要求的份数" in view._told.text()
    view.what.set_value(What.RANGE)
    view._on_what()
    view.range.clear()
    qtbot.keyClicks(view.range, "1-99")
    assert not view.go.isEnabled()
    assert "请填写" in view._told.text()
    view.range.clear()
    qtbot.keyClicks(view.range, "1,3")
    view.duplex.setChecked(False)
    view.copies.set_value(2)
    view.copies.value_committed.emit()
    assert view._told.text() == "共 2 面，2 份，用纸 4 张。"
    target = tmp_path / "打印.pdf"
    view.print_to(target)
    settle()
    settle()
    assert "已送去打印 2 页。这一版是草稿，不作签章用" in view.info.text()
    assert target.is_file()
    told = timeline(ws, case_id=board.case_id)[0].summary
    assert "第 1,3 页，2 份，PDF 文件" in told
    view.copies.set_value(5)
    view._on_printer()
    assert view.copies.value() == 2  # as one printed last on it


def test_a_print_into_a_place_that_is_none_is_told(
    board: CaseBoard, settle: Settle, tmp_path: Path
) -> None:
    board.go("print", _submission(board))
    settle()
    view: Any = board.steps["print"]
    view.print_to(tmp_path / "无" / "a.pdf")
    settle()
    assert "不存在" in view.info.text()
    view.print_on("已拆掉的打印机")
    settle()
    assert "没有找到打印机“已拆掉的打印机”" in view.info.text()


def test_nothing_to_print_yet_leads_to_the_export(
    board: CaseBoard, settle: Settle, ws: Workspace
) -> None:
    assert board.data is not None
    board.go("print", board.data.case.submissions[-1].id)
    settle()
    view: Any = board.steps["print"]
    if len(board.data.case.submissions) > 1:
        assert view.empty.isVisible()
        assert not view.body.isVisible()
