"""Pages of a PDF as pictures for the screen and the printer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage

from app.pdfium import POINTS_PER_INCH, opened

__all__ = ["POINTS_PER_INCH", "page_picture", "page_sizes"]


def page_sizes(source: bytes | Path) -> list[tuple[float, float]]:
    """Return width and height of every page in points."""
    with opened(source) as document:
        return [document.get_page_size(place) for place in range(len(document))]


def page_picture(source: bytes | Path, place: int, dpi: float) -> QImage:
    """Return page ``place`` (from 0) drawn at ``dpi``."""
    with opened(source) as document:
        page = document[place]
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
        image = QImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            QImage.Format.Format_RGBX8888,
        ).copy()
        bitmap.close()
    return image
