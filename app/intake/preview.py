"""What an import would change: rows of a file against the filings that are there.

Pure: it changes nothing. A filing is the same when its number is the same; without a number,
when subject and algorithm name are. An older list never takes anything back: a deregistered
filing stays so, products and former names are only added.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from app.intake.products import Product
from app.intake.rows import ImportRow
from app.intake.tables import text_key
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


@dataclass(frozen=True, slots=True)
class ExistingFiling:
    """A filing of the inventory, as far as a list can speak about it."""

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
    """A row with the filing that it speaks about; ``notes`` say what is left as it is, and why."""

    row: ImportRow
    existing: ExistingFiling
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be imported, with the reason in Chinese."""

    row: ImportRow
    reason: str


@dataclass(frozen=True)
class Preview:
    """What an import would do; ``filtered_out`` counts the rows of other organisations."""

    new: tuple[ImportRow, ...]
    changed: tuple[Matched, ...]
    unchanged: tuple[Matched, ...]
    rejected: tuple[Rejected, ...]
    filtered_out: int = 0


def preview(
    rows: Iterable[ImportRow],
    existing: Iterable[ExistingFiling],
    organisations: Set[str] | None = None,
) -> Preview:
    """Return what importing ``rows`` would do to ``existing``.

    ``organisations``: only rows of these names (as in the file, compared without blanks and
    widths); None: all rows. A row without a subject is shown as rejected, never filtered out.
    """
    chosen = None if organisations is None else {text_key(name) for name in organisations}
    rows = list(rows)
    known = _index(existing, names=any(not row.number_key for row in rows))
    seen: dict[str, ImportRow] = {}
    new: list[ImportRow] = []
    changed: list[Matched] = []
    unchanged: list[Matched] = []
    rejected: list[Rejected] = []
    filtered_out = 0
    for row in rows:
        subject = text_key(row.organisation_name)
        if chosen is not None and subject and subject not in chosen:
            filtered_out += 1
            continue
        if row.rejected_reason:
            rejected.append(Rejected(row, row.rejected_reason))
            continue
        key = _row_key(row)
        if key in seen:
            what = "备案编号" if row.number_key else "主体和算法名称"
            rejected.append(Rejected(row, f"与{seen[key].place}的{what}相同，只取前一行。"))
            continue
        seen[key] = row
        found = known.get(key) or _without_number(known, row)
        if found is None:
            new.append(row)
            continue
        matched = compare(row, found)
        (changed if matched.differences else unchanged).append(matched)
    return Preview(tuple(new), tuple(changed), tuple(unchanged), tuple(rejected), filtered_out)


def compare(row: ImportRow, filing: ExistingFiling) -> Matched:
    """Return what the row would change about the filing, and what it leaves alone."""
    notes: list[str] = []
    differences = [
        *_names(row, filing, notes),
        *_classes(row, filing),
        *_products(row, filing, notes),
        *_texts(row, filing),
        *_status(row, filing, notes),
    ]
    return Matched(row, filing, tuple(differences), tuple(notes))


def _index(existing: Iterable[ExistingFiling], names: bool) -> dict[str, ExistingFiling]:
    """Index by number; by subject and name too where a number is missing on either side."""
    known: dict[str, ExistingFiling] = {}
    for filing in existing:
        if filing.number_key:
            known.setdefault(f"{filing.platform}\n{filing.number_key}", filing)
        if names or not filing.number_key:
            known.setdefault(_name_key(filing), filing)
    return known


def _without_number(known: dict[str, ExistingFiling], row: ImportRow) -> ExistingFiling | None:
    """Return the filing that was entered before its number was known."""
    found = known.get(_name_key(row)) if row.number_key else None
    return found if found is not None and not found.number_key else None


def _row_key(row: ImportRow) -> str:
    return f"{row.platform}\n{row.number_key}" if row.number_key else _name_key(row)


def _name_key(item: ImportRow | ExistingFiling) -> str:
    return "\n\n".join(map(text_key, (item.platform, item.organisation_name, item.algorithm_name)))


