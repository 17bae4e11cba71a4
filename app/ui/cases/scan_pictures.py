"""Pages of a scan as pictures for the screen, set upright."""

from __future__ import annotations

from PySide6.QtGui import QImage

from app.intake.scans import open_scan, upright
from app.services.scan_reading import ScanPage

A4_LONG_INCHES = 11.7


def scan_picture(page: ScanPage, long_side: int) -> QImage:
    """Return the page upright, its long side about ``long_side`` pixels. Off the GUI thread."""
    with open_scan(page.source.path) as scan:
        picture = scan.picture(page.place, long_side / A4_LONG_INCHES)
    image = upright(picture.image, page.turn, page.skew)
    wide, high = image.size
    data = image.tobytes("raw", "RGB")
    return QImage(data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
