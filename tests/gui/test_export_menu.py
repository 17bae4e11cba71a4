"""The export menu: what is written is what was shown, and it is said where it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from paper_reading import page_sizes
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.progress import Silent
from app.services.export_kinds import ExportKind
from app.services.filings import list_filings
from app.services.history import timeline
from app.services.sample import load_sample
from app.services.workspace import Workspace
from app.ui.inventory.clip import RowsCopier
from app.ui.inventory.export_view import ExportChoice, ExportMenu
from app.ui.jobs import Jobs
from app.ui.theme import apply_theme
from app.ui.widgets import InfoBar

WAIT_MS = 20_000


class Place(QWidget):
    """A page with nothing but a bar and the button."""

    def __init__(self, ws: Workspace) -> None:
        super().__init__()
        self.ws = ws
        self.jobs = Jobs(ws, self)
        self.info = InfoBar()
        self.choice = ExportChoice(
            tuple(row.id for row in list_filings(ws))[::-1], (), "状态：有效"
        )
        self.menu = ExportMenu(ws, self.jobs, lambda: self.choice, self.info)
        column = QVBoxLayout(self)
        column.addWidget(self.info)
        column.addWidget(self.menu)

    def offered(self) -> list[str]:
        """Return what the bar offers to do."""
        return [b.text() for b in self.info.findChildren(QPushButton) if b.isVisibleTo(self.info)]

    def events(self) -> list[str]:
        """Return what was done, newest first."""
        return [entry.summary for entry in timeline(self.ws)]


@pytest.fixture
def place(qtbot: QtBot, qapp: QApplication, ws: Workspace) -> Iterator[Place]:
    """The button over the sample firm."""
    apply_theme(qapp)
    load_sample(ws, Silent())
    made = Place(ws)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    qtbot.waitUntil(made.jobs.idle, timeout=WAIT_MS)
    made.jobs.shut_down()


@pytest.fixture
def settle(qtbot: QtBot, place: Place) -> Callable[[], None]:
    """Wait until nothing is under way."""
    return lambda: qtbot.waitUntil(place.jobs.idle, timeout=WAIT_MS)


def answer(target: Path | None) -> None:
    """Answer the file dialog that is about to open."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(10, act)
        elif target is None:
            dialog.reject()
        else:
            assert dialog.selectedFiles()[0].endswith("备案台账_2026-11-23.xlsx")
            dialog.selectFile(str(target))
            dialog.accept()

    QTimer.singleShot(0, act)


def test_the_menu_counts_each_time_it_opens(place: Place) -> None:
    menu = place.menu
    menu.menu().aboutToShow.emit()
    assert menu.filtered.text() == "导出 Excel（当前筛选 24 条）…"
    assert menu.selected.text() == "导出 Excel（没有选中的行）…"
    assert not menu.selected.isEnabled()
    place.choice = ExportChoice((1, 2, 3), (2,), "")
    menu.menu().aboutToShow.emit()
    assert menu.csv.text() == "导出 CSV（全部 3 条）…"
    assert menu.selected.text() == "导出 Excel（所选 1 条）…"
    assert menu.selected.isEnabled()
    place.choice = ExportChoice()
    menu.menu().aboutToShow.emit()
    for action in (menu.filtered, menu.selected, menu.csv, menu.pdf, menu.paper):
        assert not action.isEnabled()


