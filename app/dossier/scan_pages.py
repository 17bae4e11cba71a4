"""One scanned page as it is to be bound: where it lies, and how it is set upright."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ScanSheet:
    """A page of a scan.

    ``place`` is its page or picture in the file, from 0; ``turn`` the degrees clockwise (0, 90,
    180, 270) that set it upright; ``skew`` the rest of the turn, in degrees clockwise.
    """

    path: Path
    file_name: str
    place: int
    turn: int = 0
    skew: float = 0.0
