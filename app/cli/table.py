"""Columns that line up in a terminal, where a Chinese character takes two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "
WIDE = ("W", "F")


def width(text: str) -> int:
    """Return how many places ``text`` takes in a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in WIDE else 1
        for char in text
    )


def fit(text: str, places: int) -> str:
    """Return ``text`` padded to ``places``, or cut with … where it is longer."""
    if width(text) <= places:
        return text + " " * (places - width(text))
    kept = ""
    for char in text:
        if width(kept + char) > places - 1:
            break
        kept += char
    return kept + "…" + " " * (places - 1 - width(kept))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 40) -> str:
    """Return the rows under their heads, each column as wide as it needs, at most ``widest``."""
    lines = [list(head), *([_one_line(cell) for cell in row] for row in rows)]
    places = [min(widest, max(width(line[i]) for line in lines)) for i in range(len(head))]
    rule = ["-" * count for count in places]
    return "\n".join(
        GAP.join(fit(cell, count) for cell, count in zip(line, places, strict=True)).rstrip()
        for line in [lines[0], rule, *lines[1:]]
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
