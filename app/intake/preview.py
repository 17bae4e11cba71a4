"""What an import would change: rows of a file against the filings that are there.

Pure: it changes nothing. A filing is the same when its number is the same; without a number,
when subject and algorithm name are. An older list never takes anything back: a deregistered
filing stays so, products and former names are only added.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from app.intake.compare_ledger import compare_ledger, is_same_filing
from app.intake.differences import (
    Difference,
    DifferenceField,
    ExistingFiling,
    Matched,
    product_text,
)
from app.intake.rows import ImportRow
from app.intake.tables import text_key
from app.model.kinds import FilingStatus

ENDED = (FilingStatus.CANCELLED, FilingStatus.REVOKED)


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
    existing = list(existing)
    known = _index(existing, names=any(not row.number_key for row in rows))
    by_id = {filing.id: filing for filing in existing} if any(r.ledger for r in rows) else {}
    seen: dict[str, ImportRow] = {}
    new: list[ImportRow] = []
    changed: list[Matched] = []
    unchanged: list[Matched] = []
    rejected: list[Rejected] = []
    filtered_out = 0
    for row in rows:
        if chosen is not None and row.listed_as and text_key(row.listed_as) not in chosen:
            filtered_out += 1
            continue
        if row.rejected_reason:
            rejected.append(Rejected(row, row.rejected_reason))
            continue
        found = by_id.get(row.ledger.filing_id or 0) if row.ledger else None
        exact = found is not None and is_same_filing(row, found)
        key = f"#{found.id}" if exact and found else _row_key(row)
        if key in seen:
            rejected.append(Rejected(row, _repeats(row, seen[key], exact=exact)))
            continue
        seen[key] = row
        if not exact:
            found = known.get(key) or _without_number(known, row)
        if found is None:
            new.append(row)
            continue
        matched = compare_ledger(row, found) if exact else compare(row, found)
        (changed if matched.differences else unchanged).append(matched)
    return Preview(tuple(new), tuple(changed), tuple(unchanged), tuple(rejected), filtered_out)


def _repeats(row: ImportRow, first: ImportRow, *, exact: bool) -> str:
    what = "备案编号" if row.number_key else "主体和算法名称"
    return f"与{first.place}的{'内部编号' if exact else what}相同，只取前一行。"


def compare(row: ImportRow, filing: ExistingFiling) -> Matched:
    """Return what the row would change about the filing, and what it leaves alone."""
    notes: list[str] = []
    differences = [
        *_names(row, filing, notes),
        *_classes(row, filing),
        *_products(row, filing, notes),
        *_texts(row, filing),
        *_status(row, filing, notes),
        *_days(row, filing),
    ]
    if text_key(row.listed_as) != text_key(row.organisation_name):
        notes.append(f"文件中的主体“{row.listed_as}”按您的确认就是“{row.organisation_name}”。")
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


def _texts(row: ImportRow, filing: ExistingFiling) -> Iterable[Difference]:
    for field, old, new in (
        (DifferenceField.PURPOSE, filing.purpose, row.purpose),
        (DifferenceField.REMARK, filing.remark, row.remark),
    ):
        if new and text_key(old) != text_key(new):
            yield Difference(field, old, new)


def _status(row: ImportRow, filing: ExistingFiling, notes: list[str]) -> Iterable[Difference]:
    told = row.ledger.status if row.ledger else None
    if told is None and row.cancelled and filing.status not in ENDED:
        told = FilingStatus.CANCELLED
    if told is not None and told is not filing.status:
        yield Difference(DifferenceField.STATUS, filing.status.label, told.label)
    elif told is None and filing.status in ENDED and not row.cancelled:
        notes.append(f"台账状态为“{filing.status.label}”，文件未注明注销，状态保留不变。")
    day = row.ledger.cancelled_on if row.ledger else None
    if day is not None and day != filing.cancelled_on:
        old = filing.cancelled_on.isoformat() if filing.cancelled_on else filing.cancelled_month
        yield Difference(DifferenceField.CANCELLED_ON, old, day.isoformat())
    elif (
        row.cancelled_month
        and not filing.cancelled_month
        and filing.cancelled_on is None
        and filing.status is not FilingStatus.REVOKED
    ):
        yield Difference(DifferenceField.CANCELLED_MONTH, "", row.cancelled_month)


def _days(row: ImportRow, filing: ExistingFiling) -> Iterable[Difference]:
    if row.ledger is None:
        return
    for field, old, new in (
        (DifferenceField.FILED_ON, filing.filed_on, row.ledger.filed_on),
        (DifferenceField.CHANGED_ON, filing.changed_on, row.ledger.changed_on),
    ):
        if new is not None and new != old:
            yield Difference(field, old.isoformat() if old else "", new.isoformat())
