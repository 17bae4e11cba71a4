"""A letterhead (抬头) above the first page of a form, in whole lines of the grid.

GB/T 9704-2012 knows the head of an organ's document alone (发文机关标志, red above a red rule, the
title two lines below it); a firm's is set likewise.
"""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.colors import Color, black
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from app.dossier import sheet
from app.dossier.fonts import Face
from app.dossier.letterhead import Letterhead
from app.dossier.typeset import Typesetter

RED = Color(0.78, 0.05, 0.05)
NAME_SIZE, LINE_SIZE = 26.0, sheet.SMALL_SIZE
NAME_LINES, LINE_LINES, FREE_LINES = 2, 1, 2
LOGO_HEIGHT, LOGO_WIDTH = 14 * sheet.MM, 60 * sheet.MM
GAP = 4 * sheet.MM
RULE_WIDTH, RULE_ABOVE = 1.5, 2.0
ASCENT, MIDDLE = 0.86, 0.36
"""Of a character's size: how far it reaches up, and where its middle is above the base line."""


def logo_size(logo: bytes) -> tuple[float, float]:
    """Return the logo's width and height on paper, in points; nothing for none."""
    if not logo:
        return 0.0, 0.0
    width, height = ImageReader(BytesIO(logo)).getSize()
    scale = min(LOGO_HEIGHT / height, LOGO_WIDTH / width)
    return width * scale, height * scale


class LetterheadBlock(Flowable):
    """The letterhead as the first thing of a form's first page."""

    def __init__(self, head: Letterhead, setter: Typesetter) -> None:
        super().__init__()
        self._head, self._setter = head, setter

    def wrap(self, aW: float, _aH: float) -> tuple[float, float]:
        """Take whole lines, so that what follows stands on the grid."""
        lines = NAME_LINES + (LINE_LINES if self._head.line else 0) + FREE_LINES
        return aW, lines * sheet.LINE

    def draw(self) -> None:
        """Draw logo and name side by side in the middle, the second line below, then the rule."""
        canvas, head = self.canv, self._head
        canvas.saveState()
        canvas.setFillColor(RED if head.red else black)
        _width, top = self.wrap(sheet.TEXT_WIDTH, 0)
        centre = top - NAME_LINES * sheet.LINE / 2
        self._draw_name(centre)
        bottom = top - NAME_LINES * sheet.LINE
        if head.line:
            face = self._setter.fonts.body
            size = self._fitting(head.line, face, LINE_SIZE, sheet.TEXT_WIDTH)
            left = (sheet.TEXT_WIDTH - self._width(head.line, face, size)) / 2
            self._draw_text(head.line, face, size, left, bottom - ASCENT * size)
            bottom -= LINE_LINES * sheet.LINE
        if head.red:
            canvas.setStrokeColor(RED)
            canvas.setLineWidth(RULE_WIDTH)
            canvas.line(0, bottom - RULE_ABOVE, sheet.TEXT_WIDTH, bottom - RULE_ABOVE)
        canvas.restoreState()

    def _draw_name(self, centre: float) -> None:
        head, face = self._head, self._setter.fonts.title
        logo, height = logo_size(head.logo)
        taken = logo + GAP if logo else 0.0
        size = self._fitting(head.name, face, NAME_SIZE, sheet.TEXT_WIDTH - taken)
        left = (sheet.TEXT_WIDTH - taken - self._width(head.name, face, size)) / 2
        if logo:
            picture = ImageReader(BytesIO(head.logo))
            self.canv.drawImage(picture, left, centre - height / 2, logo, height)
        self._draw_text(head.name, face, size, left + taken, centre - MIDDLE * size)

    def _fitting(self, text: str, face: Face, size: float, room: float) -> float:
        """Return the size, at most ``size``, in which the text goes into the room."""
        width = self._width(text, face, size)
        return size if width <= room else size * room / width

    def _width(self, text: str, face: Face, size: float) -> float:
        runs = self._setter.runs(text, face)
        return sum(pdfmetrics.stringWidth(run, self._setter.name(one), size) for one, run in runs)

    def _draw_text(self, text: str, face: Face, size: float, x: float, y: float) -> None:
        for one, run in self._setter.runs(text, face):
            name = self._setter.name(one)
            self.canv.setFont(name, size)
            self.canv.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, name, size)
