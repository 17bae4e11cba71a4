"""The measures of an official document's sheet (GB/T 9704-2012), in points."""

from __future__ import annotations

from math import ceil

MM = 72 / 25.4

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM
TEXT_WIDTH, TEXT_HEIGHT = 156 * MM, 225 * MM
BOTTOM = PAGE_HEIGHT - TOP - TEXT_HEIGHT

LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28

CHARACTER = TEXT_WIDTH / CHARACTERS_PER_LINE
"""A character of the grid with what stands between it and the next: 15.79 pt."""

# 二号 and 三号. 28 characters of 16 pt are wider than the 156 mm of the text area: the grid sets
# them 0.2 pt closer.
COVER_SIZE, TITLE_SIZE = 26.0, 22.0
COVER_LINE, TITLE_LINE = 39.0, 33.0
BODY_SIZE = 16.0
TABLE_SIZE, TABLE_LINE = 12.0, 18.0
SMALL_SIZE, SMALL_LINE = 10.5, 15.75
FOLIO_SIZE = 14.0

LINE = (TEXT_HEIGHT - BODY_SIZE) / (LINES_PER_PAGE - 1)
"""From line to line: 29.61 pt. The 22 lines fill the text area (§ 5.2.3), the first one's
characters at its upper edge and the last one's at its lower."""

BETWEEN = LINE - BODY_SIZE
"""What stands free between two lines. A line takes it below itself, the last one below the area."""

# The standard sets the number's place by its dash, whose upper edge is 7 mm below the text area.
FOLIO_TOP = BOTTOM - 7 * MM

ASCENT = 0.88
"""How much of a Chinese character's square stands above the base line, in its size."""

# An attached page is fitted into this, so that the page number never covers what was attached.
FIT_LEFT, FIT_RIGHT = 10 * MM, PAGE_WIDTH - 10 * MM
FIT_BOTTOM, FIT_TOP = BOTTOM - 4 * MM, PAGE_HEIGHT - 8 * MM


def spacing(size: float) -> float:
    """Return what is added between characters of this size: those of the text stand on the grid."""
    return CHARACTER - BODY_SIZE if size == BODY_SIZE else 0.0


def baseline(size: float, leading: float) -> float:
    """Return how far below its top a line's base is.

    What stands on the grid begins at the line's top, smaller type in the line's middle.
    """
    return size * ASCENT + (0.0 if size >= BODY_SIZE else (leading - size) / 2)


def title_room(lines: int, leading: float, line: float = LINE) -> float:
    """Return what follows a title of ``lines``: half a line at least, up to a line of the grid."""
    used = lines * leading
    return ceil((used + line / 2) / line) * line - used
