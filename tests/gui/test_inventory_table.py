"""The table of the inventory: what is asked for, how it is shown, and what is changed in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from app.model.kinds import FilingStatus
from app.services.filing_changes import duplicate_filings
from app.services.filings import list_filings
from app.services.sample import load_sample
from app.services.workspace import Workspace
from app.ui.inventory.page import InventoryPage
from app.ui.inventory.sheet import Sheet
from app.ui.shell import MainWindow

Settle = Callable[[], None]
Flags = QItemSelectionModel.SelectionFlag


@pytest.fixture
def page(ws: Workspace, window: MainWindow, settle: Settle) -> InventoryPage:
    window.jobs.change("载入示例企业", lambda progress: load_sample(ws, progress))
    settle()
    window.navigate("inventory")
    settle()
    found = window.page("inventory")
    assert isinstance(found, InventoryPage)
    return found


@pytest.fixture
def sheet(page: InventoryPage) -> Sheet:
    return page.sheet()


def titles(sheet: Sheet) -> list[str]:
    return [row.title for row in sheet.table.grid.rows]


def column(sheet: Sheet, key: str) -> int:
    return [c.key for c in sheet.table.grid.columns].index(key)


def cell(sheet: Sheet, place: int, key: str) -> Any:
    return sheet.table.grid.index(place, column(sheet, key))


def go_to(sheet: Sheet, place: int, key: str) -> None:
    index = cell(sheet, place, key)
    sheet.table.setFocus()
    sheet.table.selectionModel().setCurrentIndex(index, Flags.ClearAndSelect | Flags.Rows)


def editor(sheet: Sheet, kind: type[Any]) -> Any:
    views = (sheet.table.viewport(), sheet.table.frozen.viewport())
    found = [item for view in views for item in view.findChildren(kind) if item.isVisible()]
    assert len(found) == 1
    return found[0]


def click_heading(sheet: Sheet, key: str) -> None:
    sheet.table.head_of(column(sheet, key)).sectionClicked.emit(column(sheet, key))


def test_a_click_on_a_heading_sorts_up_down_and_not(sheet: Sheet, settle: Settle) -> None:
    entered = titles(sheet)
    click_heading(sheet, "filed")
    settle()
    up = [row.filed_on for row in sheet.table.grid.rows if row.filed_on]
    assert up == sorted(up)
    head = sheet.table.grid.headerData(column(sheet, "filed"), Qt.Orientation.Horizontal)
    assert "▲" in head
    click_heading(sheet, "filed")
    settle()
    down = [row.filed_on for row in sheet.table.grid.rows if row.filed_on]
    assert down == sorted(down, reverse=True)
    click_heading(sheet, "filed")
    settle()
    assert titles(sheet) == entered


def test_fields_below_headings_narrow_as_one_types(sheet: Sheet, settle: Settle) -> None:
    field = sheet.filters.typed["title"]
    field.setFocus()
    QTest.keyClicks(field, "APP")
    settle()
    assert titles(sheet)
    assert all("APP" in title for title in titles(sheet))
    field.clear()
    settle()
    assert len(titles(sheet)) == 24


def test_groups_fold_and_unfold_by_key(sheet: Sheet, settle: Settle) -> None:
    sheet.filters.group.set_value("status")
    sheet.filters.changed.emit()
    settle()
    grid = sheet.table.grid
    assert grid.rowCount() == 24 + 2
    assert grid.index(0, 0).data() == "▾ 有效（23）"
    go_to(sheet, 0, "title")
    QTest.keyClick(sheet.table, Qt.Key.Key_Left)
    assert grid.index(0, 0).data() == "▸ 有效（23）"
    assert grid.rowCount() == 3
    go_to(sheet, 0, "title")
    QTest.keyClick(sheet.table, Qt.Key.Key_Right)
    assert grid.rowCount() == 26
    assert len(sheet.table.grid.ids()) == 24


def test_f2_edits_a_date_in_its_cell(sheet: Sheet, settle: Settle, ws: Workspace) -> None:
    go_to(sheet, 0, "filed")
    QTest.keyClick(sheet.table, Qt.Key.Key_F2)
    line = editor(sheet, QLineEdit)
    line.setText("2023-5-6")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert str(list_filings(ws)[0].filed_on) == "2023-05-06"
    assert cell(sheet, 0, "filed").data() == "2023年5月6日"


def test_a_date_that_is_none_stays_in_its_editor(
    sheet: Sheet, settle: Settle, ws: Workspace
) -> None:
    before = list_filings(ws)
    go_to(sheet, 0, "filed")
    QTest.keyClick(sheet.table, Qt.Key.Key_F2)
    line = editor(sheet, QLineEdit)
    line.setText("不是日期")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    settle()
    assert list_filings(ws) == before


def test_the_first_column_is_edited_above_the_frozen_one(
    sheet: Sheet, settle: Settle, ws: Workspace, window: MainWindow
) -> None:
    go_to(sheet, 0, "title")
    before = list_filings(ws)[0].title
    QTest.keyClick(sheet.table, Qt.Key.Key_F2)
    line = editor(sheet, QLineEdit)
    line.setText("改过的名称")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert titles(sheet)[0] == "改过的名称"
    window.jobs.undo()
    settle()
    assert titles(sheet)[0] == before


def test_a_status_is_chosen_in_its_cell(sheet: Sheet, settle: Settle, ws: Workspace) -> None:
    go_to(sheet, 0, "status")
    QTest.keyClick(sheet.table, Qt.Key.Key_F2)
    box = editor(sheet, QComboBox)
    box.setCurrentIndex(box.findText("已撤销"))
    box.activated.emit(box.currentIndex())
    settle()
    assert list_filings(ws)[0].status is FilingStatus.REVOKED


def test_a_refused_cell_is_told_and_nothing_is_changed(
    page: InventoryPage, sheet: Sheet, settle: Settle, ws: Workspace
) -> None:
    before = list_filings(ws)
    go_to(sheet, 0, "number")
    QTest.keyClick(sheet.table, Qt.Key.Key_F2)
    line = editor(sheet, QLineEdit)
    line.setText(before[2].number)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert "已登记" in page.info.text()
    assert list_filings(ws) == before


def test_bulk_change_is_previewed_then_applied_to_the_selection(
    page: InventoryPage, sheet: Sheet, settle: Settle, ws: Workspace
) -> None:
    sheet.table.setFocus()
    sheet.table.selectAll()
    page.actions_.change_many()
    settle()
    view = page.actions_._bulk
    assert view is not None
    assert view.isVisible()
    view.field.set_value("remark")
    view.field.value_committed.emit()
    QTest.keyClicks(view.text, "checked")
    view._look()
    settle()
    assert view.apply.text() == "应用到 24 个备案"
    view.apply.click()
    settle()
    assert {row.remark for row in list_filings(ws)} == {"checked"}
    assert not view.isVisible()


def test_duplicates_are_merged_by_choice(
    page: InventoryPage, sheet: Sheet, settle: Settle, ws: Workspace
) -> None:
    (copy,) = duplicate_filings(ws, (3,)).value
    page.refresh(None)
    settle()
    sheet.table.choose_id(3)
    place = sheet.table.grid.place_of(copy)
    sheet.table.selectionModel().select(sheet.table.grid.index(place, 0), Flags.Select | Flags.Rows)
    page.actions_.merge()
    settle()
    view = page.actions_._merge
    assert view is not None
    assert view.groups["number"].checkedId() == 0
    view.apply.click()
    settle()
    assert len(list_filings(ws)) == 24
    assert list_filings(ws)[2].number


def test_a_copy_is_made_by_ctrl_d_and_opened(
    page: InventoryPage, sheet: Sheet, settle: Settle, ws: Workspace
) -> None:
    sheet.table.choose_id(3)
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "复制一份")
    button.click()
    settle()
    assert len(list_filings(ws)) == 25
    assert sheet.current.id == list_filings(ws)[-1].id


def test_copied_rows_have_the_columns_that_are_shown(sheet: Sheet, settle: Settle) -> None:
    sheet.table.show_column("organisation", False)
    sheet.table.show_column("remark", True)
    go_to(sheet, 0, "title")
    QTest.keyClick(sheet.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle()
    head = QGuiApplication.clipboard().text().splitlines()[0].split("\t")
    assert "主体" not in head
    assert head[0] == "名称"
    assert "备注" in head


def test_a_view_brings_back_filters_order_and_columns(sheet: Sheet, settle: Settle) -> None:
    sheet.filters.choices["status"].set_value(FilingStatus.CANCELLED)
    sheet.filters.changed.emit()
    click_heading(sheet, "title")
    sheet.table.show_column("role", False)
    sheet.table.set_density("compact")
    settle()
    sheet.listing.tools.save_view("已注销的")
    sheet.listing.sort = ()
    sheet.filters.clear()
    sheet.table.reset_columns()
    sheet.table.set_density("normal")
    settle()
    assert len(titles(sheet)) == 24
    sheet.listing.show_view(sheet.listing.tools.views["已注销的"])
    settle()
    assert titles(sheet) == ["示例配送调度算法"]
    assert "role" not in sheet.table.shown_columns()
    assert sheet.table.density() == "compact"
    assert sheet.listing.sort == (("title", False),)


def test_stocktaking_and_relations_stand_beside_the_tables(
    page: InventoryPage, settle: Settle
) -> None:
    for place, word in ((4, "盘点"), (5, "关系")):
        assert page.tabs.tabText(place) == word
        page.tabs.setCurrentIndex(place)
        settle()
        assert page.view().isVisible()
    page.view().link_asked.emit("filing", 3)
    settle()
    assert page.tabs.currentIndex() == 0
    assert page.sheet().current.id == 3


def test_rows_are_read_only_where_one_looks(sheet: Sheet, ws: Workspace) -> None:
    grid = sheet.table.grid
    asked: list[int] = []
    fetch = grid._fetch
    grid._fetch = lambda ids: (asked.extend(ids), fetch(ids))[1]
    sheet.listing.model.show_ids(list(grid.ids()) * 400)
    grid.index(5000, 0).data()
    assert 0 < len(asked) <= 64
