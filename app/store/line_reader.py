"""Reads the lines of the inventory: their order, what matches, and the few that are shown.

It speaks to SQLite directly: a table asks for a handful of rows at every turn of the wheel, and
the first picture of the window is drawn from here before any library is loaded. What stays in
memory is one number a line.
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Any

from app.store.line_columns import NO_PLACE, ORDERS
from app.store.line_text import SHORT

Ids = array  # of unsigned integers
Sort = tuple[tuple[str, bool], ...]
SHOWN = (
    "id", "organisation_id", "algorithm_id", "platform", "platform_name", "title", "number",
    "status", "type", "role", "organisation", "products", "purpose", "remark", "filed_on",
    "changed_on", "cancelled", "problems", "running", "product_count", "sample",
)  # fmt: skip
KEPT_ORDERS = 8


@dataclass(frozen=True)
class Condition:
    """A condition on the lines in SQL with its values; made by the services only."""

    sql: str
    values: tuple[Any, ...] = ()


class LineReader:
    """The lines of one database; safe to use from several threads."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._mine = threading.local()
        self._every: list[sqlite3.Connection] = []
        self._adding = threading.Lock()
        self._orders: dict[Sort, tuple[int, array[int]]] = {}

    def close(self) -> None:
        """Let the file go; a later read opens it again."""
        with self._adding:
            for connection in self._every:
                connection.close()
            self._every.clear()
            self._mine = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, which changes nothing."""
        known: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if known is None:
            known = sqlite3.connect(
                self._database, timeout=15, isolation_level=None, check_same_thread=False
            )
            known.execute("PRAGMA query_only=ON")
            self._mine.connection = known
            with self._adding:
                self._every.append(known)
        return known

    def ids(self, words: Sequence[str], conditions: Sequence[Condition], sort: Sort) -> array[int]:
        """Return the ids of the lines that hold every word and fit every condition, in order.

        ``words`` are plain (see :func:`app.store.line_text.plain`); ``sort`` names columns of
        :data:`ORDERS` with whether they go down. Empty values stand last.
        """
        order = self._order(tuple(sort))
        found = [self._matches(word) for word in words]
        if conditions:
            where = " AND ".join(f"({item.sql})" for item in conditions)
            values = [value for item in conditions for value in item.values]
            found.append(self._column(f"SELECT id FROM filing_line WHERE {where}", values))
        return _in_order(order, found)

    def count(self) -> int:
        """Return how many lines there are."""
        return int(self.connection.execute("SELECT count(*) FROM filing_line").fetchone()[0])

    def rows(self, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Return the columns :data:`SHOWN` of the lines, by id; a line that is gone is left out."""
        wanted = ",".join(str(int(id)) for id in ids)
        found = self.connection.execute(
            f"SELECT {', '.join(SHOWN)} FROM filing_line WHERE id IN ({wanted})"
        )
        return {row[0]: row for row in found}

    def values(self, column: str) -> dict[int, Any]:
        """Return one column of every line by id; for grouping."""
        assert column in SHOWN
        return dict(self.connection.execute(f"SELECT id, {column} FROM filing_line"))

    def _matches(self, word: str) -> array[int]:
        table = "filing_gram" if len(word) <= SHORT else "filing_tri"
        asked = '"' + word.replace('"', '""') + '"'
        return self._column(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (asked,))

    def _column(self, query: str, values: Iterable[Any] = ()) -> array[int]:
        """Return one column of whole numbers; the database joins them, which spares the objects."""
        sql = f"SELECT group_concat(n) FROM ({query})".replace("SELECT id", "SELECT id AS n", 1)
        sql = sql.replace("SELECT rowid", "SELECT rowid AS n", 1)
        told = self.connection.execute(sql, tuple(values)).fetchone()[0]
        return array("I", map(int, told.split(","))) if told else array("I")

    def _order(self, sort: Sort) -> array[int]:
        """Return every id in the order asked for; kept until the database changes."""
        now = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        key = (threading.get_ident(), *sort)
        kept = self._orders.get(key)  # type: ignore[arg-type]
        if kept is not None and kept[0] == now:
            return kept[1]
        found = self._read_order(sort)
        while len(self._orders) >= KEPT_ORDERS:
            self._orders.pop(next(iter(self._orders)), None)
        self._orders[key] = (now, found)  # type: ignore[index]
        return found

    def _read_order(self, sort: Sort) -> array[int]:
        if not sort:
            return self._column("SELECT id FROM filing_line ORDER BY id")
        if len(sort) == 1:
            # The index gives the order; the empty ones are read apart to stand at the end.
            (key, down), empty = sort[0], _empty(sort[0][0])
            column, way = ORDERS[key], "DESC" if down else "ASC"
            filled = self._column(
                f"SELECT id FROM filing_line WHERE {column} <> {empty} "
                f"ORDER BY {column} {way}, id {way}"
            )
            rest = f"SELECT id FROM filing_line WHERE {column} = {empty} ORDER BY id"
            return filled + self._column(rest)
        parts = []
        for key, down in sort:
            column = ORDERS[key]
            parts.append(f"{column} = {_empty(key)}, {column} {'DESC' if down else 'ASC'}")
        return self._column(f"SELECT id FROM filing_line ORDER BY {', '.join(parts)}, id")


@lru_cache
def _empty(key: str) -> str:
    column = ORDERS[key]
    if column in ("status", "type", "role"):
        return str(NO_PLACE)
    return "x''" if column.endswith("_order") else "''"


def _in_order(order: array[int], found: Sequence[array[int]]) -> array[int]:
    """Return the members of ``order`` that are in each of ``found``."""
    if not found:
        return order
    smallest, *others = sorted(found, key=len)
    fits = set(smallest)
    for other in others:
        fits.intersection_update(other)
    if not fits:
        return array("I")
    flags = bytearray(max((max(order, default=0), max(fits))) + 1)
    for id in fits:
        flags[id] = 1
    return array("I", compress(order, map(flags.__getitem__, order)))
