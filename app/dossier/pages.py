"""What comes out of the room: plain values, no library's objects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FieldBox:
    """Where a field is printed: page from 0, left, bottom, right, top in points from below."""

    page: int
    rect: tuple[float, float, float, float]


@dataclass(frozen=True)
class FormPreview:
    """One form as it would print, and the place of every field on it.

    ``drawn`` names the pages (from 0) that are drawn; None means all of them.
    """

    pdf: bytes
    page_count: int
    fields: dict[str, tuple[FieldBox, ...]]
    drawn: frozenset[int] | None = None


@dataclass(frozen=True)
class MadeDossier:
    """A written dossier."""

    path: Path
    page_count: int


@dataclass(frozen=True)
class ListColumn:
    """A column of a printed list: its heading, and its share of the width."""

    title: str
    width: float


@dataclass(frozen=True)
class ListHead:
    """What stands around a printed list: title, left and right of the line below it, the line
    ``under`` that, and what every page's foot says."""

    title: str
    left: str
    right: str
    under: str
    foot: str
