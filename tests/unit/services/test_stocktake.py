"""盘点: counts what there is, and leads to every record that does not fit."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from app.errors import CancelledError
from app.model.inventory import (
    Algorithm,
    Filing,
    FilingProduct,
    Organisation,
    OrganisationFormerName,
    Product,
)
from app.model.kinds import AlgorithmType, Certainty, FilingStatus, ProductState
from app.progress import Silent, Stoppable
from app.rules.stocktake_types import Gap, GapKind, Stocktake
from app.services.sample import load_sample
from app.services.stocktake import stocktake
from app.services.stocktake_scan import SHOWN
from app.services.workspace import Workspace

NUMBER = "网信算备110108224236606220017号"
TODAY = date(2026, 11, 23)
USCC = "91310115MA1XD1010R"


@pytest.fixture
def firm(ws: Workspace) -> Workspace:
    """One subject with one algorithm that is filed and used, nothing amiss."""
    with ws.change("test") as change:
        owner = Organisation(id=1, name="甲公司", uscc=USCC)
        product = Product(id=1, organisation_id=1, name="甲", state=ProductState.IN_USE)
        algorithm = Algorithm(id=1, organisation_id=1, name="调度算法", type=AlgorithmType.DISPATCH)
        filing = Filing(
            id=1, organisation_id=1, algorithm_id=1, platform="cac-algorithm", number=NUMBER,
            number_key=NUMBER, product_links=[FilingProduct(product_id=1)],
        )  # fmt: skip
        change.session.add(owner)
        change.session.flush()
        change.session.add_all([product, algorithm])
        change.session.flush()
        change.session.add(filing)
        change.tell("备好")
    return ws


def found(ws: Workspace, organisation_id: int | None = None) -> dict[GapKind, list[Gap]]:
    """Return the gaps by kind."""
    report = stocktake(ws, organisation_id, Silent())
    return {group.kind: list(group.gaps) for group in report.groups}


def put(ws: Workspace, *items: object) -> None:
    """Store records one after the other."""
    with ws.change("test") as change:
        for item in items:
            change.session.add(item)
            change.session.flush()
        change.tell("改动")


def stop_product(ws: Workspace, since: date | None) -> None:
    """Stop the one product."""
    with ws.change("test") as change:
        product = change.session.get_one(Product, 1)
        product.state, product.state_since = ProductState.STOPPED, since
        change.tell("停用")


def test_an_empty_folder_says_so(ws: Workspace) -> None:
    report = stocktake(ws, None, Silent())
    assert report.empty
    assert report.groups == ()
    assert report.organisation == "全部主体"


def test_nothing_amiss_gives_no_gap(firm: Workspace) -> None:
    assert found(firm) == {}


def test_the_sample_is_counted_by_everything(ws: Workspace) -> None:
    load_sample(ws, Silent())
    report = stocktake(ws, None, Silent())
    assert (report.totals.filings, report.totals.alive, report.totals.algorithms) == (24, 23, 13)
    assert (report.totals.products, report.totals.stopped_products) == (7, 1)
    for parts in (report.by_platform, report.by_status, report.by_year, report.by_organisation):
        assert sum(part.count for part in parts) == 24
    filed = next(item for item in report.by_platform if item.key == "cac-algorithm")
    assert sum(item.count for item in report.by_type) == filed.count
    assert report.gap_count == sum(group.count for group in report.groups)


def test_one_subject_is_counted_alone(ws: Workspace) -> None:
    load_sample(ws, Silent())
    whole = stocktake(ws, None, Silent())
    parts = [stocktake(ws, int(item.key), Silent()) for item in whole.by_organisation]
    assert sum(part.totals.filings for part in parts) == whole.totals.filings
    assert sum(part.totals.products for part in parts) == whole.totals.products
    assert {part.organisation for part in parts} == {o.label for o in whole.by_organisation}


def test_the_term_of_a_stopped_product_runs(firm: Workspace) -> None:
    stop_product(firm, TODAY - timedelta(days=7))
    (gap,) = found(firm)[GapKind.DEADLINE_RUNNING]
    assert gap.days_left == 15
    assert gap.due_on == date(2026, 12, 14)
    assert "第二十四条" in gap.source
    assert gap.certainty is Certainty.OFFICIAL
    assert [link.kind for link in gap.links] == ["filing", "product"]


def test_the_term_of_a_stopped_product_is_missed(firm: Workspace) -> None:
    stop_product(firm, date(2026, 6, 1))
    (gap,) = found(firm)[GapKind.DEADLINE_MISSED]
    assert gap.days_left is not None
    assert gap.days_left < 0
    assert "已过" in gap.message


def test_without_a_day_no_term_is_made_up(firm: Workspace) -> None:
    stop_product(firm, None)
    (gap,) = found(firm)[GapKind.STOPPED_NO_TERM]
    assert gap.due_on is None
    assert any("没有停用日期" in text for text in stocktake(firm, None, Silent()).unchecked)


def test_an_algorithm_without_filing_leads_to_the_algorithm(firm: Workspace) -> None:
    put(firm, Algorithm(id=2, organisation_id=1, name="没备案的算法"))
    (gap,) = found(firm)[GapKind.WITHOUT_FILING]
    assert (gap.links[0].kind, gap.links[0].id) == ("algorithm", 2)
    assert gap.certainty is not Certainty.OFFICIAL


def test_the_same_algorithm_filed_twice(firm: Workspace) -> None:
    put(
        firm,
        Algorithm(id=2, organisation_id=1, name="调度算法 ", type=AlgorithmType.DISPATCH),
        Filing(id=2, organisation_id=1, algorithm_id=2, platform="cac-algorithm", number="另"),
    )
    (gap,) = found(firm)[GapKind.FILED_TWICE]
    assert [link.id for link in gap.links] == [1, 2]
    with firm.change("test") as change:
        change.session.get_one(Filing, 2).status = FilingStatus.CANCELLED
        change.tell("注销")
    assert GapKind.FILED_TWICE not in found(firm)


def test_a_number_under_two_subjects_is_told_to_both(firm: Workspace) -> None:
    put(
        firm,
        Organisation(id=2, name="乙公司", uscc=USCC),
        Algorithm(id=2, organisation_id=2, name="别的算法", type=AlgorithmType.DISPATCH),
        Filing(id=2, organisation_id=2, algorithm_id=2, platform="cac-algorithm", number=NUMBER,
               number_key=NUMBER),
    )  # fmt: skip
    for subject in (None, 1, 2):
        (gap,) = found(firm, subject)[GapKind.NUMBER_TWICE]
        assert {link.id for link in gap.links} == {1, 2}


def test_a_wrong_number_and_a_missing_type(firm: Workspace) -> None:
    put(
        firm,
        Algorithm(id=2, organisation_id=1, name="无类别"),
        Filing(id=2, organisation_id=1, algorithm_id=2, platform="cac-algorithm", number="12"),
    )
    gaps = found(firm)
    assert gaps[GapKind.NUMBER_FLAGGED][0].links[0].id == 2
    assert gaps[GapKind.TYPE_MISSING][0].links[0].id == 2
    assert gaps[GapKind.WITHOUT_PRODUCT][0].links[0].id == 2


def name_in_list(ws: Workspace, name: str, remark: str = "") -> None:
    """Let the filing come from a list in which the subject has this name."""
    with ws.change("test") as change:
        filing = change.session.get_one(Filing, 1)
        filing.source_text = json.dumps({"序号": "1", "主体名称": name}, ensure_ascii=False)
        filing.remark = remark
        change.tell("导入")


def test_a_name_in_the_list_that_differs(firm: Workspace) -> None:
    name_in_list(firm, "丙 公司")
    (gap,) = found(firm)[GapKind.NAME_DIFFERS]
    assert "“丙 公司”" in gap.message
    assert [link.kind for link in gap.links] == ["filing", "organisation"]


def test_a_former_name_asks_for_a_change(firm: Workspace) -> None:
    name_in_list(firm, "旧甲公司")
    put(firm, OrganisationFormerName(organisation_id=1, name="旧甲公司"))
    (gap,) = found(firm)[GapKind.NAME_DIFFERS]
    assert "曾用名" in gap.message
    assert "变更" in gap.remedy
    assert "第二十四条" in gap.source


def test_a_renaming_told_in_the_remark_is_no_gap(firm: Workspace) -> None:
    name_in_list(firm, "旧甲公司", "原主体名称“旧甲公司”变更为“甲公司”")
    assert GapKind.NAME_DIFFERS not in found(firm)


@pytest.mark.parametrize("uscc", ["", "91310115MA1XD10100"])
def test_a_subject_that_cannot_be_held_against_its_licence(firm: Workspace, uscc: str) -> None:
    with firm.change("test") as change:
        change.session.get_one(Organisation, 1).uscc = uscc
        change.tell("改代码")
    (gap,) = found(firm)[GapKind.LICENCE_UNKNOWN]
    assert (gap.links[0].kind, gap.links[0].id) == ("organisation", 1)
    assert "无法核对" in gap.message


def test_the_year_is_taken_from_the_number_without_a_day(firm: Workspace) -> None:
    put(firm, Filing(id=2, organisation_id=1, platform="icp", title="网站"))
    years = {item.key: item.count for item in stocktake(firm, None, Silent()).by_year}
    assert years == {"2022": 1, "": 1}


def many(ws: Workspace, count: int) -> Stocktake:
    """Take stock of many filings without products."""
    put(ws, Organisation(id=1, name="甲公司"), Algorithm(id=1, organisation_id=1, name="算法"))
    put(ws, *(Filing(organisation_id=1, platform="icp", title=f"{n}") for n in range(count)))
    put(
        ws,
        *(
            Filing(organisation_id=1, algorithm_id=1, platform="cac-algorithm", number="")
            for n in range(count)
        ),
    )
    return stocktake(ws, None, Silent())


def test_the_list_of_a_kind_is_bounded_and_its_count_is_not(ws: Workspace) -> None:
    report = many(ws, SHOWN + 30)
    group = next(item for item in report.groups if item.kind is GapKind.TYPE_MISSING)
    assert (group.count, len(group.gaps)) == (SHOWN + 30, SHOWN)
    twice = next(item for item in report.groups if item.kind is GapKind.FILED_TWICE)
    assert twice.count == 1
    assert len(twice.gaps[0].links) <= 20


def test_the_most_pressing_come_first(firm: Workspace) -> None:
    stop_product(firm, TODAY - timedelta(days=3))
    put(
        firm,
        Product(id=2, organisation_id=1, name="乙", state=ProductState.STOPPED,
                state_since=TODAY - timedelta(days=12)),
        Algorithm(id=2, organisation_id=1, name="乙算法", type=AlgorithmType.DISPATCH),
        Filing(id=2, organisation_id=1, algorithm_id=2, platform="cac-algorithm",
               product_links=[FilingProduct(product_id=2)]),
    )  # fmt: skip
    gaps = found(firm)[GapKind.DEADLINE_RUNNING]
    assert [gap.links[0].id for gap in gaps] == [2, 1]


def test_it_can_be_cancelled(firm: Workspace) -> None:
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        stocktake(firm, None, progress)