def _names(row: ImportRow, filing: ExistingFiling, notes: list[str]) -> Iterable[Difference]:
    yield from _name(
        DifferenceField.ORGANISATION_NAME,
        filing.organisation_name,
        row.organisation_name,
        filing.organisation_former_names,
        notes,
    )
    yield from _added(
        DifferenceField.ORGANISATION_FORMER_NAMES,
        filing.organisation_former_names,
        row.organisation_former_names,
        filing.organisation_name,
    )
    if row.number_key and not filing.number_key:
        yield Difference(DifferenceField.NUMBER, "", row.number)
    yield from _name(
        DifferenceField.ALGORITHM_NAME,
        filing.algorithm_name,
        row.algorithm_name,
        filing.algorithm_former_names,
        notes,
    )
    yield from _added(
        DifferenceField.ALGORITHM_FORMER_NAMES,
        filing.algorithm_former_names,
        row.algorithm_former_names,
        filing.algorithm_name,
    )


def _name(
    field: DifferenceField, old: str, new: str, former: tuple[str, ...], notes: list[str]
) -> Iterable[Difference]:
    if not new or text_key(old) == text_key(new):
        return
    if text_key(new) in set(map(text_key, former)):
        notes.append(f"文件中的{field.label}“{new}”是曾用名，台账保留“{old}”。")
    else:
        yield Difference(field, old, new)


def _added(
    field: DifferenceField, old: tuple[str, ...], new: tuple[str, ...], current: str
) -> Iterable[Difference]:
    """Former names are only added; the filing's own name becomes one when it is renamed."""
    known = set(map(text_key, old))
    added = [name for name in new if text_key(name) not in known | {text_key(current)}]
    if added:
        yield Difference(field, "、".join(old), "、".join(added))


def _classes(row: ImportRow, filing: ExistingFiling) -> Iterable[Difference]:
    if row.type and row.type is not filing.type and not (row.type_from_number and filing.type):
        old = filing.type.label if filing.type else ""
        yield Difference(DifferenceField.TYPE, old, row.type.label)
    if row.role and row.role is not filing.role:
        old = filing.role.label if filing.role else ""
        yield Difference(DifferenceField.ROLE, old, row.role.label)


def _products(row: ImportRow, filing: ExistingFiling, notes: list[str]) -> Iterable[Difference]:
    if not row.products:
        return
    known = {(text_key(name), kind) for name, kind in filing.products}
    listed = {(text_key(name), kind) for name, kind in row.products}
    added = [(n, k) for n, k in row.products if (text_key(n), k) not in known]
    kept = [(n, k) for n, k in filing.products if (text_key(n), k) not in listed]
    if added:
        old = product_text(sorted(filing.products))
        yield Difference(DifferenceField.PRODUCTS, old, product_text(added))
    if kept and not row.products_incomplete:
        notes.append(f"文件没有列出产品{product_text(sorted(kept))}，台账保留不变。")


def product_text(products: Iterable[Product]) -> str:
    """Return products as the public lists write them."""
    return "、".join(f"{name}（{kind.label}）" for name, kind in products)


def _texts(row: ImportRow, filing: ExistingFiling) -> Iterable[Difference]:
    for field, old, new in (
        (DifferenceField.PURPOSE, filing.purpose, row.purpose),
        (DifferenceField.REMARK, filing.remark, row.remark),
    ):
        if new and text_key(old) != text_key(new):
            yield Difference(field, old, new)


def _status(row: ImportRow, filing: ExistingFiling, notes: list[str]) -> Iterable[Difference]:
    ended = filing.status in (FilingStatus.CANCELLED, FilingStatus.REVOKED)
    if ended and not row.cancelled:
        notes.append(f"台账状态为“{filing.status.label}”，文件未注明注销，状态保留不变。")
    if row.cancelled and not ended:
        yield Difference(DifferenceField.STATUS, filing.status.label, FilingStatus.CANCELLED.label)
    if (
        row.cancelled_month
        and not filing.cancelled_month
        and filing.status is not (FilingStatus.REVOKED)
    ):
        yield Difference(DifferenceField.CANCELLED_MONTH, "", row.cancelled_month)
