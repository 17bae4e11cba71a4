"""The picture of all icons is what their sources say, and an icon takes the colour asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.theme.icons import ATLAS, NAMES, SIZE, icon

ROOT = Path(__file__).resolve().parents[2]
ALIKE = 16
"""So far apart may two grey levels be: another processor rounds an edge in another way."""


def test_the_picture_is_in_step_with_the_sources(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    from icons import drawn

    now, kept = drawn(), QImage(str(ROOT / "resources" / "icons" / ATLAS))
    assert kept.text(NAMES) == now.text(NAMES)
    assert kept.size() == now.size()
    assert kept.format() == now.format()
    pairs = zip(bytes(kept.constBits()), bytes(now.constBits()), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= ALIKE


@pytest.mark.parametrize("scale", [1, 2])
def test_an_icon_is_drawn_in_its_colour_alone(qapp: QApplication, scale: int) -> None:
    made = icon("check", "#1b4f9c").pixmap(QSize(SIZE, SIZE), float(scale)).toImage()
    colours = {
        made.pixelColor(x, y).name()
        for x in range(made.width())
        for y in range(made.height())
        if made.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#1b4f9c"}
