"""The catalogue's page, driven as the officer does: change, verify, add, compare, take along."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.catalogue import BatchSupport
from app.model.kinds import CheckMethod
from app.paths import resources
from app.progress import Silent
from app.services.catalogue_versions import keep_version
from app.services.inventory_table import TableQuery, filing_ids, filing_lines
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule
from app.services.rules_export import export_rules
from app.services.sample import load_sample
from app.services.workspace import Workspace, open_workspace
from app.ui.overview.page import OverviewPage
from app.ui.platforms.comparisons import MovedView, OldVersionView
from app.ui.platforms.import_view import ImportRulesView
from app.ui.platforms.page import PlatformsPage
from app.ui.platforms.rule_block import RuleBlock
from app.ui.platforms.verify_form import VerifyForm
from app.ui.shell import MainWindow

Settle = Callable[[], None]
MORNING = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> PlatformsPage:
    window.navigate("platforms")
    settle()
    made = window.page("platforms")
    assert isinstance(made, PlatformsPage)
    return made


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "通话记录.png"
    Image.new("RGB", (40, 40), "white").save(path)
    return path


def choose(page: PlatformsPage, settle: Settle, platform: str) -> None:
    page.list.choose(platform)
    settle()
    assert page.entry is not None
    assert page.entry.view.id == platform


def block(page: PlatformsPage, key: str) -> RuleBlock:
    assert page.entry is not None
    found = page.entry.block(key)
    assert found is not None
    return found


def fill(page: PlatformsPage, **values: object) -> None:
    form = page.pane.form
    assert form is not None
    for key, value in values.items():
        field = form.form.rows[key].field
        if isinstance(value, int) and not isinstance(value, bool) and hasattr(field, "setValue"):
            field.setValue(value)
        else:
            field.set_value(value)  # type: ignore[attr-defined]


def press(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_a_rule_is_overridden_restored_and_undone(
    page: PlatformsPage, window: MainWindow, ws: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    choose(page, settle, "psb")
    press(qtbot, block(page, "batch").edit)
    fill(page, support="yes", limit=6, source="属地网安答复", how=CheckMethod.CALL)
    press(qtbot, page.pane.save)
    settle()
    assert not page.pane.isVisible()
    assert ws.catalogue.platforms["psb"].batch.limit == 6
    assert block(page, "batch").rule.own
    assert "自定义 1" in page.list.list.currentItem().text()
    window.jobs.undo()
    settle()
    assert ws.catalogue.platforms["psb"].batch.support is BatchSupport.NO
    assert not block(page, "batch").rule.own
    window.jobs.redo()
    settle()
    assert block(page, "batch").rule.own
    press(qtbot, block(page, "batch").restore)
    settle()
    assert not ws.catalogue.platforms["psb"].overridden


def test_wrong_input_is_told_beside_its_field_and_esc_leaves_everything(
    page: PlatformsPage, ws: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    before = ws.catalogue
    page.on_edit("batch")
    fill(page, support="conditional", condition="")
    press(qtbot, page.pane.save)
    settle()
    assert page.pane.form is not None
    assert "必须写明条件" in page.pane.form.form.rows["condition"].error()
    page.pane.form.form.rows["verified_on"].field.line.setText("后天")  # type: ignore[attr-defined]
    press(qtbot, page.pane.save)
    settle()
    assert "不是有效的日期" in page.pane.form.form.rows["verified_on"].error()
    assert page.unsaved()
    page.on_edit("steps")  # another rule does not push aside what is not saved
    assert "批量规则" in page.pane.title()
    assert "还没有保存" in page.pane.info.text()
    qtbot.keyClick(page.pane.form.form.rows["condition"].field, Qt.Key.Key_Escape)
    assert not page.pane.isVisible()
    assert not page.unsaved()
    assert ws.catalogue is before


def test_lines_of_a_list_are_edited_added_and_moved(
    page: PlatformsPage, ws: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    choose(page, settle, "miniprogram")
    first = ws.catalogue.platforms["miniprogram"].steps
    page.on_edit("steps")
    assert page.pane.form is not None
    items = page.pane.form.items  # type: ignore[attr-defined]
    items.table.setCurrentCell(2, 0)
    press(qtbot, items.add)
    items.table.item(3, 0).setText("截图存档。")
    items.move_line(-1)
    press(qtbot, page.pane.save)
    settle()
    assert "出自哪里" in page.pane.form.form.rows["source"].error()
    fill(page, source="平台客服")
    press(qtbot, page.pane.save)
    settle()
    steps = ws.catalogue.platforms["miniprogram"].steps
    assert [item.text for item in steps] == [
        first[0].text, first[1].text, "截图存档。", first[2].text,
    ]  # fmt: skip
    assert [item.source for item in steps][2] == "平台客服"
    assert steps[0] == first[0]


def test_an_item_of_the_checklist_is_added_and_taken_off(
    page: PlatformsPage, ws: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    assert page.entry is not None
    press(qtbot, page.entry.add)
    fill(page, name="关停承诺", source="省级网信办答复", seal="official", share="case")
    press(qtbot, page.pane.save)
    settle()
    assert page.pane.form is not None
    assert "由各主体分别出具" in page.pane.form.form.rows["share"].error()
    fill(page, share="subject")
    press(qtbot, page.pane.save)
    settle()
    made = ws.catalogue.platforms["cac-algorithm"].material("own_1")
    assert made is not None
    assert made.name == "关停承诺"
    press(qtbot, block(page, "materials.licence").remove)
    settle()
    assert ws.catalogue.platforms["cac-algorithm"].material("licence") is None
    press(qtbot, block(page, "materials.licence").restore)
    settle()
    assert ws.catalogue.platforms["cac-algorithm"].material("licence") is not None


def test_a_platform_is_added_shown_in_the_inventory_and_removed(
    page: PlatformsPage, window: MainWindow, ws: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    load_sample(ws, Silent())
    press(qtbot, page.add)
    fill(
        page, name="省数据局登记平台", short_name="公安备案", authority="省数据局", unit="一个系统"
    )
    press(qtbot, page.pane.save)
    settle()
    assert page.pane.form is not None
    assert "换一个简称" in page.pane.form.form.rows["short_name"].error()
    fill(page, short_name="数据登记", copy_of="djbh")
    press(qtbot, page.pane.save)
    settle()
    assert page.entry is not None
    assert page.entry.view.short_name == "数据登记"
    made = page.entry.view.id
    assert len(ws.catalogue.platforms[made].materials) == 7
    choose(page, settle, "icp")
    page.on_edit("about")
    fill(page, short_name="网站备案")
    press(qtbot, page.pane.save)
    settle()
    lines = filing_lines(ws, filing_ids(ws, TableQuery()))
    assert "网站备案" in {line.platform_name for line in lines if line}
    choose(page, settle, made)
    press(qtbot, page.entry.remove)
    settle()
    assert ws.catalogue.get(made) is None
    window.jobs.undo()
    settle()
    assert ws.platform_name(made) == "数据登记"


def test_a_rule_is_verified_with_its_proof(
    page: PlatformsPage, ws: Workspace, settle: Settle, qtbot: QtBot, proof: Path
) -> None:
    press(qtbot, block(page, "channel").verify)
    press(qtbot, page.pane.save)
    settle()
    assert isinstance(page.pane.form, VerifyForm)
    assert "核实方式" in page.pane.form.form.rows["how"].error()
    fill(page, how=CheckMethod.CALL, with_whom="王老师", note="仍在线办理")
    page.pane.form.form.rows["files"].field.add_paths([proof])  # type: ignore[attr-defined]
    press(qtbot, page.pane.save)
    settle()
    (check,) = block(page, "channel").rule.checks
    assert (check.how, check.with_whom) == ("电话", "王老师")
    (file,) = check.files
    block(page, "channel").file_asked.emit(file)
    settle()
    assert (ws.folder / "opened" / file.sha256[:12] / "通话记录.png").is_file()


def test_search_and_filter_narrow_the_list(
    page: PlatformsPage, settle: Settle, qtbot: QtBot
) -> None:
    page.list.search.setText("空壳主体")
    settle()
    assert page.list.list.count() == 1
    assert page.entry is not None
    assert page.entry.view.id == "icp"
    page.list.search.setText("没有这几个字")
    assert page.list.none.isVisible()
    press(qtbot, page.list.clear)
    assert page.list.list.count() == 9
    page.list.narrow.set_value("yes")
    page.list.narrow.value_committed.emit()
    assert page.list.list.count() == 1


# what grows old


@pytest.fixture
def ws(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace; a test marked with days looks at it that much later."""
    days = getattr(request, "param", 0)
    made = open_workspace(
        tmp_path / "data", clock=lambda: MORNING + timedelta(days=days), actor="测试员"
    )
    if days:
        load_sample(made, Silent())
    yield made
    made.close()


