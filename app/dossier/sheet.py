"""The measures of an official document's sheet (GB/T 9704-2012), in points."""

from __future__ import annotations

MM = 72 / 25.4

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM
TEXT_WIDTH, TEXT_HEIGHT = 156 * MM, 225 * MM
BOTTOM = PAGE_HEIGHT - TOP - TEXT_HEIGHT

LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28
LINE = TEXT_HEIGHT / LINES_PER_PAGE

CHARACTER = TEXT_WIDTH / CHARACTERS_PER_LINE
"""A character of the grid with what stands between it and the next: 15.79 pt."""

# 二号 and 三号. 28 characters of 16 pt are wider than the 156 mm of the text area: the grid sets
# them 0.2 pt closer.
TITLE_SIZE = 22.0
BODY_SIZE = 16.0
TABLE_SIZE, TABLE_LINE = 12.0, 18.0
SMALL_SIZE, SMALL_LINE = 10.5, 15.75
FOLIO_SIZE = 14.0
FOLIO_BASELINE = BOTTOM - 7 * MM - FOLIO_SIZE

# An attached page is fitted into this, so that the page number never covers what was attached.
FIT_LEFT, FIT_RIGHT = 10 * MM, PAGE_WIDTH - 10 * MM
FIT_BOTTOM, FIT_TOP = BOTTOM - 4 * MM, PAGE_HEIGHT - 8 * MM


def spacing(size: float) -> float:
    """Return what is added between characters of this size: those of the text stand on the grid."""
    return CHARACTER - BODY_SIZE if size == BODY_SIZE else 0.0
