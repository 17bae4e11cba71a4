"""表单模板: a form's text is written with marks, saved, refused, restored and compared."""

from __future__ import annotations

from typing import Any

import pytest
from planned import planned_submission
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.dossier import content_of, own_spec
from app.services.form_templates import template_view
from app.services.own_forms import save_form
from app.services.workspace import Workspace
from app.ui.cases.page import CasesPage
from app.ui.shell import MainWindow
from app.ui.templates.editor import TemplateEditor
from app.ui.templates.page import TemplatesPage

WAIT_MS = 20_000
FORM = "authorisation"


@pytest.fixture
def templates(qtbot: QtBot, window: MainWindow) -> TemplatesPage:
    window.resize(1366, 768)
    window.navigate("platforms")
    qtbot.waitUntil(window.jobs.idle, timeout=WAIT_MS)
    platforms = window.page("platforms")
    platforms.templates.click()  # type: ignore[attr-defined]
    page = window.page("templates")
    assert isinstance(page, TemplatesPage)
    qtbot.waitUntil(lambda: page.view is not None and window.jobs.idle(), timeout=WAIT_MS)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    return page


def editor_of(page: TemplatesPage) -> TemplateEditor:
    assert page.editor is not None
    return page.editor


def settle(qtbot: QtBot, page: TemplatesPage) -> None:
    qtbot.waitUntil(
        lambda: not page._pause.isActive() and page.jobs.idle() and page.editor is not None,
        timeout=WAIT_MS,
    )


def test_a_heading_is_typed_with_a_mark_from_the_menu_saved_undone_and_restored(
    qtbot: QtBot, templates: TemplatesPage, ws: Workspace
) -> None:
    page = templates
    assert page.view is not None
    assert page.view.row.form_id == FORM
    assert not page.save.isEnabled()
    assert not page.restore.isEnabled()
    field = editor_of(page).rows["heading"].field
    assert field.toPlainText() == "授权委托书"  # type: ignore[attr-defined]
    field.setFocus()
    page.menu.aboutToShow.emit()
    group = next(a.menu() for a in page.menu.actions() if a.text() == "主体")
    next(a for a in group.actions() if a.text() == "〔主体名称〕").trigger()  # type: ignore[union-attr]
    settle(qtbot, page)
    assert page.save.isEnabled()
    assert page.unsaved() == "《授权委托书》的修改还没有保存。"
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.restore.isEnabled() and page.jobs.idle(), timeout=WAIT_MS)
    assert ws.forms[FORM].heading == "授权委托书{organisation.name}"
    assert "本单位版本" in page.list.item(0).text()
    page.restore.click()
    qtbot.waitUntil(lambda: not page.restore.isEnabled() and page.jobs.idle(), timeout=WAIT_MS)
    assert ws.forms[FORM].heading == "授权委托书"


def test_one_types_on_while_it_is_saved(
    qtbot: QtBot, templates: TemplatesPage, ws: Workspace
) -> None:
    page = templates
    field = editor_of(page).rows["heading"].field
    field.setFocus()
    QTest.keyClicks(field, "AB")
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "CD")
    qtbot.waitUntil(lambda: page.restore.isEnabled() and page.jobs.idle(), timeout=WAIT_MS)
    assert ws.forms[FORM].heading == "授权委托书AB"
    assert field.toPlainText() == "授权委托书ABCD"  # type: ignore[attr-defined]
    assert field.hasFocus()
    assert page.save.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.unsaved() and page.jobs.idle(), timeout=WAIT_MS)
    assert ws.forms[FORM].heading == "授权委托书ABCD"
    assert field.hasFocus()
    assert not page.save.isEnabled()


def test_a_broken_mark_is_told_beside_its_field_and_nothing_is_saved(
    qtbot: QtBot, templates: TemplatesPage, ws: Workspace
) -> None:
    page = templates
    row = editor_of(page).rows["blocks/1/text"]
    row.field.setPlainText("由〔主体名〕办理")  # type: ignore[attr-defined]
    settle(qtbot, page)
    assert "没有“〔主体名〕”这个标记" in row.error()
    page.save.click()
    settle(qtbot, page)
    assert "没有“〔主体名〕”这个标记" in page.info.text()
    assert ws.forms[FORM] == ws.shipped_forms[FORM]
    page.list.setCurrentRow(1)
    assert page.list.currentRow() == 0
    assert "请先保存或放弃修改" in page.info.text()
    page.drop.click()
    settle(qtbot, page)
    assert not page.unsaved()


def test_parts_are_added_and_taken_away_and_a_lost_field_is_told(
    qtbot: QtBot, templates: TemplatesPage, ws: Workspace
) -> None:
    page = templates
    editor_of(page).add_block(1, "段落")
    field = editor_of(page).rows["blocks/1/text"].field
    qtbot.waitUntil(field.hasFocus, timeout=WAIT_MS)
    field.setPlainText("另行说明。")  # type: ignore[attr-defined]
    editor_of(page).remove_line(3, "rows", 3)
    settle(qtbot, page)
    qtbot.waitUntil(page.lost.isVisible, timeout=WAIT_MS)
    assert "“经办人身份证号”不再打印" in page.lost.text()
    page.save.click()
    qtbot.waitUntil(lambda: page.restore.isEnabled() and page.jobs.idle(), timeout=WAIT_MS)
    assert ws.forms[FORM].blocks[1].text == "另行说明。"  # type: ignore[union-attr]


def test_a_newer_shipped_text_is_compared_and_the_own_is_kept(
    qtbot: QtBot, templates: TemplatesPage, ws: Workspace
) -> None:
    page = templates
    mine = template_view(ws, FORM).content
    save_form(ws, FORM, mine | {"heading": "授权书"})
    new = content_of(ws.shipped_forms[FORM]) | {"heading": "授权委托书（新）"}
    ws.shipped_forms[FORM] = own_spec(ws.shipped_forms[FORM], new) or ws.shipped_forms[FORM]
    page.refresh(None)
    qtbot.waitUntil(lambda: "随附版本更新了" in page.info.text(), timeout=WAIT_MS)
    page.compare.click()
    assert page.moved is not None
    first = page.moved.table.rows[0]
    assert first.cells == ("授权委托书", "授权书", "授权委托书（新）")
    page.moved.keep.click()
    qtbot.waitUntil(lambda: not template_view(ws, FORM).row.moved, timeout=WAIT_MS)
    settle(qtbot, page)
    assert ws.forms[FORM].heading == "授权书"


def test_the_form_step_leads_to_its_text_and_back(
    qtbot: QtBot, window: MainWindow, ws: Workspace
) -> None:
    case_id, submission = planned_submission(ws)
    window.navigate("cases", case_id=case_id, submission_id=submission)
    qtbot.waitUntil(window.jobs.idle, timeout=WAIT_MS)
    cases = window.page("cases")
    assert isinstance(cases, CasesPage)
    assert cases.board is not None
    cases.board.go("forms")
    qtbot.waitUntil(window.jobs.idle, timeout=WAIT_MS)
    step: Any = cases.board.steps["forms"]
    step.template.click()
    page = window.page("templates")
    assert isinstance(page, TemplatesPage)
    qtbot.waitUntil(lambda: page.view is not None and window.jobs.idle(), timeout=WAIT_MS)
    assert page.view is not None
    assert page.view.row.title == step.forms.currentItem().text()
    assert page.told.text() == "预览内容取自“停服项目”。"
    page.back.click()
    assert window.current_page() == "cases"
