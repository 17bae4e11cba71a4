"""Pages of attached files laid on A4 sheets as drawing alone, turned and cut as their edits say.

What is laid on the sheet is a page's content with its comments and seals flattened in, so
scripts, actions, forms and embedded files stay behind.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pikepdf

from app.dossier import sheet
from app.dossier.page_edits import PageEdit

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]

ROOM = (
    sheet.FIT_LEFT,
    sheet.FIT_BOTTOM,
    sheet.FIT_RIGHT - sheet.FIT_LEFT,
    sheet.FIT_TOP - sheet.FIT_BOTTOM,
)


@dataclass(frozen=True)
class Drawing:
    """A page as a form XObject, where its box stands in its own space, and how it is turned."""

    form: Any
    box: Rect
    matrix: Matrix

    def placed(self, edit: PageEdit, *, upright: bool) -> bytes:
        """Return the operators that draw the page on the sheet.

        ``upright``: a landscape page stays so; else it is turned with its head to the left, as
        GB/T 9704-2012 asks of wide tables.
        """
        like = replace(edit, page=0, file=0)
        return _placed(self.box, self.matrix, like, upright)

    def laid(self, edit: PageEdit, *, upright: bool) -> tuple[Matrix, Rect]:
        """Return what brings the page onto the sheet, and what is seen of it there: left,
        bottom, width and height.

        A page that is only straightened is seen to its corners: it grows by them.
        """
        return _laid(self.box, self.matrix, edit, upright)


@lru_cache(maxsize=256)
def _placed(box: Rect, matrix: Matrix, edit: PageEdit, upright: bool) -> bytes:
    """Return the operators of :meth:`Drawing.placed`; the pages of a file are mostly alike."""
    laid, seen = _laid(box, matrix, edit, upright)
    clip = b"%s re W n\n" % numbers(seen) if edit.is_cut else b""
    return b"q\n%s%s cm\n/QBPage Do\nQ\n" % (clip, numbers(laid))


def _laid(box: Rect, matrix: Matrix, edit: PageEdit, upright: bool) -> tuple[Matrix, Rect]:
    turned, width, height = _to_origin(box, matrix)
    turned, width, height = _turn(turned, width, height, edit.turn)
    wide, high = width, height
    if edit.tilt:
        turned = _times(turned, _around(-edit.tilt, width / 2, height / 2))
        wide, high = _grown(width, height, edit.tilt)
        turned = _times(turned, (1, 0, 0, 1, (wide - width) / 2, (high - height) / 2))
    if edit.is_cut:
        left, top, right, bottom = edit.crop
        # The shares are those of the page, not of what it grew to.
        x, y = (wide - width) / 2 + left * width, (high - height) / 2 + (1 - bottom) * height
        turned = _times(turned, (1, 0, 0, 1, -x, -y))
        wide, high = (right - left) * width, (bottom - top) * height
    if not upright and wide > high:
        turned = _times(turned, (0, 1, -1, 0, high, 0))
        wide, high = high, wide
    left, bottom, room_x, room_y = ROOM
    scale = min(room_x / wide, room_y / high, 1)
    x, y = left + (room_x - wide * scale) / 2, bottom + (room_y - high * scale) / 2
    return _times(turned, (scale, 0, 0, scale, x, y)), (x, y, wide * scale, high * scale)


def drawing_of(page: pikepdf.Page, whole: pikepdf.Pdf) -> Drawing:
    """Bring a page of another file into ``whole`` as a drawing."""
    form = whole.copy_foreign(page.as_form_xobject())
    box: Any = tuple(float(value) for value in form.BBox)
    kept = form.get("/Matrix")
    matrix: Any = tuple(float(value) for value in kept) if kept is not None else (1, 0, 0, 1, 0, 0)
    return Drawing(form, box, matrix)


def numbers(values: Iterable[float]) -> bytes:
    """Return ``values`` as operands of a page's content."""
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in values).encode()


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _to_origin(
    box: tuple[float, float, float, float], matrix: Matrix
) -> tuple[Matrix, float, float]:
    """Return what brings the drawn box to the origin, and its width and height there."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    # The form's own matrix is applied when it is drawn; a page without extent is shown as a dot.
    return (1, 0, 0, 1, -left, -bottom), max(width, 1), max(height, 1)


def _turn(matrix: Matrix, width: float, height: float, degrees: int) -> tuple[Matrix, float, float]:
    if degrees == 90:
        return _times(matrix, (0, -1, 1, 0, 0, width)), height, width
    if degrees == 180:
        return _times(matrix, (-1, 0, 0, -1, width, height)), width, height
    if degrees == 270:
        return _times(matrix, (0, 1, -1, 0, height, 0)), height, width
    return matrix, width, height


def _grown(width: float, height: float, degrees: float) -> tuple[float, float]:
    """Return the width and height that a page takes when it is turned by ``degrees``."""
    cos, sin = math.cos(math.radians(degrees)), abs(math.sin(math.radians(degrees)))
    return width * cos + height * sin, width * sin + height * cos


def _around(degrees: float, x: float, y: float) -> Matrix:
    """Return the turn by ``degrees`` anticlockwise around a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos)
