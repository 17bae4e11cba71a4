"""The inventory as a table that never holds all its rows: which ids, in what order, and a few rows.

Free of the mapped classes, so that the first picture of the window needs no database library.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.model.kinds import AlgorithmType, FilingStatus, Role, Word
from app.services.workspace import Workspace
from app.store.line_columns import NO_PLACE
from app.store.line_reader import Condition, Sort
from app.store.line_text import plain
from app.store.record_reader import record_count, record_ids

_TYPES, _ROLES, _STATES = tuple(AlgorithmType), tuple(Role), tuple(FilingStatus)
_PLACES: dict[str, tuple[Word, ...]] = {"type": _TYPES, "role": _ROLES, "status": _STATES}
_DAY = re.compile(r"(\d{4})(?:[-年./](\d{1,2})(?:[-月./](\d{1,2}))?)?[月日]?")
EMPTY = "空"
"""Typed above a column, it asks for the lines that have nothing there."""


class FilingLine(NamedTuple):
    """A filing as one row of the table; ``cancelled`` is a day, a month (2025-07) or empty.

    ``running`` counts the products that still use it, of ``product_count``.
    """

    id: int
    organisation_id: int
    algorithm_id: int | None
    platform: str
    platform_name: str
    title: str
    number: str
    status: FilingStatus
    type: AlgorithmType | None
    role: Role | None
    organisation_name: str
    products_text: str
    purpose: str
    remark: str
    filed_on: date | None
    changed_on: date | None
    cancelled: str
    problems: tuple[str, ...]
    running: int
    product_count: int
    sample: bool


class TableQuery(NamedTuple):
    """What is asked of a table.

    ``text`` holds words that each must occur; ``choices`` name a column and the key it must
    have; ``typed`` a column and a text it must contain (dates: a year, month or day, ``>``,
    ``<`` or a range with ``~``); ``marks`` are the names of :data:`MARKS`; ``sort`` the columns
    with whether they go down.
    """

    text: str = ""
    subject: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    marks: tuple[str, ...] = ()
    sort: Sort = ()
    group: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the subject and the order is asked for."""
        return bool(self.text.strip() or self.choices or self.typed or self.marks)


MARKS = {
    "doubtful": ("编号有疑点", "doubtful = 1"),
    "stopped": (
        "产品已停用、备案仍有效",
        f"status = {_STATES.index(FilingStatus.ACTIVE)} AND product_count > 0 AND running = 0",
    ),
    "no_product": ("没有登记产品", "product_count = 0"),
    "twice": (
        "疑似重复备案",
        "algorithm_id IS NOT NULL AND (organisation_id, title_order, platform, role) IN "
        "(SELECT organisation_id, title_order, platform, role FROM filing_line "
        "WHERE status < 2 GROUP BY 1, 2, 3, 4 HAVING count(*) > 1)",
    ),
}
"""What the inventory asks about often: the words of it and the condition on the lines."""

_ACTIVE = _STATES.index(FilingStatus.ACTIVE)
_CANCELLING = _STATES.index(FilingStatus.CANCELLING)
_ALIVE = f"status IN ({_ACTIVE}, {_CANCELLING})"
_PROVIDER = _ROLES.index(Role.PROVIDER)
_GAPS = (
    f"(type <> {NO_PLACE} AND number = '')",
    "(doubtful = 1)",
    f"(role = {_PROVIDER} AND product_count = 0)",
    f"(status = {_ACTIVE} AND running < product_count)",
)
_UNSHOWN = {
    "alive": _ALIVE,
    "ending": f"status = {_ACTIVE} AND running < product_count",
    "gaps": f"{_ALIVE} AND ({' OR '.join(_GAPS)})",
}
"""Conditions that pages ask for themselves; ``gaps`` are those of rules.inventory_checks."""

GROUPS = {
    "organisation": ("主体", "organisation"),
    "platform": ("平台", "platform_name"),
    "type": ("类别", "type"),
    "status": ("状态", "status"),
}
_TYPED = {
    "title": "title",
    "number": "number",
    "organisation": "organisation",
    "products": "products",
    "purpose": "purpose",
    "remark": "remark",
}
_DAYS = {"filed": "filed_on", "changed": "changed_on", "cancelled": "cancelled"}


def filing_ids(ws: Workspace, query: TableQuery) -> Sequence[int]:
    """Return the ids of the filings asked for, in the order asked for."""
    sort = query.sort
    if query.group:
        sort = ((query.group, False), *(part for part in sort if part[0] != query.group))
    return ws.lines.ids(_words(query), _conditions(query), sort)


def filing_lines(ws: Workspace, ids: Sequence[int]) -> list[FilingLine | None]:
    """Return the lines of ``ids`` in their order; None for one that is gone."""
    rows = ws.lines.rows(ids)
    return [_line(rows[id]) if id in rows else None for id in ids]


def filing_groups(ws: Workspace, ids: Sequence[int], group: str) -> list[tuple[str, int]]:
    """Return the groups of ``ids``, ordered by the group: its word and how many lines it has."""
    values = ws.lines.values(GROUPS[group][1])
    found: list[tuple[str, int]] = []
    last: object = None
    for id in ids:
        value = values.get(id)
        if found and value == last:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            last = value
            found.append((_group_word(group, value), 1))
    return found


