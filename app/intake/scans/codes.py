"""The code on a page, found in any turn, and how far the page is from upright."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.model.page_code import PageCode, read_payload


@dataclass(frozen=True)
class FoundCode:
    """A code, and the degrees clockwise by which the page has to be turned to stand upright."""

    code: PageCode
    angle: float

    @property
    def turn(self) -> int:
        """The quarter turns in it, in degrees: 0, 90, 180 or 270."""
        return round(self.angle / 90) % 4 * 90

    @property
    def rest(self) -> float:
        """What the quarter turns leave, in degrees."""
        return self.angle - round(self.angle / 90) * 90


def find_code(grey: Any) -> FoundCode | None:
    """Return the page's code in a grey picture; None when there is none that checks."""
    import zxingcpp

    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for picture in _attempts(grey):
        for found in zxingcpp.read_barcodes(picture, formats=wanted):
            code = read_payload(found.text)
            if code is not None:
                return FoundCode(code, _angle(found.position))
    return None


def _attempts(grey: Any) -> Iterator[Any]:
    """The picture as it is, then without specks, then larger and softer."""
    from PIL import Image, ImageFilter

    yield grey
    calm = grey.filter(ImageFilter.MedianFilter(3))
    yield calm
    yield grey.filter(ImageFilter.GaussianBlur(1.2))
    yield calm.resize((calm.width * 3 // 2, calm.height * 3 // 2), Image.Resampling.BICUBIC)


def _angle(position: Any) -> float:
    """Return the turn that sets the symbol upright, from its four sides."""
    corners = [
        (point.x, point.y)
        for point in (
            position.top_left,
            position.top_right,
            position.bottom_right,
            position.bottom_left,
        )
    ]
    across = down = 0.0
    for place, (x, y) in enumerate(corners):
        next_x, next_y = corners[(place + 1) % 4]
        side_x, side_y = next_x - x, next_y - y
        for _ in range(place):
            side_x, side_y = side_y, -side_x
        across, down = across + side_x, down + side_y
    return -math.degrees(math.atan2(down, across)) % 360
