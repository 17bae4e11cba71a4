"""What can be done to a list of pages: pure steps from one list to the next, each can be undone."""

from __future__ import annotations

from dataclasses import replace

from app.dossier import PageEdit

Pages = tuple[PageEdit, ...]
UPRIGHT = 360


def turned(pages: Pages, place: int, degrees: int) -> Pages:
    """Turn a page clockwise by 90, 180 or 270 degrees; its crop goes with it."""
    edit = pages[place]
    left, top, right, bottom = edit.crop
    for _ in range(degrees // 90):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    now = replace(edit, turn=(edit.turn + degrees) % UPRIGHT, crop=(left, top, right, bottom))
    return (*pages[:place], now, *pages[place + 1 :])


def moved(pages: Pages, place: int, by: int) -> tuple[Pages, int]:
    """Move a page by some places; return the pages and where it is now."""
    target = max(0, min(len(pages) - 1, place + by))
    rest = [*pages[:place], *pages[place + 1 :]]
    rest.insert(target, pages[place])
    return tuple(rest), target


def removed(pages: Pages, place: int) -> Pages:
    """Leave a page out."""
    return (*pages[:place], *pages[place + 1 :])


def halved(pages: Pages, place: int, *, across: bool) -> Pages:
    """Show a page as two: left and right half, or with ``across`` the upper and the lower one."""
    edit = pages[place]
    left, top, right, bottom = edit.crop
    if across:
        middle = (top + bottom) / 2
        crops = ((left, top, right, middle), (left, middle, right, bottom))
    else:
        middle = (left + right) / 2
        crops = ((left, top, middle, bottom), (middle, top, right, bottom))
    halves = [replace(edit, crop=crop) for crop in crops]
    return (*pages[:place], *halves, *pages[place + 1 :])


def cropped(pages: Pages, place: int, crop: tuple[float, float, float, float]) -> Pages:
    """Cut a page to these shares of its width and height."""
    return (*pages[:place], replace(pages[place], crop=crop), *pages[place + 1 :])


def straightened(pages: Pages, place: int, tilt: float) -> Pages:
    """Turn a page clockwise by a few degrees around its middle."""
    return (*pages[:place], replace(pages[place], tilt=tilt), *pages[place + 1 :])
