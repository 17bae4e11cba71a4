"""Flowables written as A4 pages in the text area of an official document."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from app.dossier import sheet
from app.dossier.grid import FRAME_BOTTOM, FRAME_HEIGHT
from app.dossier.page_codes import canvas_maker, has_codes
from app.dossier.typeset import Typesetter
from app.errors import CannotPrintError
from app.progress import Progress


def write_pages(
    out: BinaryIO,
    flow: list[Flowable],
    setter: Typesetter,
    title: str,
    progress: Progress | None = None,
) -> int:
    """Set ``flow`` into pages of ``out``, with codes where its forms carry one; return how many.

    Raises :class:`CannotPrintError` when something does not fit on a page.
    """
    frame = Frame(
        sheet.LEFT,
        FRAME_BOTTOM,
        sheet.TEXT_WIDTH,
        FRAME_HEIGHT,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document = BaseDocTemplate(
        out,
        pagesize=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT),
        pageTemplates=[PageTemplate("sheet", [frame])],
        title=title,
        initialFontName=setter.name(setter.fonts.plain),
        invariant=1,
    )
    if progress is not None:
        asked = progress
        text = f"正在排版《{title}》"
        document.setProgressCallBack(lambda _kind, _value: asked.report(0, 0, text))
    options: Any = {"canvasmaker": canvas_maker(setter)} if has_codes(flow) else {}
    try:
        document.build(flow, **options)
    except LayoutError as error:
        raise CannotPrintError(
            f"《{title}》中有一段内容放不进一页。", "请缩短过长的文字后重试。", str(error)
        ) from error
    return int(document.page)
