"""Parts brought into one file: laid out, numbered, linked from the index and bookmarked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from app.dossier import sheet
from app.dossier.source import AttachmentFile
from app.dossier.stamps import Stamper
from app.pieces import each
from app.progress import Progress

Rect = tuple[float, float, float, float]
BOX = [0, 0, round(sheet.PAGE_WIDTH, 4), round(sheet.PAGE_HEIGHT, 4)]


@dataclass(frozen=True)
class Fitted:
    """An attached page as it is laid on its sheet: the drawing, and the operators that place it.

    ``reasons`` say why it is a picture of the page in an archival file; none: it is the page.
    """

    drawing: Any
    content: bytes
    reasons: tuple[str, ...] = ()


Leaf = pikepdf.Object | Fitted
"""A generated page (see :func:`generated`), or an attached one."""


def generated(made: pikepdf.Pdf, place: int) -> pikepdf.Object:
    """Return what a page of a generated file draws, to be brought into another file."""
    page = made.pages[place].obj
    return made.make_indirect(pikepdf.Dictionary(Resources=page.Resources, Contents=page.Contents))


@dataclass(frozen=True)
class FileSpan:
    """A file within a section: its first page there, from 0, and its pages.

    ``drawn`` are those of its pages, from 1, that went into an archival file as pictures.
    """

    file: AttachmentFile
    first: int
    pages: int
    drawn: tuple[int, ...] = ()


@dataclass
class Section:
    """What begins on a page of its own: its title and its pages, made or attached.

    ``first`` is its first page from 0 once it is laid out; ``sha256`` is a form's hash.
    """

    title: str
    pages: list[Leaf]
    files: list[FileSpan] = field(default_factory=list)
    sha256: str = ""
    first: int = 0

    def add_file(self, file: AttachmentFile, pages: Sequence[Fitted]) -> None:
        """Put a file's pages behind what is there."""
        drawn = tuple(place for place, page in enumerate(pages, start=1) if page.reasons)
        self.files.append(FileSpan(file, len(self.pages), len(pages), drawn))
        self.pages.extend(pages)


def lay_out(sections: Sequence[Section], *, duplex: bool) -> int:
    """Say where each section begins, on an odd page when ``duplex``; return the pages in all."""
    place = 0
    for section in sections:
        place += place % 2 if duplex else 0
        section.first = place
        place += len(section.pages)
    return place


def printed(first: int, count: int) -> str:
    """Return a range of pages (``first`` from 0) as printed."""
    return f"{first + 1}" if count == 1 else f"{first + 1}—{first + count}"


class Binder:
    """Brings pages into ``whole`` one behind the other; ``leaves`` are those that are in.

    The page tree is written once at the end: asking a growing file for its pages costs more with
    every page.
    """

    def __init__(self, whole: pikepdf.Pdf, total: int, stamper: Stamper) -> None:
        self.whole, self._total, self._stamper = whole, total, stamper
        self.leaves: list[pikepdf.Object] = []
        self._begin = whole.make_stream(b"q\n")

    def add(self, page: Leaf) -> None:
        """Bring in a page; its number is drawn after all that it draws itself."""
        number = len(self.leaves) + 1
        stamp = self._stamper.stamp(number, self._total)
        if isinstance(page, Fitted):
            marks = pikepdf.Dictionary(QBPage=page.drawing, **self._stamper.marks)
            resources = pikepdf.Dictionary(Font=self._stamper.faces, XObject=marks)
            contents: Any = self.whole.make_stream(page.content + stamp)
        else:
            brought: Any = self.whole.copy_foreign(page)
            resources = brought.Resources
            self._stamper.lend(resources)
            end = self.whole.make_stream(b"Q\n" + stamp)
            contents = pikepdf.Array([self._begin, brought.Contents, end])
        made = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=BOX, Resources=resources, Contents=contents
        )
        self.leaves.append(self.whole.make_indirect(made))

    def goal(self, place: int) -> pikepdf.Array:
        """Return where a link or a bookmark to a page (from 0) leads."""
        return pikepdf.Array([self.leaves[place], pikepdf.Name.Fit])

    def finish(self) -> None:
        """Write the page tree."""
        tree = self.whole.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Pages, Kids=pikepdf.Array(self.leaves), Count=len(self.leaves)
            )
        )
        for leaf in self.leaves:
            leaf.Parent = tree
        self.whole.Root.Pages = tree


def bind(
    whole: pikepdf.Pdf,
    sections: Sequence[Section],
    total: int,
    blank: Leaf,
    stamper: Stamper,
    *,
    progress: Progress,
) -> Binder:
    """Bring the sections' pages into ``whole``, with ``blank`` in the gaps, and number them."""
    binder = Binder(whole, total, stamper)
    for section in sections:
        while len(binder.leaves) < section.first:
            binder.add(blank)
        for page in each(section.pages, progress, "正在编页码"):
            binder.add(page)
    binder.finish()
    return binder


def link(binder: Binder, links: Sequence[tuple[int, int, Rect]], parts: Sequence[Section]) -> None:
    """Lay a link to a part over every line of the index: its place, the page from 0, the box."""
    for place, page, rect in links:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[round(value, 2) for value in rect],
            Border=[0, 0, 0],
            F=4,
            Dest=binder.goal(parts[place].first),
        )
        holder = binder.leaves[page]
        if "/Annots" not in holder:
            holder.Annots = pikepdf.Array()
        holder.Annots.append(binder.whole.make_indirect(note))


def outline(binder: Binder, sections: Sequence[Section]) -> None:
    """Write a bookmark for each section, and below it for each of its files."""
    with binder.whole.open_outline() as tree:
        for section in sections:
            entry = pikepdf.OutlineItem(section.title, binder.goal(section.first))
            entry.children.extend(
                pikepdf.OutlineItem(span.file.file_name, binder.goal(section.first + span.first))
                for span in section.files
            )
            tree.root.append(entry)
