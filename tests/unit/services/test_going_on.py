"""What the start page says to do next, and dates that cannot be meant."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import FieldsError
from app.model.kinds import EndReason, FilingStatus, ProductState, TrackKind
from app.progress import Silent
from app.rules.findings import Severity
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.checks import check_case
from app.services.dossiers import export_dossier, record_print
from app.services.filings import FilingRow, list_filings
from app.services.history import timeline
from app.services.overview import inventory_gaps, overview
from app.services.planning import accept_plan, plan_view
from app.services.sample import load_sample
from app.services.tracking import record_step
from app.services.workspace import Workspace


@pytest.fixture
def stopped(ws: Workspace) -> FilingRow:
    """An active filing of which every product is stopped."""
    load_sample(ws, Silent())
    return next(
        row
        for row in list_filings(ws)
        if row.status is FilingStatus.ACTIVE
        and row.platform == "cac-algorithm"
        and row.products
        and all(use.state is ProductState.STOPPED for use in row.products)
    )


def make_case(ws: Workspace, row: FilingRow) -> int:
    """Return a case with an accepted plan."""
    case_id = create_case(ws, "停服项目", (row.id,)).value
    products = tuple(product.id for product in case_view(ws, case_id).products)
    save_facts(ws, case_id, Facts(EndReason.PRODUCT_CLOSED, ended_on=date(2026, 10, 9),
                                  product_ids=products))  # fmt: skip
    accept_plan(ws, case_id, plan_view(ws, case_id).choices.recommended, "推荐")
    return case_id


def test_a_gap_leads_to_the_case_that_took_the_filing_in(ws: Workspace, stopped: FilingRow) -> None:
    def remedy() -> str:
        found = inventory_gaps(ws, 100)
        return next(f.remedy for f in found if f.place.filing_id == stopped.id)

    assert "新建注销项目" in remedy()
    create_case(ws, "停服项目", (stopped.id,))
    assert "“停服项目”中继续办理" in remedy()


def test_an_open_inquiry_comes_first(ws: Workspace, stopped: FilingRow) -> None:
    case_id = make_case(ws, stopped)
    (item,) = case_view(ws, case_id).submissions
    record_step(ws, item.id, TrackKind.SUBMITTED, date(2026, 11, 2))
    (case,) = overview(ws).open_cases
    assert "等待平台办结" in case.next_text
    record_step(ws, item.id, TrackKind.INQUIRY, date(2026, 11, 9), "请说明数据处置",
                reply_due_on=date(2026, 11, 30))  # fmt: skip
    (case,) = overview(ws).open_cases
    assert case.next_text == "请先答复平台的问询，2026年11月30日前"
    record_step(ws, item.id, TrackKind.CORRECTED, date(2026, 11, 10))
    (case,) = overview(ws).open_cases
    assert "等待平台办结" in case.next_text


def test_a_missed_deadline_cites_the_rule_it_rests_on(ws: Workspace, stopped: FilingRow) -> None:
    case_id = make_case(ws, stopped)
    late = next(f for f in check_case(ws, case_id) if f.rule_id.startswith("deadline"))
    assert "第二十四条" in late.source
    assert late.certainty.label == "官方"
    assert late.severity in (Severity.BLOCKING, Severity.WARNING)


def test_a_slip_in_the_year_is_refused(ws: Workspace, stopped: FilingRow) -> None:
    case_id = create_case(ws, "", (stopped.id,)).value
    for key in ("ended_on", "notice_on", "data_disposal_on"):
        with pytest.raises(FieldsError) as caught:
            save_facts(ws, case_id, Facts(**{key: date(206, 11, 2)}))  # type: ignore[arg-type]
        assert set(caught.value.fields) == {key}
    assert case_view(ws, case_id).facts == Facts()


def test_printing_is_told_and_undo_passes_it_by(ws: Workspace, stopped: FilingRow) -> None:
    case_id = make_case(ws, stopped)
    (item,) = case_view(ws, case_id).submissions
    dossier = export_dossier(ws, item.id).value
    result = record_print(ws, dossier.id)
    assert result.changes.event_id is None
    assert timeline(ws, case_id=case_id)[0].summary == "打印第 1 版材料册（草稿）"
