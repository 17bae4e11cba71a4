"""What is laid over every finished page: its number, and 草稿 across a draft."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from app.dossier import sheet
from app.dossier.typeset import Typesetter

WATERMARK_SIZE = 170
WATERMARK = colors.Color(0.80, 0.16, 0.13, alpha=0.13)


def stamp_pages(count: int, *, draft: bool, setter: Typesetter) -> BytesIO:
    """Return a PDF of ``count`` transparent pages with 第 n 页 共 N 页 at the outer corner."""
    out = BytesIO()
    plain, heavy = setter.name(setter.fonts.plain), setter.name(setter.fonts.head)
    size = (sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT)
    options: Any = {"initialFontName": plain}  # its published type is wrong
    canvas = Canvas(out, pagesize=size, invariant=1, **options)
    for number in range(1, count + 1):
        if draft:
            canvas.saveState()
            canvas.setFillColor(WATERMARK)
            canvas.setFont(heavy, WATERMARK_SIZE)
            canvas.translate(sheet.PAGE_WIDTH / 2, sheet.PAGE_HEIGHT / 2)
            canvas.rotate(52)
            canvas.drawCentredString(0, -WATERMARK_SIZE / 3, "草稿")
            canvas.restoreState()
        canvas.setFont(plain, sheet.FOLIO_SIZE)
        text = f"第 {number} 页 共 {count} 页"
        if number % 2:
            right = sheet.LEFT + sheet.TEXT_WIDTH - sheet.FOLIO_SIZE
            canvas.drawRightString(right, sheet.FOLIO_BASELINE, text)
        else:
            canvas.drawString(sheet.LEFT + sheet.FOLIO_SIZE, sheet.FOLIO_BASELINE, text)
        canvas.showPage()
    canvas.save()
    out.seek(0)
    return out
