"""The import page: choose, map, filter, preview, confirm; a bad file changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from app.model.kinds import FilingStatus
from app.services.filings import list_filings
from app.services.workspace import Workspace
from app.ui.importing.lines import LineKind
from app.ui.importing.page import ImportPage
from app.ui.shell import MainWindow
from app.ui.widgets import DropZone

Settle = Callable[[], None]
HEADINGS = ("序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注")
ROWS = (
    ("1", "网易传媒信息推送算法", "个性化推送类", "北京网易传媒有限公司", "网易新闻（APP）",
     "用于通知栏推送。", "网信算备110101135224302220011号", ""),
    ("2", "网易传媒信息搜索算法", "检索过滤类", "北京网易传媒有限公司", "网易新闻（APP）",
     "用于搜索。", "网信算备110101135224304220013号", ""),
    ("3", "360搜索信息检索算法", "检索过滤类", "北京奇虎科技有限公司", "360搜索（网站）",
     "用于搜索引擎。", "网信算备110105199127804220017号", ""),
    ("4", "没有主体的算法", "检索过滤类", "", "", "", "网信算备110105199127804220025号", ""),
)  # fmt: skip
NETEASE = "北京网易传媒有限公司"


def write_csv(path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> Path:
    """Write a list as the authority would save it."""
    lines = [",".join(cells) for cells in (headings, *rows)]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of four rows of two subjects, one row without a subject."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["境内互联网信息服务算法备案清单（2022年8月）"])
    for cells in (HEADINGS, *ROWS):
        sheet.append(list(cells))
    path = tmp_path / "清单.xlsx"
    book.save(path)
    return path


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> ImportPage:
    """The import page, in front."""
    window.navigate("import")
    settle()
    made = window.page("import")
    assert isinstance(made, ImportPage)
    return made


def counts(page: ImportPage) -> dict[str, str]:
    """Return the texts of the filter buttons."""
    return page.list_view.filters.counts()


def test_a_list_is_previewed_by_subject_and_imported(
    page: ImportPage, settle: Settle, listed: Path, ws: Workspace, qtbot: QtBot
) -> None:
    page.choose_file(listed)
    settle()
    view = page.list_view
    assert view.isVisible()
    assert not view.confirm.isEnabled()  # nobody is known to be one's own yet
    view.subjects.choose(None)
    settle()
    told = "全部 4", "新增 3", "变更 0", "无变化 0", "拒绝 1"
    assert tuple(counts(page).values()) == told
    view.subjects.choose(frozenset({NETEASE}))
    settle()
    assert counts(page)["new"] == "新增 2"
    assert view.confirm.text() == "导入 2 项"
    view.filters.choose("rejected")
    assert [line.kind for line in view.model.rows] == [LineKind.REJECTED]
    assert "主体" in view.detail.text()
    qtbot.mouseClick(view.confirm, Qt.MouseButton.LeftButton)
    settle()
    assert {row.organisation_name for row in list_filings(ws)} == {NETEASE}
    assert len(list_filings(ws)) == 2
    assert "新增 2 个备案" in page.info.text()
    settle()
    assert counts(page)["same"] == "无变化 2"
    assert not view.confirm.isEnabled()


def test_the_second_time_nothing_is_new_and_undo_takes_all_back(
    page: ImportPage, settle: Settle, listed: Path, ws: Workspace
) -> None:
    page.choose_file(listed)
    settle()
    page.list_view.subjects.choose(frozenset({NETEASE}))
    settle()
    page.list_view.confirm.click()
    settle()
    page.choose_file(listed)
    settle()
    assert page.list_view.subjects.chosen() == frozenset({NETEASE})  # now one's own
    assert (counts(page)["new"], counts(page)["same"]) == ("新增 0", "无变化 2")
    assert not page.list_view.confirm.isEnabled()
    page.jobs.undo()
    settle()
    assert list_filings(ws) == []
    settle()
    assert counts(page)["new"] == "新增 2"


def test_a_changed_row_shows_old_and_new(
    page: ImportPage, settle: Settle, listed: Path, ws: Workspace, tmp_path: Path
) -> None:
    page.choose_file(listed)
    settle()
    page.list_view.subjects.choose(frozenset({NETEASE}))
    settle()
    page.list_view.confirm.click()
    settle()
    ended = [[*ROWS[0][:-1], "2023年5月注销"], ROWS[1]]
    page.choose_file(write_csv(tmp_path / "新清单.csv", ended, HEADINGS))
    settle()
    changed = next(line for line in page.list_view.lines() if line.kind is LineKind.CHANGED)
    assert "状态：有效 → 已注销" in changed.detail()
    page.list_view.confirm.click()
    settle()
    by_title = {row.title: row.status for row in list_filings(ws)}
    assert by_title["网易传媒信息推送算法"] is FilingStatus.CANCELLED
    assert by_title["网易传媒信息搜索算法"] is FilingStatus.ACTIVE


def test_an_unknown_heading_is_mapped_by_hand(
    page: ImportPage, settle: Settle, tmp_path: Path
) -> None:
    headings = ["序号", "代号", *HEADINGS[2:]]
    rows = [("1", "信息推送", *ROWS[0][2:])]
    path = write_csv(tmp_path / "别的表头.csv", rows, headings)
    page.choose_file(path)
    settle()
    assert page.list_view.lines() == []
    choose_column(page, "algorithm_name", "代号")
    settle()
    page.list_view.subjects.choose(None)
    settle()
    assert [line.row.algorithm_name for line in page.list_view.lines()] == ["信息推送"]
    page.choose_file(path)
    settle()
    assert "代号（按上次的设置）" in page.list_view.mapping.text()
    page.list_view.mapping.reset_asked.emit()
    settle()
    assert page.list_view.lines() == []


def choose_column(page: ImportPage, field: str, heading: str) -> None:
    """Choose a column as the officer does."""
    combo = page.list_view.mapping.combos[field]
    combo.setCurrentIndex(combo.findText(heading))
    combo.activated.emit(combo.currentIndex())


def test_what_the_content_tells_is_said_to_be_so(
    page: ImportPage, settle: Settle, tmp_path: Path
) -> None:
    headings = [*HEADINGS[:6], "登记代码", "备注"]
    page.choose_file(write_csv(tmp_path / "别的表头.csv", ROWS, headings))
    settle()
    assert "备案编号 ← 登记代码（按内容）" in page.list_view.mapping.text()
    page.list_view.subjects.choose(None)
    settle()
    assert counts(page)["new"] == "新增 3"
    assert page.list_view.lines()[0].row.number == "网信算备110101135224302220011号"


def test_a_similar_subject_is_asked_about_and_the_answer_kept(
    page: ImportPage, settle: Settle, listed: Path, tmp_path: Path, ws: Workspace
) -> None:
    import_all(page, settle, listed)
    similar = [(*ROWS[0][:3], "北京网易传媒科技有限公司", *ROWS[0][4:])]
    path = write_csv(tmp_path / "相近.csv", similar, HEADINGS)
    page.choose_file(path)
    settle()
    bar = page.list_view.subjects.decision
    assert "相近" in bar.text()
    bar.same.click()
    settle()
    page.list_view.subjects.choose(None)
    settle()
    assert counts(page)["same"] == "无变化 1"
    page.choose_file(path)
    settle()
    assert "您确认过" in bar.text()
    assert counts(page)["same"] == "无变化 1"
    bar.again.click()
    settle()
    assert "是同一主体吗" in bar.text()
    assert {row.organisation_name for row in list_filings(ws)} >= {NETEASE}


def test_conflicts_are_settled_field_by_field(
    page: ImportPage, settle: Settle, listed: Path, tmp_path: Path, ws: Workspace
) -> None:
    import_all(page, settle, listed)
    row = [*ROWS[0]]
    row[1], row[5] = "网易传媒推送新算法", "另一种用途。"
    page.choose_file(write_csv(tmp_path / "新清单.csv", [row], HEADINGS))
    settle()
    view = page.list_view
    boxes = view.detail.boxes
    assert set(boxes) == {"algorithm_name", "purpose"}
    boxes["purpose"].click()
    assert "保留" in view.lines()[0].told
    view.keep_all.click()
    assert not view.confirm.isEnabled()
    view.take_all.click()
    view.detail.boxes["purpose"].click()
    view.confirm.click()
    settle()
    saved = {row.title: row.purpose for row in list_filings(ws)}
    assert saved["网易传媒推送新算法"] == "用于通知栏推送。"


def import_all(page: ImportPage, settle: Settle, path: Path) -> None:
    """Import every row of a file."""
    page.choose_file(path)
    settle()
    page.list_view.subjects.choose(None)
    settle()
    page.list_view.confirm.click()
    settle()


def test_dropping_a_file_reads_it(page: ImportPage, settle: Settle, listed: Path) -> None:
    zone = page.start_view.findChild(DropZone)
    assert zone is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(listed))])
    zone.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    settle()
    assert page.source is not None
    assert page.source.path == listed


def test_reading_can_be_cancelled(page: ImportPage, settle: Settle, listed: Path) -> None:
    page.choose_file(listed)
    assert not page.start_view.choose_button().isVisible()
    page.start_view.stopped.emit()
    settle()
    assert page.source is None
    assert page.start_view.choose_button().isVisible()
    page.choose_file(listed)
    settle()
    assert page.list_view.isVisible()


@pytest.mark.parametrize(
    "bad",
    [
        ("坏.xlsx", b"PK\x03\x04 this is no workbook"),
        ("空.csv", b""),
        ("不是清单.csv", "甲,乙,丙\n1,2,3\n".encode()),
        ("程序.exe", b"MZ\x90\x00"),
    ],
)
def test_a_file_that_cannot_be_used_gives_one_message_and_changes_nothing(
    page: ImportPage, settle: Settle, ws: Workspace, tmp_path: Path, bad: tuple[str, bytes]
) -> None:
    name, content = bad
    path = tmp_path / name
    path.write_bytes(content)
    page.choose_file(path)
    settle()
    assert name in page.info.text()
    assert page.info.isVisible()
    assert page.window_.error_text() == ""
    assert page.start_view.isVisible()
    assert page.start_view.choose_button().isVisible()
    assert list_filings(ws) == []
    assert page.jobs.undo_text() == ""


def test_a_real_list_grows_the_inventory(
    page: ImportPage, settle: Settle, ws: Workspace, shared_data: Path
) -> None:
    page.choose_file(shared_data / "list_2022-08.docx")
    settle()
    page.list_view.subjects.choose(None)
    settle()
    assert counts(page)["rejected"] == "拒绝 0"
    page.list_view.confirm.click()
    settle()
    assert len(list_filings(ws)) == 30
    page.choose_file(shared_data / "list_2022-08.csv")
    settle()
    page.list_view.subjects.choose(None)
    settle()
    assert counts(page)["new"] == "新增 0"


def test_a_notice_ends_what_it_names(
    page: ImportPage, settle: Settle, ws: Workspace, tmp_path: Path, listed: Path
) -> None:
    page.choose_file(listed)
    settle()
    page.list_view.subjects.choose(frozenset({NETEASE}))
    settle()
    page.list_view.confirm.click()
    settle()
    notice = write_csv(
        tmp_path / "公告.csv",
        [["2026-07-14", "关于注销2个算法备案编号的公告", *ROWS[0][1:4:2], ROWS[0][6], "2026年7月"],
         ["2026-07-14", "关于注销2个算法备案编号的公告", *ROWS[2][1:4:2], ROWS[2][6], "2026年7月"]],
        ["公告日期", "公告标题", "算法名称", "主体名称", "备案编号", "注销时间"],
    )  # fmt: skip
    page.choose_file(notice)
    settle()
    view = page.notice_view
    assert view.isVisible()
    told = view.filters.counts()
    assert told["ends"] == "将改为已注销 1"
    assert told["not_named"] == "公告未列出 1"
    assert told["foreign"] == "不在台账 1"
    view.confirm.click()
    settle()
    by_title = {row.title: row.status for row in list_filings(ws)}
    assert by_title["网易传媒信息推送算法"] is FilingStatus.CANCELLED
    assert by_title["网易传媒信息搜索算法"] is FilingStatus.ACTIVE
    settle()
    assert not view.confirm.isEnabled()  # it is on record now


def test_the_real_notices_are_shown_as_what_they_are(
    page: ImportPage, settle: Settle, shared_data: Path
) -> None:
    page.choose_file(shared_data / "cancel_notices.csv")
    settle()
    assert page.notice_view.confirm.text() == "登记 7 份公告"
    assert len(page.notice_view.lines()) == 57


def test_a_copied_table_is_pasted_and_previewed(
    page: ImportPage, settle: Settle, window: MainWindow, ws: Workspace
) -> None:
    window.navigate("inventory")
    settle()
    copied = "\r\n".join("\t".join(cells) for cells in (HEADINGS, *ROWS))
    QGuiApplication.clipboard().setText(copied)
    window.navigate("import", paste=True)
    settle()
    page.list_view.subjects.choose(None)
    settle()
    assert counts(page)["new"] == "新增 3"
    assert list_filings(ws) == []


def test_a_clipboard_without_a_table_is_told(page: ImportPage, settle: Settle) -> None:
    QGuiApplication.clipboard().setText("只是一句话")
    page.on_paste()
    settle()
    assert "没有表格" in page.info.text()
    assert page.start_view.isVisible()
