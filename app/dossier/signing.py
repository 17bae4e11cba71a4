"""Where the lines of a signature block stand (GB/T 9704-2012 § 7.3.5), in a PDF and in Word alike.

§ 7.3.5.1, for a paper that is sealed: the date ends four characters from the right edge, the
signing body's name stands above it and centred on it, and the seal, which covers both, begins no
more than a line below the text. The standard knows no other lines; a place to sign by hand
（法定代表人（签字）：） stands above the name and leaves room for the hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.dossier import sheet

DATE = re.compile(r"[\s\d〇零一二三四五六七八九十＿_]*年[^年]*月[^月]*日")
AFTER_DATE, AFTER_HAND = 4, 2
"""Characters that stay free at the right: after the date, and after what is written by hand."""

HAND = 6
"""Characters' room to sign in."""

SEAL_ABOVE = 2
"""Lines between the text and the name: a seal of 40 mm whose lower half covers name and date then
begins within a line of the text. What is signed by hand may stand in the second."""


@dataclass(frozen=True)
class SigningPlace:
    """Lines that stay empty above the block, and how far each of its own begins from the left."""

    above: int
    lefts: tuple[float, ...]


def signing_place(lines: Sequence[str], width: Callable[[str], float]) -> SigningPlace:
    """Return where ``lines`` stand; ``width`` tells how wide a text is in points.

    Without a date in the last one they stand one below the other at the right.
    """
    widths = [width(line) for line in lines]
    dated = bool(DATE.fullmatch(lines[-1]))
    named = dated and len(lines) > 1 and not _for_a_hand(lines[-2])
    by_hand = len(lines) - dated - named
    lefts: list[float] = []
    if dated:
        date = sheet.TEXT_WIDTH - AFTER_DATE * sheet.CHARACTER - widths[-1]
        if named:
            name = date + (widths[-1] - widths[-2]) / 2
            beyond = name + widths[-2] - sheet.TEXT_WIDTH
            if beyond > 0 and name >= beyond:
                date, name = date - beyond, name - beyond
            lefts.append(max(0.0, min(name, sheet.TEXT_WIDTH - widths[-2])))
        lefts.append(date)
    if by_hand:
        free = (HAND + AFTER_HAND) * sheet.CHARACTER
        column = sheet.TEXT_WIDTH - free - max(widths[:by_hand])
        column = max(0.0, min([column, *lefts]))
        lefts = [column] * by_hand + lefts
    return SigningPlace(1 if by_hand else SEAL_ABOVE, tuple(lefts))


def _for_a_hand(line: str) -> bool:
    return line.rstrip().endswith(("：", ":"))
