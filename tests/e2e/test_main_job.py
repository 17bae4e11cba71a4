"""The officer's main job: from an empty folder to printed dossiers, and back the next day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from officer import Officer
from paper_reading import page_sizes, page_texts
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model.kinds import (
    DataDisposal,
    DossierState,
    EndReason,
    FilingStatus,
    SubmissionState,
    TrackKind,
)
from app.progress import Silent
from app.services.cases import case_view, list_cases
from app.services.dossiers import list_dossiers
from app.services.filings import list_filings
from app.services.history import timeline
from app.services.verifying import verify_file
from app.services.workspace import Workspace, open_workspace
from app.ui.cases.printing import print_pdf
from app.ui.widgets import DropZone, StepState

BAIDU = "北京百度网讯科技有限公司"
CTRL = Qt.KeyboardModifier.ControlModifier


def test_from_an_empty_folder_to_dossiers_and_back(
    qtbot: QtBot, ws: Workspace, shared_data: Path, papers: dict[str, Path], tmp_path: Path
) -> None:
    officer = Officer(qtbot, ws)
    import_the_list(officer, shared_data / "list_2022-08.docx")
    filings = list_filings(ws)
    assert {row.organisation_name for row in filings} == {BAIDU}
    assert len(filings) >= 3
    complete_the_subject(officer)
    board = open_a_case(officer)
    choose_filings(officer, board, len(filings))
    fill_facts(officer, board)
    accept_the_plan(officer, board, len(filings))
    attach_materials(officer, board, papers)
    fill_forms(officer, board)
    check(officer, board)
    export(officer, board)
    look_at_the_dossiers(ws, board.case_id)
    save_and_print(officer, board, tmp_path)
    track(officer, board, papers)
    officer.close()
    find_it_all_again(qtbot, ws, board.case_id)


def import_the_list(officer: Officer, listed: Path) -> None:
    officer.rail("备案台账")
    officer.click(officer.button(officer.page("inventory"), "导入清单"))
    page = officer.page("import")
    officer.drop(page.start_view.findChild(DropZone), listed)
    view = page.list_view
    view.subjects.choose(frozenset({BAIDU}))
    officer.settle()
    officer.click(view.confirm)
    assert "已导入" in page.info.text()


def complete_the_subject(officer: Officer) -> None:
    """The list tells the name alone; the forms need the licence's data."""
    officer.rail("备案台账")
    page = officer.page("inventory")
    page.tabs.setCurrentIndex(3)
    officer.settle()
    sheet = page.sheet()
    sheet.table.setFocus()
    sheet.table.selectRow(0)
    officer.settle()
    rows = sheet.form.form.rows
    officer.type_into(rows["uscc"].field, "91110000802100433A")
    assert "校验" in rows["uscc"].error()
    officer.type_into(rows["uscc"].field, "91110000802100433B")
    assert rows["uscc"].error() == ""
    for key, text in (
        ("legal_representative", "梁志祥"),
        ("contact_name", "王堃"),
        ("contact_phone", "010-00000000"),
        ("address", "北京市海淀区示例路 1 号"),
    ):
        officer.type_into(rows[key].field, text)
    assert sheet.data.organisations[0].legal_representative == "梁志祥"


def open_a_case(officer: Officer) -> Any:
    officer.rail("注销办理")
    page = officer.page("cases")
    officer.click(officer.button(page, "新建注销项目"))
    board = page.board
    officer.type_into(board.title, "百度搜索停服")
    assert board.key == "filings"
    return board


def choose_filings(officer: Officer, board: Any, count: int) -> None:
    step = board.steps["filings"]
    step.offered.setFocus()
    officer.press(Qt.Key.Key_A, CTRL)
    officer.click(step.add)
    assert len(board.data.case.filings) == count
    assert board.stepper.state_of("filings") is StepState.DONE


