"""Makes what Windows shows of the program: the icon file and the version information."""

from __future__ import annotations

import io
import os
from pathlib import Path

ICON = Path(__file__).resolve().parent / "icon.svg"
ICON_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)

VERSION_INFO = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('080404B0', [
      StringStruct('CompanyName', '清备 authors'),
      StringStruct('FileDescription', {description!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {name!r}),
      StringStruct('LegalCopyright', 'MIT License, © 2026 清备 authors'),
      StringStruct('OriginalFilename', {name!r} '.exe'),
      StringStruct('ProductName', '清备'),
      StringStruct('ProductVersion', {version!r}),
    ])]),
    VarFileInfo([VarStruct('Translation', [2052, 1200])])
  ]
)
"""


def write_version_info(target: Path, name: str, description: str, version: str) -> Path:
    """Write the version information of one program for PyInstaller; return the file."""
    numbers = tuple([*(int(part) for part in version.split(".")), 0, 0, 0][:4])
    text = VERSION_INFO.format(numbers=numbers, name=name, description=description, version=version)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def write_icon(target: Path) -> Path:
    """Draw the icon in every size that Windows asks for; return the file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(ICON))
    pictures = []
    for size in ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        pictures.append(Image.open(io.BytesIO(content.data())))
    target.parent.mkdir(parents=True, exist_ok=True)
    largest = pictures.pop()
    largest.save(target, format="ICO", append_images=pictures, sizes=[(n, n) for n in ICON_SIZES])
    return target
