"""The inventory page: records are entered by typing, and nothing that was typed gets lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.model.kinds import AlgorithmType, FilingStatus, ProductState
from app.progress import Silent
from app.services.algorithms import list_algorithms
from app.services.case_changes import create_case
from app.services.filings import list_filings
from app.services.organisations import OrganisationEdit, list_organisations, save_organisation
from app.services.products import list_products
from app.services.sample import has_sample, load_sample
from app.services.workspace import Workspace
from app.ui.inventory.kinds import KINDS
from app.ui.inventory.page import InventoryPage
from app.ui.inventory.sheet import Sheet
from app.ui.shell import MainWindow
from app.ui.widgets import ChoiceField, DateEdit, copy_text

Settle = Callable[[], None]
GOOD_USCC = "91310115MA1XD1010R"
WRONG_USCC = "91310115MA1XD10100"
NUMBER = "网信算备110108224236606220017号"
WRONG_NUMBER = "网信算备110108224236606220018号"


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> InventoryPage:
    """The page of an empty inventory."""
    return shown(window, settle)


@pytest.fixture
def sample(ws: Workspace, window: MainWindow, settle: Settle) -> InventoryPage:
    """The page with the sample firm."""
    window.jobs.change("载入示例企业", lambda progress: load_sample(ws, progress))
    settle()
    return shown(window, settle)


def shown(window: MainWindow, settle: Settle) -> InventoryPage:
    """Bring the page to the front and let it fill."""
    window.navigate("inventory")
    settle()
    found = window.page("inventory")
    assert isinstance(found, InventoryPage)
    return found


def field(sheet: Sheet, key: str) -> Any:
    """Return a field of the detail form."""
    return sheet.form.form.rows[key].field


def error(sheet: Sheet, key: str) -> str:
    """Return the message beside a field."""
    return sheet.form.form.rows[key].error()


def enter(sheet: Sheet, key: str, text: str) -> None:
    """Put the focus in a field, replace what it holds, and leave it with Tab."""
    found = field(sheet, key)
    target: Any = found.line if isinstance(found, DateEdit) else found
    target.setFocus()
    target.selectAll()
    if hasattr(target, "insert"):
        target.insert(text)
    else:
        target.insertPlainText(text)
    QTest.keyClick(target, Qt.Key.Key_Tab)


def choose(box: ChoiceField[Any], word: str) -> None:
    """Pick a word from a choice as a click in its list does."""
    place = next(i for i in range(box.count()) if word in box.itemText(i))
    box.setCurrentIndex(place)
    box.activated.emit(place)


def keys(widget: QWidget, key: Qt.Key, control: bool = False) -> None:
    """Press a key, with Ctrl where asked."""
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(widget, key, held)


def press(page: QWidget, text: str) -> None:
    """Click the visible button with this text."""
    made = next(b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible())
    assert made.isEnabled()
    made.click()


def titles(sheet: Sheet) -> list[str]:
    """Return what the table names, from top to bottom."""
    return [sheet.kind.name(row) for row in sheet.table.model().rows]  # type: ignore[attr-defined]


def organisation(page: InventoryPage, settle: Settle, name: str = "甲信息技术有限公司") -> Sheet:
    """Enter an organisation in the page and save it."""
    page.tabs.setCurrentIndex(3)
    page.on_new()
    sheet = page.sheets["organisation"]
    enter(sheet, "name", name)
    enter(sheet, "uscc", GOOD_USCC)
    page.sheet().save_now()
    settle()
    return sheet


# entering


def test_first_steps_lead_from_an_empty_inventory(page: InventoryPage, settle: Settle) -> None:
    press(page, "新建企业主体")
    sheet = page.sheet()
    assert sheet.kind.key == "organisation"
    assert field(sheet, "name").hasFocus()
    enter(sheet, "name", "甲信息技术有限公司")
    press(page, "保存新的企业主体")
    settle()
    assert titles(sheet) == ["甲信息技术有限公司"]
    page.tabs.setCurrentIndex(0)
    assert not page.sheet().table.isVisible()
    press(page, "新建备案")
    assert page.sheet().creating


def test_sample_firm_is_loaded_from_the_empty_page(
    page: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    press(page, "载入示例企业")
    settle()
    assert has_sample(ws)
    assert len(titles(page.sheets["filing"])) == 24


def test_every_kind_is_entered_by_typing(
    page: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    organisation(page, settle)
    page.tabs.setCurrentIndex(2)
    keys(page, Qt.Key.Key_N, control=True)
    product = page.sheet()
    assert product.creating
    enter(product, "name", "甲资讯")
    keys(product, Qt.Key.Key_S, control=True)
    settle()
    page.tabs.setCurrentIndex(1)
    page.on_new()
    algorithm = page.sheet()
    enter(algorithm, "algorithm_name", "甲推荐算法")
    choose(field(algorithm, "algorithm_type"), "个性化推送类")
    algorithm.save_now()
    settle()
    page.tabs.setCurrentIndex(0)
    page.on_new()
    filing = page.sheet()
    choose(field(filing, "algorithm_id"), "新建算法")
    enter(filing, "algorithm_name", "甲调度算法")
    choose(field(filing, "algorithm_type"), "调度决策类")
    enter(filing, "number", NUMBER)
    enter(filing, "filed_on", "2022-8-12")
    field(filing, "product_ids").item(0).setCheckState(Qt.CheckState.Checked)
    filing.save_now()
    settle()

    [made] = list_filings(ws)
    assert (made.title, made.type, made.number) == ("甲调度算法", AlgorithmType.DISPATCH, NUMBER)
    assert made.filed_on == date(2022, 8, 12)
    assert [use.name for use in made.products] == ["甲资讯"]
    assert made.problems == ()
    assert {item.name for item in list_algorithms(ws)} == {"甲推荐算法", "甲调度算法"}
    assert [(i.name, i.uscc) for i in list_organisations(ws)] == [("甲信息技术有限公司", GOOD_USCC)]
    assert filing.current.id == made.id
    assert filing.form.number_shown.text().startswith("110108 2242366 06 22 001 7")  # type: ignore[attr-defined]


def test_wrong_code_is_told_beside_its_field_on_leaving_it(
    page: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    page.tabs.setCurrentIndex(3)
    page._on_first()
    sheet = page.sheet()
    enter(sheet, "name", "甲信息技术有限公司")
    enter(sheet, "uscc", WRONG_USCC)
    assert "校验码不符" in error(sheet, "uscc")
    assert not field(sheet, "uscc").hasFocus()
    sheet.save_now()
    settle()
    assert "校验码不符" in error(sheet, "uscc")
    assert list_organisations(ws) == []
    enter(sheet, "uscc", GOOD_USCC)
    assert error(sheet, "uscc") == ""
    sheet.save_now()
    settle()
    assert len(list_organisations(ws)) == 1


def test_doubtful_number_is_kept_as_typed_and_marked(
    page: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    organisation(page, settle)
    page.tabs.setCurrentIndex(0)
    page.on_new()
    sheet = page.sheet()
    enter(sheet, "algorithm_name", "甲调度算法")
    choose(field(sheet, "algorithm_type"), "调度决策类")
    enter(sheet, "number", WRONG_NUMBER)
    assert "疑似抄录错误" in sheet.form.form.rows["number"]._below.text()
    sheet.save_now()
    settle()
    [made] = list_filings(ws)
    assert made.number == WRONG_NUMBER
    place = sheet.table.model().index(0, 1)
    assert place.data() == "⚠ 110108 2242366 06 22 001 8"
    tip = place.data(Qt.ItemDataRole.ToolTipRole)
    assert "疑似抄录错误" in tip
    assert "110108" in tip
    assert "疑似抄录错误" in sheet.form.problems.text()  # type: ignore[attr-defined]


def test_missing_fields_are_told_beside_them(page: InventoryPage, settle: Settle) -> None:
    organisation(page, settle)
    page.tabs.setCurrentIndex(0)
    page.on_new()
    page.sheet().save_now()
    settle()
    assert error(page.sheet(), "algorithm_name")
    assert page.sheet().creating


# editing


def test_change_is_stored_on_leaving_the_field_and_undone(
    sample: InventoryPage, settle: Settle, ws: Workspace, window: MainWindow
) -> None:
    sample.open(organisation_id=1)
    settle()
    sheet = sample.sheets["organisation"]
    before = field(sheet, "contact_name").text()
    enter(sheet, "contact_name", "李四")
    settle()
    assert next(i for i in list_organisations(ws) if i.id == 1).contact_name == "李四"
    assert "联系人" in sheet.history.text()
    window.jobs.undo()
    settle()
    assert next(i for i in list_organisations(ws) if i.id == 1).contact_name == before
    assert field(sheet, "contact_name").text() == before


def test_history_speaks_the_words_of_the_page(sample: InventoryPage, settle: Settle) -> None:
    sample.open(filing_id=1)
    settle()
    sheet = sample.sheets["filing"]
    choose(field(sheet, "status"), "已注销")
    enter(sheet, "filed_on", "20220901")
    settle()
    assert "状态：有效 → 已注销" in sheet.history.text()
    assert "→ 2022年9月1日" in sheet.history.text()


def test_refused_change_keeps_the_other_fields_as_typed(
    sample: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    sample.open(organisation_id=1)
    settle()
    sheet = sample.sheets["organisation"]
    enter(sheet, "uscc", WRONG_USCC)
    settle()
    assert "校验码不符" in error(sheet, "uscc")
    assert not field(sheet, "uscc").hasFocus()
    enter(sheet, "contact_name", "李四")
    settle()
    sample.refresh(None)
    settle()
    assert field(sheet, "contact_name").text() == "李四"
    assert field(sheet, "uscc").text() == WRONG_USCC
    enter(sheet, "uscc", GOOD_USCC)
    settle()
    stored = next(i for i in list_organisations(ws) if i.id == 1)
    assert (stored.uscc, stored.contact_name) == (GOOD_USCC, "李四")
    assert error(sheet, "uscc") == ""


def test_leaving_a_refused_change_offers_the_way_back(
    sample: InventoryPage, settle: Settle
) -> None:
    sample.open(organisation_id=1)
    settle()
    sheet = sample.sheets["organisation"]
    enter(sheet, "uscc", WRONG_USCC)
    sheet.table.choose_id(2)
    settle()
    assert error(sheet, "uscc") == ""
    assert "没有保存" in sample.info.text()
    assert "校验码不符" in sample.info.text()
    press(sample, "回去保存")
    settle()
    assert sheet.current.id == 1
    assert field(sheet, "uscc").text() == WRONG_USCC
    assert "校验码不符" in error(sheet, "uscc")


def test_draft_of_a_new_record_outlives_refreshes_and_leaving(
    sample: InventoryPage, settle: Settle, window: MainWindow
) -> None:
    sample.open(filing_id=1)
    settle()
    sample.on_new()
    sheet = sample.sheets["filing"]
    choose(field(sheet, "organisation_id"), "北京")
    choose(field(sheet, "algorithm_id"), "示例全文检索算法")
    enter(sheet, "number", NUMBER)
    field(sheet, "product_ids").item(0).setCheckState(Qt.CheckState.Checked)
    typed = sheet.form.entered()
    sample.refresh(None)
    settle()
    assert sheet.creating
    assert sheet.form.entered() == typed
    window.navigate("platforms")
    settle()
    window.navigate("inventory")
    settle()
    assert sheet.form.entered() == typed
    sheet.table.choose(lambda row: row.id == 1)
    settle()
    assert "没有保存" in sample.info.text()
    press(sample, "回去保存")
    assert sheet.creating
    assert sheet.form.entered() == typed


def test_esc_takes_back_what_was_typed_then_closes(
    sample: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    sample.open(organisation_id=1)
    settle()
    sheet = sample.sheets["organisation"]
    target = field(sheet, "contact_name")
    before = target.text()
    target.setFocus()
    target.selectAll()
    target.insert("误输入")
    keys(target, Qt.Key.Key_Escape)
    assert target.text() == before
    assert sheet.pane.isVisible()
    keys(target, Qt.Key.Key_Escape)
    settle()
    assert not sheet.pane.isVisible()
    assert next(i for i in list_organisations(ws) if i.id == 1).contact_name == before


def test_date_that_is_none_is_told_and_never_stored(
    sample: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    sample.open(filing_id=1)
    settle()
    sheet = sample.sheets["filing"]
    stored = list_filings(ws)[0].filed_on
    enter(sheet, "filed_on", "2022-13-40")
    settle()
    assert "不是有效的日期" in error(sheet, "filed_on")
    sheet.table.choose_id(2)
    settle()
    assert "备案日期没有保存" in sample.info.text()
    assert list_filings(ws)[0].filed_on == stored


def test_stopped_product_asks_for_its_day(
    sample: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    product = next(item for item in list_products(ws) if item.state is ProductState.IN_USE)
    sample.open(product_id=product.id)
    settle()
    sheet = sample.sheets["product"]
    choose(field(sheet, "state"), "已停用")
    settle()
    assert "停用日期" in error(sheet, "state_since")
    enter(sheet, "state_since", "2026年11月2日")
    settle()
    stored = next(item for item in list_products(ws) if item.id == product.id)
    assert (stored.state, stored.state_since) == (ProductState.STOPPED, date(2026, 11, 2))


def test_enter_begins_to_edit_in_the_form(sample: InventoryPage) -> None:
    sheet = sample.sheet()
    sheet.table.setFocus()
    sheet.table.selectRow(0)
    keys(sheet.table, Qt.Key.Key_Return)
    assert field(sheet, "organisation_id").hasFocus()


# deleting


def test_deleted_filings_come_back_with_one_undo(
    sample: InventoryPage, settle: Settle, ws: Workspace, window: MainWindow
) -> None:
    sheet = sample.sheet()
    before = list_filings(ws)
    sheet.table.setFocus()
    sheet.table.selectRow(0)
    flag = sheet.table.selectionModel().SelectionFlag
    sheet.table.selectionModel().select(sheet.table.model().index(1, 0), flag.Select | flag.Rows)
    keys(sheet.table, Qt.Key.Key_Delete)
    settle()
    assert len(list_filings(ws)) == 22
    window.jobs.undo()
    settle()
    assert list_filings(ws) == before
    assert len(titles(sheet)) == 24


def test_refused_deletion_names_its_reason(
    sample: InventoryPage, settle: Settle, ws: Workspace
) -> None:
    create_case(ws, "云问下线", (1,))
    sheet = sample.sheet()
    sheet.table.setFocus()
    sheet.table.selectRow(0)
    keys(sheet.table, Qt.Key.Key_Delete)
    settle()
    assert "云问下线" in sample.info.text()
    assert sample.info.isVisible()
    assert len(list_filings(ws)) == 24


# finding


def test_filters_narrow_the_table_and_can_be_cleared(sample: InventoryPage, settle: Settle) -> None:
    sheet = sample.sheet()
    choose(sheet.filters.choices["status"], "已注销")
    settle()
    assert titles(sheet) == ["示例配送调度算法"]
    assert sheet.filters.count_text() == "1 / 24 个备案"
    choose(sheet.filters.choices["platform"], "ICP")
    settle()
    assert not sheet.table.isVisible()
    press(sample, "清除筛选")
    settle()
    assert len(titles(sheet)) == 24
    keys(sample, Qt.Key.Key_F, control=True)
    assert sheet.filters.text.hasFocus()
    sheet.filters.text.insert("9900033 检索")
    settle()
    assert titles(sheet) == ["示例商品检索算法"]


def test_subject_of_the_window_narrows_every_table(
    sample: InventoryPage, settle: Settle, window: MainWindow
) -> None:
    place = window.subject.findText("北京", Qt.MatchFlag.MatchContains)
    window.subject.setCurrentIndex(place)
    window.subject.activated.emit(place)
    settle()
    for place in range(len(KINDS)):
        sample.tabs.setCurrentIndex(place)
        settle()
        sheet = sample.sheet()
        rows = sheet.table.model().rows  # type: ignore[attr-defined]
        assert rows
        assert {sheet.kind.subject(row) for row in rows} == {window.subject.value()}


def test_open_shows_the_record_whatever_is_filtered(
    sample: InventoryPage, settle: Settle, window: MainWindow
) -> None:
    sheet = sample.sheets["filing"]
    choose(sheet.filters.choices["status"], "已注销")
    window.navigate("inventory", filing_id=12, field="number")
    settle()
    assert sheet.current.title == "示例商品检索算法"
    assert field(sheet, "number").hasFocus()
    window.navigate("inventory", algorithm_id=1, field="name")
    settle()
    assert sample.sheet().kind.key == "algorithm"
    assert field(sample.sheet(), "algorithm_name").hasFocus()
    window.navigate("inventory", filing_id=999)
    settle()
    assert "已不在台账中" in sample.info.text()


def test_new_is_asked_for_before_the_page_was_read(
    ws: Workspace, window: MainWindow, settle: Settle
) -> None:
    save_organisation(ws, None, OrganisationEdit(name="甲信息技术有限公司"))
    window.navigate("inventory", new=True)
    settle()
    page = window.page("inventory")
    assert isinstance(page, InventoryPage)
    assert page.sheet().kind.key == "filing"
    assert page.sheet().creating


def test_related_records_lead_on(
    sample: InventoryPage, settle: Settle, ws: Workspace, window: MainWindow
) -> None:
    create_case(ws, "云问下线", (6,))
    sample.open(filing_id=6)
    settle()
    sheet = sample.sheets["filing"]
    sheet.pane.tabs.setCurrentIndex(1)
    assert "云问下线" in sheet.related.text()
    press(sample, "示例云问（APP）")
    settle()
    product = sample.sheets["product"]
    assert product.isVisible()
    assert product.current.name == "示例云问"


def test_copied_rows_carry_the_plain_number(sample: InventoryPage, settle: Settle) -> None:
    sheet = sample.sheet()
    copy_text("")
    sheet.table.setFocus()
    sheet.table.selectRow(0)
    keys(sheet.table, Qt.Key.Key_C, control=True)
    settle()
    copied = QApplication.clipboard().text()
    assert "网信算备310115990001103220015号" in copied
    assert copied.startswith("名称\t备案编号")


def test_tab_and_filters_come_back(
    sample: InventoryPage, ws: Workspace, window: MainWindow, settle: Settle
) -> None:
    sample.tabs.setCurrentIndex(1)
    sheet = sample.sheets["filing"]
    choose(sheet.filters.choices["status"], "已注销")
    choose(sheet.filters.choices["platform"], "算法备案")
    sample.leave()
    again = InventoryPage(ws, window.jobs, window)
    again.refresh(None)
    settle()
    assert again.sheet().kind.key == "algorithm"
    choices = again.sheets["filing"].filters.choices
    again.tabs.setCurrentIndex(0)
    settle()
    assert choices["status"].value() is FilingStatus.CANCELLED
    assert titles(again.sheets["filing"]) == ["示例配送调度算法"]
    again.deleteLater()


def test_closing_asks_before_a_draft_is_lost(
    window: MainWindow, settle: Settle, ws: Workspace, qtbot: QtBot
) -> None:
    load_sample(ws, Silent())
    window.navigate("inventory")
    settle()
    page = window.page("inventory")
    assert isinstance(page, InventoryPage)
    page.tabs.setCurrentIndex(2)
    page.on_new()
    field = page.sheet().form.rows["name"]
    field.setFocus()
    qtbot.keyClicks(field, "draft")
    window.asks_before_loss = True

    def answer(word: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "新的产品还没有保存" in box.text()
        next(b for b in box.buttons() if word in b.text()).click()

    QTimer.singleShot(0, window, lambda: answer("回去保存"))
    window.close()
    assert window.isVisible()
    assert field.text() == "draft"
    QTimer.singleShot(0, window, lambda: answer("仍然退出"))
    window.close()
    assert not window.isVisible()
