"""The one door to PDFium, which is not safe between threads.

PDFium is called nowhere else. One lock guards every call, the closing of what was opened too: an
object that Python's collector frees outside the lock, while another thread is inside PDFium,
brings the program down. So whatever is opened here is closed here, before the lock is given back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS_PER_INCH = 72

_LOCK = threading.Lock()


class UnreadablePdfError(Exception):
    """PDFium cannot read the document or the page; ``locked`` when a password is missing."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.locked = "password" in told.lower()


@contextmanager
def _guarded() -> Iterator[Any]:
    import pypdfium2

    with _LOCK:
        try:
            yield pypdfium2
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdfError(str(error)) from error


@contextmanager
def opened(source: bytes | Path) -> Iterator[Any]:
    """Give the document and keep every other thread out until the block ends.

    What the block takes from the document (pages, texts, bookmarks) ends with it; bitmaps are made
    by :func:`picture` or closed by the block. Raises :class:`UnreadablePdfError`.
    """
    with _guarded() as pdfium:
        document = pdfium.PdfDocument(source)
        try:
            yield document
        finally:
            document.close()


class PageSource:
    """A document that stays open while other threads may draw between two of its pages."""

    def __init__(self, source: bytes | Path) -> None:
        """Open ``source``; raises :class:`UnreadablePdfError`."""
        with _guarded() as pdfium:
            self._document = pdfium.PdfDocument(source)
            self.count = len(self._document)

    @contextmanager
    def page(self, place: int) -> Iterator[Any]:
        """Give page ``place`` (from 0) and keep every other thread out until the block ends."""
        with _guarded():
            page = self._document[place]
            try:
                yield page
            finally:
                page.close()

    def close(self) -> None:
        """Close the document."""
        with _guarded():
            self._document.close()


def picture(page: Any, dpi: float) -> Image:
    """Return the page drawn at ``dpi`` in RGB; called inside the block that gave the page."""
    bitmap = page.render(scale=dpi / POINTS_PER_INCH)
    try:
        drawn: Image = bitmap.to_pil().convert("RGB")
        return drawn
    finally:
        bitmap.close()


def picture_sizes(page: Any) -> list[tuple[int, int]]:
    """Return width and height in pixels of the pictures on the page, none of them unpacked."""
    from pypdfium2 import raw

    found = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    return [thing.get_px_size() for thing in found]
