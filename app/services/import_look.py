"""What importing rows would do to the inventory of the moment; nothing is changed.

Only filings that a row can mean are loaded, however many the inventory holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from app.errors import FieldsError
from app.intake.differences import DifferenceField, ExistingFiling, Matched
from app.intake.preview import Preview, Rejected, preview
from app.intake.rows import ImportRow
from app.intake.tables import text_key
from app.model.inventory import Algorithm, Filing, FilingProduct, Organisation
from app.services.algorithms import check_algorithm, edit_of_algorithm
from app.services.filings import check_filing, edit_of, get_filing
from app.services.workspace import Workspace

_A_QUERY = 5000
_CHECKED = {
    DifferenceField.NUMBER,
    DifferenceField.FILED_ON,
    DifferenceField.CHANGED_ON,
    DifferenceField.CANCELLED_ON,
}


def get_ready(ws: Workspace, session: Session) -> None:
    """Load the platforms' rules and the tables' queries, which the first look would wait for."""
    ws.catalogue.get("")
    session.scalars(select(Filing).where(Filing.id == 0).options(*_LOADS)).all()


def look(
    ws: Workspace,
    session: Session,
    rows: Sequence[ImportRow],
    organisations: frozenset[str] | None,
) -> Preview:
    """Return what importing ``rows`` would do; edits that the inventory refuses are rejected.

    ``organisations``: names as in the file, None for all.
    """
    found = preview(rows, _candidates(session, rows), organisations)
    reasons = {item.row.place: _refusal(ws, session, item) for item in found.changed}
    if not any(reasons.values()):
        return found
    refused = tuple(
        Rejected(item.row, f"{reasons[item.row.place]}。")
        for item in found.changed
        if reasons[item.row.place]
    )
    return replace(
        found,
        changed=tuple(item for item in found.changed if not reasons[item.row.place]),
        rejected=(*found.rejected, *refused),
    )


def _refusal(ws: Workspace, session: Session, matched: Matched) -> str:
    """Return why the edits of a firm's own table cannot be taken over, or an empty text."""
    fields = {difference.field for difference in matched.differences}
    ledger = matched.row.ledger
    if ledger is None:
        return ""
    item = get_filing(session, matched.existing.id)
    try:
        if fields & _CHECKED:
            edit = edit_of(item)
            for field, key in (
                (DifferenceField.FILED_ON, "filed_on"),
                (DifferenceField.CHANGED_ON, "changed_on"),
                (DifferenceField.CANCELLED_ON, "cancelled_on"),
            ):
                if field in fields:
                    edit = replace(edit, **{key: getattr(ledger, key)})
            if DifferenceField.NUMBER in fields:
                edit = replace(edit, number=matched.row.number)
            check_filing(ws, session, item.id, edit)
        if DifferenceField.ALGORITHM_NAME in fields and item.algorithm is not None:
            renamed = replace(edit_of_algorithm(item.algorithm), name=matched.row.algorithm_name)
            check_algorithm(session, item.algorithm.id, renamed)
    except FieldsError as error:
        return "；".join(text.rstrip("。") for text in error.fields.values())
    return ""


def _candidates(session: Session, rows: Iterable[ImportRow]) -> list[ExistingFiling]:
    """Return the filings that a row may mean: by number, by inner id, or by subject and name."""
    numbers: set[str] = set()
    ids: set[int] = set()
    subjects: set[str] = set()
    for row in rows:
        if row.number_key:
            numbers.add(row.number_key)
        else:
            subjects.add(text_key(row.organisation_name))
        if row.ledger is not None and row.ledger.filing_id is not None:
            ids.add(row.ledger.filing_id)
    wanted: list[ColumnElement[bool]] = [Filing.number_key == ""]
    if len(numbers) > _A_QUERY:
        known = session.execute(select(Filing.id, Filing.number_key))
        ids.update(id for id, key in known if key in numbers)
    else:
        wanted.append(Filing.number_key.in_(numbers))
    wanted += [Filing.id.in_(piece) for piece in _pieces(sorted(ids))]
    if subjects:
        named = [
            id
            for id, name in session.execute(select(Organisation.id, Organisation.name))
            if text_key(name) in subjects
        ]
        wanted.append(Filing.organisation_id.in_(named))
    found: dict[int, ExistingFiling] = {}
    for condition in wanted:
        query = select(Filing).where(condition).options(*_LOADS)
        found |= {item.id: _existing(item) for item in session.scalars(query)}
    return [found[id] for id in sorted(found)]


def _pieces(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _A_QUERY):
        yield items[start : start + _A_QUERY]


_LOADS = (
    selectinload(Filing.organisation).selectinload(Organisation.former_names),
    selectinload(Filing.algorithm).selectinload(Algorithm.former_names),
    selectinload(Filing.product_links).selectinload(FilingProduct.product),
)


def _existing(item: Filing) -> ExistingFiling:
    algorithm, links = item.algorithm, item.product_links
    former = algorithm.former_names if algorithm else ()
    return ExistingFiling(
        id=item.id,
        platform=item.platform,
        number_key=item.number_key,
        algorithm_name=algorithm.name if algorithm else item.title,
        type=algorithm.type if algorithm else None,
        role=algorithm.role if algorithm else None,
        organisation_name=item.organisation.name,
        organisation_former_names=tuple(name.name for name in item.organisation.former_names),
        algorithm_former_names=tuple(name.name for name in former),
        products=frozenset((link.product.name, link.product.kind) for link in links),
        purpose=algorithm.purpose if algorithm else "",
        remark=item.remark,
        status=item.status,
        cancelled_month=item.cancelled_month,
        number=item.number,
        filed_on=item.filed_on,
        changed_on=item.changed_on,
        cancelled_on=item.cancelled_on,
        ended=frozenset(
            (link.product.name, link.product.kind) for link in links if link.ended_on is not None
        ),
    )
