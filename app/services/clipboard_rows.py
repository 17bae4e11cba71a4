"""Filings as they go to the clipboard: a table that Excel and WPS paste with its columns.

The HTML says of each cell that it is a text or a day, so that no number is rounded and nothing
is run as a formula; the plain text is for every other program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from app.errors import BadInputError
from app.model.cell_text import guarded
from app.progress import Progress
from app.services.export_columns import COLUMNS, HEADINGS, Value, export_values
from app.services.filing_reading import chunks, filing_rows
from app.services.workspace import Workspace

MOST_ROWS = 20_000
"""More belong into a file: two forms of each text are held in memory until they are pasted."""

SHOWN = HEADINGS[1:]
"""What is copied when no columns are named: all but the internal id."""

TEXT_STYLE = 'mso-number-format:"\\@"'
DAY_STYLE = 'mso-number-format:"yyyy\\-mm\\-dd"'
BREAK = '<br style="mso-data-placement:same-cell">'


@dataclass(frozen=True)
class CopiedRows:
    """The same rows as tab-separated text and as HTML, with their headings."""

    count: int
    text: str
    html: str


def copied_rows(
    ws: Workspace, ids: Sequence[int], progress: Progress, headings: Sequence[str] = SHOWN
) -> CopiedRows:
    """Return the filings ``ids`` in their order, in the columns of ``headings`` in theirs.

    Headings are those of the export. Raises :class:`BadInputError` when there are too many rows.
    """
    if len(ids) > MOST_ROWS:
        raise BadInputError(
            f"一次最多复制 {MOST_ROWS} 条，现在选中了 {len(ids)} 条。", "请改用“导出”。"
        )
    places = [HEADINGS.index(heading) for heading in headings]
    rows: list[list[Value]] = []
    for chunk in chunks(ids):
        progress.report(len(rows), len(ids), "正在复制")
        for row in filing_rows(ws, chunk):
            values = export_values(row)
            rows.append([values[place] for place in places])
    heads = [COLUMNS[place].heading for place in places]
    return CopiedRows(len(rows), _text([heads, *rows]), _html(heads, rows))


def _text(rows: Iterable[Sequence[Value]]) -> str:
    return "".join("\t".join(_field(value) for value in row) + "\r\n" for row in rows)


def _field(value: Value) -> str:
    """Return a cell in the way that Excel itself puts it on the clipboard."""
    if value is None:
        return ""
    text = guarded(value) if isinstance(value, str) else str(value)
    return '"' + text.replace('"', '""') + '"' if set(text) & set('\t\n"') else text


def _html(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    return (
        '<html><head><meta charset="utf-8"></head><body><table border="1">\n'
        f"<tr>{head}</tr>\n{body}</table></body></html>"
    )


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return f"<td style='{TEXT_STYLE}'>{escape(value).replace(chr(10), BREAK)}</td>"
    if isinstance(value, date):
        return f"<td style='{DAY_STYLE}'>{value.isoformat()}</td>"
    return "<td></td>" if value is None else f"<td>{value}</td>"
