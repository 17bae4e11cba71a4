"""The start page counts what is there and tells what to do next."""

from __future__ import annotations

from datetime import date, timedelta

from app.model.kinds import EndReason
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, list_cases
from app.services.filings import list_filings
from app.services.overview import overview
from app.services.planning import accept_plan, plan_view
from app.services.products import list_products
from app.services.sample import load_sample
from app.services.workspace import Workspace


def test_an_empty_folder(ws: Workspace) -> None:
    seen = overview(ws)
    assert seen.empty
    assert not seen.has_sample
    assert (seen.filing_count, seen.deadlines, seen.open_cases, seen.gaps) == (0, (), (), ())
    assert seen.last_backup is None


def test_the_sample_is_counted(ws: Workspace) -> None:
    load_sample(ws, Silent())
    seen = overview(ws)
    assert not seen.empty
    assert (seen.filing_count, seen.organisation_count, seen.algorithm_count) == (24, 3, 13)
    assert (seen.product_count, seen.stopped_product_count) == (7, 1)
    assert [(item.label, item.count) for item in seen.by_status] == [("有效", 23), ("已注销", 1)]
    assert sum(item.count for item in seen.by_platform) == 24
    assert seen.by_platform[0].key == "cac-algorithm"
    assert seen.events[0].summary == "载入示例数据：24 个备案"


def test_gaps_name_the_flagged_number_and_what_outlives_its_product(ws: Workspace) -> None:
    load_sample(ws, Silent())
    seen = overview(ws)
    rules = {gap.rule_id for gap in seen.gaps}
    assert {
        "inventory.number_flagged",
        "inventory.stopped_but_alive",
        "inventory.partly_stopped",
    } <= rules
    alive = [gap for gap in seen.gaps if gap.rule_id == "inventory.stopped_but_alive"]
    assert any("还剩" in gap.message for gap in alive)
    assert seen.gap_count == len(seen.gaps)


def test_an_open_case_says_what_comes_next(ws: Workspace) -> None:
    load_sample(ws, Silent())
    case = create_case(ws, "云问下线").value

    def step() -> str:
        return overview(ws).open_cases[0].next_step

    assert step() == "filings"
    from app.services.case_changes import set_filings

    chat = next(row for row in list_filings(ws) if row.title == "示例云问对话生成算法")
    set_filings(ws, case, (chat.id,))
    assert step() == "facts"
    stopped = next(item for item in list_products(ws) if item.state_since)
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED,
        ended_on=stopped.state_since,
        product_ids=(stopped.id,),
    )
    save_facts(ws, case, facts)
    assert step() == "plan"
    accept_plan(ws, case, plan_view(ws, case).choices.recommended, "推荐")
    seen = overview(ws)
    assert seen.open_cases[0].next_step == "materials"
    assert seen.deadline_count == 1
    assert seen.deadlines[0].case_title == "云问下线"
    assert seen.deadlines[0].due_on is not None
    assert stopped.state_since is not None
    assert seen.deadlines[0].due_on > stopped.state_since + timedelta(days=20)
    assert list_cases(ws)[0].due_on == seen.deadlines[0].due_on
    assert seen.today == date(2026, 11, 23)
