"""What stands on a drawn page, measured: each character's ink, base line, size and face."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from app.pdfium import opened

MM = 72 / 25.4
LEFT, RIGHT = 28 * MM, (28 + 156) * MM
TOP, BOTTOM = (297 - 37) * MM, (297 - 37 - 225) * MM
CHARACTER, LINE = 156 * MM / 28, (225 * MM - 16) / 21
FOLIO_SIZE = 14


@dataclass(frozen=True)
class Glyph:
    """A character as drawn, in points from the sheet's lower left: where it begins on its base
    line, and the box of its ink."""

    text: str
    size: float
    face: str
    x: float
    base: float
    left: float
    bottom: float
    right: float
    top: float


def glyphs_of(source: bytes | Path) -> list[list[Glyph]]:
    """Return the characters of every page that leave ink, in the order of drawing."""
    with opened(source) as document:
        return [list(_glyphs(page)) for page in document]


def _glyphs(page: Any) -> Iterator[Glyph]:
    texts = page.get_textpage()
    x, y, flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
    name = ctypes.create_string_buffer(128)
    try:
        for place in range(texts.count_chars()):
            left, bottom, right, top = texts.get_charbox(place)
            if right <= left or top <= bottom:
                continue
            code = pdfium.FPDFText_GetUnicode(texts, place)
            if not chr(code).strip():
                continue
            pdfium.FPDFText_GetCharOrigin(texts, place, x, y)
            pdfium.FPDFText_GetFontInfo(texts, place, name, 128, flags)
            size = round(pdfium.FPDFText_GetFontSize(texts, place), 2)
            face = name.value.decode().rpartition("+")[2]
            yield Glyph(chr(code), size, face, x.value, y.value, left, bottom, right, top)
    finally:
        texts.close()


def body_of(page: Sequence[Glyph]) -> list[Glyph]:
    """Return what stands in the text area: not the page number, its total, or a page's code."""
    return [g for g in page if g.base > BOTTOM - 1 and g.size < 100]


def folio_of(page: Sequence[Glyph]) -> list[Glyph]:
    """Return the page number with its dashes."""
    return [g for g in page if g.base < BOTTOM - 1 and g.size == FOLIO_SIZE]


def lines_of(page: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the characters line by line from above, each from the left."""
    ordered = sorted(page, key=lambda g: (-round(g.base, 1), g.x))
    return [list(line) for _base, line in groupby(ordered, key=lambda g: round(g.base, 1))]


def text_of(line: Sequence[Glyph]) -> str:
    """Return a line's characters."""
    return "".join(g.text for g in line)


def grid_line(glyph: Glyph) -> float:
    """Return on which line of the grid, from 0, a character of the body stands."""
    return (TOP - 0.88 * 16 - glyph.base) / LINE


def told(page: Sequence[Glyph]) -> list[str]:
    """Return a page's measures in words."""
    body, folio = body_of(page), folio_of(page)
    found = []
    if body:
        sizes = Counter(g.size for g in body)
        running = [line for line in lines_of(body) if line[0].size == 16]
        longest = max(map(len, running), default=0)
        found += [
            f"天头 {297 - max(g.top for g in body) / MM:.2f}　"
            f"左 {min(g.left for g in body) / MM:.2f}　"
            f"右 {210 - max(g.right for g in body) / MM:.2f}　"
            f"版心下沿之上 {(min(g.bottom for g in body) - BOTTOM) / MM:.2f} 毫米",
            "字号 " + "、".join(f"{size:g}×{count}" for size, count in sorted(sizes.items())),
            f"三号字 {len(running)} 行，最长一行 {longest} 字",
        ]
    if folio:
        dash = folio[0]
        left, right = folio[0].x - LEFT, RIGHT - folio[-1].right
        side = f"左空 {left:.1f}" if left < right else f"右空 {right:.1f}"
        found.append(
            f"页码“{text_of(folio)}”的一字线在版心下 {(BOTTOM - dash.top) / MM:.2f} 毫米，{side} 磅"
        )
    return found
