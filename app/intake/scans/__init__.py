"""What a scanner delivers: page pictures, the codes on them, their slant, and red seals.

Knows pixels and millimetres, and nothing of submissions; pictures never leave this room but one
at a time.
"""

from app.intake.scans.pages import PageRead, ScanFile, open_scan, read_page, upright
from app.intake.scans.seals import EdgeMark, RoundSeal

__all__ = [
    "EdgeMark",
    "PageRead",
    "RoundSeal",
    "ScanFile",
    "open_scan",
    "read_page",
    "upright",
]
