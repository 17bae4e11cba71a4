"""Reads the lines of the inventory: their order, what matches, and the few that are shown.

It speaks to SQLite directly: a table asks for a handful of rows at every turn of the wheel, and
the first picture of the window is drawn from here before any library is loaded. What stays in
memory is one number a line at most.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple

from app.store.line_columns import NO_PLACE, ORDERS
from app.store.line_text import SHORT

Sort = tuple[tuple[str, bool], ...]
SHOWN = (
    "id", "organisation_id", "algorithm_id", "platform", "platform_name", "title", "number",
    "status", "type", "role", "organisation", "products", "purpose", "remark", "filed_on",
    "changed_on", "cancelled", "problems", "running", "product_count", "sample",
)  # fmt: skip
KEPT_ORDERS = 8
_PLATFORMS = """
WITH RECURSIVE known(id) AS (
    SELECT min(platform) FROM filing
    UNION ALL
    SELECT (SELECT min(platform) FROM filing WHERE platform > known.id)
    FROM known WHERE known.id IS NOT NULL)
SELECT known.id, (SELECT platform_name FROM filing_line WHERE filing_line.id =
    (SELECT filing.id FROM filing WHERE filing.platform = known.id LIMIT 1)) AS name
FROM known WHERE known.id IS NOT NULL ORDER BY name"""
"""A step through the index for each platform, and not a walk over all filings."""


class Condition(NamedTuple):
    """A condition on the lines in SQL with its values; made by the services only."""

    sql: str
    values: tuple[Any, ...] = ()


class Handle:
    """One connection, which changes nothing, with the orders that were read through it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.orders: dict[Sort, tuple[int, Sequence[int]]] = {}

    def column(self, query: str, values: Iterable[Any] = ()) -> array[int]:
        """Return the one column ``n`` of whole numbers; the database joins them to one text,
        which spares an object a line, and the reader of JSON takes it apart the fastest."""
        sql = f"SELECT group_concat(n) FROM ({query})"
        told = self.connection.execute(sql, tuple(values)).fetchone()[0]
        return array("I", json.loads(f"[{told}]")) if told else array("I")

    def matches(self, word: str, whole: int) -> array[int] | None:
        """Return the ids of the lines that hold a plain word; None where all ``whole`` do."""
        table = "filing_gram" if len(word) <= SHORT else "filing_tri"
        asked = ('"' + word.replace('"', '""') + '"',)
        where = f"FROM {table} WHERE {table} MATCH ?"
        if self.connection.execute(f"SELECT count(*) {where}", asked).fetchone()[0] >= whole:
            return None
        return self.column(f"SELECT rowid AS n {where}", asked)

    def order(self, sort: Sort) -> Sequence[int]:
        """Return every id in the order asked for; kept until the database changes."""
        now = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        kept = self.orders.get(sort)
        if kept is not None and kept[0] == now:
            return kept[1]
        found = self._read_order(sort)
        while len(self.orders) >= KEPT_ORDERS:
            del self.orders[next(iter(self.orders))]
        self.orders[sort] = (now, found)
        return found

    def _every(self) -> Sequence[int]:
        """Return every id, from the smallest; the lines themselves are wide and not looked at."""
        first, last, count = self.connection.execute(
            "SELECT (SELECT min(id) FROM filing_line), (SELECT max(id) FROM filing_line),"
            " (SELECT count(*) FROM filing_line)"
        ).fetchone()
        if not count:
            return array("I")
        if last - first + 1 == count:
            return range(first, last + 1)
        present = bytearray(last + 1)
        for id in self.column("SELECT id AS n FROM filing_line INDEXED BY ix_filing_line_status"):
            present[id] = 1
        return array("I", compress(range(last + 1), present))

    def _read_order(self, sort: Sort) -> Sequence[int]:
        if not sort:
            return self._every()
        if len(sort) == 1:
            # The index gives the order; the empty ones are read apart to stand at the end.
            (key, down), empty = sort[0], _empty(sort[0][0])
            column, way = ORDERS[key], "DESC" if down else "ASC"
            filled = self.column(
                f"SELECT id AS n FROM filing_line WHERE {column} <> {empty} "
                f"ORDER BY {column} {way}, id {way}"
            )
            rest = f"SELECT id AS n FROM filing_line WHERE {column} = {empty} ORDER BY id"
            return filled + self.column(rest)
        parts = []
        for key, down in sort:
            column = ORDERS[key]
            parts.append(f"{column} = {_empty(key)}, {column} {'DESC' if down else 'ASC'}")
        return self.column(f"SELECT id AS n FROM filing_line ORDER BY {', '.join(parts)}, id")