def fill_facts(officer: Officer, board: Any) -> None:
    officer.press(Qt.Key.Key_Return, CTRL)
    assert board.key == "facts"
    step = board.steps["facts"]
    officer.choose(step.reason, EndReason.PRODUCT_CLOSED)
    officer.type_into(step.reason_text, "公司调整业务方向。")
    officer.type_into(step.ended_on, "2026-13-40")
    assert "不是有效的日期" in step.form.rows["ended_on"].error()
    officer.type_into(step.ended_on, "11月16日")
    assert step.form.rows["ended_on"].error() == ""
    step.products.setFocus()
    for place in range(step.products.count()):
        step.products.setCurrentRow(place)
        officer.press(Qt.Key.Key_Space)
    officer.click(step.stop)
    officer.type_into(step.notice_on, "20261001")
    officer.type_into(step.notice_where, "官网首页与各 APP 公告")
    officer.type_into(step.arrangement, "未使用的会员费已全额退还。")
    officer.choose(step.data_disposal, DataDisposal.DELETED)
    officer.type_into(step.data_disposal_on, "2026年11月18日")
    officer.type_into(step.data_disposal_text, "数据库与备份于当日清除，并留存记录。")
    assert board.stepper.state_of("facts") is StepState.DONE
    assert case_view(officer.window.jobs.ws, board.case_id).facts.reason_text


def accept_the_plan(officer: Officer, board: Any, count: int) -> None:
    officer.click(board.forward)
    step = board.steps["plan"]
    assert step.columns.figure(step._style, "提交次数") == f"{count} 次"
    assert any("批量" in line for line in reasons(step))
    officer.type_into(step.reason, "平台能否批量待核实，按单个办理")
    officer.click(step.accept)
    assert len(board.data.case.submissions) == count
    assert "12月14日" in board.side._due.text()


def reasons(step: Any) -> list[str]:
    return list(step.tree.told())


def attach_materials(officer: Officer, board: Any, papers: dict[str, Path]) -> None:
    officer.click(board.forward)
    step = board.steps["materials"]
    assert "还差" in step.missing.text()
    first = True
    while True:
        for item, paper in (
            ("licence", "营业执照"),
            ("legal_id", "身份证"),
            ("end_proof", "停用截图"),
            ("user_notice", "停用截图"),
        ):
            officer.drop(step.cards[item], papers[paper])
        if first:
            refuse_an_unfit_file(officer, step, papers)
            first = False
        for item in list(step.cards):
            if not step.cards[item].item.satisfied:
                officer.click(officer.button(step.cards[item], "不适用"))
                reason = step.cards[item]._reason
                officer.type_into(reason, "不经营电子商务")
                officer.qtbot.keyClick(reason, Qt.Key.Key_Return)
                officer.settle()
        assert step.missing.text() == "材料已齐"
        if not step.picker.after.isEnabled():
            break
        officer.click(step.picker.after)
    assert board.stepper.state_of("materials") is StepState.DONE


def refuse_an_unfit_file(officer: Officer, step: Any, papers: dict[str, Path]) -> None:
    broken = papers["营业执照"].with_name("坏文件.pdf")
    broken.write_bytes(b"%PDF-1.7\nbroken")
    before = len(step.cards["licence"].item.files)
    officer.drop(step.cards["licence"], broken)
    assert "坏文件.pdf" in step.info.text()
    assert len(step.cards["licence"].item.files) == before
    step.info.dismiss()


def fill_forms(officer: Officer, board: Any) -> None:
    officer.click(board.forward)
    step = board.steps["forms"]
    officer.settle()
    assert step.view.page_count() >= 1
    titles = [step.forms.item(i).text() for i in range(step.forms.count())]
    assert titles[:3] == ["注销备案申请表", "注销情况说明", "承诺书"]
    officer.type_into(step.fields.form.rows["remark"].field, "联系人堃、镕、㛃、䶮")
    assert step.view.marked() or step.fields.focused() == ""
    while True:
        for place in range(step.forms.count()):
            step.forms.setCurrentRow(place)
            officer.settle()
            if "data_scope" in step.fields.form.rows:
                officer.type_into(step.fields.form.rows["data_scope"].field, "账号和搜索记录。")
        if not step.picker.after.isEnabled():
            break
        officer.click(step.picker.after)
    assert not board.data.blocking, board.data.blocking


def check(officer: Officer, board: Any) -> None:
    officer.click(board.forward)
    step = board.steps["check"]
    assert [card.alike.message for card in step.blocking.cards] == []
    assert board.stepper.state_of("check") is StepState.DONE


def export(officer: Officer, board: Any) -> None:
    officer.click(board.forward)
    step = board.steps["export"]
    assert "都已齐备" in step._told.text()
    officer.press(Qt.Key.Key_E, CTRL)
    assert all(len(card.dossiers) == 1 for card in step.cards)
    assert step.view.page_count() == step.cards[-1].dossiers[0].page_count
    assert board.stepper.state_of("export") is StepState.DONE


