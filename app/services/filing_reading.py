"""Filings read by their ids, a chunk at a time, for whoever must not hold all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import select

from app.model.inventory import Filing
from app.services.filings import LOADS, FilingRow, filing_row
from app.services.workspace import Workspace

CHUNK = 1_000
"""Rows read with one query each table; SQLite takes 32,766 values in a statement."""


def filing_rows(ws: Workspace, ids: Sequence[int]) -> list[FilingRow]:
    """Return the filings in the order of ``ids``; one that is gone is left out."""
    rows: list[FilingRow] = []
    for chunk in chunks(ids):
        with ws.read() as session:
            query = select(Filing).where(Filing.id.in_(chunk)).options(*LOADS)
            found = {item.id: filing_row(ws, item) for item in session.scalars(query)}
        rows += [found[id] for id in chunk if id in found]
    return rows


def chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """Return ``ids`` in pieces that one query can take."""
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
