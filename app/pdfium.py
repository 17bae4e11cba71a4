"""The one door to PDFium, which is not safe between threads: one lock guards every call of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

POINTS_PER_INCH = 72

PDFIUM = threading.Lock()
"""Held around each call into PDFium, and around the closing of what it opened."""


@contextmanager
def opened(source: bytes | Path) -> Iterator[Any]:
    """Give the document and keep every other thread out until the block ends."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(source)
        try:
            yield document
        finally:
            document.close()
