"""What internal reports on A4 share: measures, headings, and pages that are numbered.

They do not follow the layout of official documents.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from app.dossier import sheet
from app.dossier.typeset import Typesetter
from app.errors import CannotPrintError
from app.progress import Progress

MARGIN = 18 * sheet.MM
FOOT = 10 * sheet.MM
WIDTH = sheet.PAGE_WIDTH - 2 * MARGIN
TITLE, HEADING, BODY, SMALL = 20.0, 13.0, 10.5, 8.5
GREY = Color(0.35, 0.35, 0.35)


def report_heading(text: str, setter: Typesetter) -> Flowable:
    """Return a heading that stays with what follows."""
    style = setter.style(setter.fonts.head, HEADING, HEADING * 2)
    style.spaceBefore = 8
    style.keepWithNext = 1
    return setter.paragraph(text, setter.fonts.head, style)


def report_text(text: str, setter: Typesetter) -> Flowable:
    """Return a paragraph of body text."""
    style = setter.style(setter.fonts.body, BODY, BODY * 1.6)
    return setter.paragraph(text, setter.fonts.body, style)


def write_report(
    out: BinaryIO, flow: list[Flowable], setter: Typesetter, title: str, progress: Progress
) -> int:
    """Write ``flow`` as A4 with numbered pages; return how many. Same flow, same bytes.

    Raises :class:`app.errors.CannotPrintError` for a part that fits no page.
    """
    plain = setter.name(setter.fonts.plain)
    frame = Frame(
        MARGIN,
        MARGIN,
        WIDTH,
        sheet.PAGE_HEIGHT - 2 * MARGIN,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def on_page(canvas: Canvas, _document: BaseDocTemplate) -> None:
        number = canvas.getPageNumber()
        progress.report(number, 0, f"正在写出第 {number} 页")

    document = BaseDocTemplate(
        out,
        pagesize=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT),
        pageTemplates=[PageTemplate("sheet", [frame], onPage=on_page)],
        title=title,
        initialFontName=plain,
        invariant=1,
    )
    try:
        document.build(flow, canvasmaker=_numbered(plain))
    except LayoutError as error:
        raise CannotPrintError(
            f"“{title}”中有一段内容放不进一页。", "请缩短过长的名称后重试。", str(error)
        ) from error
    return int(document.page)


def _numbered(font: str) -> Any:
    """Return a canvas that prints 第 x 页 共 y 页 once it knows how many pages there are."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802
            """Put the page aside."""
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            """Finish every page with its number."""
            for page in self._pages:
                self.__dict__.update(page)
                self.setFont(font, SMALL + 1)
                told = f"第 {self.getPageNumber()} 页 共 {len(self._pages)} 页"
                self.drawCentredString(sheet.PAGE_WIDTH / 2, FOOT, told)
                super().showPage()
            super().save()

    return Numbered
