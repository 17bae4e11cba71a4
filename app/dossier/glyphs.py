"""How high a character's ink reaches, read from the face itself."""

from __future__ import annotations

from struct import unpack_from
from typing import Any

from reportlab.pdfbase import pdfmetrics


def ink_top(character: str, face: str) -> float:
    """Return how far the ink reaches above the base line, as a share of the size.

    ``face`` is the registered name of a face that has the character.
    """
    font: Any = pdfmetrics.getFont(face).face  # type: ignore[attr-defined]
    begin = font.glyphPos[font.charToGlyph[ord(character)]]
    _contours, _left, _bottom, _right, top = unpack_from(">5h", font.get_table("glyf"), begin)
    return float(top) / float(font.unitsPerEm)
