"""Overview, deadlines, platforms and settings, on the sample firm with a case under way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.kinds import EndReason
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts
from app.services.filings import list_filings
from app.services.planning import accept_plan, plan_view
from app.services.products import list_products
from app.services.sample import has_sample, load_sample
from app.services.workspace import Workspace
from app.ui.deadlines.page import DeadlinesPage
from app.ui.deadlines.words import days_words
from app.ui.overview.page import OverviewPage
from app.ui.platforms.page import PlatformsPage
from app.ui.settings.page import SettingsPage
from app.ui.shell import MainWindow, Page
from app.ui.theme import tokens
from app.ui.widgets import CertaintyTag

Settle = Callable[[], None]


@pytest.fixture
def case_id(ws: Workspace) -> int:
    """The sample firm with a planned case about its stopped product."""
    load_sample(ws, Silent())
    chat = next(row for row in list_filings(ws) if row.title == "示例云问对话生成算法")
    stopped = next(item for item in list_products(ws) if item.state_since)
    case = create_case(ws, "云问下线", (chat.id,)).value
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED, ended_on=stopped.state_since, product_ids=(stopped.id,)
    )
    save_facts(ws, case, facts)
    accept_plan(ws, case, plan_view(ws, case).choices.recommended, "推荐")
    return case


@pytest.fixture
def went(window: MainWindow, ws: Workspace) -> list[tuple[str, dict[str, object]]]:
    """Where the officer was led: the other pages only note what they are asked to show."""
    places: list[tuple[str, dict[str, object]]] = []

    class Noting(Page):
        def open(self, **where: object) -> None:
            places.append((self.key, where))

    def noting(key: str) -> Page:
        page = Noting(ws, window.jobs, window)
        page.key = key
        return page

    for key in ("cases", "inventory"):
        window.add_page(key, key, "", lambda key=key: noting(key))  # type: ignore[misc]
    return places


def shown(window: MainWindow, settle: Settle, key: str) -> object:
    """Bring a page to the front and let it fill."""
    window.navigate(key)
    settle()
    return window.page(key)


def test_an_empty_folder_offers_the_first_steps(
    window: MainWindow, settle: Settle, ws: Workspace
) -> None:
    page = shown(window, settle, "overview")
    assert isinstance(page, OverviewPage)
    assert page.empty.isVisible()
    page.sample_button.click()
    settle()
    settle()
    assert has_sample(ws)
    assert not page.empty.isVisible()
    assert page.filings.figure() == "24"
    assert page.gaps.cards


def test_the_overview_leads_to_what_is_due(
    case_id: int, window: MainWindow, settle: Settle, went: list[tuple[str, dict[str, object]]]
) -> None:
    page = shown(window, settle, "overview")
    assert isinstance(page, OverviewPage)
    assert "个工作日" in page.nearest.figure()
    assert any("提交注销申请" in text for text in page.due.texts())
    page.due.rows[0].press()
    page.gaps.cards[0].activated.emit(page.gaps.cards[0].alike.first)
    key, where = went[0]
    assert (key, where["case_id"], where["step"]) == ("cases", case_id, "track")
    assert went[1][0] == "inventory"
    assert went[1][1]["filing_id"]


def test_deadlines_are_told_in_words_with_their_source(
    case_id: int,
    window: MainWindow,
    settle: Settle,
    qtbot: QtBot,
    went: list[tuple[str, dict[str, object]]],
) -> None:
    page = shown(window, settle, "deadlines")
    assert isinstance(page, DeadlinesPage)
    line = page.model.rows[0]
    assert line.row.case_title == "云问下线"
    assert "第二十四条" in line.source
    told = page.model.index(0, 0).data()
    assert told == days_words(line.row.days_left)
    assert "个工作日" in told
    page.table.setFocus()
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert went == [
        (
            "cases",
            {"case_id": case_id, "step": "track", "submission_id": line.row.submission.id},
        )
    ]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (6, "还剩 6 个工作日"),
        (0, "今天到期"),
        (-3, "已逾期 3 个工作日"),
        (None, ""),
    ],
)
def test_days_left_in_words(left: int | None, words: str) -> None:
    assert days_words(left) == words


def test_every_platform_shows_how_sure_its_rules_are(
    window: MainWindow, settle: Settle, ws: Workspace
) -> None:
    page = shown(window, settle, "platforms")
    assert isinstance(page, PlatformsPage)
    assert page.list.list.count() == len(ws.catalogue.platforms)
    for key, platform in ws.catalogue.platforms.items():
        page.open(platform=key)
        settle()
        assert page.entry is not None
        assert page.entry.view.id == key
        tags = [tag.text() for tag in page.entry.findChildren(CertaintyTag)]
        assert platform.batch.certainty.label in tags
        assert page.entry.materials.model_.rowCount() == len(platform.materials)


def test_the_look_changes_at_once_and_is_kept(
    window: MainWindow, settle: Settle, qapp: QApplication
) -> None:
    page = shown(window, settle, "settings")
    assert isinstance(page, SettingsPage)
    for made in page.looks.buttons():
        if made.property("look") == "dark":
            made.click()
    assert tokens().dark
    assert window.settings.value("window/appearance") == "dark"
    page.looks.buttons()[1].click()
    assert not tokens().dark


def test_the_day_begins_with_what_a_killed_process_left_of_a_locked_file_gone(
    window: MainWindow, ws: Workspace, qtbot: QtBot
) -> None:
    left = ws.folder / "unlocked-abc"
    left.mkdir()
    (left / "身份证.pdf").write_bytes(b"1")
    window.first_painted.emit()
    qtbot.waitUntil(lambda: not left.exists())
    assert ws.paths.database.exists()


def test_a_copy_is_made_and_listed_and_the_sample_goes(
    case_id: int, window: MainWindow, settle: Settle, ws: Workspace
) -> None:
    page = shown(window, settle, "settings")
    assert isinstance(page, SettingsPage)
    told: list[str] = []
    page.backups.made.connect(told.append)
    before = {copy.path.name for copy in page.backups.model.rows}
    page.backups.on_back_up()
    settle()
    settle()
    # Told by name and not by number: the copy of the day may come in beside it.
    (name,) = re.findall("“(.+)”", "".join(told))
    assert name not in before
    assert [copy.path.name for copy in page.backups.model.rows].count(name) == 1
    assert page.sample.isVisible()
    page.on_remove_sample()
    settle()
    settle()
    assert list_filings(ws) == []
    assert not page.sample.isVisible()


def test_nothing_is_read_once_the_window_is_closed(window: MainWindow) -> None:
    window.close()
    told: list[int] = []
    window.jobs.read(lambda _progress: 1, told.append)
    assert window.jobs.idle()
    assert told == []