def look_at_the_dossiers(ws: Workspace, case_id: int) -> None:
    for item in case_view(ws, case_id).submissions:
        (dossier,) = list_dossiers(ws, item.id)
        assert dossier.state is DossierState.READY
        look_at_pages(dossier.path, item.filings[0].title, item.filings[0].number)


def look_at_pages(path: Path, title: str, number: str) -> None:
    pages = page_texts(path)
    text = "\n".join(pages).replace("\u00a0", "")
    for wanted in (
        title,
        number,
        BAIDU,
        "梁志祥",
        "91110000802100433B",
        "2026年11月16日",
        "官网首页与各",
        "附件一",
        "草稿" if "草稿" in text else "目",
        "承诺",
    ):
        assert wanted in text, wanted
    for place, page in enumerate(pages, start=1):
        assert f"— {place} —" in page
        assert f"共 {len(pages)} 页" in page
    with pikepdf.open(path) as pdf:
        with pdf.open_outline() as outline:
            marks = [item.title for item in outline.root]
        assert marks[:3] == ["封面", "目录", "注销备案申请表"]
        assert any("营业执照" in mark for mark in marks)
        fonts = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font"
        ]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
        links = list(pdf.pages[1].get("/Annots", []))
        # One for each part: cover, index and manifest are in no line of the index.
        assert len(links) == len(marks) - 3


def save_and_print(officer: Officer, board: Any, tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    step = board.steps["export"]
    dossier = step.cards[0].dossiers[0]
    target = tmp_path / "交付" / "百度.pdf"
    target.parent.mkdir()
    step.save_to(dossier, target)
    officer.settle()
    verdict = verify_file(step.ws, target)
    assert verdict.dossier is not None
    assert verdict.dossier.id == dossier.id
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "打印.pdf"))
    printer.setResolution(100)
    assert print_pdf(dossier.path, printer, Silent()) == dossier.page_count
    assert len(page_sizes(tmp_path / "打印.pdf")) == dossier.page_count


def track(officer: Officer, board: Any, papers: dict[str, Path]) -> None:
    officer.click(board.forward)
    step = board.steps["track"]
    for kind, day, text in (
        (TrackKind.SUBMITTED, "2026-11-19", "受理编号 1"),
        (TrackKind.RETURNED, "2026-11-20", "公章不清晰"),
        (TrackKind.CORRECTED, "2026-11-21", ""),
        (TrackKind.ACCEPTED, "2026-11-23", ""),
    ):
        officer.choose(step.kind, kind)
        officer.type_into(step.text, text)
        if kind is TrackKind.RETURNED:
            officer.type_into(step.happened_on, "2026-11-18")
            officer.click(step.save)
            assert step.form.rows["happened_on"].error()
            step.take_proof(papers["停用截图"])
        officer.type_into(step.happened_on, day)
        officer.click(step.save)
        assert step.form.rows["happened_on"].error() == ""
    assert step.state.text() == SubmissionState.ACCEPTED.label
    assert len(step.timeline.rows) == 4


def find_it_all_again(qtbot: QtBot, ws: Workspace, case_id: int) -> None:
    """The next day: another process would see the same files; here another workspace does."""
    again = open_workspace(ws.folder, clock=ws.clock, actor="测试员")
    try:
        officer = Officer(qtbot, again)
        officer.rail("注销办理")
        board = officer.page("cases").board
        assert board.case_id == case_id
        assert board.key == "track"
        assert board.title.text() == "百度搜索停服"
        assert board.data.case.facts.notice_where == "官网首页与各 APP 公告"
        assert board.steps["track"].state.text() == SubmissionState.ACCEPTED.label
        board.go("export")
        officer.settle()
        assert all(card.dossiers for card in board.steps["export"].cards)
        board.go("forms")
        officer.settle()
        assert board.steps["forms"].fields.form.rows["remark"].field.value().endswith("㛃、䶮")
        (summary,) = list_cases(again)
        assert summary.submission_count == len(board.data.case.submissions)
        told = [entry.summary for entry in timeline(again, case_id=case_id)]
        assert any("采用方案" in line for line in told)
        assert any("导出第 1 版材料册" in line for line in told)
        cancelling = [r for r in list_filings(again) if r.status is FilingStatus.CANCELLING]
        assert len(cancelling) == 1
        officer.close()
    finally:
        again.close()


pytestmark = pytest.mark.usefixtures("qapp")
