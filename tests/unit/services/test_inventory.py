"""The inventory can be entered, changed and deleted; what is wrong is told by field."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ConflictError, FieldsError, NotFoundError
from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, ProductState, Role
from app.services.algorithms import (
    AlgorithmEdit,
    delete_algorithm,
    list_algorithms,
    save_algorithm,
)
from app.services.case_changes import create_case
from app.services.filings import (
    FilingEdit,
    delete_filings,
    filing_detail,
    list_filings,
    save_filing,
)
from app.services.organisations import (
    OrganisationEdit,
    delete_organisation,
    list_organisations,
    save_organisation,
)
from app.services.products import ProductEdit, delete_product, list_products, save_product
from app.services.workspace import Workspace

USCC = "91310115MA1XD1010R"
NUMBER = "网信算备310115990001102220019号"


@pytest.fixture
def firm(ws: Workspace) -> int:
    return save_organisation(ws, None, OrganisationEdit("甲公司", uscc=USCC)).value


def test_an_organisation_is_kept_as_entered(ws: Workspace) -> None:
    edit = OrganisationEdit(
        " 甲公司 ",
        uscc=USCC.lower(),
        legal_representative="张三",
        contact_name="李四",
        former_names=("乙公司", "甲公司", " "),
    )
    id = save_organisation(ws, None, edit).value
    (item,) = list_organisations(ws)
    assert (item.id, item.name, item.uscc) == (id, "甲公司", USCC)
    assert item.former_names == ("乙公司",)
    assert item.uscc_problem == ""


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (OrganisationEdit("  "), "name"),
        (OrganisationEdit("甲公司"), "name"),
        (OrganisationEdit("乙公司", uscc="91310115MA1XD10109"), "uscc"),
    ],
)
def test_a_wrong_organisation_is_told_by_field(
    ws: Workspace, firm: int, edit: OrganisationEdit, field: str
) -> None:
    with pytest.raises(FieldsError) as caught:
        save_organisation(ws, None, edit)
    assert list(caught.value.fields) == [field]
    assert len(list_organisations(ws)) == 1


def test_a_group_cannot_be_a_circle(ws: Workspace, firm: int) -> None:
    child = save_organisation(ws, None, OrganisationEdit("子公司", parent_id=firm)).value
    grandchild = save_organisation(ws, None, OrganisationEdit("孙公司", parent_id=child)).value
    with pytest.raises(FieldsError, match="上级主体"):
        save_organisation(ws, firm, OrganisationEdit("甲公司", parent_id=grandchild))


def test_an_organisation_in_use_is_not_deleted(ws: Workspace, firm: int) -> None:
    save_product(ws, None, ProductEdit(firm, "云览"))
    with pytest.raises(ConflictError, match="1 个产品"):
        delete_organisation(ws, firm)
    delete_product(ws, list_products(ws)[0].id)
    delete_organisation(ws, firm)
    assert list_organisations(ws) == []


def test_a_stopped_product_needs_its_day(ws: Workspace, firm: int) -> None:
    stopped = ProductState.STOPPED
    with pytest.raises(FieldsError, match="停用日期"):
        save_product(ws, None, ProductEdit(firm, "云览", state=stopped))
    with pytest.raises(FieldsError, match="不能晚于今天"):
        save_product(
            ws, None, ProductEdit(firm, "云览", state=stopped, state_since=date(2026, 11, 24))
        )
    save_product(ws, None, ProductEdit(firm, "云览", state=stopped, state_since=date(2026, 11, 23)))
    assert list_products(ws)[0].state_since == date(2026, 11, 23)


def test_the_same_product_of_another_kind_is_another(ws: Workspace, firm: int) -> None:
    save_product(ws, None, ProductEdit(firm, "云览", ProductKind.APP))
    save_product(ws, None, ProductEdit(firm, "云览", ProductKind.WEBSITE))
    with pytest.raises(FieldsError, match="已有产品"):
        save_product(ws, None, ProductEdit(firm, "云览", ProductKind.APP))
    assert [item.label for item in list_products(ws)] == ["云览（APP）", "云览（网站）"]


def test_an_algorithm_per_role(ws: Workspace, firm: int) -> None:
    edit = AlgorithmEdit(firm, "推荐算法", AlgorithmType.PUSH, former_names=("旧算法",))
    id = save_algorithm(ws, None, edit).value
    save_algorithm(ws, None, AlgorithmEdit(firm, "推荐算法", AlgorithmType.PUSH, Role.SUPPORTER))
    with pytest.raises(FieldsError, match="已有算法"):
        save_algorithm(ws, None, edit)
    assert [a.former_names for a in list_algorithms(ws) if a.id == id] == [("旧算法",)]
    delete_algorithm(ws, id)
    assert len(list_algorithms(ws)) == 1


def test_a_filing_with_its_new_algorithm_is_one_step(ws: Workspace, firm: int) -> None:
    product = save_product(ws, None, ProductEdit(firm, "云览")).value
    edit = FilingEdit(
        firm,
        "cac-algorithm",
        new_algorithm=AlgorithmEdit(firm, "推荐算法", AlgorithmType.PUSH),
        number=NUMBER,
        filed_on=date(2022, 8, 12),
        product_ids=(product,),
    )
    id = save_filing(ws, None, edit).value
    (row,) = list_filings(ws)
    assert (row.title, row.number, row.problems) == ("推荐算法", NUMBER, ())
    assert row.products_text == "云览（APP）"
    assert filing_detail(ws, id).row == row
    with pytest.raises(ConflictError, match="1 个备案"):
        delete_algorithm(ws, list_algorithms(ws)[0].id)


def test_a_doubtful_number_is_kept_as_typed_and_flagged(ws: Workspace, firm: int) -> None:
    typed = " 网信算备 310115990001102220017 号 "
    edit = FilingEdit(
        firm,
        "cac-algorithm",
        new_algorithm=AlgorithmEdit(firm, "推荐算法", AlgorithmType.RANK),
        number=typed,
    )
    save_filing(ws, None, edit)
    (row,) = list_filings(ws)
    assert row.number == typed.strip()
    assert any("疑似抄录错误" in text for text in row.problems)
    assert any("类型不一致" in text for text in row.problems)


def test_the_same_number_is_filed_once(ws: Workspace, firm: int) -> None:
    save_filing(ws, None, FilingEdit(firm, "icp", title="网站", number="京ICP备1号-1"))
    with pytest.raises(FieldsError, match="该编号已登记在备案“网站”下"):
        save_filing(ws, None, FilingEdit(firm, "icp", title="网站二", number=" 京ICP备 1号-1"))
    save_filing(ws, None, FilingEdit(firm, "psb", title="网站", number="京ICP备1号-1"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation_id": None}, "organisation_id"),
        ({"platform": "nowhere"}, "platform"),
        ({"title": ""}, "title"),
        ({"filed_on": date(2026, 11, 24)}, "filed_on"),
        ({"filed_on": date(2026, 5, 2), "cancelled_on": date(2026, 5, 1)}, "cancelled_on"),
    ],
)
def test_a_wrong_filing_is_told_by_field(
    ws: Workspace, firm: int, changes: dict[str, object], field: str
) -> None:
    values: dict[str, object] = {"organisation_id": firm, "platform": "icp", "title": "网站"}
    with pytest.raises(FieldsError) as caught:
        save_filing(ws, None, FilingEdit(**(values | changes)))  # type: ignore[arg-type]
    assert field in caught.value.fields
    assert list_filings(ws) == []


def test_a_filing_of_a_case_is_not_deleted(ws: Workspace, firm: int) -> None:
    one = save_filing(ws, None, FilingEdit(firm, "icp", title="网站")).value
    two = save_filing(ws, None, FilingEdit(firm, "icp", title="网站二")).value
    create_case(ws, "项目", (two,))
    with pytest.raises(ConflictError, match="属于注销项目“项目”"):
        delete_filings(ws, (one, two))
    assert len(list_filings(ws)) == 2
    delete_filings(ws, (one,))
    assert [row.id for row in list_filings(ws)] == [two]
    with pytest.raises(NotFoundError):
        delete_filings(ws, (one,))


def test_the_status_is_what_was_chosen(ws: Workspace, firm: int) -> None:
    edit = FilingEdit(
        firm,
        "icp",
        title="网站",
        status=FilingStatus.CANCELLED,
        cancelled_on=date(2026, 1, 5),
    )
    save_filing(ws, None, edit)
    (row,) = list_filings(ws)
    assert (row.status, row.cancelled_on) == (FilingStatus.CANCELLED, date(2026, 1, 5))
