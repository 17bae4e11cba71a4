"""Ruled tables whose rows never outgrow a page: a long cell goes on in a row below, unruled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Table

from app.dossier.fonts import Face
from app.dossier.typeset import Typesetter

LINES_A_ROW = 8
"""More lines in one cell are carried on in the next row, so that a page can end between."""

PADDING = 4
RULE = 0.6


@dataclass(frozen=True)
class Cell:
    """A text to be set in a cell, with the marks of what it shows."""

    text: str
    face: Face
    style: ParagraphStyle
    marks: tuple[str, ...] = ()
    columns: int = 1


class _RuledTable(Table):
    """Closes the rules where a page ends, within a long row too."""

    setter: Typesetter | None = None

    def draw(self) -> None:
        if self.setter is None or self.setter.draws(self.canv.getPageNumber()):
            super().draw()

    def onSplit(self, T: Table, byRow: int = 1) -> None:
        if isinstance(T, _RuledTable):
            T.setter = self.setter
        T.setStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), RULE, colors.black),
                ("LINEBELOW", (0, -1), (-1, -1), RULE, colors.black),
            ]
        )


def ruled_table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    setter: Typesetter,
    *,
    heads: int = 0,
    lowest: float = 0,
) -> Table:
    """Return ``rows`` in columns of ``widths`` points; the first ``heads`` repeat on every page.

    A cell may take several ``columns``; no row is lower than ``lowest`` points.
    """
    cells: list[list[Any]] = []
    rules: Any = [
        setter.cell_font(),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBEFORE", (0, 0), (-1, -1), RULE, colors.black),
        ("LINEAFTER", (-1, 0), (-1, -1), RULE, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), RULE, colors.black),
    ]
    tops: list[int] = []
    for row in rows:
        top = len(cells)
        tops.append(top)
        for line in _pieces(row, widths, setter):
            place = len(cells)
            rules += _spans(row, place)
            if place > top:
                rules.append(("TOPPADDING", (0, place), (-1, place), 0))
                rules.append(("BOTTOMPADDING", (0, place - 1), (-1, place - 1), 0))
            cells.append(line)
    rules += _rules_above(tops)
    table = _RuledTable(
        cells,
        colWidths=list(widths),
        style=rules,
        repeatRows=heads,
        minRowHeights=[lowest] * len(cells),
    )
    table.setter = setter
    return table


def _rules_above(tops: Sequence[int]) -> list[Any]:
    """Return a rule above each of these rows; neighbours share one command.

    reportlab walks through all commands whenever a table goes on to another page.
    """
    found: list[Any] = []
    for place, top in enumerate(tops):
        if place and tops[place - 1] == top - 1:
            continue
        last = place
        while last + 1 < len(tops) and tops[last + 1] == tops[last] + 1:
            last += 1
        found.append(("LINEABOVE", (0, top), (-1, tops[last]), RULE, colors.black))
    return found


def _pieces(row: Sequence[Cell], widths: Sequence[float], setter: Typesetter) -> list[list[Any]]:
    """Return the row as one or more rows of flowables."""
    parts: list[list[str]] = []
    place = 0
    for cell in row:
        room = sum(widths[place : place + cell.columns]) - 2 * PADDING
        place += cell.columns
        parts.append(_split(cell, room, setter))
    made = []
    for number in range(max(len(part) for part in parts)):
        line: list[Any] = []
        for cell, part in zip(row, parts, strict=True):
            text = part[number] if number < len(part) else ""
            marks = cell.marks if text or number == 0 else ()
            line.append(setter.paragraph(text, cell.face, cell.style, marks))
            line += [None] * (cell.columns - 1)
        made.append(line)
    return made


def _split(cell: Cell, room: float, setter: Typesetter) -> list[str]:
    # Only a text that may be too long is measured line by line.
    if len(cell.text) * cell.style.fontSize <= LINES_A_ROW * room / 2:
        return [cell.text]
    lines = setter.lines(cell.text, cell.face, cell.style.fontSize, room)
    starts = range(0, max(len(lines), 1), LINES_A_ROW)
    return ["\n".join(lines[start : start + LINES_A_ROW]) for start in starts]


def _spans(row: Sequence[Cell], place: int) -> list[Any]:
    found = []
    column = 0
    for cell in row:
        if cell.columns > 1:
            found.append(("SPAN", (column, place), (column + cell.columns - 1, place)))
        column += cell.columns
    return found
