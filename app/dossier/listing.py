"""A long list on A4 across: drawn row by row, so that ten thousand rows need little memory.

Knows columns of texts, not what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from app.dossier import sheet
from app.dossier.fonts import Face, FontSet
from app.dossier.pages import ListColumn, ListHead
from app.dossier.typeset import Typesetter
from app.dossier.unicode_map import mend_file

MM = sheet.MM
WIDTH, HEIGHT = sheet.PAGE_HEIGHT, sheet.PAGE_WIDTH
SIDE, TOP, BOTTOM = 12 * MM, 12 * MM, 15 * MM
TITLE_SIZE, NOTE_SIZE, NOTE_LINE = 18.0, 9.0, 13.0
SIZE, LINE = 8.0, 10.5
FOOT_SIZE, FOOT_BASE = 8.0, 9 * MM
PAD, HEAD_HEIGHT = 1.2 * MM, 18.0
PAD_ABOVE, PAD_BELOW = 2.6, 3.4
ASCENT = 0.86
"""How far a line's base lies below its top, in its size."""
KEPT_LINES = 12
"""A row of no more lines is not divided between pages."""

REMEMBERED = 4_096
"""Texts kept as they were set: names, products and words come again and again."""

HEAD_RULE = (colors.Color(0.45, 0.45, 0.45), 0.8)
ROW_RULE = (colors.Color(0.78, 0.78, 0.78), 0.4)
"""A rule's colour and its width in points."""
STRIPE = colors.Color(0.955, 0.96, 0.97)
HEAD_FILL = colors.Color(0.87, 0.89, 0.92)
TOTAL = "total"

Line = tuple[tuple[float, str, str], ...]
"""A line as set: for each run how far it stands from the left, its face's name, its text."""


def write(
    target: Path,
    head: ListHead,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[str]],
    fonts: FontSet,
) -> int:
    """Write the list to ``target``; same input, same bytes. Returns how many pages it has.

    Raises :class:`app.errors.CannotPrintError` naming a character that no face has.
    """
    listing = _Listing(target, head, columns, Typesetter(fonts))
    for row in rows:
        listing.add(row)
    return listing.end()