class LineReader:
    """The lines of one database; safe to use from several threads."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._free: list[Handle] = []
        self._guard = threading.Lock()

    def close(self) -> None:
        """Let the file go; a later read opens it again."""
        with self._guard:
            for handle in self._free:
                handle.connection.close()
            self._free.clear()

    def read_ahead(self) -> None:
        """Open the file and read the usual order; what is wrong is told to who asks next."""
        with suppress(sqlite3.Error), self.reading() as handle:
            handle.order(())

    @contextmanager
    def reading(self) -> Iterator[Handle]:
        """Give a connection that nobody else uses meanwhile."""
        with self._guard:
            handle = self._free.pop() if self._free else None
        if handle is None:
            handle = Handle(self._open())
        try:
            yield handle
        finally:
            with self._guard:
                self._free.append(handle)

    def _open(self) -> sqlite3.Connection:
        # The threads of the pool come and go, so a connection belongs to none of them.
        made = sqlite3.connect(
            self._database, timeout=15, isolation_level=None, check_same_thread=False
        )
        made.execute("PRAGMA query_only=ON")
        return made

    def ids(
        self, words: Sequence[str], conditions: Sequence[Condition], sort: Sort
    ) -> Sequence[int]:
        """Return the ids of the lines that hold every word and fit every condition, in order.

        ``words`` are plain (see :func:`app.store.line_text.plain`); ``sort`` names columns of
        :data:`ORDERS` with whether they go down. Empty values stand last.
        """
        with self.reading() as handle:
            order = handle.order(tuple(sort))
            matched = (handle.matches(word, len(order)) for word in dict.fromkeys(words))
            found = [ids for ids in matched if ids is not None]
            if conditions:
                where = " AND ".join(f"({item.sql})" for item in conditions)
                values = [value for item in conditions for value in item.values]
                found.append(
                    handle.column(f"SELECT id AS n FROM filing_line WHERE {where}", values)
                )
        narrowing = [ids for ids in found if len(ids) < len(order)]
        if len(narrowing) == 1 and not sort:
            return array("I", sorted(narrowing[0]))
        return _in_order(order, narrowing)

    def count(self, table: str = "filing_line") -> int:
        """Return how many lines there are, or records of another table."""
        return int(self._all(f"SELECT count(*) FROM {table}")[0][0])

    def rows(self, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Return the columns :data:`SHOWN` of the lines, by id; a line that is gone is left out."""
        wanted = ",".join(str(int(id)) for id in ids)
        columns = ", ".join(SHOWN)
        found = self._all(f"SELECT {columns} FROM filing_line WHERE id IN ({wanted})")
        return {row[0]: row for row in found}

    def nothing_entered(self) -> bool:
        """Tell whether there is no organisation, no filing and no case."""
        kinds = ("organisation", "filing", '"case"')
        told = self._all(
            f"SELECT {' OR '.join(f'EXISTS (SELECT 1 FROM {kind})' for kind in kinds)}"
        )
        return not told[0][0]

    def platforms(self) -> list[tuple[str, str]]:
        """Return id and name of the platforms that occur, by name."""
        return self._all(_PLATFORMS)

    def subjects(self) -> list[tuple[int, str]]:
        """Return id and name of every organisation, by name."""
        return self._all("SELECT id, name FROM organisation ORDER BY name")

    def values(self, column: str) -> dict[int, Any]:
        """Return one column of every line by id; for grouping."""
        assert column in SHOWN
        return dict(self._all(f"SELECT id, {column} FROM filing_line"))

    def total(self, sum_of: str, where: str) -> int:
        """Return the sum of an expression over the lines that fit."""
        told = self._all(f"SELECT sum({sum_of}) FROM filing_line WHERE {where}")
        return int(told[0][0] or 0)

    def _all(self, query: str) -> list[Any]:
        with self.reading() as handle:
            return handle.connection.execute(query).fetchall()


@lru_cache
def _empty(key: str) -> str:
    column = ORDERS[key]
    if column in ("status", "type", "role"):
        return str(NO_PLACE)
    return "x''" if column.endswith("_order") else "''"


def _in_order(order: Sequence[int], found: Sequence[array[int]]) -> Sequence[int]:
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
