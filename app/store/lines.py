"""One flat line for each filing: what the table shows, sorts by and is searched in.

The lines are derived: they are written in the transaction that changes the records, and made
anew where a newer program derives them otherwise. Nothing else reads or writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from app.model.filing_number import number_problems
from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, Role, Word
from app.progress import Progress
from app.store import versions
from app.store.line_columns import COLUMNS, NO_PLACE
from app.store.line_text import grams, order_key, searchable
from app.store.rowlog import RowImages

T = TypeVar("T")
CHUNK = 500

_SELECT = """
SELECT f.id, f.organisation_id, f.algorithm_id, f.platform, f.title, f.number, f.status,
       f.filed_on, f.changed_on, f.cancelled_on, f.cancelled_month, f.remark, f.source,
       a.name, a.type, a.role, a.purpose, o.name, o.sample
FROM filing f JOIN organisation o ON o.id = f.organisation_id
LEFT JOIN algorithm a ON a.id = f.algorithm_id WHERE f.id IN ({ids})"""
_PRODUCTS = """
SELECT l.filing_id, p.name, p.kind, l.ended_on, p.state FROM filing_product l
JOIN product p ON p.id = l.product_id WHERE l.filing_id IN ({ids}) ORDER BY p.name, p.kind"""
_FORMER = """
SELECT f.id, n.name FROM filing f JOIN algorithm_former_name n ON n.algorithm_id = f.algorithm_id
WHERE f.id IN ({ids})
UNION ALL
SELECT f.id, n.name FROM filing f
JOIN organisation_former_name n ON n.organisation_id = f.organisation_id WHERE f.id IN ({ids})"""
_USERS = {
    "algorithm": "SELECT id FROM filing WHERE algorithm_id IN ({ids})",
    "organisation": "SELECT id FROM filing WHERE organisation_id IN ({ids})",
    "product": "SELECT filing_id FROM filing_product WHERE product_id IN ({ids})",
}
_OWNERS = {
    "filing_product": ("filing_id", ""),
    "algorithm_former_name": ("algorithm_id", "algorithm"),
    "organisation_former_name": ("organisation_id", "organisation"),
}

_TYPES = {item.value: item for item in AlgorithmType}
_ROLES = {item.value: item for item in Role}
_STATES = {item.value: item for item in FilingStatus}
_KINDS = {item.value: item for item in ProductKind}

PlatformName = Callable[[str], str]


def is_current(connection: Connection) -> bool:
    """Tell whether the lines are derived as this program does it."""
    return connection.exec_driver_sql("PRAGMA user_version").scalar() == versions.LINES


def rebuild(connection: Connection, platform_name: PlatformName, progress: Progress) -> None:
    """Derive every line anew."""
    for table in ("filing_line", "filing_tri", "filing_gram"):
        if table == "filing_line":
            connection.exec_driver_sql("DELETE FROM filing_line")
        else:
            connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
    ids = [int(row[0]) for row in connection.exec_driver_sql("SELECT id FROM filing ORDER BY id")]
    for done, chunk in enumerate(_chunks(ids)):
        progress.report(done * CHUNK, len(ids), "正在整理台账索引")
        _add(connection, chunk, platform_name)
    connection.exec_driver_sql(f"PRAGMA user_version = {versions.LINES}")


def follow(connection: Connection, rows: Iterable[RowImages], platform_name: PlatformName) -> None:
    """Bring the lines in step with the rows that a change touched."""
    for chunk in _chunks(sorted(_touched(connection, rows))):
        _remove(connection, chunk)
        _add(connection, chunk, platform_name)


def rename_platforms(connection: Connection, platform_name: PlatformName) -> None:
    """Bring lines in step whose platform is called otherwise now."""
    shown = connection.exec_driver_sql(
        "SELECT DISTINCT platform, platform_name FROM filing_line"
    ).all()
    for platform, name in shown:
        if platform_name(platform) != name:
            found = connection.exec_driver_sql(
                "SELECT id FROM filing_line WHERE platform = ? AND platform_name = ?",
                (platform, name),
            )
            for chunk in _chunks([int(row[0]) for row in found]):
                _remove(connection, chunk)
                _add(connection, chunk, platform_name)


def _touched(connection: Connection, rows: Iterable[RowImages]) -> set[int]:
    """Return the filings whose line shows something of the rows."""
    filings: set[int] = set()
    users: dict[str, set[int]] = {table: set() for table in _USERS}
    for row in rows:
        if row.table == "filing":
            filings.add(row.row_id)
        elif row.table in users:
            users[row.table].add(row.row_id)
        elif row.table in _OWNERS:
            column, table = _OWNERS[row.table]
            owners = {image[column] for image in (row.before, row.after) if image}
            (users[table] if table else filings).update(owners)
    for table, ids in users.items():
        for chunk in _chunks(sorted(ids)):
            found = connection.exec_driver_sql(_USERS[table].format(ids=_list(chunk)))
            filings.update(int(row[0]) for row in found)
    return filings


def _remove(connection: Connection, ids: Sequence[int]) -> None:
    known = connection.exec_driver_sql(
        f"SELECT id, text FROM filing_line WHERE id IN ({_list(ids)})"
    ).all()
    if not known:
        return
    raw = _cursor(connection)
    raw.executemany(
        "INSERT INTO filing_tri(filing_tri, rowid, text) VALUES ('delete', ?, ?)",
        [(id, text) for id, text in known],
    )
    raw.executemany(
        "INSERT INTO filing_gram(filing_gram, rowid, grams) VALUES ('delete', ?, ?)",
        [(id, grams(text)) for id, text in known],
    )
    raw.execute(f"DELETE FROM filing_line WHERE id IN ({_list(ids)})")


def _add(connection: Connection, ids: Sequence[int], platform_name: PlatformName) -> None:
    lines = list(_lines(connection, ids, platform_name))
    if not lines:
        return
    raw = _cursor(connection)
    raw.executemany(
        f"INSERT INTO filing_line ({', '.join(COLUMNS)}) "
        f"VALUES ({', '.join(f':{name}' for name in COLUMNS)})",
        lines,
    )
    raw.executemany(
        "INSERT INTO filing_tri(rowid, text) VALUES (?, ?)",
        [(line["id"], line["text"]) for line in lines],
    )
    raw.executemany(
        "INSERT INTO filing_gram(rowid, grams) VALUES (?, ?)",
        [(line["id"], grams(line["text"])) for line in lines],
    )


def _lines(
    connection: Connection, ids: Sequence[int], platform_name: PlatformName
) -> Iterator[dict[str, Any]]:
    wanted = _list(ids)
    products: dict[int, list[Any]] = {}
    for row in connection.exec_driver_sql(_PRODUCTS.format(ids=wanted)):
        products.setdefault(int(row[0]), []).append(row)
    former: dict[int, list[str]] = {}
    for id, name in connection.exec_driver_sql(_FORMER.format(ids=wanted)):
        former.setdefault(int(id), []).append(name)
    for row in connection.exec_driver_sql(_SELECT.format(ids=wanted)):
        id = int(row[0])
        yield _line(row, products.get(id, []), former.get(id, []), platform_name(row[3]))


def _line(row: Any, uses: list[Any], former: list[str], platform: str) -> dict[str, Any]:
    (id, organisation_id, algorithm_id, platform_id, title, number, status, filed, changed,
     cancelled, month, remark, source, algorithm, kind, role, purpose, organisation, sample,
    ) = row  # fmt: skip
    title = algorithm if algorithm_id is not None else title
    kind = _TYPES[kind] if kind else None
    role = _ROLES[role] if role else None
    status = _STATES[status]
    shown = [f"{use[1]}（{_KINDS[use[2]].label}）" for use in uses if use[3] is None]
    told_products = "、".join(shown)
    ended = cancelled or month or ""
    words = [kind.label if kind else "", role.label if role else "", status.label]
    problems = number_problems(platform_id, number, kind)
    return {
        "id": id,
        "organisation_id": organisation_id,
        "algorithm_id": algorithm_id,
        "platform": platform_id,
        "platform_name": platform,
        "title": title,
        "number": number,
        "status": place_of(status),
        "type": place_of(kind),
        "role": place_of(role),
        "organisation": organisation,
        "products": told_products,
        "purpose": purpose or "",
        "remark": remark,
        "filed_on": filed or "",
        "changed_on": changed or "",
        "cancelled": ended,
        "problems": "\n".join(problems),
        "doubtful": int(bool(problems)),
        "running": sum(use[3] is None and use[4] == "in_use" for use in uses),
        "product_count": len(uses),
        "sample": sample,
        "title_order": order_key(title),
        "organisation_order": order_key(organisation),
        "products_order": order_key(told_products),
        "purpose_order": order_key(purpose or ""),
        "remark_order": order_key(remark),
        "text": searchable(
            (title, organisation, *(use[1] for use in uses)),
            (*former, number, platform, *words, *shown, purpose or "", remark,
             filed or "", changed or "", ended, source),
        ),
    }  # fmt: skip


def place_of(word: Word | None) -> int:
    """Return the place of a word in its vocabulary, by which lines are sorted."""
    return NO_PLACE if word is None else list(type(word)).index(word)


def _cursor(connection: Connection) -> Any:
    """Return the driver's own cursor: rows by the thousand need no statement objects."""
    return connection.connection.cursor()


def _list(ids: Collection[int]) -> str:
    return ",".join(str(int(id)) for id in ids)


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    found = iter(items)
    while chunk := list(islice(found, CHUNK)):
        yield chunk
