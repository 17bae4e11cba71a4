"""注销公告: which numbers an authority's notice names as deregistered.

A notice is evidence, so it is read as what it is: its title, its day, and its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.intake.columns import Field, FileKind
from app.intake.mapping import ImportFile
from app.intake.products import Product
from app.intake.rows import ImportRow, map_file
from app.intake.tables import one_line
from app.intake.words import read_date
from app.model.kinds import AlgorithmType, Role
from app.progress import Progress

_COUNT = re.compile(r"等\s*([0-9]+)\s*个")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A line of a notice; ``cancelled_month`` is ``2025-07`` or empty."""

    line: int
    place: str
    platform: str
    algorithm_name: str
    type: AlgorithmType | None
    role: Role | None
    organisation_name: str
    products: tuple[Product, ...]
    number: str
    number_key: str
    cancelled_month: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class NoticeData:
    """A notice; ``published_on`` is None where the file does not tell the day.

    ``rejected`` holds place and reason of lines without a number. ``problems`` are doubts about
    the notice as a whole.
    """

    title: str
    published_on: date | None
    lines: tuple[NoticeRow, ...]
    rejected: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


def read_notices(file: ImportFile, progress: Progress) -> list[NoticeData]:
    """Return the notices in a file of kind CANCEL_NOTICE, in the order in which they stand.

    A file that holds several (columns 公告标题, 公告日期) is split by title and day; else the title
    and the day come from the text around the table. Raises :class:`BadInputError` when no column
    holds the number, :class:`CancelledError` when the user cancels.
    """
    assert file.kind is FileKind.CANCEL_NOTICE
    groups: dict[tuple[str, date | None], list[ImportRow]] = {}
    day_around = _day_around(file)
    title_heading = _heading(file, Field.NOTICE_TITLE)
    day_heading = _heading(file, Field.PUBLISHED_ON)
    for row in map_file(file, progress):
        title = one_line(row.raw.get(title_heading, "")) or file.title
        day = read_date(row.raw.get(day_heading, "")) or day_around
        groups.setdefault((title, day), []).append(row)
    return [_notice(title, day, rows) for (title, day), rows in groups.items()]


def _heading(file: ImportFile, field: Field) -> str:
    column = file.mapping.columns.get(field)
    return "" if column is None else file.mapping.headings[column]


def _day_around(file: ImportFile) -> date | None:
    """Return the day that the paragraphs around the table name; the signature's counts first."""
    texts = (*reversed(file.table.texts_after), *reversed(file.table.texts_before))
    return next((day for text in texts if (day := read_date(text))), None)


def _notice(title: str, day: date | None, rows: list[ImportRow]) -> NoticeData:
    lines: dict[str, NoticeRow] = {}
    rejected = []
    for row in rows:
        if not row.number_key:
            rejected.append((row.place, "没有备案编号，无法作为注销依据。"))
        elif row.number_key in lines:
            rejected.append((row.place, f"与{lines[row.number_key].place}的备案编号相同。"))
        else:
            lines[row.number_key] = _line(row)
    problems = []
    told = _COUNT.search(title)
    if told and int(told[1]) != len(lines):
        problems.append(f"公告标题称共 {told[1]} 个备案编号，文件中读到 {len(lines)} 个，请核对。")
    if day is None:
        problems.append("文件中没有公告日期，请按公告原文填写。")
    return NoticeData(title, day, tuple(lines.values()), tuple(rejected), tuple(problems))


def _line(row: ImportRow) -> NoticeRow:
    return NoticeRow(
        line=row.line,
        place=row.place,
        platform=row.platform,
        algorithm_name=row.algorithm_name,
        type=row.type,
        role=row.role,
        organisation_name=row.organisation_name,
        products=row.products,
        number=row.number,
        number_key=row.number_key,
        cancelled_month=row.cancelled_month,
        problems=row.problems,
    )