def gap_count(ws: Workspace) -> int:
    """Return how many gaps the filings that are alive have."""
    return ws.lines.total(" + ".join(_GAPS), _ALIVE)


def platforms_listed(ws: Workspace) -> list[tuple[str, str]]:
    """Return id and short name of the platforms that have filings."""
    return ws.lines.platforms()


def subjects_listed(ws: Workspace) -> list[tuple[int, str]]:
    """Return id and name of every organisation, by name."""
    return ws.lines.subjects()


def filing_count(ws: Workspace) -> int:
    """Return how many filings there are."""
    return ws.lines.count()


def listed_ids(ws: Workspace, kind: str, query: TableQuery) -> Sequence[int]:
    """Return the ids of algorithms, products or organisations asked for, in order."""
    subject = "r.id" if kind == "organisation" else "r.organisation_id"
    conditions = [Condition(f"r.{key} = ?", (value,)) for key, value in query.choices]
    if query.subject is not None:
        conditions.append(Condition(f"{subject} = ?", (query.subject,)))
    return record_ids(ws.lines, kind, _words(query), conditions, query.sort)


def listed_count(ws: Workspace, kind: str) -> int:
    """Return how many records of a kind there are."""
    return filing_count(ws) if kind == "filing" else record_count(ws.lines, kind)


def _words(query: TableQuery) -> list[str]:
    return [word for word in map(plain, query.text.split()) if word]


def _conditions(query: TableQuery) -> list[Condition]:
    found = []
    if query.subject is not None:
        found.append(Condition("organisation_id = ?", (query.subject,)))
    for key, value in query.choices:
        if key in _PLACES:
            words = _PLACES[key]
            place = next((i for i, word in enumerate(words) if word.value == value), NO_PLACE)
            found.append(Condition(f"{key} = ?", (place,)))
        elif key == "platform":
            found.append(Condition("platform = ?", (value,)))
        elif key == "organisation":
            found.append(Condition("organisation_id = ?", (int(value),)))
    for key, text in query.typed:
        found.append(_day_condition(key, text) if key in _DAYS else _contains(key, text))
    for mark in query.marks:
        found.append(Condition(MARKS[mark][1] if mark in MARKS else _UNSHOWN[mark]))
    return found


def _contains(key: str, text: str) -> Condition:
    column = _TYPED[key]
    if text.strip() == EMPTY:
        return Condition(f"{column} = ''")
    word = plain(text)
    # The line's own text is plain already: it rules most lines out before a cell is looked at.
    return Condition(
        f"instr(text, ?) AND instr(lower(replace(replace(replace({column}, ' ', ''),"
        " '（', '('), '）', ')')), ?)",
        (word, word),
    )


def _day_condition(key: str, text: str) -> Condition:
    column, text = _DAYS[key], text.strip()
    if text == EMPTY:
        return Condition(f"{column} = ''")
    if "~" in text or "～" in text:
        first, _, last = text.replace("～", "~").partition("~")
        low, high = _day(first), _day(last)
        return Condition(
            f"{column} <> '' AND {column} >= ? AND {column} <= ?",
            (low or "", (high or "9999") + "~"),
        )
    sign = text[:1]
    if sign in "<>＜＞" and sign:
        day = _day(text[1:].lstrip("=＝"))
        way = ">=" if sign in ">＞" else "<="
        return Condition(
            f"{column} <> '' AND {column} {way} ?", (day if way == ">=" else day + "~",)
        )
    return Condition(f"instr({column}, ?)", (_day(text) or text,))


def _day(text: str) -> str:
    """Return a year, month or day as dates are stored: 2026, 2026-07, 2026-07-01."""
    match = _DAY.fullmatch("".join(text.split()))
    if match is None:
        return text.strip()
    return "-".join(
        part if place == 0 else f"{int(part):02d}"
        for place, part in enumerate(match.groups())
        if part
    )


def _group_word(group: str, value: object) -> str:
    if group in _PLACES:
        assert isinstance(value, int)
        return _PLACES[group][value].label if value != NO_PLACE else "没有类别"
    return str(value)


def _line(row: tuple) -> FilingLine:  # type: ignore[type-arg]
    return FilingLine(
        id=row[0],
        organisation_id=row[1],
        algorithm_id=row[2],
        platform=row[3],
        platform_name=row[4],
        title=row[5],
        number=row[6],
        status=_STATES[row[7]],
        type=_TYPES[row[8]] if row[8] != NO_PLACE else None,
        role=_ROLES[row[9]] if row[9] != NO_PLACE else None,
        organisation_name=row[10],
        products_text=row[11],
        purpose=row[12],
        remark=row[13],
        filed_on=_read_day(row[14]),
        changed_on=_read_day(row[15]),
        cancelled=row[16],
        problems=tuple(row[17].split("\n")) if row[17] else (),
        running=row[18],
        product_count=row[19],
        sample=bool(row[20]),
    )


@lru_cache(maxsize=4096)
def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
