"""The matrix says what still runs where, and what a stop would leave without a user."""

from __future__ import annotations

from datetime import date

import pytest

from app.model.inventory import Algorithm, Filing, FilingProduct, Organisation, Product
from app.model.kinds import Certainty, FilingStatus, ProductState
from app.progress import Silent
from app.services.relations import Relations, relations, stop_effect
from app.services.sample import load_sample
from app.services.workspace import Workspace

APP, SITE, GONE = 1, 2, 3


@pytest.fixture
def matrix(ws: Workspace) -> Relations:
    """One algorithm that two products run, one that a third ended, and a site's filing."""
    with ws.change("test") as change:

        def put(*items: object) -> None:
            change.session.add_all(items)
            change.session.flush()

        put(Organisation(id=1, name="甲公司"), Organisation(id=2, name="乙公司"))
        put(
            Product(id=APP, organisation_id=1, name="应用"),
            Product(id=SITE, organisation_id=1, name="站点"),
            Product(id=GONE, organisation_id=2, name="旧站", state=ProductState.STOPPED),
            Algorithm(id=1, organisation_id=1, name="共用算法"),
            Algorithm(id=2, organisation_id=1, name="没有备案的算法"),
        )

        def filing(id: int, platform: str, *products: int, **more: object) -> Filing:
            links = [FilingProduct(product_id=product) for product in products]
            return Filing(id=id, organisation_id=1, platform=platform, product_links=links, **more)

        put(
            filing(1, "cac-algorithm", APP, SITE, algorithm_id=1),
            filing(2, "icp", SITE, title="站点备案"),
            filing(3, "icp", SITE, title="已注销的", status=FilingStatus.CANCELLED),
            filing(4, "psb", GONE, title="旧站备案"),
            filing(5, "无此平台", APP, SITE, title="别处"),
        )
        change.session.get_one(Filing, 5).product_links[0].ended_on = date(2026, 1, 1)
        change.tell("备好")
    return relations(ws, None, Silent())


def test_rows_hold_algorithms_and_what_is_filed_without_one(matrix: Relations) -> None:
    titles = {row.title for row in matrix.rows}
    assert titles == {"共用算法", "没有备案的算法", "站点备案", "已注销的", "旧站备案", "别处"}
    assert [item.id for item in matrix.platforms] == ["cac-algorithm", "icp", "psb", "无此平台"]


def test_filings_of_one_site_stand_in_one_row(ws: Workspace) -> None:
    with ws.change("test") as change:
        change.session.add(Organisation(id=1, name="甲公司"))
        change.session.flush()
        for platform in ("icp", "psb"):
            change.session.add(Filing(organisation_id=1, platform=platform, title="官网"))
        change.tell("备好")
    (row,) = relations(ws, None, Silent()).rows
    assert [filing.platform for filing in row.filings] == ["icp", "psb"]


def test_a_cell_tells_whether_the_product_still_runs_it(matrix: Relations) -> None:
    rows = {row.title: row for row in matrix.rows}
    assert [(mark.id, runs) for mark, runs in rows["共用算法"].cells[APP]] == [(1, True)]
    assert rows["旧站备案"].cells[GONE][0][1] is False
    assert rows["别处"].cells[APP][0][1] is False
    assert rows["别处"].cells[SITE][0][1] is True


def test_a_stop_orphans_what_no_other_product_runs(matrix: Relations) -> None:
    effect = stop_effect(matrix, [SITE])
    assert {item.filing.id for item in effect.orphaned} == {2, 5}
    (kept,) = effect.surviving
    assert kept.filing.id == 1
    assert kept.keepers == ("应用（其他）",)


def test_stopping_every_user_orphans_the_shared_filing(matrix: Relations) -> None:
    effect = stop_effect(matrix, [APP, SITE])
    assert {item.filing.id for item in effect.orphaned} == {1, 2, 5}
    assert effect.surviving == ()
    shared = next(item for item in effect.orphaned if item.filing.id == 1)
    assert shared.rule is not None
    assert shared.rule.working_days == 20
    assert "第二十四条" in shared.rule.source
    assert shared.rule.certainty is Certainty.OFFICIAL


def test_an_unknown_platform_is_said_to_be_unverified(matrix: Relations) -> None:
    found = next(item for item in stop_effect(matrix, [SITE]).orphaned if item.filing.id == 5)
    assert found.rule is not None
    assert found.rule.certainty is Certainty.UNVERIFIED
    assert found.rule.working_days is None


def test_ending_an_algorithm_orphans_all_its_filings(matrix: Relations) -> None:
    effect = stop_effect(matrix, [], [("algorithm", 1)])
    assert [item.filing.id for item in effect.orphaned] == [1]
    assert effect.surviving == ()


def test_what_nobody_ran_before_is_told_apart(matrix: Relations) -> None:
    (found,) = stop_effect(matrix, [GONE]).orphaned
    assert found.filing.id == 4
    assert found.already


def test_ended_filings_and_untouched_ones_are_left_out(matrix: Relations) -> None:
    ids = {item.filing.id for item in stop_effect(matrix, [APP, SITE, GONE]).orphaned}
    assert 3 not in ids
    assert stop_effect(matrix, []) == stop_effect(matrix, [99])


def test_one_subject_shows_the_products_of_others_that_use_its_filings(
    ws: Workspace, matrix: Relations
) -> None:
    of_one = relations(ws, 1, Silent())
    assert {item.id for item in of_one.products} == {APP, SITE, GONE}
    of_two = relations(ws, 2, Silent())
    assert of_two.rows == ()
    assert {item.id for item in of_two.products} == {GONE}


def test_every_running_use_of_the_sample_is_in_a_cell(ws: Workspace) -> None:
    load_sample(ws, Silent())
    whole = relations(ws, None, Silent())
    filings = [filing for row in whole.rows for filing in row.filings]
    assert len(filings) == 24
    in_cells = sum(len(marks) for row in whole.rows for marks in row.cells.values())
    assert in_cells == sum(len(filing.uses) for filing in filings)
