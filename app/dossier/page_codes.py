"""The code on a generated page, drawn as vectors in the bottom margin below the page number.

GB/T 9704-2012 keeps the text area and the page number's line; the code stands under both, at the
text's left edge with its quiet zone before it, so that neither a seal at the signature nor the
binding covers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.dossier import sheet
from app.dossier.typeset import Typesetter
from app.model.page_code import PageCode

SIDE = 14.5 * sheet.MM
"""The symbol with its quiet zone of four modules: one module is 0.5 mm, 4 pixels at 200 dpi."""

QUIET = 4
BOTTOM = 6.5 * sheet.MM
WORDS_SIZE = 7.5


@dataclass(frozen=True)
class CodedPaper:
    """A form that carries a code: its paper part, and the name printed beside the symbol."""

    paper: str
    title: str


class _Edge(Flowable):
    """Takes no room; where a coded form begins and ends."""

    def __init__(self, paper: CodedPaper | None) -> None:
        super().__init__()
        self.paper = paper

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Note the page with the canvas."""
        if isinstance(self.canv, CodedCanvas):
            self.canv.edges.append((self.canv.getPageNumber(), self.paper))


def coded(flow: list[Flowable], paper: CodedPaper | None) -> list[Flowable]:
    """Return the form's flowables so that each of its pages carries a code."""
    return flow if paper is None else [_Edge(paper), *flow, _Edge(None)]


def has_codes(flow: list[Flowable]) -> bool:
    """Tell whether any form in ``flow`` is to carry a code."""
    return any(isinstance(item, _Edge) for item in flow)


class CodedCanvas(Canvas):
    """Holds its pages back until all are set, because a code names how many pages there are."""

    setter: Typesetter

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.edges: list[tuple[int, CodedPaper | None]] = []
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Hold the page back."""
        self._held.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Draw the codes and write every page."""
        codes = self._codes()
        for state in self._held:
            self.__dict__.update(state)
            if self.getPageNumber() in codes:
                paper, code = codes[self.getPageNumber()]
                draw_code(self, code, paper.title, self.setter)
            super().showPage()
        super().save()

    def _codes(self) -> dict[int, tuple[CodedPaper, PageCode]]:
        found = {}
        for (first, paper), (last, _none) in zip(self.edges[::2], self.edges[1::2], strict=True):
            assert paper is not None
            for page in range(first, last + 1):
                code = PageCode(paper.paper, page - first + 1, last - first + 1)
                found[page] = (paper, code)
        return found


def canvas_maker(setter: Typesetter) -> type[CodedCanvas]:
    """Return the canvas for a document with codes, which are named in the setter's faces."""
    return type("SetCanvas", (CodedCanvas,), {"setter": setter})


def draw_code(canvas: Canvas, code: PageCode, title: str, setter: Typesetter) -> None:
    """Draw the symbol and, to its right, what a person needs to file the page by hand."""
    import segno

    symbol = segno.make(code.payload(), error="q", mode="alphanumeric", micro=False, version=1)
    rows = [[bool(cell) for cell in row] for row in symbol.matrix]
    module = SIDE / (len(rows) + 2 * QUIET)
    canvas.saveState()
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            length = 0
            while across + length < len(row) and row[across + length]:
                length += 1
            if length:
                left = sheet.LEFT + across * module
                low = BOTTOM + SIDE - (QUIET + down + 1) * module
                path.rect(left, low, length * module, module)
            across += length or 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillGray(0.25)
    left = sheet.LEFT + (len(rows) + QUIET) * module
    lines = (f"《{title}》第{code.page}页/共{code.pages}页", f"清备 {code.spoken}")
    for place, text in enumerate(lines):
        at = left
        for face, run in setter.runs(text, setter.fonts.plain):
            canvas.setFont(setter.name(face), WORDS_SIZE)
            canvas.drawString(at, BOTTOM + SIDE / 2 + 2 - place * WORDS_SIZE * 1.5, run)
            at += setter.width(run, face, WORDS_SIZE)
    canvas.restoreState()
