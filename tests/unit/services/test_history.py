"""Every change can be taken back and brought again; nothing is half done."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.errors import ConflictError, FieldsError, NotFoundError
from app.model.inventory import Organisation
from app.model.kinds import EndReason, ProductState
from app.services.case_changes import create_case, save_facts, stop_products
from app.services.cases import Facts, case_view, list_cases
from app.services.filings import FilingEdit, delete_filings, list_filings, save_filing
from app.services.history import history_of, timeline, undo
from app.services.organisations import OrganisationEdit, list_organisations, save_organisation
from app.services.products import ProductEdit, list_products, save_product
from app.services.results import Changes, Result
from app.services.workspace import Workspace


def event(result: Result[object]) -> int:
    assert result.changes.event_id is not None
    return result.changes.event_id


def names(ws: Workspace) -> list[str]:
    return [item.name for item in list_organisations(ws)]


def test_undo_and_redo_of_a_new_record(ws: Workspace) -> None:
    made = save_organisation(ws, None, OrganisationEdit("甲公司"))
    undone = undo(ws, event(made))
    assert names(ws) == []
    assert undone.summary == "撤销：新建主体“甲公司”"
    redone = undo(ws, event(undone))
    assert names(ws) == ["甲公司"]
    assert redone.summary == "重做：新建主体“甲公司”"
    undo(ws, event(redone))
    assert names(ws) == []


def test_undo_of_a_change_restores_every_field(ws: Workspace) -> None:
    edit = OrganisationEdit("甲公司", contact_name="李四", former_names=("旧名",))
    id = save_organisation(ws, None, edit).value
    before = list_organisations(ws)
    changed = save_organisation(ws, id, OrganisationEdit("乙公司", former_names=("甲公司",)))
    assert list_organisations(ws) != before
    undo(ws, event(changed))
    assert list_organisations(ws) == before


def test_a_step_is_undone_once(ws: Workspace) -> None:
    made = save_organisation(ws, None, OrganisationEdit("甲公司"))
    undo(ws, event(made))
    with pytest.raises(ConflictError, match="已经撤销过了"):
        undo(ws, event(made))
    with pytest.raises(NotFoundError):
        undo(ws, 999)


def test_undo_is_refused_when_the_record_was_changed_since(ws: Workspace) -> None:
    made = save_organisation(ws, None, OrganisationEdit("甲公司"))
    first = save_organisation(ws, made.value, OrganisationEdit("乙公司"))
    save_organisation(ws, made.value, OrganisationEdit("丙公司"))
    with pytest.raises(ConflictError, match="又被修改过"):
        undo(ws, event(first))
    assert names(ws) == ["丙公司"]


def test_undo_is_refused_when_something_leans_on_the_record(ws: Workspace) -> None:
    made = save_organisation(ws, None, OrganisationEdit("甲公司"))
    save_product(ws, None, ProductEdit(made.value, "云览"))
    with pytest.raises(ConflictError):
        undo(ws, event(made))
    assert names(ws) == ["甲公司"]
    assert len(list_products(ws)) == 1


def test_a_deleted_filing_comes_back_with_its_products(ws: Workspace) -> None:
    firm = save_organisation(ws, None, OrganisationEdit("甲公司")).value
    product = save_product(ws, None, ProductEdit(firm, "云览")).value
    id = save_filing(ws, None, FilingEdit(firm, "icp", title="网站", product_ids=(product,))).value
    before = list_filings(ws)
    gone = delete_filings(ws, (id,))
    assert list_filings(ws) == []
    undo(ws, event(gone))
    assert list_filings(ws) == before


def test_a_new_case_and_its_facts_are_undone(ws: Workspace) -> None:
    firm = save_organisation(ws, None, OrganisationEdit("甲公司")).value
    product = save_product(ws, None, ProductEdit(firm, "云览")).value
    id = save_filing(ws, None, FilingEdit(firm, "icp", title="网站", product_ids=(product,))).value
    made = create_case(ws, "", (id,))
    assert case_view(ws, made.value).title == "2026年11月23日注销项目"
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED, ended_on=date(2026, 11, 20), product_ids=(product,)
    )
    told = save_facts(ws, made.value, facts)
    assert case_view(ws, made.value).facts == facts
    stopped = stop_products(ws, made.value)
    assert list_products(ws)[0].state is ProductState.STOPPED
    for step in (stopped, told, made):
        undo(ws, event(step))
    assert list_products(ws)[0].state is ProductState.IN_USE
    assert list_cases(ws) == []


def test_a_failed_action_leaves_nothing(ws: Workspace) -> None:
    firm = save_organisation(ws, None, OrganisationEdit("甲公司")).value
    before = len(timeline(ws))
    with pytest.raises(FieldsError):
        save_filing(ws, None, FilingEdit(firm, "icp", title=""))
    with pytest.raises(ZeroDivisionError):
        _delete_and_fail(ws)
    assert names(ws) == ["甲公司"]
    assert len(timeline(ws)) == before


def _delete_and_fail(ws: Workspace) -> None:
    with ws.change("test") as change:
        change.session.execute(sa.delete(Organisation))
        change.session.flush()
        _ = 1 / 0


def test_saving_the_same_again_is_no_event(ws: Workspace) -> None:
    edit = OrganisationEdit("甲公司", former_names=("旧名",))
    id = save_organisation(ws, None, edit).value
    again = save_organisation(ws, id, edit)
    assert again.changes == Changes(frozenset(), None)
    assert len(timeline(ws)) == 1


def test_the_history_of_a_record_names_what_changed(ws: Workspace) -> None:
    id = save_organisation(ws, None, OrganisationEdit("甲公司")).value
    save_organisation(ws, id, OrganisationEdit("甲公司", contact_name="李四"))
    newest, oldest = history_of(ws, "organisation", id)
    assert oldest.summary == "新建主体“甲公司”"
    (field,) = newest.fields
    assert (field.column, field.before, field.after) == ("contact_name", "", "李四")
    assert newest.actor == "测试员"
