"""What comes out of the room: plain values, no library's objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.dossier.archival import DrawnPages


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
    """A written dossier; ``drawn`` are attached pages that an archival one holds as pictures."""

    path: Path
    page_count: int
    drawn: tuple[DrawnPages, ...] = ()


@dataclass(frozen=True)
class PageVerdict:
    """How a PDF in hand stands to an archived one; pages count from 1.

    ``changed`` holds pages of the archived file whose content is another in hand, ``missing``
    those that are not there, ``added`` pages in hand that the archived file does not have;
    ``moved`` pages in hand that stand elsewhere.
    """

    archived: int
    in_hand: int
    changed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every page is there, in its place, with its content."""
        return not (self.changed or self.missing or self.added or self.moved)


@dataclass(frozen=True)
class BookletLine:
    """A material as it is printed: its pages, its copies, and who seals and signs it."""

    name: str
    pages: int
    copies: int
    original: str
    seal: str
    signer: str


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


@dataclass(frozen=True)
class PaperToPrint:
    """One form of a print stack: the template, what fills it, the code on its pages, and how
    many times it is printed."""

    form_id: str
    title: str
    context: Mapping[str, Any]
    code: str
    copies: int = 1


@dataclass(frozen=True)
class PrintedPaper:
    """A form as it stands in a stack: its first page from 0, its pages, which of them (from 1)
    are signed and sealed, and how many copies follow each other."""

    code: str
    first: int
    pages: int
    signed: tuple[int, ...]
    copies: int = 1


@dataclass(frozen=True)
class PrintStack:
    """A written stack: all its pages, blank ones too, and where each form stands."""

    path: Path
    page_count: int
    papers: tuple[PrintedPaper, ...]
