"""The four kinds of record: how each is listed, entered, saved and deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.progress import Progress
from app.services.algorithms import delete_algorithm, save_algorithm
from app.services.filings import delete_filings, save_filing
from app.services.organisations import delete_organisation, save_organisation
from app.services.products import delete_product, save_product
from app.services.results import Result
from app.services.workspace import Workspace
from app.ui.inventory.columns import (
    algorithm_columns,
    filing_columns,
    organisation_columns,
    product_columns,
)
from app.ui.inventory.data import Inventory
from app.ui.inventory.filing_form import FilingForm
from app.ui.inventory.forms import AlgorithmForm, OrganisationForm, ProductForm
from app.ui.inventory.record_form import RecordForm
from app.ui.widgets import Column

Save = Callable[[Workspace, int | None, Any], Result[int]]
Delete = Callable[[Workspace, int], Result[Any]]


@dataclass(frozen=True)
class Kind:
    """One kind of record; ``subject`` gives the organisation a record belongs to.

    ``belongs`` says what is entered here; ``fields`` maps a name that findings use for a field
    to the key of the form where they differ.
    """

    key: str
    word: str
    unit: str
    icon: str
    columns: Callable[[], Sequence[Column[Any]]]
    form: type[RecordForm]
    rows: Callable[[Inventory], Sequence[Any]]
    subject: Callable[[Any], int]
    save: Save
    delete: Delete
    belongs: str
    fields: dict[str, str] = field(default_factory=dict)

    def text(self, row: Any) -> str:
        """Return what the filter looks at."""
        told = [column.text(row) for column in self._columns] + [
            column.copied(row) for column in self._columns if column.copied
        ]
        return " ".join(told).casefold()

    @property
    def _columns(self) -> Sequence[Column[Any]]:
        return _COLUMNS.setdefault(self.key, self.columns())

    def name(self, row: Any) -> str:
        """Return what a record is called."""
        return str(row.title if self.key == "filing" else row.name)


_COLUMNS: dict[str, Sequence[Column[Any]]] = {}


def _delete_filing(ws: Workspace, id: int) -> Result[int]:
    return delete_filings(ws, (id,))


KINDS = (
    Kind(
        "filing", "备案", "个备案", "inventory", filing_columns, FilingForm,
        lambda data: data.filings, lambda row: row.organisation_id, save_filing, _delete_filing,
        "这里登记企业在各平台的备案：编号、日期、状态，以及使用它的产品。",
        {"products": "product_ids", "algorithm": "algorithm_id", "organisation": "organisation_id"},
    ),
    Kind(
        "algorithm", "算法", "个算法", "algorithm", algorithm_columns, AlgorithmForm,
        lambda data: data.algorithms, lambda row: row.organisation_id,
        save_algorithm, delete_algorithm,
        "这里登记算法的名称、类别、角色和用途；新建备案时也可以一并填写。",
        {"name": "algorithm_name", "type": "algorithm_type"},
    ),
    Kind(
        "product", "产品", "个产品", "product", product_columns, ProductForm,
        lambda data: data.products, lambda row: row.organisation_id,
        save_product, delete_product,
        "这里登记使用算法的产品：APP、网站、小程序等，在用还是已停用，自哪一天起。",
    ),
    Kind(
        "organisation", "企业主体", "个主体", "building", organisation_columns, OrganisationForm,
        lambda data: data.organisations, lambda row: row.id,
        save_organisation, delete_organisation,
        "这里登记办理备案的企业：统一社会信用代码、法定代表人、联系人和上下级关系。",
        {"parent": "parent_id"},
    ),
)  # fmt: skip


def delete_many(kind: Kind, ws: Workspace, ids: Sequence[int], progress: Progress) -> Result[Any]:
    """Delete the chosen records; several filings go in one step, so that one undo brings all."""
    if kind.key == "filing":
        return delete_filings(ws, tuple(ids))
    progress.report(0, 1, "正在删除")
    return kind.delete(ws, ids[0])
