"""A dossier for the archive as an officer asks for it: refused, agreed to, shown with its check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.dossier import check_archival
from app.progress import Silent
from app.services.cases import case_view
from app.services.dossiers import list_dossiers
from app.services.materials import attach_files, checklist
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard

Settle = Callable[[], None]


@pytest.fixture
def submission(planned: CaseBoard, ws: Workspace, tmp_path: Path) -> int:
    """The case's first submission, with a picture in CMYK attached to it."""
    Image.new("CMYK", (300, 300), (0, 200, 200, 0)).save(tmp_path / "执照.jpg")
    found = case_view(ws, planned.case_id).submissions[0].id
    item = next(m for m in checklist(ws, found) if m.form_id is None and m.asked)
    attach_files(ws, item.id, (tmp_path / "执照.jpg",), Silent())
    return found


@pytest.fixture
def step(planned: CaseBoard, settle: Settle, submission: int) -> Any:
    """The export step of that case."""
    planned.go("export")
    settle()
    return planned.steps["export"]


def export(step: Any, qtbot: QtBot, settle: Settle) -> None:
    qtbot.mouseClick(step.cards[0].export, Qt.MouseButton.LeftButton)
    settle()


def texts(step: Any) -> str:
    return "\n".join(one.text() for one in step.cards[0].findChildren(QLabel))


def test_an_archival_dossier_is_asked_for_refused_and_agreed_to(
    step: Any, settle: Settle, qtbot: QtBot, ws: Workspace, submission: int
) -> None:
    assert not step.options.archival.isChecked()
    assert not step.options.pictures.isVisible()
    step.options.archival.click()
    settle()
    assert step.options.pictures.isVisible()
    export(step, qtbot, settle)
    assert "“执照.jpg”第 1 页（使用了没有色彩标定的 CMYK 颜色）" in step.info.text()
    assert list_dossiers(ws, submission) == ()
    qtbot.mouseClick(step.info._action, Qt.MouseButton.LeftButton)
    settle()
    (dossier,) = list_dossiers(ws, submission)
    assert dossier.archival
    assert check_archival(dossier.path, Silent()) == ()
    assert "PDF/A-2b：符合（由本程序逐条检查，未经第三方认证）" in step.info.text()
    assert dossier.verdict in texts(step)
    assert "按 300 dpi 画成图片" in texts(step)
    assert not step.options.pictures.isChecked()  # agreed to for this once


def test_what_was_exported_stays_told_with_what_opens_it(
    step: Any, settle: Settle, qtbot: QtBot, opened: list[str], tmp_path: Path
) -> None:
    export(step, qtbot, settle)
    told = step.info.text()
    (dossier,) = step.cards[0].dossiers
    assert dossier.file_name in told
    for word in ("打开", "打开所在文件夹"):
        press(step, word)
        settle()
        assert step.info.isVisible()
        assert step.info.text() == told
    copy = Path(opened[0])
    assert copy.name == dossier.file_name
    assert opened[1] == str(copy.parent)
    step.save_to(dossier, tmp_path / "册.pdf")
    settle()
    assert str(tmp_path / "册.pdf") in step.info.text()
    press(step, "打开所在文件夹")
    press(step, "打开")
    assert opened[2:] == [str(tmp_path), str(tmp_path / "册.pdf")]
    assert step.info.isVisible()
    (tmp_path / "册.pdf").unlink()
    press(step, "打开")
    assert "已不在原处" in step.info.text()
    step.info.dismiss()
    assert not step.info.isVisible()


def test_all_are_told_together_and_what_one_was_refused_for_stays_told(
    step: Any, settle: Settle, qtbot: QtBot
) -> None:
    count = len(step.cards)
    qtbot.mouseClick(step.all, Qt.MouseButton.LeftButton)
    settle()
    pages = sum(card.dossiers[0].page_count for card in step.cards)
    assert f"已导出 {count} 册材料册，共 {pages} 页。" in step.info.text()
    step.options.archival.click()
    settle()
    qtbot.mouseClick(step.all, Qt.MouseButton.LeftButton)
    settle()
    assert "“执照.jpg”第 1 页" in step.info.text()
    assert [len(card.dossiers) for card in step.cards] == [1, *[2] * (count - 1)]


def press(step: Any, word: str) -> None:
    """Press a button of the bar."""
    shown = [b for b in step.info.findChildren(QPushButton) if b.isVisibleTo(step.info)]
    next(b for b in shown if b.text() == word).click()


def test_the_consent_may_be_given_beforehand(
    step: Any, settle: Settle, qtbot: QtBot, ws: Workspace, submission: int
) -> None:
    step.options.archival.click()
    step.options.pictures.click()
    settle()
    export(step, qtbot, settle)
    assert list_dossiers(ws, submission)[0].archival
    step.options.archival.click()
    settle()
    assert not step.options.pictures.isVisible()
    export(step, qtbot, settle)
    newest, _older = list_dossiers(ws, submission)
    assert not newest.archival
    assert "PDF/A" not in step.info.text()


def test_the_choice_is_kept_and_the_consent_is_not(
    step: Any, settle: Settle, planned: CaseBoard
) -> None:
    step.options.duplex.click()
    step.options.archival.click()
    step.options.pictures.click()
    settle()
    planned.go("check")
    settle()
    wish = step.options.wish()
    assert (wish.duplex, wish.archival, wish.archival_pictures) == (True, True, True)
    again = type(step)(step.ws, step.jobs, step.case_id, step.place)
    try:
        assert planned.data is not None
        again.load(planned.data.case)
        settle()
        wish = again.options.wish()
        assert (wish.duplex, wish.archival, wish.archival_pictures) == (True, True, False)
    finally:
        again.deleteLater()
