"""The inventory as a file: what Excel, WPS and paper show of it, and that nothing is run there."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from paper_reading import page_sizes, page_texts
from sqlalchemy import select

from app.errors import BadInputError, CancelledError
from app.model.inventory import Algorithm, Filing, Organisation
from app.model.kinds import FilingStatus
from app.model.record import Event
from app.progress import Silent, Stoppable
from app.services.export_columns import HEADINGS
from app.services.export_kinds import ExportKind, ExportReport, proposed_name
from app.services.exporting import export_inventory, make_printed_list, record_list_print
from app.services.filing_reading import CHUNK, filing_rows
from app.services.filings import delete_filings, list_filings
from app.services.sample import load_sample
from app.services.workspace import Workspace

ASKED = ["编号ID(内部)", "名称", "备案编号", "状态", "平台", "类别", "角色", "主体"]
ASKED += ["应用产品", "主要用途", "备案日期", "变更日期", "注销日期", "备注"]
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "TRUE", "_x0041_", "'=1")


@pytest.fixture
def filled(ws: Workspace) -> Workspace:
    """The sample firm."""
    load_sample(ws, Silent())
    return ws


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to export into."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def add(filled: Workspace) -> Callable[..., int]:
    """Add a filing with texts as an import may bring them, past the form's own checks."""

    def make(title: str, *, purpose: str = "", remark: str = "") -> int:
        with filled.change("test") as change:
            owner = change.session.scalars(select(Organisation).order_by(Organisation.id)).first()
            assert owner is not None
            filing = Filing(
                organisation=owner,
                algorithm=Algorithm(organisation=owner, name=title, purpose=purpose),
                platform="cac-algorithm",
                remark=remark,
            )
            change.session.add(filing)
            change.session.flush()
            return filing.id

    return make


def export(ws: Workspace, target: Path, ids: list[int] | None = None, **more: Any) -> ExportReport:
    kind = ExportKind(target.suffix[1:])
    return export_inventory(ws, ids, target, kind, Silent(), **more).value


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path)["备案台账"]


# Excel


def test_a_workbook_holds_real_types(filled: Workspace, out: Path) -> None:
    report = export(filled, out / "a.xlsx")
    sheet = sheet_of(report.path)
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == ASKED == list(HEADINGS)
    assert report.count == 24 == len(rows) - 1
    stored = {row.id: row for row in list_filings(filled)}
    for row in rows[1:]:
        known = stored[row[0]]
        assert row[1:4] == (known.title, known.number or None, known.status.label)
        assert row[7:9] == (known.organisation_name, known.products_text or None)
        assert row[10] == (known.filed_on and datetime.combine(known.filed_on, datetime.min.time()))
    for cells in sheet.iter_rows(min_row=2):
        assert isinstance(cells[0].value, int)
        assert cells[2].data_type == "s" or cells[2].value is None
        assert cells[2].number_format == "@"
        days = [cell for cell in cells[10:13] if isinstance(cell.value, datetime)]
        assert all(cell.number_format == "yyyy-mm-dd" for cell in days)


def test_another_reader_sees_the_same(filled: Workspace, out: Path) -> None:
    path = export(filled, out / "a.xlsx").path
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["备案台账", "说明"]
    rows = book.get_sheet_by_name("备案台账").to_python()
    assert rows[0] == ASKED
    first = list_filings(filled)[0]
    assert rows[1][:3] == [first.id, first.title, first.number]
    assert rows[1][10] == first.filed_on


def test_a_month_alone_stays_a_text(filled: Workspace, out: Path) -> None:
    sheet = sheet_of(export(filled, out / "a.xlsx").path)
    months = [row.cancelled_month for row in list_filings(filled) if row.cancelled_month]
    told = [cell for cell in sheet["M"][1:] if isinstance(cell.value, str)]
    assert months
    assert [cell.value for cell in told] == months
    assert {cell.number_format for cell in told} == {"@"}


