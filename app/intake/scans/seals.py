"""Red seals (公章) on a page, measured in millimetres.

The page is reduced to cells of one millimetre that are red or not. A round seal is a circle of 36
to 46 mm most of whose rim is red and whose outside is not; a part of it at the page's edge is what
a riding seal (骑缝章) leaves. What has no colour is looked at for a dark rim alone, which proves
nothing and is told as that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CELL_MM = 1.0
RADII_MM = (18, 19, 20, 21, 22, 23)
RIM = 0.70
DARK_RIM = 0.88
"""A grey rim has to be nearly whole: rows of text are dark too."""

OUTSIDE = 0.22
"""A square frame runs along the rim too, but its corners stand outside of it."""

LEAST_ON_PAGE = 14
SAMPLES = 72
LEAST_RED = 40
"""Red cells below this are specks."""

LEAST_PIECE = 6
LINK = 3
EDGE_TOUCH, EDGE_DEEP = 7, 24
LEAST_EDGE_HEIGHT, MOST_EDGE_HEIGHT = 10, 52
CIRCLE = [
    (math.cos(2 * math.pi * k / SAMPLES), math.sin(2 * math.pi * k / SAMPLES))
    for k in range(SAMPLES)
]

Cells = set[tuple[int, int]]


@dataclass(frozen=True)
class RoundSeal:
    """A round mark: centre and diameter in millimetres from the page's top left; ``part`` when
    the page shows less than most of it."""

    x_mm: float
    y_mm: float
    diameter_mm: float
    part: bool


@dataclass(frozen=True)
class EdgeMark:
    """Red that reaches a side edge of the page: which side, from and to in millimetres."""

    left: bool
    top_mm: float
    bottom_mm: float


@dataclass(frozen=True)
class Red:
    """What a page shows: whether it was scanned in colour, its round marks (red ones, or dark
    ones on a page without colour), its marks at the edge, and whether there is other red."""

    colour: bool
    rounds: tuple[RoundSeal, ...]
    edges: tuple[EdgeMark, ...]
    other: bool


def look_for_red(image: Any, dpi: float) -> Red:
    """Look at an upright RGB page."""
    small = image.reduce(2)
    size = (
        max(1, round(image.width / dpi * 25.4 / CELL_MM)),
        max(1, round(image.height / dpi * 25.4 / CELL_MM)),
    )
    if not _has_colour(small):
        dark = _cells(small.convert("L").point([255 * (v < 175) for v in range(256)]), size, 0.3)
        rounds = tuple(_rounds([dark], size, DARK_RIM)) if dark else ()
        return Red(False, rounds, (), False)
    red = _cells(_red_mask(small), size, 0.15)
    if len(red) < LEAST_RED:
        return Red(True, (), (), False)
    pieces = [group for group in _groups(red) if len(group) >= LEAST_PIECE]
    groups = [group for group in pieces if len(group) >= LEAST_RED // 2]
    rounds = tuple(_rounds(groups, size, RIM))
    edges = (*_edge(pieces, size, left=True), *_edge(pieces, size, left=False))
    return Red(True, rounds, edges, bool(groups) and not rounds)


def _has_colour(image: Any) -> bool:
    """Tell whether the scanner saw colour; one that only wrote grey as RGB has none anywhere."""
    from PIL import ImageChops

    red, green, blue = image.split()
    spread = ImageChops.lighter(
        ImageChops.difference(red, green), ImageChops.difference(green, blue)
    )
    coloured = sum(spread.histogram()[5:])
    return bool(coloured > 0.0005 * image.width * image.height)


def _red_mask(image: Any) -> Any:
    """Return white where the hue is red, from a vivid seal to a pale one."""
    from PIL import ImageChops

    red, green, blue = image.split()
    surplus = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    # Orange and magenta stand as far from red as green and blue stand from each other.
    aside = ImageChops.difference(green, blue)
    off_hue = ImageChops.subtract(aside, surplus.point([v * 8 // 10 for v in range(256)]))
    strong = surplus.point([255 * (v > 32) for v in range(256)])
    return ImageChops.subtract(strong, off_hue.point([255 * (v > 12) for v in range(256)]))


def _cells(mask: Any, size: tuple[int, int], share: float) -> Cells:
    from PIL import Image

    cover = mask.resize(size, Image.Resampling.BOX).tobytes()
    least = share * 255
    return {divmod(place, size[0])[::-1] for place, value in enumerate(cover) if value >= least}


def _groups(cells: Cells) -> Iterator[Cells]:
    """Give the cells in groups that lie within :data:`LINK` of each other."""
    reach = range(-LINK, LINK + 1)
    near = [(dx, dy) for dx in reach for dy in reach if (dx, dy) != (0, 0)]
    left = set(cells)
    while left:
        group = {left.pop()}
        fresh = list(group)
        while fresh:
            x, y = fresh.pop()
            for dx, dy in near:
                other = (x + dx, y + dy)
                if other in left:
                    left.remove(other)
                    group.add(other)
                    fresh.append(other)
        yield group


def _rounds(groups: list[Cells], size: tuple[int, int], rim: float) -> Iterator[RoundSeal]:
    """Give the best circle of each group, where there is one."""
    for group in groups:
        x0, x1 = min(x for x, _ in group), max(x for x, _ in group)
        y0, y1 = min(y for _, y in group), max(y for _, y in group)
        sheet = _Sheet(group, size)
        best, found = 0.0, None
        for radius in RADII_MM:
            if rim == DARK_RIM:  # dark cells are the whole page's
                xs, ys = range(radius, size[0] - radius, 2), range(radius, size[1] - radius, 2)
            else:  # a circle around a red group reaches all of it
                xs = range(x1 - radius - 2, x0 + radius + 3)
                ys = range(y1 - radius - 2, y0 + radius + 3)
            for x in xs:
                for y in ys:
                    hit, seen = sheet.rim(x, y, radius, rim)
                    if hit and hit * hit / seen > best:
                        best = hit * hit / seen
                        found = RoundSeal(x, y, 2 * radius, part=hit < 0.75 * SAMPLES)
        if found is not None:
            yield found


class _Sheet:
    """The cells of a group as a flat field, with room around it for circles that leave the page."""

    MARGIN = 60
    BARE, SET, OFF = 0, 1, 2

    def __init__(self, group: Cells, size: tuple[int, int]) -> None:
        self._wide = size[0] + 2 * self.MARGIN
        high = size[1] + 2 * self.MARGIN
        self._field = bytearray([self.OFF]) * (self._wide * high)
        for y in range(size[1]):
            start = self._at(0, y)
            self._field[start : start + size[0]] = bytes(size[0])
        for x, y in group:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if 0 <= x + dx < size[0] and 0 <= y + dy < size[1]:
                        self._field[self._at(x + dx, y + dy)] = self.SET
        reach = sorted({*RADII_MM, *(radius + 4 for radius in RADII_MM)})
        self._rims = {radius: [self._step(c, s, radius) for c, s in CIRCLE] for radius in reach}
        self._few = {radius: self._rims[radius][::9] for radius in RADII_MM}

    def _at(self, x: int, y: int) -> int:
        return (y + self.MARGIN) * self._wide + x + self.MARGIN

    def _step(self, c: float, s: float, radius: int) -> int:
        return round(radius * s) * self._wide + round(radius * c)

    def rim(self, x: int, y: int, radius: int, least: float) -> tuple[int, int]:
        """Return how many samples of the circle's rim are set, and how many are on the page; no
        hits where it is no rim."""
        field, at = self._field, self._at(x, y)
        few = [field[at + step] for step in self._few[radius]]
        if few.count(self.BARE) > (1 if least == DARK_RIM else 4):
            return 0, 0
        rim = [field[at + step] for step in self._rims[radius]]
        seen, hit = SAMPLES - rim.count(self.OFF), rim.count(self.SET)
        if seen < LEAST_ON_PAGE or hit < least * seen:
            return 0, 0
        beyond = [field[at + step] for step in self._rims[radius + 4]]
        if beyond.count(self.SET) > OUTSIDE * seen:
            return 0, 0
        return hit, seen


def _edge(pieces: list[Cells], size: tuple[int, int], *, left: bool) -> Iterator[EdgeMark]:
    """Give what one side of the page shows of a seal: a narrow strip of it is in pieces."""
    reach = []
    for piece in pieces:
        depths = [x if left else size[0] - 1 - x for x, _ in piece]
        if min(depths) < EDGE_TOUCH and max(depths) < EDGE_DEEP:
            reach.append((min(y for _, y in piece), max(y for _, y in piece) + 1))
    reach.sort()
    while reach:
        top, bottom = reach.pop(0)
        while reach and reach[0][1] - top <= MOST_EDGE_HEIGHT:
            bottom = max(bottom, reach.pop(0)[1])
        if LEAST_EDGE_HEIGHT <= bottom - top <= MOST_EDGE_HEIGHT:
            yield EdgeMark(left, top, bottom)
