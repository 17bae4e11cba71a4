"""The firms of the three stories of planning, written as an officer would enter them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.model.kinds import AlgorithmType, DataDisposal, EndReason, ProductKind, Role
from app.services.algorithms import AlgorithmEdit
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.filings import FilingEdit, save_filing
from app.services.organisations import OrganisationEdit, save_organisation
from app.services.products import ProductEdit, save_product
from app.services.workspace import Workspace


@dataclass(frozen=True)
class Story:
    """A case over filings; ``products`` are those of the case, in the order they were made."""

    case_id: int
    filings: tuple[int, ...]
    products: tuple[int, ...]


def add_organisation(ws: Workspace, name: str) -> int:
    """Return a new subject."""
    edit = OrganisationEdit(name=name, legal_representative="张三", address="北京市")
    return save_organisation(ws, None, edit).value


def add_product(ws: Workspace, organisation: int, name: str) -> int:
    """Return a new product in use."""
    edit = ProductEdit(organisation_id=organisation, name=name, kind=ProductKind.APP)
    return save_product(ws, None, edit).value


def add_filing(
    ws: Workspace,
    organisation: int,
    platform: str,
    title: str,
    products: tuple[int, ...],
    *,
    role: Role = Role.PROVIDER,
) -> int:
    """Return a new filing, of an algorithm of its own where the platform files algorithms."""
    of_algorithms = platform == "cac-algorithm"
    algorithm = AlgorithmEdit(
        organisation_id=organisation,
        name=title,
        type=AlgorithmType.PUSH,
        role=role,
        purpose="根据用户的浏览记录推荐内容",
    )
    edit = FilingEdit(
        organisation_id=organisation,
        platform=platform,
        new_algorithm=algorithm if of_algorithms else None,
        title="" if of_algorithms else title,
        product_ids=products,
    )
    return save_filing(ws, None, edit).value


def open_case(ws: Workspace, filings: tuple[int, ...], ended: tuple[int, ...]) -> Story:
    """Return a case over ``filings`` whose ``ended`` products stop."""
    case_id = create_case(ws, "停服项目", filings).value
    save_facts(
        ws,
        case_id,
        Facts(
            reason=EndReason.PRODUCT_CLOSED,
            ended_on=date(2026, 11, 16),
            product_ids=ended,
            arrangement="已退费。",
            data_disposal=DataDisposal.NONE_HELD,
            notice_on=date(2026, 11, 1),
            notice_where="首页",
        ),
    )
    assert len(case_view(ws, case_id).filings) == len(filings)
    return Story(case_id, filings, ended)


def group_story(ws: Workspace, many: int = 100) -> Story:
    """A group: two subsidiaries with ``many`` similar filings on a platform that takes batches."""
    filings: list[int] = []
    ended = []
    for name in ("云帆一号科技有限公司", "云帆二号科技有限公司"):
        organisation = add_organisation(ws, name)
        product = add_product(ws, organisation, f"{name[:4]}资讯")
        ended.append(product)
        filings += [
            add_filing(ws, organisation, "icp", f"{name[:4]}资讯站点{number}", (product,))
            for number in range(1, many // 2 + 1)
        ]
    return open_case(ws, tuple(filings), tuple(ended))


def stopped_on_one_story(ws: Workspace) -> Story:
    """One algorithm serves product A and product B; A stops, B runs on."""
    organisation = add_organisation(ws, "云览信息技术有限公司")
    first = add_product(ws, organisation, "云览甲")
    second = add_product(ws, organisation, "云览乙")
    both = add_filing(ws, organisation, "cac-algorithm", "云览推荐算法", (first, second))
    alone = add_filing(ws, organisation, "cac-algorithm", "云览甲专用算法", (first,))
    return open_case(ws, (both, alone), (first,))


def returned_story(ws: Workspace) -> Story:
    """Four alike filings of one subject on a platform that takes batches."""
    organisation = add_organisation(ws, "云集网络科技有限公司")
    product = add_product(ws, organisation, "云集商城")
    filings = tuple(
        add_filing(ws, organisation, "icp", f"云集商城站点{number}", (product,))
        for number in range(1, 5)
    )
    return open_case(ws, filings, (product,))
