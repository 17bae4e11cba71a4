"""Draws the icons' sources (resources/icons/*.svg) into the one picture that the program loads.

    python packaging/icons.py

Run it after an icon was added or changed; a test holds the two in step. A window shows some
twenty icons, and to read, parse and draw their sources took a twentieth of its whole start.

The picture is a mask: black is nothing, white is the line. Each icon has a column as wide as its
largest size, with its sizes one below the other; the names stand in the picture's own text.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
ICONS = ROOT / "resources" / "icons"

sys.path.insert(0, str(ROOT))

from app.ui.theme.icons import ATLAS, NAMES, SCALES, SIZE, place_of  # noqa: E402


def drawn() -> QImage:
    """Return the picture of all icons, as their sources stand now."""
    sources = sorted(ICONS.glob("*.svg"))
    width = SIZE * max(SCALES) * len(sources)
    picture = QImage(width, SIZE * sum(SCALES), QImage.Format.Format_Alpha8)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    for number, source in enumerate(sources):
        text = source.read_text(encoding="utf-8").replace("currentColor", "#000000")
        renderer = QSvgRenderer(QByteArray(text.encode()))
        for scale in SCALES:
            renderer.render(painter, QRectF(place_of(number, scale)))
    painter.end()
    picture.reinterpretAsFormat(QImage.Format.Format_Grayscale8)
    picture.setText(NAMES, " ".join(source.stem for source in sources))
    return picture


def main() -> int:
    """Write the picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    written = drawn().save(str(ICONS / ATLAS), "PNG")
    del application
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main())
