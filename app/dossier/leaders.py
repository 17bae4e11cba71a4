"""A line of the index: a name, the pages at the right edge, and leader dots between them."""

from __future__ import annotations

from reportlab.platypus import Flowable

from app.dossier import sheet
from app.dossier.typeset import Typesetter

NAME_WIDTH = sheet.TEXT_WIDTH * 0.78
DOT, STEP = 1.5, sheet.CHARACTER / 3
"""A dot's width, and how far it is from one to the next: the dots of all lines stand in columns."""

RISE = 0.36 * sheet.BODY_SIZE
"""The dots stand at half a character's height, as those of 省略号 do."""

CLEAR = sheet.CHARACTER / 2
LEAST = 3


class LeaderLine(Flowable):
    """``name`` with ``pages`` behind leader dots; ``mark`` is told with the box of the whole."""

    def __init__(self, name: str, pages: str, setter: Typesetter, mark: str) -> None:
        super().__init__()
        face, size = setter.fonts.body, sheet.BODY_SIZE
        left = setter.style(face, size, sheet.LINE)
        self._name = setter.paragraph(name, face, left)
        self._runs = [(setter.name(one), run) for one, run in setter.runs(pages, face)]
        self._pages_width = setter.width(pages, face, size)
        self._mark, self._sink = mark, setter.sink

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Take the lines of the name."""
        _width, height = self._name.wrapOn(self.canv, NAME_WIDTH, aH)
        self.width, self.height = aW, height
        return aW, height

    def draw(self) -> None:
        """Draw name, dots and pages, and tell the place."""
        self._name.drawOn(self.canv, 0, 0)
        self._draw_pages()
        self._dots()
        if self._sink is not None:
            left, bottom = self.canv.absolutePosition(0, 0)
            top = bottom + self.height
            box = (left, bottom + sheet.BETWEEN, left + sheet.TEXT_WIDTH, top)
            self._sink(self._mark, self.canv.getPageNumber(), box)

    def _draw_pages(self) -> None:
        size = sheet.BODY_SIZE
        base = sheet.LINE - sheet.baseline(size, sheet.LINE)
        text = self.canv.beginText(sheet.TEXT_WIDTH - self._pages_width, base)
        text.setCharSpace(sheet.spacing(size))
        for name, run in self._runs:
            text.setFont(name, size)
            text.textOut(run)
        self.canv.drawText(text)

    def _dots(self) -> None:
        lines = self._name.blPara.lines  # type: ignore[attr-defined]
        begin = (lines[-1].currentWidth if lines else 0.0) + CLEAR
        end = sheet.TEXT_WIDTH - self._pages_width - CLEAR
        # Counted from the right edge, where the dots of every line begin.
        first = -(-(sheet.TEXT_WIDTH - end) // STEP)
        last = (sheet.TEXT_WIDTH - begin) // STEP
        if last - first + 1 < LEAST:
            return
        height = sheet.LINE - sheet.baseline(sheet.BODY_SIZE, sheet.LINE) + RISE
        canvas = self.canv
        canvas.saveState()
        canvas.setLineWidth(DOT)
        canvas.setLineCap(1)
        canvas.setDash([0.01, STEP - 0.01])
        right, left = (sheet.TEXT_WIDTH - count * STEP for count in (first, last))
        canvas.line(right, height, left - 0.005, height)
        canvas.restoreState()
