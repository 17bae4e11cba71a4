"""关系 on the screen: the matrix, its filters and keys, and what a stop would orphan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.kinds import FilingStatus
from app.progress import Silent
from app.services.relations import FilingMark, ProductColumn, RelationRow, Relations, Use
from app.services.sample import load_sample
from app.services.workspace import Workspace
from app.ui.inventory.matrix_model import LOOSE, NAME, CellState
from app.ui.inventory.matrix_view import MatrixView
from app.ui.shell import MainWindow
from app.ui.widgets import InfoBar

Settle = Callable[[], None]
Asked = list[tuple[str, int]]


@pytest.fixture
def view(qtbot: QtBot, ws: Workspace, window: MainWindow, settle: Settle) -> MatrixView:
    """The view of the sample firm."""
    load_sample(ws, Silent())
    made = MatrixView(ws, window.jobs, InfoBar())
    qtbot.addWidget(made)
    made.resize(1200, 720)
    made.show()
    made.refresh(None)
    settle()
    return made


def asked(view: MatrixView) -> Asked:
    """Collect what the view asks to open."""
    found: Asked = []
    view.link_asked.connect(lambda kind, id: found.append((kind, id)))
    return found


def column_of(view: MatrixView, words: str) -> int:
    """Return the column of a product."""
    return next(c for c in range(view.model.columnCount()) if words in view.model.heading(c))


def row_of(view: MatrixView, title: str) -> int:
    """Return the row of an algorithm or filing."""
    return next(i for i, row in enumerate(view.model.rows) if row.title == title)


def tick(view: MatrixView, words: str) -> None:
    """Tick a product as a click does."""
    (item,) = view.panel.choices.findItems(words, Qt.MatchFlag.MatchStartsWith)
    item.setCheckState(Qt.CheckState.Checked)


def results(view: MatrixView) -> list[str]:
    """Return the words of the result."""
    return [view.panel.result.item(i).text() for i in range(view.panel.result.count())]


def test_an_empty_folder_says_what_belongs_here(
    qtbot: QtBot, ws: Workspace, window: MainWindow, settle: Settle
) -> None:
    made = MatrixView(ws, window.jobs, InfoBar())
    qtbot.addWidget(made)
    made.refresh(None)
    settle()
    assert made.stack.currentIndex() == 1


def test_a_cell_names_platform_and_state_in_words(view: MatrixView) -> None:
    model = view.model
    running = model.index(row_of(view, "示例全文检索算法"), column_of(view, "示例云览（APP）"))
    stopped = model.index(running.row(), column_of(view, "示例云问（APP）"))
    assert running.data() == "算法备案 用"
    assert stopped.data() == "算法备案 停"
    told = stopped.data(Qt.ItemDataRole.ToolTipRole)
    assert "停用：产品不再使用，备案仍有效。" in told
    assert told.endswith("。")
    ended = model.index(row_of(view, "示例配送调度算法"), LOOSE)
    assert ended.data() == "算法备案 销"


def test_the_legend_explains_every_letter(view: MatrixView) -> None:
    from app.ui.widgets import Chip

    words = [chip.text() for chip in view.findChildren(Chip)]
    for state in CellState:
        assert any(word.startswith(state.letter) for word in words)


def test_filters_by_text_and_platform(view: MatrixView, qtbot: QtBot) -> None:
    whole = len(view.model.rows)
    view.text.setText("检索")
    QTest.keyClick(view.text, Qt.Key.Key_Return)
    assert {row.title for row in view.model.rows} == {"示例全文检索算法", "示例商品检索算法"}
    view.text.setText("云览（APP）")
    QTest.keyClick(view.text, Qt.Key.Key_Return)
    assert [item.label for item in view.model.products] == ["示例云览（APP）"]
    view.text.setText("没有这样的东西")
    qtbot.waitUntil(lambda: not view.model.rows)
    assert view._nothing.isVisible()
    view._on_clear()
    assert len(view.model.rows) == whole
    view.platform.set_value("icp")
    assert 0 < len(view.model.rows) < whole
    assert all("ICP备案" in view.model.tsv([i]) for i in range(len(view.model.rows)))
    assert "算法备案" not in view.model.tsv()


def test_keys_walk_the_cells_and_enter_leads_to_the_filing(view: MatrixView) -> None:
    found = asked(view)
    row, column = row_of(view, "示例全文检索算法"), column_of(view, "示例云览（APP）")
    view.table.setCurrentIndex(view.model.index(row, column - 1))
    QTest.keyClick(view.table, Qt.Key.Key_Right)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    (mark,) = view.model.marks(view.model.index(row, column))
    assert found == [("filing", mark.filing.id)]
    QTest.keyClick(view.table, Qt.Key.Key_Home)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert found[-1] == view.model.rows[row].key


def test_several_filings_of_a_cell_are_offered(view: MatrixView) -> None:
    found = asked(view)
    row = row_of(view, "示例云览网站")
    view.table.setCurrentIndex(view.model.index(row, NAME))
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert view.table.menu is not None
    actions = view.table.menu.actions()
    assert [action.text().partition("：")[0] for action in actions] == ["ICP备案 用", "公安备案 用"]
    actions[1].trigger()
    assert found == [("filing", view.model.rows[row].filings[1].id)]
    view.table.menu.close()


def test_the_first_column_stays_when_one_scrolls(view: MatrixView) -> None:
    view.resize(760, 500)
    QApplication.processEvents()
    last = view.model.columnCount() - 1
    view.table.setCurrentIndex(view.model.index(0, last))
    view.table.scrollTo(view.model.index(0, last))
    assert view.table.horizontalScrollBar().value() > 0
    frozen = view.table._frozen
    assert frozen.isVisible()
    assert frozen.x() < 4
    view.table.scrollTo(view.model.index(0, LOOSE))
    assert view.table.visualRect(view.model.index(0, LOOSE)).left() >= view.table.columnWidth(NAME)


def test_copying_gives_tabs(view: MatrixView) -> None:
    view.copy.click()
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == len(view.model.rows) + 1
    assert {line.count("\t") for line in lines} == {view.model.columnCount()}
    assert lines[0].startswith("主体\t算法或备案\t没有产品的备案\t")
    view.table.setCurrentIndex(view.model.index(2, 3))
    QTest.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QApplication.clipboard().text().split("\n")) == 2


def test_ticking_products_shows_what_is_orphaned_and_what_goes_on(view: MatrixView) -> None:
    tick(view, "示例云览（APP）")
    assert any("仍由“示例云览（网站）”使用" in words for words in results(view))
    tick(view, "示例云览（网站）")
    words = results(view)
    assert words[0].startswith("需要注销（")
    assert any("示例全文检索算法" in word and "20 个工作日内注销" in word for word in words)
    assert not any("仍由" in word for word in words)
    assert "第二十四条" in view.panel.words()
    assert "（官方）" in view.panel.words()
    view.panel.clear.click()
    assert results(view) == []


def test_a_result_opens_its_filing(view: MatrixView) -> None:
    found = asked(view)
    tick(view, "示例云览（APP）")
    view.panel.result.setCurrentRow(1)
    assert view.panel.open.isEnabled()
    view.panel.open.click()
    QTest.keyClick(view.panel.result, Qt.Key.Key_Return)
    first = (view.panel.effect.orphaned or view.panel.effect.surviving)[0]
    assert found == [("filing", first.filing.id)] * 2


def test_space_puts_a_whole_algorithm_among_what_ends(view: MatrixView) -> None:
    row = row_of(view, "示例全文检索算法")
    view.table.setCurrentIndex(view.model.index(row, NAME))
    QTest.keyClick(view.table, Qt.Key.Key_Space)
    assert view.model.index(row, NAME).data() == "（停）示例全文检索算法"
    assert len(view.panel.effect.orphaned) == 1
    item = view.panel.choices.item(0)
    assert item.text() == "算法：示例全文检索算法"
    item.setCheckState(Qt.CheckState.Unchecked)
    assert view.model.index(row, NAME).data() == "示例全文检索算法"
    assert view.panel.effect.orphaned == ()


def test_what_is_ticked_stays_over_a_refresh(view: MatrixView, settle: Settle) -> None:
    tick(view, "示例云览（APP）")
    ticked = view.panel.ticked_products()
    view.panel.turn_row(view.model.rows[0].key)
    view.refresh(None)
    settle()
    assert view.panel.ticked_products() == ticked
    assert view.model.rows[0].key in view.model.marked


def test_a_thousand_algorithms_and_two_hundred_products(view: MatrixView) -> None:
    products = tuple(ProductColumn(i, f"产品{i}（APP）", 1, "甲公司", True) for i in range(200))
    rows = tuple(
        RelationRow(
            ("algorithm", n), f"算法{n}", 1, "甲公司", None,
            (FilingMark(n, f"算法{n}", "", "icp", FilingStatus.ACTIVE,
                        tuple(Use((n * 7 + k) % 200, True) for k in range(5))),),
        )
        for n in range(1000)
    )  # fmt: skip
    view._show(Relations(rows, products, view._matrix.platforms))
    assert (view.model.rowCount(), view.model.columnCount()) == (1000, 202)
    view.table.setCurrentIndex(view.model.index(999, 201))
    assert view.table.visualRect(view.model.index(999, 201)).isValid()
    assert view.table.grab().width() > 0
    tick(view, "产品7（")
    assert len(view.panel.effect.surviving) == 25
