"""The made-up firm is whole, marked, plausible, and leaves nothing behind."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.errors import ConflictError
from app.model.base import Base
from app.model.filing_number import FilingNumber
from app.model.kinds import AlgorithmType, FilingStatus, ProductState
from app.model.uscc import uscc_problem
from app.progress import Silent
from app.services.case_changes import create_case
from app.services.filings import FilingEdit, list_filings, save_filing
from app.services.history import undo
from app.services.organisations import OrganisationEdit, list_organisations, save_organisation
from app.services.products import list_products
from app.services.sample import has_sample, is_empty, load_sample, remove_sample
from app.services.workspace import Workspace


def rows_in_inventory(ws: Workspace) -> dict[str, int]:
    with ws.read() as session:
        return {
            name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in ("event", "row_change", "setting")
        }


def test_a_group_of_three_with_24_filings_on_several_platforms(ws: Workspace) -> None:
    assert is_empty(ws)
    assert load_sample(ws, Silent()).value == 24
    filings, organisations = list_filings(ws), list_organisations(ws)
    assert len(filings) == 24
    assert len({row.platform for row in filings}) >= 5
    assert len(organisations) == 3
    assert len([item for item in organisations if item.parent_id is not None]) == 2
    assert has_sample(ws)
    assert not is_empty(ws)


def test_everything_is_marked_as_sample_and_invented(ws: Workspace) -> None:
    load_sample(ws, Silent())
    assert all(row.sample and "示例" in row.title for row in list_filings(ws))
    for item in list_organisations(ws):
        assert item.sample
        assert "示例" in item.name
        assert uscc_problem(item.uscc) is None
    assert all("示例" in product.name for product in list_products(ws))


def test_numbers_are_right_but_for_the_one_that_shows_a_flag(ws: Workspace) -> None:
    load_sample(ws, Silent())
    algorithms = [row for row in list_filings(ws) if row.algorithm_id is not None]
    flagged = [row for row in algorithms if row.problems]
    assert [row.title for row in flagged] == ["示例商品检索算法"]
    assert "疑似抄录错误" in flagged[0].problems[0]
    for row in algorithms:
        number = FilingNumber.parse(row.number)
        assert number is not None
        assert number.type is row.type
        assert row.filed_on is not None
        assert number.year == f"{row.filed_on:%y}"
    assert {row.type for row in algorithms} == set(AlgorithmType)


def test_it_tells_the_story_of_a_product_that_just_stopped(ws: Workspace) -> None:
    load_sample(ws, Silent())
    stopped = [item for item in list_products(ws) if item.state is ProductState.STOPPED]
    assert len(stopped) == 1
    assert stopped[0].state_since is not None
    assert 0 < (ws.today() - stopped[0].state_since).days < 20
    users = [
        row for row in list_filings(ws) if stopped[0].id in {p.product_id for p in row.products}
    ]
    shared = [row for row in users if any(use.running for use in row.products)]
    assert shared
    assert len(users) > len(shared)
    ended = [row for row in list_filings(ws) if row.status is FilingStatus.CANCELLED]
    assert len(ended) == 1


def test_one_undo_takes_it_all_back(ws: Workspace) -> None:
    before = rows_in_inventory(ws)
    result = load_sample(ws, Silent())
    assert result.changes.event_id is not None
    taken = undo(ws, result.changes.event_id)
    assert rows_in_inventory(ws) == before
    assert taken.changes.event_id is not None
    undo(ws, taken.changes.event_id)
    assert len(list_filings(ws)) == 24


def test_twice_is_refused(ws: Workspace) -> None:
    load_sample(ws, Silent())
    with pytest.raises(ConflictError, match="已经在台账中"):
        load_sample(ws, Silent())
    assert len(list_filings(ws)) == 24


def test_removed_with_its_cases_and_brought_back_by_undo(ws: Workspace) -> None:
    load_sample(ws, Silent())
    create_case(ws, "示例项目", tuple(row.id for row in list_filings(ws)[:3]))
    full = rows_in_inventory(ws)
    result = remove_sample(ws)
    assert result.value == 24
    assert set(rows_in_inventory(ws).values()) == {0}
    assert is_empty(ws)
    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert rows_in_inventory(ws) == full


def test_own_records_stay_when_the_sample_goes(ws: Workspace) -> None:
    load_sample(ws, Silent())
    parent = next(item for item in list_organisations(ws) if item.parent_id is None)
    own = save_organisation(ws, None, OrganisationEdit("真公司", parent_id=parent.id)).value
    product = list_products(ws)[0]
    mine = save_filing(
        ws, None, FilingEdit(own, "icp", title="真网站", product_ids=(product.id,))
    ).value
    remove_sample(ws)
    assert [row.id for row in list_filings(ws)] == [mine]
    assert list_filings(ws)[0].products == ()
    assert [(item.name, item.parent_id) for item in list_organisations(ws)] == [("真公司", None)]


def test_a_case_with_own_filings_keeps_the_sample(ws: Workspace) -> None:
    load_sample(ws, Silent())
    own = save_organisation(ws, None, OrganisationEdit("真公司")).value
    mine = save_filing(ws, None, FilingEdit(own, "icp", title="真网站")).value
    create_case(ws, "混合项目", (mine, list_filings(ws)[0].id))
    with pytest.raises(ConflictError, match="混合项目"):
        remove_sample(ws)
    assert len(list_filings(ws)) == 25
