"""盘点 on the screen: figures, gaps that lead to their record, charts, and the report as PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.dossier import check_archival
from app.model.inventory import Organisation
from app.progress import Silent
from app.rules.stocktake_types import GapKind
from app.services.history import timeline
from app.services.sample import load_sample
from app.services.workspace import Workspace
from app.ui.inventory.stocktake_view import CHARTS, StocktakeView
from app.ui.shell import MainWindow
from app.ui.theme import set_appearance
from app.ui.widgets import InfoBar

Settle = Callable[[], None]
Asked = list[tuple[str, int]]


@pytest.fixture
def view(qtbot: QtBot, ws: Workspace, window: MainWindow, settle: Settle) -> StocktakeView:
    """The view of an empty folder, shown beside the window."""
    made = StocktakeView(ws, window.jobs, InfoBar())
    qtbot.addWidget(made)
    made.resize(1200, 720)
    made.show()
    made.refresh(None)
    settle()
    return made


@pytest.fixture
def sample(ws: Workspace, view: StocktakeView, settle: Settle) -> StocktakeView:
    """The view with the sample firm."""
    load_sample(ws, Silent())
    view.refresh(None)
    settle()
    return view


def asked(view: StocktakeView) -> Asked:
    """Collect what the view asks to open."""
    found: Asked = []
    view.link_asked.connect(lambda kind, id: found.append((kind, id)))
    return found


def test_an_empty_folder_says_what_belongs_here(view: StocktakeView) -> None:
    assert view.report is not None
    assert view.stack.currentWidget() is view._empty


def test_the_figures_can_be_copied(sample: StocktakeView) -> None:
    figures = {word: tile.figure() for word, tile in sample.tiles.items()}
    assert figures == {"备案": "24", "算法": "13", "产品": "7", "主体": "3", "问题": "10"}
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse
    assert sample.tiles["备案"]._figure.textInteractionFlags() & selectable


def test_enter_on_a_gap_leads_to_its_record(sample: StocktakeView) -> None:
    found = asked(sample)
    assert sample.report is not None
    kinds = sample.gaps.kinds
    kinds.setFocus()
    QTest.keyClick(kinds, Qt.Key.Key_Down)
    QTest.keyClick(kinds, Qt.Key.Key_Return)
    assert QApplication.focusWidget() in (sample.gaps.table, None)
    QTest.keyClick(sample.gaps.table, Qt.Key.Key_Down)
    QTest.keyClick(sample.gaps.table, Qt.Key.Key_Return)
    gap = sample.report.groups[1].gaps[1]
    assert found == [(gap.links[0].kind, gap.links[0].id)]


def test_a_kind_shows_its_gaps_with_term_source_and_certainty(sample: StocktakeView) -> None:
    gaps = sample.gaps
    assert gaps.kinds.item(0).text().startswith(GapKind.DEADLINE_RUNNING.label)
    texts = [gaps.model.data(gaps.model.index(0, c)) for c in range(gaps.model.columnCount())]
    assert any("个工作日" in str(text) for text in texts)
    assert any("第二十四条" in str(text) for text in texts)
    assert "官方" in texts
    assert "还剩" in gaps.detail._message.text()


def test_one_subject_is_shown_alone(sample: StocktakeView, settle: Settle) -> None:
    assert sample.report is not None
    first = sample.report.by_organisation[0]
    sample.refresh(int(first.key))
    settle()
    assert sample.tiles["备案"].figure() == str(first.count)
    assert first.label in sample._title.text()


def test_charts_tell_their_data_in_words_and_copy_it(sample: StocktakeView) -> None:
    sample.tabs.setCurrentIndex(CHARTS)
    card = next(card for card in sample.charts if "平台" in card.image.title)
    assert "算法备案：13（有效 12 · 已注销 1）" in card.accessibleName()
    QTest.keyClick(card, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "ICP备案\t4（有效 4）" in QApplication.clipboard().text()
    image = card.grab().toImage()
    colours = {image.pixelColor(x, image.height() // 3).name() for x in range(image.width())}
    assert len(colours) > 3


def test_charts_are_drawn_again_when_the_look_turns(
    qapp: QApplication, sample: StocktakeView, settle: Settle
) -> None:
    before = [card.image.marks for card in sample.charts]
    set_appearance(qapp, "dark")
    settle()
    after = [card.image.marks for card in sample.charts]
    assert len(after) == len(before)
    assert all(a != b for a, b in zip(after, before, strict=True))


def test_the_report_is_exported_and_told(
    ws: Workspace, sample: StocktakeView, settle: Settle, tmp_path: Path
) -> None:
    sample.export_to(tmp_path / "盘点")
    settle()
    assert (tmp_path / "盘点.pdf").read_bytes().startswith(b"%PDF")
    assert "已导出到" in sample.info.text()
    assert sample.export.isEnabled()
    assert "导出盘点报告" in timeline(ws, limit=1)[0].summary


def test_the_report_can_be_kept_for_long(
    sample: StocktakeView, settle: Settle, tmp_path: Path
) -> None:
    sample.archival.click()
    sample.export_to(tmp_path / "盘点")
    settle()
    assert "PDF/A-2b：符合（由本程序逐条检查，未经第三方认证）" in sample.info.text()
    assert check_archival(tmp_path / "盘点.pdf", Silent()) == ()
    sample.archival.click()
    sample.export_to(tmp_path / "盘点")
    settle()
    assert "PDF/A" not in sample.info.text()
    assert check_archival(tmp_path / "盘点.pdf", Silent()) != ()


def test_a_place_that_cannot_be_written_is_told(
    sample: StocktakeView, settle: Settle, tmp_path: Path
) -> None:
    sample.export_to(tmp_path / "没有这个目录" / "盘点.pdf")
    settle()
    assert "无法写入" in sample.info.text()
    assert sample.export.isEnabled()


def test_a_cancelled_first_look_can_be_started_again(
    ws: Workspace, view: StocktakeView, settle: Settle
) -> None:
    with ws.change("test") as change:
        change.session.add(Organisation(id=1, name="甲公司"))
        change.tell("备好")
    view.refresh(1)
    view.jobs.cancel(view._job)
    settle()
    assert view.stack.currentWidget() is view._cancelled
    view.again.click()
    settle()
    assert view.stack.currentWidget() is not view._cancelled