def test_a_workbook_is_ready_to_work_in_and_to_print(filled: Workspace, out: Path) -> None:
    path = export(filled, out / "a.xlsx").path
    sheet = sheet_of(path)
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:N25"
    assert sheet.column_dimensions["A"].width < 10 < sheet.column_dimensions["C"].width
    assert "同一条" in sheet["A1"].comment.text
    assert sheet["A2"].font.color.rgb != sheet["B2"].font.color.rgb
    assert sheet["J2"].alignment.wrap_text
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.print_title_rows == "$1:$1"
    assert "&P" in sheet.oddFooter.center.text
    status = next(v for v in sheet.data_validations.dataValidation if "D2" in str(v.sqref))
    assert all(word.label in status.formula1 for word in FilingStatus)


def test_the_second_sheet_says_what_this_is(filled: Workspace, out: Path) -> None:
    path = export(filled, out / "a.xlsx", told_filter="状态：有效；平台：算法备案").path
    sheet = openpyxl.load_workbook(path)["说明"]
    told = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, max_col=2, values_only=True)}
    assert told["导出日期"] == datetime(2026, 11, 23)
    assert told["条数"] == 24
    assert told["筛选"] == "状态：有效；平台：算法备案"
    assert "个主体" in told["主体"]
    assert told["来源"].startswith("清备")


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_becomes_a_formula(
    filled: Workspace, add: Callable[..., int], out: Path, evil: str
) -> None:
    id = add(evil, remark=evil, purpose=evil)
    path = export(filled, out / "a.xlsx", [id]).path
    cells = sheet_of(path)[2]
    assert [cells[place].data_type for place in (1, 9, 13)] == ["s"] * 3
    assert cells[1].quotePrefix == (evil[0] in "=+-@")
    row = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()[1]
    assert [row[1], row[9], row[13]] == [evil] * 3


def test_what_a_cell_cannot_hold(filled: Workspace, add: Callable[..., int], out: Path) -> None:
    id = add("控\x07制\x00字符", purpose="长" * 40_000, remark="一\r\n二")
    report = export(filled, out / "a.xlsx", [id])
    row = [cell.value for cell in sheet_of(report.path)[2]]
    assert row[1] == "控制字符"
    assert row[9] == "长" * 32_767
    assert row[13] == "一\n二"
    assert report.shortened == 1


# CSV


def test_a_csv_opens_rightly_in_excel(filled: Workspace, out: Path) -> None:
    path = export(filled, out / "a.csv").path
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 25
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[0] == ASKED
    first = list_filings(filled)[0]
    assert first.filed_on is not None
    assert (rows[1][0], rows[1][1]) == (str(first.id), first.title)
    assert rows[1][10] == first.filed_on.isoformat()


def test_a_csv_runs_nothing(filled: Workspace, add: Callable[..., int], out: Path) -> None:
    id = add("=1+1", remark='@"引号",逗号', purpose="普通")
    text = export(filled, out / "a.csv", [id]).path.read_text(encoding="utf-8-sig")
    row = list(csv.reader(text.splitlines()))[1]
    assert (row[1], row[9], row[13]) == ("'=1+1", "普通", '\'@"引号",逗号')


# PDF


def test_a_list_tells_all_rows_and_its_pages(filled: Workspace, out: Path) -> None:
    report = export(filled, out / "a.pdf", told_filter="状态：全部")
    texts = page_texts(report.path)
    assert report.pages == len(texts) > 1
    assert all(round(width) == 842 for width, _ in page_sizes(report.path))
    assert "备案台账" in texts[0]
    assert "2026年11月23日　共 24 条" in texts[0].replace("\xa0", "　")
    assert "筛选：状态：全部" in texts[0]
    whole = "".join("".join(text.split()) for text in texts)
    for row in list_filings(filled):
        assert row.title in whole
        assert row.status.label in whole
    for place, text in enumerate(texts, start=1):
        flat = "".join(text.split())
        assert f"第{place}页" in flat
        assert f"共{len(texts)}页" in flat
        assert "序号" in flat


def test_the_same_list_has_the_same_bytes(
    filled: Workspace, add: Callable[..., int], out: Path
) -> None:
    add("𬭎字算法", remark="长备注" * 900)
    first = export(filled, out / "a.pdf")
    second = export(filled, out / "b.pdf")
    assert first.path.read_bytes() == second.path.read_bytes()
    texts = page_texts(first.path)
    assert "𬭎字算法" in "".join(texts)
    assert "".join("".join(texts).split()).count("长备注") > 800


