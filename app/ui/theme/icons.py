"""Icons: one outline set, drawn in the colour of the text they stand beside.

Their sources are SVGs; packaging/icons.py draws them into the one mask that is loaded here.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.paths import resources
from app.ui.theme.apply import tokens

SIZE = 20
SCALES = (1, 2)
ATLAS = "atlas.png"
NAMES = "icons"
"""The key of the picture's text that holds the icons' names in their order."""

_in_text_colour: dict[int, str] = {}
"""The icons drawn in the text's colour: their cache key and name."""


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return the icon ``name`` in ``colour`` (#rrggbb; the text's colour by default)."""
    made = _icon(name, colour or tokens().text)
    if colour is None:
        _in_text_colour[made.cacheKey()] = name
    return made


def redraw_icons(app: QApplication) -> None:
    """Draw the icons of all buttons again in the text's colour, after the colours changed."""
    for widget in app.allWidgets():
        if isinstance(widget, QAbstractButton):
            name = _in_text_colour.get(widget.icon().cacheKey())
            if name is not None:
                widget.setIcon(icon(name))


def place_of(number: int, scale: int) -> QRect:
    """Return where the icon with a ``number`` stands in the mask, in one of the :data:`SCALES`."""
    above = sum(smaller for smaller in SCALES if smaller < scale)
    return QRect(number * SIZE * max(SCALES), above * SIZE, SIZE * scale, SIZE * scale)


@cache
def _icon(name: str, colour: str) -> QIcon:
    made = QIcon()
    number = _numbers()[name]
    for scale in SCALES:
        made.addPixmap(_drawn(number, scale, QColor(colour)))
    return made


def _drawn(number: int, scale: int, colour: QColor) -> QPixmap:
    place = place_of(number, scale)
    made = QImage(place.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(colour)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, _mask().copy(place))
    painter.end()
    made.setDevicePixelRatio(scale)
    return QPixmap.fromImage(made)


@cache
def _numbers() -> dict[str, int]:
    return {name: number for number, name in enumerate(_mask().text(NAMES).split())}


@cache
def _mask() -> QImage:
    mask = QImage(str(resources() / "icons" / ATLAS))
    mask.reinterpretAsFormat(QImage.Format.Format_Alpha8)
    return mask