@pytest.mark.parametrize("ws", [200], indirect=True)
def test_the_start_page_leads_through_old_rules_one_by_one(
    window: MainWindow, ws: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    window.navigate("overview")
    settle()
    overview = window.page("overview")
    assert isinstance(overview, OverviewPage)
    assert "超过 180 天没有核实" in overview.rules.texts()[0]
    overview.rules.rows[0].press()
    settle()
    page = window.page("platforms")
    assert isinstance(page, PlatformsPage)
    assert page._view is not None
    count = len(page._view.due)
    assert page.strip.isVisible()
    assert isinstance(page.pane.form, VerifyForm)
    assert page.pane.form.rule.key == "about"
    fill(page, how=CheckMethod.WEB)
    press(qtbot, page.pane.save)
    settle()
    assert len(page._view.due) == count - 1
    assert page.pane.form.rule.key == "duty"
    press(qtbot, page.pane.skip)
    settle()
    assert page.pane.form.rule.key == "channel"
    fill(page, how=CheckMethod.WEB, all=True)
    press(qtbot, page.pane.save)
    settle()
    assert isinstance(page.pane.form, VerifyForm)
    assert page.pane.form.rule.platform == "cac-genai"
    page.pane.close_pane()
    assert page.walk.kind == ""


# the shipped catalogue moves on


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The resources of a later program, used from the next look at the catalogue on."""
    folder = tmp_path / "newer"
    shutil.copytree(resources(), folder)
    monkeypatch.setattr("app.services.workspace.resources", lambda: folder)
    return folder


def test_a_moved_rule_is_compared_three_ways(
    ws: Workspace, window: MainWindow, settle: Settle, qtbot: QtBot, newer: Path
) -> None:
    psb = ws.catalogue.platforms["psb"].batch.model_dump(mode="json")
    value = {"batch": psb | {"support": "yes", "limit": 8}}
    save_rule(ws, RuleRef("psb", "batch"), value, CheckInput(ws.today()), Silent())
    file = newer / "platforms" / "psb.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("按网站、APP逐个办理。", "按账号逐个办理。"), encoding="utf-8")
    del ws.__dict__["_shipped"]
    ws._rulebook = None
    window.navigate("platforms", walk="moved")
    settle()
    page = window.page("platforms")
    assert isinstance(page, PlatformsPage)
    settle()
    shown = page.pane.content()
    assert isinstance(shown, MovedView)
    row = next(row for row in shown.table.rows if row.label == "条件")
    assert row.cells == ("按网站、APP逐个办理。", "按网站、APP逐个办理。", "按账号逐个办理。")
    assert row.differs
    assert ws.catalogue.platforms["psb"].batch.limit == 8
    press(qtbot, shown.keep)
    settle()
    assert not block(page, "batch").rule.moved
    assert ws.catalogue.platforms["psb"].batch.limit == 8
    window.jobs.undo()
    settle()
    press(qtbot, block(page, "batch").compare)
    shown = page.pane.content()
    assert isinstance(shown, MovedView)
    press(qtbot, shown.edit)
    fill(page, limit=9)
    press(qtbot, page.pane.save)
    settle()
    assert not block(page, "batch").rule.moved
    window.jobs.undo()
    settle()
    press(qtbot, block(page, "batch").compare)
    shown = page.pane.content()
    assert isinstance(shown, MovedView)
    press(qtbot, shown.take)
    settle()
    assert ws.catalogue.platforms["psb"].batch.condition == "按账号逐个办理。"


def test_the_rules_of_a_plan_are_shown_as_they_were(
    page: PlatformsPage, window: MainWindow, ws: Workspace, settle: Settle
) -> None:
    then = ws.catalogue.platforms["psb"]
    with ws.change("plan") as change:
        keep_version(change.session, then)
    value = {"batch": then.batch.model_dump(mode="json") | {"support": "yes"}}
    save_rule(ws, RuleRef("psb", "batch"), value, CheckInput(ws.today()), Silent())
    window.navigate("platforms", platform="psb", version=then.version)
    settle()
    settle()
    shown = page.pane.content()
    assert isinstance(shown, OldVersionView)
    assert "1 项规则不同" in shown.told.text()
    assert list(shown.tables) == ["batch"]
    window.navigate("platforms", platform="psb", version="000000000000")
    settle()
    shown = page.pane.content()
    assert isinstance(shown, OldVersionView)
    assert "没有保存" in shown.told.text()


# travel


def test_rules_go_to_a_second_pc_and_are_taken_in_there(
    page: PlatformsPage, window: MainWindow, settle: Settle, qtbot: QtBot, proof: Path
) -> None:
    ws, tmp_path = page.ws, proof.parent
    file = tmp_path / "规则.zip"
    page.travel.export_to(file)
    settle()
    assert "没有内容可导出" in page.info.text()
    other = open_workspace(tmp_path / "other", clock=ws.clock, actor="同事")
    psb = other.catalogue.platforms["psb"].batch.model_dump(mode="json")
    value = {"batch": psb | {"support": "yes", "limit": 8}}
    call = CheckInput(other.today(), CheckMethod.CALL, files=(proof,))
    save_rule(other, RuleRef("psb", "batch"), value, call, Silent())
    export_rules(other, file, Silent())
    other.close()
    page.travel.import_from(file)
    settle()
    offers = page.offers
    assert isinstance(offers, ImportRulesView)
    assert offers.isVisible()
    assert offers.chosen() == [("psb", "batch")]
    offers.tick(0, False)
    assert not offers.take.isEnabled()
    offers.tick(0, True)
    press(qtbot, offers.take)
    settle()
    assert ws.catalogue.platforms["psb"].batch.limit == 8
    assert not offers.isVisible()
    window.jobs.undo()
    settle()
    assert not ws.catalogue.platforms["psb"].overridden
    file.write_bytes(file.read_bytes()[:50])
    page.travel.import_from(file)
    settle()
    assert "无法读取文件" in page.info.text()
    assert not offers.isVisible()
