"""Print the stack, drop the scan, look at the result, confirm, take it back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import img2pdf
import pytest
from paper_reading import page_sizes
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from scan_paper import ask_copies, page_pictures, paper_case, printed_stack, sealed

from app.model.kinds import MaterialState
from app.services.scan_folder import new_scans, scan_folder
from app.services.workspace import Workspace
from app.ui.cases.material_card import MaterialCard
from app.ui.cases.steps.materials import MaterialsStep
from app.ui.settings.page import SettingsPage
from app.ui.shell import MainWindow
from app.ui.widgets import DropZone

Settle = Callable[[], None]
STATEMENT, COMMITMENT = "注销情况说明", "承诺书"


@pytest.fixture
def step(window: MainWindow, settle: Settle, ws: Workspace) -> MaterialsStep:
    """The materials step of a case with one submission."""
    case_id = paper_case(ws, count=1)
    window.activateWindow()
    window.navigate("cases")
    settle()
    page: Any = window.page("cases")
    page.open(case_id=case_id, step="materials")
    settle()
    assert isinstance(page.board.steps["materials"], MaterialsStep)
    return page.board.steps["materials"]


def card(step: MaterialsStep, name: str) -> MaterialCard:
    return next(card for card in step.cards.values() if card.item.name == name)


def state(step: MaterialsStep, name: str) -> MaterialState:
    return card(step, name).item.state


def drop(zone: DropZone | MaterialsStep, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    zone.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def scan_of(ws: Workspace, step: MaterialsStep, path: Path, *, backwards: bool = False) -> Path:
    """Print the stack and scan it: every page sealed, the whole pile upside down if asked."""
    stack = printed_stack(ws, step.case_id)
    pictures = [sealed(picture, 140, 215) for picture in page_pictures(stack.path)]
    if backwards:
        pictures = [picture.transpose(Image.Transpose.ROTATE_180) for picture in pictures[::-1]]
    files = []
    for place, picture in enumerate(pictures):
        file = path.with_name(f"{place}.jpg")
        picture.save(file, quality=80, dpi=(200, 200))
        files.append(file.read_bytes())
        file.unlink()
    path.write_bytes(img2pdf.convert(files, nodate=True))
    return path


def test_the_stack_is_chosen_shown_and_saved(
    qtbot: QtBot, step: MaterialsStep, settle: Settle, tmp_path: Path
) -> None:
    qtbot.mouseClick(step.print, Qt.MouseButton.LeftButton)
    settle()
    view = step.printing
    assert view.isVisible()
    assert len(view.chosen()) == len(view.papers) == 5
    assert view.stack is not None
    assert view.view.page_count() == view.stack.page_count > 5
    assert "5 份表单" in view._told.text()

    qtbot.keyClick(view.tree, Qt.Key.Key_Space)  # the keyboard is in the tree, on the first form
    settle()
    assert len(view.chosen()) == 4
    assert view.stack.page_count == view.view.page_count()

    before = step.jobs.undo_text()
    view.save_to(tmp_path / "一叠")
    settle()
    assert "一叠.pdf" in view.info.text()
    assert len(page_sizes(tmp_path / "一叠.pdf")) == view.stack.page_count
    assert step.jobs.undo_text() == before  # paper is not taken back
    assert view.tree.topLevelItem(0).child(1).text(1).startswith("已打印")
    assert view.tree.topLevelItem(0).child(0).text(1) == "未打印"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    settle()
    assert not view.isVisible()
    assert state(step, COMMITMENT) is MaterialState.PRINTED
    assert state(step, "注销备案申请表") is MaterialState.MISSING
    chips = [label.text() for label in card(step, COMMITMENT).findChildren(QLabel)]
    assert MaterialState.PRINTED.label in chips


def test_nothing_chosen_says_what_to_do(qtbot: QtBot, step: MaterialsStep, settle: Settle) -> None:
    step.print.click()
    settle()
    view = step.printing
    for entry in view._entries():
        entry.setCheckState(0, Qt.CheckState.Unchecked)
    settle()
    assert not view.print.isEnabled()
    assert not view.save.isEnabled()
    assert "勾选" in view._told.text()
    assert view.view.page_count() == 0


def test_a_dropped_scan_is_shown_filed_and_taken_back(
    qtbot: QtBot, step: MaterialsStep, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    scan = scan_of(ws, step, tmp_path / "扫描.pdf", backwards=True)
    drop(step.zone, scan)
    settle()
    view = step.scanning
    assert view.isVisible()
    assert view.reading is not None
    assert "其中 6 页归到 5 份材料" in view._head.text()
    assert view.list.pages.rowCount() == 6
    tips = [
        index.data(Qt.ItemDataRole.ToolTipRole) for index in map(view.list.pages.index, range(6))
    ]
    assert all("倒置，已转正" in tip for tip in tips)
    assert sum("见红色圆形印章" in told for told in view.sets.told) == 5
    assert view.list.pages.picture(0, 1.0) is not None or not view.jobs.idle()

    row = view.list.currentIndex().row()
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    settle()
    assert view.list.currentIndex().row() == row + 1
    assert view.detail.choice.value() == view.choices[row + 1]

    qtbot.keyClick(view.list, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not view.isVisible()
    assert "已归档 6 页到 5 份材料" in step.info.text()
    assert state(step, STATEMENT) is MaterialState.ATTACHED
    assert card(step, STATEMENT).item.files[0].page_count == 2

    step.jobs.undo()
    settle()
    assert state(step, STATEMENT) is MaterialState.PRINTED
    assert card(step, STATEMENT).item.files == ()


def test_one_page_left_out_is_told_on_the_card(
    qtbot: QtBot, step: MaterialsStep, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    step.read_scans([scan_of(ws, step, tmp_path / "扫描.pdf")])
    settle()
    view = step.scanning
    assert view.reading is not None
    second = next(p for p in view.reading.pages if p.title == STATEMENT and p.page == 2)
    view.list.go_to(second.index)
    settle()
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.detail.choice.hasFocus()
    qtbot.keyClick(view.detail.choice, Qt.Key.Key_Home)
    settle()
    assert view.choices[second.index] is None
    assert "还差第 2 页" in view.sets.told
    view.confirm.click()
    settle()
    assert "还差第 2 页" in step.info.text()
    chips = [label.text() for label in card(step, STATEMENT).findChildren(QLabel)]
    assert "扫描件还差第 2 页" in chips


def test_of_two_scans_of_a_page_only_one_can_be_chosen(
    step: MaterialsStep, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    scan = scan_of(ws, step, tmp_path / "扫描.pdf")
    twice = tmp_path / "再扫.pdf"
    twice.write_bytes(scan.read_bytes() + b"\n% again\n")
    step.read_scans([scan, twice])
    settle()
    view = step.scanning
    assert view.reading is not None
    assert [view.choices[k] is not None for k in range(12)] == [False] * 6 + [True] * 6
    assert view.list.pages.fate(0).text == "重复，已选另一张"
    view.decide(0, view.reading.pages[0].material_id)
    assert view.choices[0] is not None
    assert view.choices[6] is None


def test_copies_are_set_behind_each_other_and_told_as_copies(
    qtbot: QtBot, step: MaterialsStep, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    ask_copies(ws, "situation_statement", 2)
    qtbot.mouseClick(step.print, Qt.MouseButton.LeftButton)
    settle()
    view = step.printing
    assert view.stack is not None
    assert f"“{STATEMENT}”2 份" in view._told.text()
    assert view.tree.topLevelItem(0).child(1).text(1) == "未打印 · 2 份"
    assert view.view.page_count() == view.stack.page_count
    step.read_scans([scan_of(ws, step, tmp_path / "扫描.pdf")])
    settle()
    scanned = step.scanning
    assert scanned.reading is not None
    copies = {page.copy: scanned.list.pages.fate(page.index).text for page in scanned.reading.pages}
    assert copies[2] == "第 2 份，归档另一份"
    assert "扫到 2 份，归档第 1 份" in scanned.sets.told
    scanned.confirm.click()
    settle()
    assert "已归档 6 页到 5 份材料" in step.info.text()


def test_a_bad_scan_leaves_the_list_as_it_was(
    step: MaterialsStep, settle: Settle, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.7\nbroken")
    drop(step.zone, bad)
    settle()
    assert not step.scanning.isVisible()
    assert "坏.pdf" in step.info.text()
    step.info.dismiss()
    drop(step, bad)  # beside the cards
    settle()
    assert "坏.pdf" in step.info.text()
    drop(step, tmp_path)
    assert "不是文件" in step.info.text()


def test_reading_is_cancelled_in_the_middle(
    qtbot: QtBot, step: MaterialsStep, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    scan = scan_of(ws, step, tmp_path / "扫描.pdf")
    copies = []
    for place in range(6):
        copies.append(tmp_path / f"{place}.pdf")
        copies[-1].write_bytes(scan.read_bytes() + b"\n%" + str(place).encode())
    step.read_scans(copies)
    assert step.scanning.cancel.isVisible()
    qtbot.mouseClick(step.scanning.cancel, Qt.MouseButton.LeftButton)
    settle()
    assert not step.scanning.isVisible()
    assert state(step, COMMITMENT) is not MaterialState.ATTACHED
    step.read_scans([scan])  # and it can be read again
    settle()
    assert step.scanning.list.pages.rowCount() == 6


def test_the_scan_folder_offers_its_new_files_and_takes_none(
    qtbot: QtBot, step: MaterialsStep, settle: Settle, ws: Workspace, tmp_path: Path
) -> None:
    window = step.window()
    assert isinstance(window, MainWindow)
    folder = tmp_path / "扫描仪"
    folder.mkdir()
    window.navigate("settings")
    settle()
    settings = window.page("settings")
    assert isinstance(settings, SettingsPage)
    assert "还没有选择" in settings.scans.path.text()
    assert not settings.scans.clear.isVisible()
    settings.scans.choose(folder)
    settle()
    assert settings.scans.path.text() == str(folder)
    window.navigate("cases")
    settle()
    step._watch.look()
    settle()
    assert not step.offer.isVisible()

    scan = scan_of(ws, step, folder / "新扫描.pdf")
    os.utime(scan, (time.time() - 60, time.time() - 60))
    qtbot.waitUntil(step.offer.isVisible, timeout=20_000)  # the folder told of it
    assert "新扫描.pdf" in step.offer.text()
    step.print.click()  # while something else is open it is not offered, afterwards again
    settle()
    assert not step.offer.isVisible()
    step._watch.look()
    settle()
    assert not step.offer.isVisible()
    step.printing.closed.emit()
    settle()
    assert step.offer.isVisible()
    assert state(step, COMMITMENT) is not MaterialState.ATTACHED
    step.offer._action.click()
    settle()
    assert step.scanning.list.pages.rowCount() == 6
    step.scanning.confirm.click()
    settle()
    assert state(step, COMMITMENT) is MaterialState.ATTACHED
    assert new_scans(ws).files == ()
    assert scan.is_file()

    settings.scans.choose(None)
    settle()
    assert scan_folder(ws) is None
