"""What a row would change about a filing, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.intake.products import Product
from app.intake.rows import ImportRow
from app.model.kinds import AlgorithmType, FilingStatus, Role, Word


class DifferenceField(Word):
    """What may differ between a row and a filing, with its name for the officer."""

    ORGANISATION_NAME = "organisation_name", "主体名称"
    ORGANISATION_FORMER_NAMES = "organisation_former_names", "主体曾用名"
    NUMBER = "number", "备案编号"
    ALGORITHM_NAME = "algorithm_name", "算法名称"
    ALGORITHM_FORMER_NAMES = "algorithm_former_names", "算法曾用名"
    TYPE = "type", "算法类型"
    ROLE = "role", "角色"
    PRODUCTS = "products", "应用产品"
    PURPOSE = "purpose", "主要用途"
    STATUS = "status", "状态"
    CANCELLED_MONTH = "cancelled_month", "注销月份"
    REMARK = "remark", "备注"
    FILED_ON = "filed_on", "备案日期"
    CHANGED_ON = "changed_on", "变更日期"
    CANCELLED_ON = "cancelled_on", "注销日期"


ADDED = (
    DifferenceField.ORGANISATION_FORMER_NAMES,
    DifferenceField.ALGORITHM_FORMER_NAMES,
    DifferenceField.PRODUCTS,
)
"""What a list only adds to; nothing of the inventory is lost by it."""


@dataclass(frozen=True, slots=True)
class ExistingFiling:
    """A filing of the inventory, as far as a list can speak about it.

    ``ended`` are those of ``products`` that use it no longer.
    """

    id: int
    platform: str
    number_key: str
    algorithm_name: str
    type: AlgorithmType | None
    role: Role | None
    organisation_name: str
    organisation_former_names: tuple[str, ...]
    algorithm_former_names: tuple[str, ...]
    products: frozenset[Product]
    purpose: str
    remark: str
    status: FilingStatus
    cancelled_month: str = ""
    number: str = ""
    filed_on: date | None = None
    changed_on: date | None = None
    cancelled_on: date | None = None
    ended: frozenset[Product] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a changed filing; ``old`` and ``new`` are texts to show.

    For products and former names ``new`` shows what is added.
    """

    field: DifferenceField
    old: str
    new: str

    @property
    def label(self) -> str:
        """The field's name in Chinese."""
        return self.field.label


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with the filing that it speaks about; ``notes`` say what is left as it is, and why.

    ``exact``: a row of the program's own export, where every cell counts, an emptied one too.
    """

    row: ImportRow
    existing: ExistingFiling
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    exact: bool = False

    def overwrites(self, difference: Difference) -> bool:
        """Tell whether the inventory says something else there, which would be lost."""
        return bool(difference.old) and (self.exact or difference.field not in ADDED)


def product_text(products: Iterable[Product]) -> str:
    """Return products as the public lists write them."""
    return "、".join(f"{name}（{kind.label}）" for name, kind in products)