# which rows, and where to


def test_rows_come_in_the_order_asked_for(filled: Workspace, out: Path) -> None:
    ids = [row.id for row in list_filings(filled)][::-1][:7]
    path = export(filled, out / "a.xlsx", [*ids, ids[0]]).path
    assert [cell.value for cell in sheet_of(path)["A"][1:]] == ids


def test_a_filing_deleted_meanwhile_is_counted(filled: Workspace, out: Path) -> None:
    ids = [row.id for row in list_filings(filled)]
    delete_filings(filled, (ids[3],))
    report = export(filled, out / "a.csv", ids)
    assert (report.count, report.gone) == (23, 1)


def test_nothing_to_export_is_told(ws: Workspace, out: Path) -> None:
    with pytest.raises(BadInputError, match="没有可以导出"):
        export(ws, out / "a.xlsx")
    assert list(out.iterdir()) == []


def test_more_rows_than_one_query_takes(filled: Workspace, out: Path) -> None:
    with filled.change("test") as change:
        first = change.session.scalars(select(Filing)).first()
        assert first is not None
        change.session.add_all(
            Filing(organisation_id=first.organisation_id, platform="icp", title=f"网站{i}")
            for i in range(CHUNK * 2)
        )
    ids = [row.id for row in list_filings(filled)][::-1]
    assert [row.id for row in filing_rows(filled, [*ids, 10**9])] == ids
    assert export(filled, out / "a.csv", ids).count == CHUNK * 2 + 24


def test_only_products_in_use_are_told(filled: Workspace, out: Path) -> None:
    row = next(row for row in list_filings(filled) if len(row.products) > 1)
    with filled.change("test") as change:
        change.session.get_one(Filing, row.id).product_links[0].ended_on = date(2026, 1, 2)
    using = filing_rows(filled, [row.id])[0]
    assert len(using.products_text.split("、")) == len(row.products) - 1
    sheet = sheet_of(export(filled, out / "a.xlsx", [row.id]).path)
    assert sheet["I2"].value == using.products_text


@pytest.mark.parametrize("kind", list(ExportKind))
def test_cancelling_leaves_the_old_file(filled: Workspace, out: Path, kind: ExportKind) -> None:
    target = out / f"a{kind.suffix}"
    target.write_text("旧", encoding="utf-8")
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        export_inventory(filled, None, target, kind, progress)
    assert target.read_text(encoding="utf-8") == "旧"
    assert list(out.iterdir()) == [target]


def test_a_bad_place_is_told_in_chinese(filled: Workspace, out: Path) -> None:
    with pytest.raises(BadInputError, match="不存在"):
        export(filled, out / "没有" / "a.xlsx")
    (out / "a.xlsx").mkdir()
    with pytest.raises(BadInputError, match="是文件夹"):
        export(filled, out / "a.xlsx")
    assert events(filled, "inventory.export") == []


# what is kept of it


def events(ws: Workspace, action: str) -> list[str]:
    with ws.read() as session:
        return list(session.scalars(select(Event.summary).where(Event.action == action)))


def test_an_export_is_an_event_without_the_folder(filled: Workspace, out: Path) -> None:
    result = export_inventory(
        filled, None, out / "甲.xlsx", ExportKind.XLSX, Silent(), told_filter="状态：有效"
    )
    assert events(filled, "inventory.export") == [result.summary]
    assert "24 条到“甲.xlsx”" in result.summary
    assert "状态：有效" in result.summary
    assert str(out) not in result.summary
    assert result.changes.event_id is None


def test_a_list_to_print_is_made_aside(filled: Workspace) -> None:
    made = make_printed_list(filled, None, Silent())
    assert len(page_sizes(made.path)) == made.pages
    assert made.path.is_relative_to(filled.folder)
    record_list_print(filled, made.count, made.pages)
    assert events(filled, "inventory.print") == [f"打印备案台账清单（24 条，{made.pages} 页）"]


def test_the_proposed_name_carries_the_day(ws: Workspace) -> None:
    assert ws.today() == date(2026, 11, 23)
    assert proposed_name(ws, ExportKind.XLSX) == "备案台账_2026-11-23.xlsx"
