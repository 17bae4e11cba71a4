"""Pages of a PDF as pictures. PDFium is not safe between threads, so one lock guards it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from app.dossier.pdfium import ONE_AT_A_TIME

POINTS_PER_INCH = 72


@contextmanager
def _opened(source: bytes | Path) -> Iterator[Any]:
    import pypdfium2

    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(source)
        try:
            yield document
        finally:
            document.close()


def page_sizes(source: bytes | Path) -> list[tuple[float, float]]:
    """Return width and height of every page in points."""
    with _opened(source) as document:
        return [document.get_page_size(place) for place in range(len(document))]


def page_picture(source: bytes | Path, place: int, dpi: float) -> QImage:
    """Return page ``place`` (from 0) drawn at ``dpi``."""
    with _opened(source) as document:
        page = document[place]
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
        image = QImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            QImage.Format.Format_RGBX8888,
        ).copy()
        page.close()
    return image
