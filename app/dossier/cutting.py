"""A page drawn as a picture of what is seen of it.

A clip only hides: what lies outside it can still be taken out of the file. So a cropped page is
drawn anew at the resolution of a print, and nothing else of it goes along. An archival file takes
a page that does not conform in the same way, where the officer agreed.
"""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

import pikepdf

from app import pdfium
from app.dossier import sheet
from app.dossier.fitting import drawing_of, numbers
from app.dossier.page_edits import PageEdit

DRAWN_DPI = 300
QUALITY = 95


def drawn_page(
    page: pikepdf.Page, whole: pikepdf.Pdf, edit: PageEdit, *, upright: bool
) -> tuple[Any, bytes]:
    """Return the picture, as an object of ``whole``, and the operators that place it.

    What is seen is where :meth:`app.dossier.fitting.Drawing.placed` would show it. Raises
    :class:`app.pdfium.UnreadablePdfError`.
    """
    with pikepdf.new() as alone:
        drawing = drawing_of(page, alone)
        _matrix, (left, bottom, width, height) = drawing.laid(edit, upright=upright)
        paper = alone.add_blank_page(page_size=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT))
        paper.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(QBPage=drawing.form))
        paper.contents_add(drawing.placed(edit, upright=upright))
        held = BytesIO()
        alone.save(held)
    with pdfium.opened(held.getvalue()) as document:
        drawn = pdfium.picture(document[0], DRAWN_DPI)
    scale = DRAWN_DPI / pdfium.POINTS_PER_INCH
    top = sheet.PAGE_HEIGHT - bottom - height
    box = (
        math.floor(left * scale),
        math.floor(top * scale),
        max(math.ceil((left + width) * scale), math.floor(left * scale) + 1),
        max(math.ceil((top + height) * scale), math.floor(top * scale) + 1),
    )
    kept = drawn.crop(box)
    packed = BytesIO()
    kept.save(packed, "JPEG", quality=QUALITY, subsampling=0)
    picture = pikepdf.Stream(
        whole,
        packed.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=kept.width,
        Height=kept.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    x, y = box[0] / scale, sheet.PAGE_HEIGHT - box[3] / scale
    place = (kept.width / scale, 0, 0, kept.height / scale, x, y)
    return whole.make_indirect(picture), b"q\n%s cm\n/QBPage Do\nQ\n" % numbers(place)
