"""One field of many filings, copies and merges: each is one step, checked and undone as one."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import BadInputError, ConflictError, FieldsError
from app.model.kinds import FilingStatus
from app.progress import Silent
from app.services.algorithms import list_algorithms
from app.services.case_changes import create_case
from app.services.cases import case_view
from app.services.filing_changes import (
    change_filings,
    duplicate_filings,
    preview_changes,
)
from app.services.filing_merge import merge_filings, merge_preview
from app.services.filings import filing_detail, list_filings
from app.services.history import undo
from app.services.inventory_table import filing_lines
from app.services.sample import load_sample
from app.services.workspace import Workspace


@pytest.fixture
def firm(ws: Workspace) -> Workspace:
    load_sample(ws, Silent())
    return ws


def test_a_change_of_many_is_previewed_written_and_undone_as_one(firm: Workspace) -> None:
    before = list_filings(firm)
    ids = [row.id for row in before[:5]]
    preview = preview_changes(firm, ids, "remark", "待核对")
    assert (preview.changed, preview.unchanged, preview.refused) == (5, 0, 0)
    assert list_filings(firm) == before
    result = change_filings(firm, ids, "remark", "待核对")
    assert result.value == 5
    assert result.summary == "修改备案 5 个的备注"
    assert [line.remark for line in filing_lines(firm, ids) if line] == ["待核对"] * 5
    assert preview_changes(firm, ids, "remark", "待核对").unchanged == 5
    undo(firm, result.changes.event_id or 0)
    assert list_filings(firm) == before


def test_a_refused_row_is_named_and_nothing_is_changed(firm: Workspace) -> None:
    before = list_filings(firm)
    ids = [row.id for row in before if row.filed_on][:4]
    early = date(2010, 1, 1)
    preview = preview_changes(firm, ids, "cancelled_on", early)
    assert preview.refused == 4
    assert "不能早于备案日期" in preview.lines[0].problem
    with pytest.raises(FieldsError, match=before[0].title):
        change_filings(firm, ids, "cancelled_on", early)
    assert list_filings(firm) == before
    assert change_filings(firm, ids, "cancelled_on", early, skip_refused=True).value == 0


def test_a_taken_number_is_refused(firm: Workspace) -> None:
    first, second = list_filings(firm)[:2]
    with pytest.raises(FieldsError, match="已登记"):
        change_filings(firm, (second.id,), "number", first.number)


def test_renaming_an_algorithm_keeps_its_former_name(firm: Workspace) -> None:
    row = list_filings(firm)[0]
    change_filings(firm, (row.id,), "title", "新名称算法")
    detail = filing_detail(firm, row.id)
    assert detail.row.title == "新名称算法"
    assert row.title in detail.algorithm_former_names


def test_products_are_added_and_removed_within_the_subject(firm: Workspace) -> None:
    rows = [row for row in list_filings(firm) if row.products]
    product = rows[0].products[0]
    change_filings(firm, (rows[0].id,), "remove_product", product.product_id)
    assert product.product_id not in {
        use.product_id for use in filing_detail(firm, rows[0].id).row.products
    }
    change_filings(firm, (rows[0].id,), "add_product", product.product_id)
    assert filing_detail(firm, rows[0].id).row.products == rows[0].products
    other = next(r for r in rows if r.organisation_id != rows[0].organisation_id)
    preview = preview_changes(firm, (other.id,), "add_product", product.product_id)
    assert "不属于该备案的主体" in preview.lines[0].problem


def test_a_copy_has_no_number_and_no_dates(firm: Workspace) -> None:
    row = next(r for r in list_filings(firm) if r.products and r.number)
    (copy,) = duplicate_filings(firm, (row.id,)).value
    made = filing_detail(firm, copy).row
    assert (made.title, made.products, made.platform) == (row.title, row.products, row.platform)
    assert (made.number, made.filed_on, made.status) == ("", None, FilingStatus.ACTIVE)


def test_a_merge_unites_products_cases_and_names_and_is_undone(firm: Workspace) -> None:
    row = next(r for r in list_filings(firm) if r.algorithm_id and len(r.products) > 1)
    (copy,) = duplicate_filings(firm, (row.id,)).value
    change_filings(firm, (copy,), "remark", "第二份的备注")
    case = create_case(firm, "下线", (copy,)).value
    before = list_filings(firm)
    result = merge_filings(firm, row.id, (copy,), {"remark": copy})
    kept = filing_detail(firm, row.id)
    assert kept.row.remark == "第二份的备注"
    assert kept.row.number == row.number
    assert [id for id, _title in kept.cases] == [case]
    assert [r.id for r in case_view(firm, case).filings] == [row.id]
    assert filing_lines(firm, (copy,)) == [None]
    undo(firm, result.changes.event_id or 0)
    assert list_filings(firm) == before
    assert [r.id for r in case_view(firm, case).filings] == [copy]


def test_an_algorithm_without_filings_goes_and_leaves_its_name(firm: Workspace) -> None:
    rows = [r for r in list_filings(firm) if r.platform == "cac-algorithm"]
    one, two = next(
        (a, b)
        for a in rows
        for b in rows
        if a.organisation_id == b.organisation_id and a.algorithm_id != b.algorithm_id
    )
    count = len(list_algorithms(firm))
    merge_filings(firm, one.id, (two.id,), {})
    assert len(list_algorithms(firm)) == count - 1
    assert two.title in filing_detail(firm, one.id).algorithm_former_names


def test_what_does_not_belong_together_is_not_merged(firm: Workspace) -> None:
    rows = list_filings(firm)
    other = next(r for r in rows if r.organisation_id != rows[0].organisation_id)
    assert "不同的主体" in merge_preview(firm, (rows[0].id, other.id)).problem
    with pytest.raises((BadInputError, ConflictError)):
        merge_filings(firm, rows[0].id, (other.id,), {})
    assert list_filings(firm) == rows
