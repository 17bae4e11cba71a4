"""What a platform takes of a material, and what became of it: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class UploadWish:
    """What a platform takes: extensions in its order of preference, and bytes a file.

    ``lossy`` says that the officer allowed the pictures of this material to be made coarser.
    """

    formats: tuple[str, ...]
    max_bytes: int | None = None
    lossy: bool = False


@dataclass(frozen=True)
class UploadPart:
    """One file ready to be uploaded."""

    path: Path
    extension: str
    pages: int
    size_bytes: int


@dataclass(frozen=True)
class Prepared:
    """What became of a material. ``needs_lossy``: only coarser pictures would fit the limit."""

    parts: tuple[UploadPart, ...]
    notes: tuple[str, ...] = ()
    problem: str = ""
    needs_lossy: bool = False
