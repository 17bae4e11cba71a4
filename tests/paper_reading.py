"""What a PDF holds, read as a person would, behind the lock that PDFium needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from app.pdfium import opened, picture


def page_texts(source: bytes | Path) -> list[str]:
    """Return the text of every page."""
    with opened(source) as document:
        return [_text(page) for page in document]


def page_sizes(source: bytes | Path) -> list[tuple[float, float]]:
    """Return width and height of every page in points."""
    with opened(source) as document:
        return [document.get_page_size(place) for place in range(len(document))]


def page_picture(source: bytes | Path, place: int, dpi: float) -> Image.Image:
    """Return page ``place`` (from 0) drawn at ``dpi``."""
    with opened(source) as document:
        return picture(document[place], dpi)


def _text(page: Any) -> str:
    texts = page.get_textpage()
    try:
        return str(texts.get_text_range())
    finally:
        texts.close()
