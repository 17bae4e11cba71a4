"""抬头 by real widgets: written, dropped, refused, seen on the page, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_measures import glyphs_of, lines_of, text_of
from PIL import Image
from planned import planned_submission
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.services.forms import form_context
from app.services.letterheads import LetterheadView, list_letterheads
from app.services.tracking import get_submission
from app.services.workspace import Workspace
from app.ui.shell import MainWindow
from app.ui.templates.letterhead import LetterheadPanel
from app.ui.templates.page import TemplatesPage
from app.ui.widgets import DropZone

WAIT_MS = 20_000
FORM = "commitment"


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, ws: Workspace) -> TemplatesPage:
    planned_submission(ws)
    window.resize(1366, 768)
    window.navigate("templates", form_id=FORM)
    shown = window.page("templates")
    assert isinstance(shown, TemplatesPage)
    qtbot.waitUntil(lambda: shown.view is not None and window.jobs.idle(), timeout=WAIT_MS)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    return shown


@pytest.fixture
def panel(qtbot: QtBot, page: TemplatesPage, ws: Workspace) -> LetterheadPanel:
    """The panel with the subject of the case that is previewed."""
    page.head.click()
    made = page.letterhead
    assert made is not None
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    with ws.read() as session:
        made.subject.set_value(get_submission(session, 1).organisation_id)
    made.subject.value_committed.emit()
    return made


def kept(ws: Workspace, panel: LetterheadPanel) -> LetterheadView:
    return next(v for v in list_letterheads(ws) if v.organisation_id == panel.subject.value())


def first_line(ws: Workspace) -> str:
    from app.dossier import preview_form

    with ws.read() as session:
        context = form_context(ws, get_submission(session, 1))
    return text_of(lines_of(glyphs_of(preview_form(ws.forms[FORM], context, ws.fonts).pdf)[0])[0])


def drop(zone: DropZone, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    zone.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))


def test_a_letterhead_is_written_and_undone(
    qtbot: QtBot, page: TemplatesPage, panel: LetterheadPanel, ws: Workspace, window: MainWindow
) -> None:
    panel.name.setFocus()
    panel.name.insert("示例集团")
    QTest.keyClick(panel.name, Qt.Key.Key_Tab)
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert kept(ws, panel).name == "示例集团"
    assert first_line(ws) == "承诺书"
    panel.forms[FORM].setFocus()
    QTest.keyClick(panel.forms[FORM], Qt.Key.Key_Space)
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert kept(ws, panel).forms == (FORM,)
    assert first_line(ws) == "示例集团"
    window.jobs.undo()
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert not panel.forms[FORM].isChecked()
    assert panel.name.text() == "示例集团"
    window.jobs.undo()
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert panel.name.text() == ""


def test_a_logo_is_dropped_shown_refused_and_taken_off(
    qtbot: QtBot, page: TemplatesPage, panel: LetterheadPanel, ws: Workspace, tmp_path: Path
) -> None:
    Image.new("RGB", (400, 100), (200, 0, 0)).save(tmp_path / "标志.png")
    (tmp_path / "合同.pdf").write_bytes(b"%PDF-1.7\n")
    (zone,) = panel.findChildren(DropZone)
    assert not panel.drop.isVisibleTo(panel)
    drop(zone, tmp_path / "标志.png")
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert not panel.logo.pixmap().isNull()
    drop(zone, tmp_path / "合同.pdf")
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    told = "".join(one.text() for one in page.info.findChildren(QLabel))
    assert "“合同.pdf”不是图片" in told
    assert kept(ws, panel).logo
    panel.drop.click()
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert kept(ws, panel).logo == b""
    assert "没有标志" in panel.logo.text()


def test_boxes_clicked_one_behind_the_other_are_all_kept(
    qtbot: QtBot, page: TemplatesPage, panel: LetterheadPanel, ws: Workspace
) -> None:
    for box in panel.forms.values():
        box.click()
        QApplication.processEvents()
    qtbot.waitUntil(page.jobs.idle, timeout=WAIT_MS)
    assert set(kept(ws, panel).forms) == set(panel.forms)
    assert all(box.isChecked() for box in panel.forms.values())


def test_it_stays_open_while_other_forms_are_looked_at(
    qtbot: QtBot, page: TemplatesPage, panel: LetterheadPanel
) -> None:
    chosen = panel.subject.value()
    page.list.setCurrentRow((page.list.currentRow() + 1) % page.list.count())
    qtbot.waitUntil(lambda: page.letterhead is not panel and page.jobs.idle(), timeout=WAIT_MS)
    assert page.letterhead is not None
    assert page.letterhead.subject.value() == chosen
    page.letterhead.leave.click()
    assert page.letterhead is None
    assert page.head.isEnabled()


def test_what_is_being_typed_is_kept_when_the_window_is_closed(
    qtbot: QtBot, panel: LetterheadPanel, ws: Workspace, window: MainWindow
) -> None:
    subject = panel.subject.value()
    panel.name.setFocus()
    QTest.keyClicks(panel.name, "Example Group")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT_MS)
    (made,) = [view for view in list_letterheads(ws) if view.organisation_id == subject]
    assert made.name == "Example Group"
