"""The four kinds of record: how each is listed, read, entered, saved and deleted.

The services are loaded when they are first asked: the table is painted without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from app.progress import Progress
from app.services.inventory_table import TableQuery, filing_ids, filing_lines, listed_ids
from app.services.results import Result
from app.services.workspace import Workspace
from app.ui.inventory.columns import (
    algorithm_columns,
    filing_columns,
    organisation_columns,
    product_columns,
    status_tone,
)
from app.ui.widgets import Column

if TYPE_CHECKING:
    from app.ui.inventory.record_form import RecordForm

Service = Callable[..., Any]


def _service(place: str) -> Service:
    """Return a function of a module that is loaded at the first call."""
    module, name = place.split(":")

    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **named)

    return call


class Kind(NamedTuple):
    """One kind of record.

    ``ids`` and ``rows`` feed the table, ``read`` gives the one record that is shown in full.
    ``belongs`` says what is entered here; ``fields`` maps a name that findings use for a field
    to the key of the form where they differ.
    """

    key: str
    word: str
    unit: str
    icon: str
    columns: Callable[[], Sequence[Column[Any]]]
    form_place: str
    ids: Callable[[Workspace, TableQuery], Sequence[int]]
    rows: Callable[[Workspace, Sequence[int]], Sequence[Any]]
    read: Callable[[Workspace, int], Any]
    save: Service
    delete: Service
    belongs: str
    fields: Mapping[str, str] = {}
    tone: Callable[[Any], str] | None = None

    def form(self, *arguments: Any) -> RecordForm:
        """Return a new form of this kind."""
        module, name = self.form_place.split(":")
        made: RecordForm = getattr(import_module(module), name)(*arguments)
        return made

    def subject(self, row: Any) -> int:
        """Return the organisation a record belongs to."""
        return int(row.id if self.key == "organisation" else row.organisation_id)

    def name(self, row: Any) -> str:
        """Return what a record is called."""
        return str(row.title if self.key == "filing" else row.name)


def _listed(kind: str) -> Callable[[Workspace, TableQuery], Sequence[int]]:
    return lambda ws, query: listed_ids(ws, kind, query)


def _rows(lister: Service) -> Callable[[Workspace, Sequence[int]], Sequence[Any]]:
    def rows(ws: Workspace, ids: Sequence[int]) -> Sequence[Any]:
        found = {row.id: row for row in lister(ws, tuple(ids))}
        return [found.get(id) for id in ids]

    return rows


def _reader(lister: Service) -> Callable[[Workspace, int], Any]:
    return lambda ws, id: next(iter(lister(ws, (id,))), None)


_filing_rows = _service("app.services.filing_reading:filing_rows")
_delete_filings = _service("app.services.filings:delete_filings")
_algorithms = _service("app.services.algorithms:list_algorithms")
_products = _service("app.services.products:list_products")
_organisations = _service("app.services.organisations:list_organisations")

KINDS = (
    Kind(
        "filing", "备案", "个备案", "inventory", filing_columns,
        "app.ui.inventory.filing_form:FilingForm",
        filing_ids, filing_lines, _reader(_filing_rows),
        _service("app.services.filings:save_filing"), _delete_filings,
        "这里登记企业在各平台的备案：编号、日期、状态，以及使用它的产品。",
        {"products": "product_ids", "algorithm": "algorithm_id", "organisation": "organisation_id"},
        status_tone,
    ),
    Kind(
        "algorithm", "算法", "个算法", "algorithm", algorithm_columns,
        "app.ui.inventory.forms:AlgorithmForm",
        _listed("algorithm"), _rows(_algorithms), _reader(_algorithms),
        _service("app.services.algorithms:save_algorithm"),
        _service("app.services.algorithms:delete_algorithm"),
        "这里登记算法的名称、类别、角色和用途；新建备案时也可以一并填写。",
        {"name": "algorithm_name", "type": "algorithm_type"},
    ),
    Kind(
        "product", "产品", "个产品", "product", product_columns,
        "app.ui.inventory.forms:ProductForm",
        _listed("product"), _rows(_products), _reader(_products),
        _service("app.services.products:save_product"),
        _service("app.services.products:delete_product"),
        "这里登记使用算法的产品：APP、网站、小程序等，在用还是已停用，自哪一天起。",
    ),
    Kind(
        "organisation", "企业主体", "个主体", "building", organisation_columns,
        "app.ui.inventory.forms:OrganisationForm",
        _listed("organisation"), _rows(_organisations), _reader(_organisations),
        _service("app.services.organisations:save_organisation"),
        _service("app.services.organisations:delete_organisation"),
        "这里登记办理备案的企业：统一社会信用代码、法定代表人、联系人和上下级关系。",
        {"parent": "parent_id"},
    ),
)  # fmt: skip


def delete_many(kind: Kind, ws: Workspace, ids: Sequence[int], progress: Progress) -> Result[Any]:
    """Delete the chosen records; several filings go in one step, so that one undo brings all."""
    progress.report(0, 1, "正在删除")
    result: Result[Any] = kind.delete(ws, tuple(ids) if kind.key == "filing" else ids[0])
    return result
