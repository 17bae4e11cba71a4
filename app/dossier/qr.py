"""A QR code drawn as vectors in a page's upper margin, so that it is sharp at every resolution."""

from __future__ import annotations

from reportlab.platypus import Flowable

from app.dossier import sheet

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004 § 5.3.8)."""

SIZE = 24 * sheet.MM
TOP = 8 * sheet.MM
GREY = 0.35


class MarginCode(Flowable):
    """Takes no room; draws the code at the right above the text area, with ``words`` beside it."""

    def __init__(self, text: str, words: str, font: str) -> None:
        super().__init__()
        self._text, self._words, self._font = text, words, font

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Draw at the place on the page, wherever the flow has come to."""
        x, y = self.canv.absolutePosition(0, 0)
        self.canv.saveState()
        self.canv.translate(
            sheet.LEFT + sheet.TEXT_WIDTH - SIZE - x, sheet.PAGE_HEIGHT - TOP - SIZE - y
        )
        cell = self._code()
        self.canv.setFont(self._font, sheet.SMALL_SIZE)
        self.canv.setFillGray(GREY)
        self.canv.drawRightString(0, QUIET * cell, self._words)
        self.canv.restoreState()

    def _code(self) -> float:
        """Draw each run of dark modules as one bar; return how wide a module is."""
        import segno

        rows = segno.make(self._text, error="m", micro=False).matrix
        cell = SIZE / (len(rows) + 2 * QUIET)
        path = self.canv.beginPath()
        for line, row in enumerate(rows):
            bottom = SIZE - (line + QUIET + 1) * cell
            start = None
            for place, dark in enumerate([*row, 0]):
                if dark and start is None:
                    start = place
                elif not dark and start is not None:
                    path.rect((start + QUIET) * cell, bottom, (place - start) * cell, cell)
                    start = None
        self.canv.setFillGray(0)
        self.canv.drawPath(path, stroke=0, fill=1)
        return cell
