"""A paragraph's lines as reportlab draws them, made with one look at each character's width."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.platypus.paragraph import FragLine, ParaLines

from app.dossier.breaking import line_ends
from app.dossier.sheet import spacing


def broken_lines(frags: Sequence[Any], room: Sequence[float]) -> Any:
    """Return ``frags`` (reportlab's runs of one face) in lines of ``room`` points.

    A run without text forces a line to end.
    """
    text: list[str] = []
    widths: list[float] = []
    owners: list[int] = []
    for place, frag in enumerate(frags):
        pieces = list(frag.text) or [""]
        known, other = _widths(frag.fontName)
        share, closer = frag.fontSize * 0.001, spacing(frag.fontSize)
        text += pieces
        widths += [known.get(ord(c), other) * share + closer if c else 0.0 for c in pieces]
        owners += [place] * len(pieces)
    lines: list[Any] = []
    start = 0
    for end in line_ends(text, widths, room):
        width = room[min(len(lines), len(room) - 1)]
        words = _words(frags, text, owners, start, end)
        used = sum(widths[start:end])
        lines.append(_line(words, width, used, forced=text[end - 1] == ""))
        start = end
    return ParaLines(kind=1, lines=lines)


@cache
def _widths(name: str) -> tuple[dict[int, float], float]:
    face: Any = pdfmetrics.getFont(name).face  # type: ignore[attr-defined]
    return face.charWidths, face.defaultWidth


def _words(
    frags: Sequence[Any], text: list[str], owners: list[int], start: int, end: int
) -> list[Any]:
    """Return the line's runs, each with the part of its text that stands on the line."""
    words = []
    while start < end:
        owner = owners[start]
        stop = start
        while stop < end and owners[stop] == owner:
            stop += 1
        word = frags[owner].clone()
        word.text = "".join(text[start:stop])
        words.append(word)
        start = stop
    return words


def _line(words: list[Any], width: float, used: float, *, forced: bool) -> Any:
    bounds = [pdfmetrics.getAscentDescent(word.fontName, word.fontSize) for word in words]
    return FragLine(
        kind=1,
        extraSpace=width - used,
        wordCount=1,
        words=words,
        fontSize=max(word.fontSize for word in words),
        ascent=max(0, *(ascent for ascent, _ in bounds)),
        descent=min(0, *(descent for _, descent in bounds)),
        maxWidth=width,
        currentWidth=used,
        lineBreak=forced,
    )
