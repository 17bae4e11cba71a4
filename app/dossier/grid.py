"""The grid of 22 lines: what is not made of its lines takes whole ones, and so does a title.

A page's frame is 22 lines high and thereby a little longer than the text area, because each line
takes the space below it. A block off the grid never reaches into that.
"""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable

from app.dossier import sheet

SLOP = 0.01
"""Sums of lines differ by so little from a multiple of one."""

FRAME_HEIGHT = sheet.LINES_PER_PAGE * sheet.LINE + SLOP
FRAME_BOTTOM = sheet.PAGE_HEIGHT - sheet.TOP - FRAME_HEIGHT


class OnGrid(Flowable):
    """A table, or text of another size, after which the text goes on at a line of the grid.

    ``free`` points at least stay free below it; no more where another table follows
    (``back`` is off).
    """

    def __init__(
        self, content: Flowable, free: float = sheet.BETWEEN, *, back: bool = True
    ) -> None:
        super().__init__()
        self._content, self._free, self._back = content, free, back
        self._below = 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Take the content's height and what lacks to the next line of the grid."""
        width, height = self._content.wrapOn(self.canv, aW, aH)
        left = aH - height - self._free
        # The frame ends with a line, so what is left of it tells where the next one begins.
        if self._back and left > 0:
            left = (left + SLOP) // sheet.LINE * sheet.LINE
        self._below = aH - left - height
        return width, aH - left

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Split the content above the space that stays free."""
        room = aH - self._free
        if room <= 0:
            return []
        parts = self._content.splitOn(self.canv, aW, room)
        return [OnGrid(part, self._free, back=self._back) for part in parts]

    def getKeepWithNext(self) -> Any:
        """Tell whether the content is to stand on a page with what follows."""
        return self._content.getKeepWithNext()  # type: ignore[no-untyped-call]

    def draw(self) -> None:
        """Draw the content above what is added to it."""
        self._content.drawOn(self.canv, 0, self._below)


class Headed(Flowable):
    """A head with what may go on on the next page: its first row or line stays with the head."""

    def __init__(self, head: Flowable, rest: Flowable) -> None:
        super().__init__()
        self._head, self._rest = head, rest
        self._rest_height = 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Take the height of both."""
        _width, head = self._head.wrapOn(self.canv, aW, aH)
        width, self._rest_height = self._rest.wrapOn(self.canv, aW, aH - head)
        return width, head + self._rest_height

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Split what is below the head; where nothing of it fits, both go on together.

        Heads that alone fill a whole page are split from what they lead to: no page has more room.
        """
        parts = self._split(self.canv, aW, aH)
        if not parts and aH > FRAME_HEIGHT - sheet.LINE:
            parts = self._split(self.canv, aW, aH, anywhere=True)
        return parts

    def _split(
        self, canvas: Any, aW: float, aH: float, *, anywhere: bool = False
    ) -> list[Flowable]:
        _width, head = self._head.wrapOn(canvas, aW, aH)
        if head > aH:
            begun = self._head.splitOn(canvas, aW, aH) if anywhere else []
            return [*begun[:-1], Headed(begun[-1], self._rest)] if begun else []
        if isinstance(self._rest, Headed):
            parts = self._rest._split(canvas, aW, aH - head, anywhere=anywhere)
        else:
            parts = self._rest.splitOn(canvas, aW, aH - head) if aH > head else []
        if not parts and anywhere:
            parts = [self._rest]
        return [self._head, *parts] if parts else []

    def draw(self) -> None:
        """Draw the head above the rest."""
        self._head.drawOn(self.canv, 0, self._rest_height)
        self._rest.drawOn(self.canv, 0, 0)