def test_the_filtered_rows_are_written_in_their_order(
    place: Place, settle: Callable[[], None], opened: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "给财务.xlsx"
    answer(target)
    place.menu.filtered.trigger()
    settle()
    book = openpyxl.load_workbook(target)
    assert [cell.value for cell in book["备案台账"]["A"][1:]] == list(place.choice.filtered)
    assert place.info.text() == "已导出 24 条到“给财务.xlsx”。"
    assert place.offered()[:2] == ["打开", "打开所在文件夹"]
    assert "状态：有效" in place.events()[0]
    press(place, "打开")
    place.info.show()
    press(place, "打开所在文件夹")
    assert opened == [str(target), str(tmp_path)]


def press(place: Place, word: str) -> None:
    """Press a button of the bar."""
    next(b for b in place.info.findChildren(QPushButton) if b.text() == word).click()


def test_the_selected_rows_alone(place: Place, settle: Callable[[], None], tmp_path: Path) -> None:
    place.choice = ExportChoice(place.choice.filtered, place.choice.filtered[3:5], "状态：有效")
    place.menu.count()
    answer(tmp_path / "a.xlsx")
    place.menu.selected.trigger()
    settle()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["备案台账"]
    assert [cell.value for cell in sheet["A"][1:]] == list(place.choice.selected)
    assert "所选的备案" in place.events()[0]


def test_a_cancelled_dialog_does_nothing(
    place: Place, settle: Callable[[], None], tmp_path: Path
) -> None:
    before = place.events()
    answer(None)
    place.menu.filtered.trigger()
    settle()
    assert place.events() == before
    assert not place.info.isVisible()


def test_a_wrong_extension_is_put_right_but_overwrites_nothing(
    place: Place, settle: Callable[[], None], tmp_path: Path
) -> None:
    place.menu.export_to(ExportKind.CSV, place.choice, tmp_path / "a.xls")
    settle()
    written = (tmp_path / "a.xls.csv").read_bytes()
    place.choice = ExportChoice((1,))
    place.menu.export_to(ExportKind.CSV, place.choice, tmp_path / "b.csv")
    settle()
    assert "全部备案" in place.events()[0]
    place.menu.export_to(ExportKind.CSV, place.choice, tmp_path / "a.xls")
    settle()
    assert "已经存在" in place.info.text()
    assert (tmp_path / "a.xls.csv").read_bytes() == written


def test_a_bad_place_is_told_beside_the_button(
    place: Place, settle: Callable[[], None], tmp_path: Path
) -> None:
    place.menu.export_to(ExportKind.PDF, place.choice, tmp_path / "无" / "a.pdf")
    settle()
    assert "不存在" in place.info.text()
    assert "复制详情" in place.offered()


def test_a_file_that_was_moved_is_told(
    place: Place, settle: Callable[[], None], opened: list[str], tmp_path: Path
) -> None:
    place.menu.export_to(ExportKind.CSV, place.choice, tmp_path / "a.csv")
    settle()
    (tmp_path / "a.csv").unlink()
    press(place, "打开")
    assert "已不在原处" in place.info.text()
    assert opened == []


def test_the_list_goes_to_the_printer_across(
    place: Place, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.pdf"

    def agree(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(paper))
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", agree)
    place.menu.paper.trigger()
    settle()
    pages = page_sizes(paper)
    assert pages[0][0] > pages[0][1]
    assert place.info.text() == f"已送去打印 {len(pages)} 页。"
    settle()
    assert place.events()[0] == f"打印备案台账清单（24 条，{len(pages)} 页）"
    assert list((place.ws.folder / "opened").iterdir()) == []


def test_printing_can_be_thought_better_of(
    place: Place, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: QPrintDialog.DialogCode.Rejected)
    before = place.events()
    place.menu.paper.trigger()
    settle()
    assert place.events() == before
    assert list((place.ws.folder / "opened").iterdir()) == []


def test_copied_rows_are_a_table_and_a_text(place: Place, settle: Callable[[], None]) -> None:
    board = QApplication.clipboard()
    board.setText("以前的")
    copier = RowsCopier(place.ws, place.jobs, place.info, place)
    copier.copy(())
    settle()
    assert board.text() == "以前的"
    copier.copy(place.choice.filtered[:2], ("名称", "备案编号"))
    settle()
    data = board.mimeData()
    assert data.hasHtml()
    rows = {row.id: row for row in list_filings(place.ws)}
    wanted = [rows[id] for id in place.choice.filtered[:2]]
    assert data.text().splitlines() == [
        "名称\t备案编号",
        *(f"{row.title}\t{row.number}" for row in wanted),
    ]
    assert all(row.number in data.html() for row in wanted)