class _Listing:
    """The page under way and how far down it is filled."""

    def __init__(
        self, target: Path, head: ListHead, columns: Sequence[ListColumn], setter: Typesetter
    ) -> None:
        self._target, self._head, self._columns, self._setter = target, head, columns, setter
        self._face = setter.fonts.plain
        options: Any = {"initialFontName": setter.name(self._face)}  # its published type is wrong
        self._canvas = Canvas(str(target), pagesize=(WIDTH, HEIGHT), invariant=1, **options)
        self._canvas.setTitle(head.title)
        self._canvas.setAuthor(head.left)
        self._canvas.setSubject(head.under)
        self._canvas.setCreator(head.foot)
        self._page = 1
        self._striped = False
        self._rare = False
        self._top = True
        room = WIDTH - 2 * SIDE
        share = room / sum(column.width for column in columns)
        self._widths = [column.width * share for column in columns]
        self._lefts = [SIDE + sum(self._widths[:place]) for place in range(len(columns))]
        self._room = room
        self._set_cell = lru_cache(maxsize=REMEMBERED)(self._cell)
        self._y = self._draw_title()
        self._draw_heading()

    # rows

    def add(self, texts: Sequence[str]) -> None:
        """Draw a row; a long one goes on on the next page."""
        cells = [
            self._set_cell(text, width - 2 * PAD)
            for text, width in zip(texts, self._widths, strict=True)
        ]
        self._rare = self._rare or any(max(text, default="") > "\uffff" for text in texts)
        left = max(1, *(len(lines) for lines in cells))
        first = 0
        while left:
            fit = int((self._y - BOTTOM - PAD_ABOVE - PAD_BELOW) / LINE)
            if fit < min(left, KEPT_LINES):
                self._turn()
                continue
            taken = min(fit, left)
            self._draw_row([lines[first : first + taken] for lines in cells], taken)
            first, left = first + taken, left - taken
        self._striped = not self._striped

    def _cell(self, text: str, room: float) -> tuple[Line, ...]:
        if not text:
            return ()
        return tuple(
            self._runs(line, self._face, SIZE)
            for line in self._setter.lines(text, self._face, SIZE, room)
        )

    def _draw_row(self, cells: Sequence[Sequence[Line]], lines: int) -> None:
        height = lines * LINE + PAD_ABOVE + PAD_BELOW
        canvas = self._canvas
        if self._striped:
            canvas.setFillColor(STRIPE)
            canvas.rect(SIDE, self._y - height, self._room, height, stroke=0, fill=1)
        # The rule above a row is drawn after the ground that would cover half of it.
        self._line(self._y, *(HEAD_RULE if self._top else ROW_RULE))
        self._top = False
        canvas.setFillColor(colors.black)
        for left, cell in zip(self._lefts, cells, strict=True):
            base = self._y - PAD_ABOVE - SIZE * ASCENT
            for line in cell:
                self._draw_line(left + PAD, base, line, SIZE)
                base -= LINE
        self._y -= height

    # pages

    def end(self) -> int:
        """Finish the last page and write the file; return how many pages it has."""
        self._finish_page()
        canvas, setter = self._canvas, self._setter
        canvas.beginForm(TOTAL, 0, -10, 200, 20)
        canvas.setFont(setter.name(self._face), FOOT_SIZE)
        canvas.drawString(0, 0, f"共 {self._page} 页")
        canvas.endForm()
        canvas.save()
        if self._rare:
            mend_file(self._target)
        return self._page

    def _turn(self) -> None:
        self._finish_page()
        self._page += 1
        self._y = HEIGHT - TOP
        self._draw_heading()

    def _finish_page(self) -> None:
        canvas = self._canvas
        self._line(self._y, *HEAD_RULE)
        canvas.setFillColor(colors.black)
        self._text(SIDE, FOOT_BASE, self._head.foot, self._face, FOOT_SIZE)
        middle = WIDTH / 2
        number = f"第 {self._page} 页　"
        width = self._setter.width(number, self._face, FOOT_SIZE)
        self._text(middle - width, FOOT_BASE, number, self._face, FOOT_SIZE)
        # How many pages there are is known at the end: the same small drawing on every page.
        canvas.saveState()
        canvas.translate(middle, FOOT_BASE)
        canvas.doForm(TOTAL)
        canvas.restoreState()
        canvas.showPage()

    def _draw_title(self) -> float:
        """Draw what stands above the first page's table; return where it ends."""
        setter, fonts, head = self._setter, self._setter.fonts, self._head
        y = HEIGHT - TOP - TITLE_SIZE
        width = setter.width(head.title, fonts.title, TITLE_SIZE)
        self._text((WIDTH - width) / 2, y, head.title, fonts.title, TITLE_SIZE)
        y -= NOTE_LINE + 5
        right = setter.width(head.right, self._face, NOTE_SIZE)
        self._text(WIDTH - SIDE - right, y, head.right, self._face, NOTE_SIZE)
        room = self._room - right - 6 * MM
        for place, text in enumerate((head.left, head.under)):
            for line in setter.lines(text, self._face, NOTE_SIZE, self._room if place else room):
                self._text(SIDE, y, line, self._face, NOTE_SIZE)
                y -= NOTE_LINE
        return y + NOTE_LINE - 7

    def _draw_heading(self) -> None:
        canvas, fonts = self._canvas, self._setter.fonts
        canvas.setFillColor(HEAD_FILL)
        canvas.rect(SIDE, self._y - HEAD_HEIGHT, self._room, HEAD_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        base = self._y - (HEAD_HEIGHT + SIZE * 0.72) / 2
        for left, column in zip(self._lefts, self._columns, strict=True):
            self._text(left + PAD, base, column.title, fonts.head, SIZE)
        self._line(self._y, *HEAD_RULE)
        self._y -= HEAD_HEIGHT
        self._top = True

    # strokes

    def _text(self, x: float, y: float, text: str, face: Face, size: float) -> None:
        self._draw_line(x, y, self._runs(text, face, size), size)

    def _runs(self, text: str, face: Face, size: float) -> Line:
        made, x = [], 0.0
        for chosen, run in self._setter.runs(text, face):
            made.append((x, self._setter.name(chosen), run))
            x += self._setter.width(run, chosen, size)
        return tuple(made)

    def _draw_line(self, x: float, y: float, line: Line, size: float) -> None:
        for ahead, name, run in line:
            self._canvas.setFont(name, size)
            self._canvas.drawString(x + ahead, y, run)

    def _line(self, y: float, colour: colors.Color, width: float) -> None:
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(width)
        self._canvas.line(SIDE, y, SIDE + self._room, y)
