"""One page read: its code, how it lies, and what red is on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.intake.scans.codes import find_code
from app.intake.scans.seals import EdgeMark, RoundSeal, look_for_red
from app.intake.scans.slant import is_blank, slant
from app.intake.scans.source import PagePicture, ScanFile, open_scan
from app.model.page_code import PageCode

__all__ = ["PageRead", "ScanFile", "open_scan", "read_page", "upright"]

NEAR_CODE = 1.0
"""The corners of a code tell the slant to about half a degree; the lines tell the rest."""


@dataclass(frozen=True)
class PageRead:
    """What a page's picture told.

    ``turn`` (0, 90, 180, 270) and ``skew`` are the degrees clockwise that set it upright; without
    a code the turn is not known and 0. ``colour`` is False for a grey scan, of whose ``seals``
    only a dark rim is known. ``other_red`` is red that is no round seal.
    """

    code: PageCode | None
    turn: int
    skew: float
    blank: bool
    colour: bool
    seals: tuple[RoundSeal, ...]
    edges: tuple[EdgeMark, ...]
    other_red: bool


def read_page(picture: PagePicture) -> PageRead:
    """Read one page picture."""
    grey = picture.image.convert("L")
    found = find_code(grey)
    turn = found.turn if found else 0
    image = upright(picture.image, turn)
    grey = upright(grey, turn)
    blank = found is None and is_blank(grey)
    # In red light a red seal is as white as the paper, and the lines alone are left.
    lines = image.getchannel("R")
    if found is not None:
        skew = slant(lines, found.rest, NEAR_CODE)
    else:
        skew = 0.0 if blank else slant(lines)
    red = look_for_red(image, picture.dpi)
    return PageRead(
        code=found.code if found else None,
        turn=turn,
        skew=skew,
        blank=blank and not red.rounds and not red.other,
        colour=red.colour,
        seals=red.rounds,
        edges=red.edges,
        other_red=red.other,
    )


def upright(image: Any, turn: int, skew: float = 0.0) -> Any:
    """Return the picture turned clockwise by ``turn`` and then by ``skew``."""
    from PIL import Image

    ways = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    if turn in ways:
        image = image.transpose(ways[turn])
    if skew:
        white = 255 if image.mode == "L" else (255, 255, 255)
        image = image.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=white)
    return image
