"""Progress beside the steps, and the one button that leads to what is to be done next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from upload_case import paper

from app.model.kinds import PaperKind
from app.progress import Silent
from app.services.cases import case_view
from app.services.materials import attach_files
from app.services.shared_papers import PaperEdit, add_paper
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard
from app.ui.cases.page import CasesPage

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton


def test_a_new_case_is_led_from_step_to_step(page: CasesPage, settle: Settle, qtbot: QtBot) -> None:
    page.list.new_asked.emit()
    settle()
    board = page.board
    assert board is not None
    board.go("track")
    settle()
    assert board.next.words() == "接下来：选择要一起办理的备案"
    assert "F8" in board.next.toolTip()
    qtbot.keyClick(board, Qt.Key.Key_F8)
    settle()
    assert board.key == "filings"
    assert "采用办理方案后" in board.side.progress.told.text()


def test_it_leads_to_the_card_and_what_is_done_there(
    planned: CaseBoard, settle: Settle, ws: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    owner = case_view(ws, planned.case_id).submissions[0].organisation_id
    edit = PaperEdit(PaperKind.LICENCE, owner, valid_until=date(2030, 1, 1))
    add_paper(ws, edit, (paper(tmp_path, "执照.jpg"),), Silent())
    planned.go("track")
    planned.refresh()
    settle()
    assert planned.next.words() == "接下来：从共用材料带入“营业执照”"
    qtbot.mouseClick(planned.next, LEFT)
    settle()
    assert planned.key == "materials"
    step: Any = planned.steps["materials"]
    bring = step.cards["licence"].papers.bring
    assert bring.hasFocus()
    qtbot.keyClick(bring, Qt.Key.Key_Space)
    settle()
    second = case_view(ws, planned.case_id).submissions[1].id
    assert planned.data is not None
    assert planned.data.progress.next.submission_id == second
    qtbot.keyClick(planned, Qt.Key.Key_F8)
    settle()
    assert step.picker.current() == second


def test_progress_follows_what_is_attached(
    planned: CaseBoard, settle: Settle, ws: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    planned.go("materials")
    settle()
    progress = planned.side.progress
    assert progress.told.text().startswith("材料就绪 0 / ")
    step: Any = planned.steps["materials"]
    row = step.cards["licence"].item.id
    step.attach(row, [paper(tmp_path, "执照.jpg")])
    settle()
    assert progress.told.text().startswith("材料就绪 1 / ")
    assert progress.bar.value() == 1
    assert progress.lines[0].isVisible()
    assert "1 / " in progress.lines[0].text()
    assert "0 / " in progress.lines[1].text()
    qtbot.keyClick(progress.lines[1], Qt.Key.Key_Return)
    settle()
    second = case_view(ws, planned.case_id).submissions[1].id
    assert step.picker.current() == second


def test_the_list_of_cases_counts_materials(
    planned: CaseBoard, page: CasesPage, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    planned.go("materials")
    settle()
    step: Any = planned.steps["materials"]
    row = step.cards["licence"].item.id
    attach_files(ws, row, (paper(tmp_path, "执照.jpg"),), Silent())
    page.on_close_board()
    settle()
    model = page.list.model
    place = [column.key for column in model.columns].index("materials")
    assert model.index(0, place).data().startswith("1 / ")
