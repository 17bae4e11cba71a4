"""The order of algorithms, products and organisations that match, as plain ids.

These lists are short beside the filings, so they have no index of their own: SQLite walks them
with the same plain text, initials and order as the lines.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from app.store.line_reader import Condition, LineReader, Sort
from app.store.line_text import initials, order_key, plain


class RecordList(NamedTuple):
    """How one kind of record is searched and sorted; ``r`` is the record, ``o`` its subject."""

    source: str
    subject: str
    text: tuple[str, ...]
    orders: dict[str, str]
    by_initials: bool = True


_OWNED = "JOIN organisation o ON o.id = r.organisation_id"
_FORMER = "(SELECT group_concat(n.name, char(10)) FROM {0}_former_name n WHERE n.{0}_id = r.id)"
_SUBJECT = "order_key(o.name)"

LISTS = {
    "algorithm": RecordList(
        f"algorithm r {_OWNED}",
        "r.organisation_id",
        ("r.name", "o.name", "r.purpose", "r.note", _FORMER.format("algorithm")),
        {
            "name": "order_key(r.name)",
            "type": "r.type",
            "role": "r.role",
            "organisation": _SUBJECT,
            "filings": "(SELECT count(*) FROM filing f WHERE f.algorithm_id = r.id)",
            "purpose": "order_key(r.purpose)",
        },
        # Too many for a walk through their pinyin; they are found by that as filings.
        by_initials=False,
    ),
    "product": RecordList(
        f"product r {_OWNED}",
        "r.organisation_id",
        ("r.name", "o.name", "r.note"),
        {
            "name": "order_key(r.name)",
            "kind": "r.kind",
            "state": "r.state",
            "since": "r.state_since",
            "organisation": _SUBJECT,
            "filings": "(SELECT count(*) FROM filing_product l"
            " WHERE l.product_id = r.id AND l.ended_on IS NULL)",
        },
    ),
    "organisation": RecordList(
        "organisation r LEFT JOIN organisation o ON o.id = r.parent_id",
        "r.id",
        ("r.name", "r.uscc", "r.legal_representative", "r.contact_name", "r.contact_phone",
         "r.address", "r.note", "coalesce(o.name, '')", _FORMER.format("organisation")),
        {
            "name": "order_key(r.name)",
            "uscc": "r.uscc",
            "parent": "order_key(coalesce(o.name, ''))",
            "legal": "order_key(r.legal_representative)",
            "contact": "order_key(r.contact_name)",
            "filings": "(SELECT count(*) FROM filing f WHERE f.organisation_id = r.id)",
            "products": "(SELECT count(*) FROM product p WHERE p.organisation_id = r.id)",
        },
    ),
}  # fmt: skip


def record_ids(
    reader: LineReader,
    kind: str,
    words: Sequence[str],
    conditions: Sequence[Condition],
    sort: Sort,
) -> Sequence[int]:
    """Return the ids of the records that hold every word, in order; by name without a sort."""
    told = LISTS[kind]
    text = " || char(10) || ".join(f"coalesce({part}, '')" for part in told.text)
    asked = list(conditions)
    for word in words:
        found = f"instr(plain_lines({text}), ?)"
        if told.by_initials:
            asked.append(Condition(f"{found} OR instr(initials(r.name), ?)", (word, word)))
        else:
            asked.append(Condition(found, (word,)))
    where = " AND ".join(f"({item.sql})" for item in asked) or "1"
    order = ", ".join(
        f"{told.orders[key]} {'DESC' if down else 'ASC'}"
        for key, down in sort or (("name", False),)
    )
    with reader.reading() as handle:
        _teach(handle.connection)
        return handle.column(
            f"SELECT r.id AS n FROM {told.source} WHERE {where} ORDER BY {order}, r.id",
            [value for item in asked for value in item.values],
        )


def record_count(reader: LineReader, kind: str) -> int:
    """Return how many records of a kind there are."""
    assert kind in LISTS
    return reader.count(kind)


def _plain_lines(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def _teach(connection: sqlite3.Connection) -> None:
    """Give the connection the functions by which lines are written."""
    for name, function in (
        ("plain_lines", _plain_lines), ("initials", initials), ("order_key", order_key),
    ):  # fmt: skip
        connection.create_function(name, 1, function, deterministic=True)
