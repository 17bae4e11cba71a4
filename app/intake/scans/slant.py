"""How far the lines of a page slant: the turn at which its rows are most unlike each other."""

from __future__ import annotations

import itertools
from typing import Any

SMALL_WIDTH = 480
WIDEST = 6.0
DARK = 160
LEAST_DARK = 0.001


def is_blank(grey: Any) -> bool:
    """Tell whether there is nothing on the page but specks."""
    from PIL import ImageFilter

    small = grey.reduce(4).filter(ImageFilter.MedianFilter(3))
    dark = sum(small.histogram()[: DARK - 20])
    return bool(dark < LEAST_DARK * 0.2 * small.width * small.height)


def slant(grey: Any, about: float = 0.0, reach: float = WIDEST) -> float:
    """Return the degrees clockwise that make the lines level, within ``reach`` of ``about``.

    Zero for a page with too little on it to tell.
    """
    small = grey.reduce(max(1, grey.width // SMALL_WIDTH))
    marks = small.point([255 if value < DARK else 0 for value in range(256)])
    if sum(marks.histogram()[255:]) < LEAST_DARK * marks.width * marks.height:
        return about
    best, step = about, 0.5
    angles = [
        about + step * count for count in range(-round(reach / step), round(reach / step) + 1)
    ]
    while step >= 0.1:
        best = max(angles, key=lambda angle: _sharpness(marks, angle))
        step /= 2.5
        angles = [best + step * count for count in range(-3, 4)]
    return round(best, 2)


def _sharpness(marks: Any, clockwise: float) -> float:
    """Return how much neighbouring rows differ when the page is turned so far."""
    from PIL import Image

    turned = marks.rotate(-clockwise, Image.Resampling.BILINEAR)
    # The corners that a turn brings in are the same for all: only the middle is compared.
    wide, high = turned.size
    middle = turned.crop((wide // 10, high // 20, wide - wide // 10, high - high // 20))
    rows = middle.resize((1, middle.height), Image.Resampling.BOX).tobytes()
    return float(sum((a - b) ** 2 for a, b in itertools.pairwise(rows)))
