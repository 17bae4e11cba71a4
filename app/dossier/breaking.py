"""Where a line of Chinese may end (GB/T 15834-2011 § 5.1: marks that may not begin or end a line).

Latin words, codes and filing numbers stay whole unless they are longer than the line.
"""

from __future__ import annotations

from collections.abc import Sequence

NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—,.;:?!)]}%％℃·")
NOT_LAST = frozenset("（《「『【〔〈“‘([{")
TOLERANCE = 0.01


def line_ends(text: Sequence[str], widths: Sequence[float], room: Sequence[float]) -> list[int]:
    """Return where the lines of ``text`` end (positions after their last character).

    ``widths`` are the characters' widths and ``room`` the lines' widths, the last one for all
    that follow, in the same unit. An empty character forces a line to end after it.
    """
    if text and "" not in text and sum(widths) <= room[0] + TOLERANCE:
        return [len(text)]
    ends: list[int] = []
    start, used, place = 0, 0.0, 0
    while place < len(text):
        width = room[min(len(ends), len(room) - 1)]
        used += widths[place]
        if text[place] == "":
            ends.append(place + 1)
            start, used = place + 1, 0.0
        elif used > width + TOLERANCE and place > start:
            end = _best_end(text, start, place)
            ends.append(end)
            start, used, place = end, 0.0, end
            continue
        place += 1
    if start < len(text):
        ends.append(len(text))
    return ends


def _best_end(text: Sequence[str], start: int, full: int) -> int:
    """Return the last place between ``start`` and ``full`` where a line may end."""
    for end in range(full, start, -1):
        if may_end(text[end - 1], text[end]):
            return end
    return full


def may_end(last: str, first: str) -> bool:
    """Tell whether a line may end between these two characters."""
    if first in NOT_FIRST or last in NOT_LAST:
        return False
    return not (_in_word(last) and _in_word(first))


def _in_word(character: str) -> bool:
    return (character.isascii() and character.isalnum()) or character in "-_/@."
