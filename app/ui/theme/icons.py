"""Icons: one outline set of SVGs, drawn in the colour of the text they stand beside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.paths import resources
from app.ui.theme.apply import tokens

SIZE = 20
SCALES = (1, 2)

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


@cache
def _icon(name: str, colour: str) -> QIcon:
    made = QIcon()
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    for scale in SCALES:
        made.addPixmap(_drawn(renderer, scale))
    return made


def _drawn(renderer: QSvgRenderer, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(SIZE * scale, SIZE * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@cache
def _source(name: str) -> str:
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _folder() -> Path:
    return resources() / "icons"
