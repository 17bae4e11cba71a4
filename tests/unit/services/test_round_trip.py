"""Export, edit in Excel, import: exactly the edits come back, and one undo takes them away."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.intake.columns import FileKind
from app.intake.differences import DifferenceField
from app.model.kinds import FilingStatus
from app.progress import Silent
from app.services.export_kinds import ExportKind
from app.services.exporting import export_inventory
from app.services.filings import FilingRow, list_filings
from app.services.history import undo
from app.services.importing import ImportPreview, apply_import, preview_import, read_file
from app.services.sample import load_sample
from app.services.workspace import Workspace

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def filled(ws: Workspace) -> Workspace:
    """The sample firm."""
    load_sample(ws, Silent())
    return ws


@pytest.fixture
def edited(filled: Workspace, tmp_path: Path) -> Callable[..., ImportPreview]:
    """Export, change cells of the given rows (0: the first filing), and look at the import."""

    def edit(changes: dict[int, dict[str, Any]], kind: ExportKind = ExportKind.XLSX):
        path = tmp_path / f"台账{kind.suffix}"
        export_inventory(filled, None, path, kind, Silent())
        change = _change_csv if kind is ExportKind.CSV else _change_xlsx
        change(path, changes)
        return preview_import(filled, read_file(filled, path))

    return edit


def _change_xlsx(path: Path, changes: dict[int, dict[str, Any]]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in changes.items():
        for heading, value in cells.items():
            sheet.cell(row + 2, places[heading]).value = value
    book.save(path)


def _change_csv(path: Path, changes: dict[int, dict[str, Any]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row, cells in changes.items():
        for heading, value in cells.items():
            rows[row + 1][rows[0].index(heading)] = value or ""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _told(preview: ImportPreview) -> dict[int, dict[DifferenceField, tuple[str, str]]]:
    return {
        item.existing.id: {d.field: (d.old, d.new) for d in item.differences}
        for item in preview.changed
    }


def _row(ws: Workspace, id: int) -> FilingRow:
    return next(row for row in list_filings(ws) if row.id == id)


@pytest.mark.parametrize("kind", [ExportKind.XLSX, ExportKind.CSV])
def test_a_file_that_was_not_edited_changes_nothing(filled, edited, kind):
    preview = edited({}, kind)
    assert preview.source.kind is FileKind.LEDGER
    assert not preview.changed
    assert not preview.new
    assert not preview.rejected
    assert len(preview.unchanged) == len(list_filings(filled))


@pytest.mark.parametrize("kind", [ExportKind.XLSX, ExportKind.CSV])
def test_exactly_the_edits_are_shown_and_written(filled, edited, kind):
    first, second = list_filings(filled)[:2]
    preview = edited(
        {
            0: {"备注": "第一行\n第二行", "备案日期": "2024/3/5", "状态": "注销中"},
            1: {"主要用途": "新的用途", "应用产品": "全新（小程序）"},
        },
        kind,
    )
    told = _told(preview)
    assert set(told) == {first.id, second.id}
    assert set(told[first.id]) == {
        DifferenceField.REMARK,
        DifferenceField.FILED_ON,
        DifferenceField.STATUS,
    }
    assert told[first.id][DifferenceField.STATUS] == (first.status.label, "注销中")
    assert set(told[second.id]) == {DifferenceField.PURPOSE, DifferenceField.PRODUCTS}
    before = list_filings(filled)
    done = apply_import(filled, preview)
    changed = _row(filled, first.id)
    assert (changed.remark, changed.filed_on) == ("第一行\n第二行", date(2024, 3, 5))
    assert changed.status is FilingStatus.CANCELLING
    assert _row(filled, second.id).products_text == "全新（小程序）"
    assert _row(filled, second.id).purpose == "新的用途"
    assert done.changes.event_id is not None
    undo(filled, done.changes.event_id)
    assert list_filings(filled) == before


def test_an_emptied_cell_is_an_edit(filled, edited):
    first = next(row for row in list_filings(filled) if row.purpose and row.number)
    place = [row.id for row in list_filings(filled)].index(first.id)
    preview = edited({place: {"备案编号": None, "主要用途": None, "应用产品": None}})
    assert set(_told(preview)[first.id]) == {
        DifferenceField.NUMBER,
        DifferenceField.PURPOSE,
        DifferenceField.PRODUCTS,
    }
    apply_import(filled, preview)
    row = _row(filled, first.id)
    assert (row.number, row.purpose, row.products_text) == ("", "", "")


def test_what_cannot_be_emptied_or_read_is_told_and_kept(filled, edited):
    preview = edited({0: {"状态": "不明", "类别": None, "备案日期": "下周"}})
    assert not preview.changed
    matched = next(item for item in preview.unchanged if item.notes)
    assert len(matched.notes) == 3
    assert "状态“不明”无法识别" in "".join(matched.notes)


def test_an_edit_that_the_inventory_refuses_is_rejected_with_its_reason(filled, edited):
    preview = edited({0: {"备案日期": "2099-01-01"}})
    ((reason),) = [item.reason for item in preview.rejected]
    assert "日期不能晚于今天" in reason
    assert not preview.changed


def test_a_number_that_another_filing_has_is_rejected(filled, edited):
    rows = list_filings(filled)
    other = next(row for row in rows[1:] if row.number and row.platform == rows[0].platform)
    preview = edited({0: {"备案编号": other.number}})
    assert "已登记在备案" in preview.rejected[0].reason


def test_a_row_without_inner_id_is_new(filled, edited):
    count = len(list_filings(filled))
    preview = edited(
        {
            count: {
                "名称": "补录算法",
                "主体": list_filings(filled)[0].organisation_name,
                "状态": "已注销",
                "平台": list_filings(filled)[0].platform_name,
                "类别": "排序精选类",
                "备案日期": "2024-01-02",
                "注销日期": "2025-07",
            }
        }
    )
    (row,) = preview.new
    assert row.algorithm_name == "补录算法"
    apply_import(filled, preview)
    made = list_filings(filled)[-1]
    assert (made.title, made.status, made.filed_on) == (
        "补录算法", FilingStatus.CANCELLED, date(2024, 1, 2),
    )  # fmt: skip
    assert made.cancelled_month == "2025-07"


def test_another_subject_moves_this_filing_and_renames_nobody(filled, edited):
    first = list_filings(filled)[0]
    others = list_filings(filled)[1:]
    preview = edited({0: {"主体": "示例新设科技有限公司"}})
    apply_import(filled, preview)
    assert _row(filled, first.id).organisation_name == "示例新设科技有限公司"
    assert {row.id: row.organisation_name for row in others} == {
        row.id: row.organisation_name for row in list_filings(filled) if row.id != first.id
    }


def test_an_inner_id_of_another_folder_is_not_believed(filled, edited):
    preview = edited({0: {"名称": "别家算法", "备案编号": None, "主体": "别家公司"}})
    assert not preview.changed
    assert [row.algorithm_name for row in preview.new] == ["别家算法"]


def test_fields_that_the_officer_declines_stay(filled, edited):
    first = list_filings(filled)[0]
    preview = edited({0: {"备注": "要", "主要用途": "不要"}})
    apply_import(filled, preview, declined=frozenset({(first.id, DifferenceField.PURPOSE)}))
    row = _row(filled, first.id)
    assert (row.remark, row.purpose) == ("要", first.purpose)


def test_declining_all_writes_nothing(filled, edited):
    first = list_filings(filled)[0]
    preview = edited({0: {"备注": "不要"}})
    done = apply_import(filled, preview, declined=frozenset({(first.id, DifferenceField.REMARK)}))
    assert (done.value.changed, done.value.new) == (0, 0)
    assert _row(filled, first.id) == first


def test_an_unknown_platform_is_rejected(filled, edited):
    count = len(list_filings(filled))
    preview = edited({count: {"名称": "甲", "主体": "乙公司", "平台": "没有的平台"}})
    assert preview.rejected[0].reason == "平台“没有的平台”不在平台目录中。"
