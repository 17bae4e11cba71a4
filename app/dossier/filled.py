"""A form filled in: its conditions decided, its texts in pieces that know what they show.

The one source of a form's PDF and of its Word document. A piece keeps the name it was filled
from, so that what is changed on paper's way through Word is found again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.dossier.form_spec import (
    FormSpec,
    HeadingBlock,
    PairsBlock,
    ParagraphBlock,
    SignatureBlock,
    TableBlock,
)
from app.dossier.template import BLANK, holds, lookup, parts_of

FIELD = "field."
LABEL_SHARE = 0.21
DASH = "—"


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``name`` tells what it was filled from, literal text has none.

    ``name`` is ``field.key``, a fact as ``organisation.name``, or for an item of a list
    ``filings[number].title``, which does not move when the list is ordered otherwise.
    """

    text: str
    name: str = ""


@dataclass(frozen=True)
class Line:
    """Pieces that stand together; ``blank`` is printed where one has nothing to show."""

    pieces: tuple[Piece, ...]
    blank: str = ""

    @property
    def text(self) -> str:
        """What prints."""
        return "".join(p.text or (self.blank if p.name else "") for p in self.pieces)

    @property
    def marks(self) -> tuple[str, ...]:
        """The keys of the fields in it."""
        return tuple(p.name[len(FIELD) :] for p in self.pieces if p.name.startswith(FIELD))


@dataclass(frozen=True)
class FilledText:
    """A paragraph; ``style`` is title, head, subhead, or a style of a paragraph block."""

    line: Line
    style: str


@dataclass(frozen=True)
class FilledCell:
    """A cell of a grid; a ``head`` is a label, ``columns`` how many it takes."""

    line: Line
    head: bool = False
    align: str = "left"
    columns: int = 1


@dataclass(frozen=True)
class FilledGrid:
    """Ruled rows; ``shares`` of the width add up to one, the first ``heads`` rows repeat."""

    rows: tuple[tuple[FilledCell, ...], ...]
    shares: tuple[float, ...]
    heads: int = 0


@dataclass(frozen=True)
class FilledSignature:
    """The lines of the signature block."""

    lines: tuple[Line, ...]


FilledBlock = FilledText | FilledGrid | FilledSignature


@dataclass(frozen=True)
class FilledForm:
    """A whole form as it prints, its title first."""

    form_id: str
    title: str
    blocks: tuple[FilledBlock, ...]

    def lines(self) -> Iterator[tuple[bool, Line]]:
        """Return every line in reading order, cell by cell, and whether it is a cell."""
        for block in self.blocks:
            if isinstance(block, FilledText):
                yield False, block.line
            elif isinstance(block, FilledSignature):
                yield from ((False, line) for line in block.lines)
            else:
                for row in block.rows:
                    yield from ((True, cell.line) for cell in row)

    def named(self) -> dict[str, str]:
        """Return what stands in each filled place, by its name."""
        return {p.name: p.text for _cell, line in self.lines() for p in line.pieces if p.name}


def fill_form(spec: FormSpec, context: Mapping[str, Any]) -> FilledForm:
    """Return the form filled from ``context`` (see ``services.forms.form_context``).

    A value typed under ``form id:name`` stands in this form alone in place of what ``name``
    leads to.
    """
    known = {**context, "field": spec.values(context)}
    begin = f"{spec.id}:"
    typed = context.get("values", {})
    here = {key[len(begin) :]: text for key, text in typed.items() if key.startswith(begin)}
    filler = _Filler(known, {name: text for name, text in here.items() if text})
    blocks: list[FilledBlock] = [FilledText(filler.line(spec.heading, BLANK), "title")]
    for block in spec.blocks:
        if not holds(block.when, known):
            continue
        if isinstance(block, ParagraphBlock):
            blocks.append(FilledText(filler.line(block.text, BLANK), block.style))
        elif isinstance(block, HeadingBlock):
            style = "head" if block.level == 1 else "subhead"
            blocks.append(FilledText(filler.line(block.text, BLANK), style))
        elif isinstance(block, PairsBlock):
            blocks.append(filler.pairs(block))
        elif isinstance(block, TableBlock):
            blocks.append(filler.table(block))
        else:
            assert isinstance(block, SignatureBlock)
            lines = tuple(filler.line(line, BLANK) for line in block.lines)
            blocks.append(FilledSignature(lines))
    return FilledForm(spec.id, spec.title, tuple(blocks))


class _Filler:
    """Fills templates from one context; ``here`` holds what this form alone says otherwise."""

    def __init__(self, known: Mapping[str, Any], here: Mapping[str, str]) -> None:
        self._known, self._here = known, here

    def line(
        self,
        text: str,
        blank: str = "",
        item: tuple[str, Mapping[str, Any]] | None = None,
    ) -> Line:
        return Line(
            tuple(
                self._piece(name, item) if name else Piece(literal)
                for literal, name in parts_of(text)
            ),
            blank,
        )

    def _piece(self, name: str, item: tuple[str, Mapping[str, Any]] | None) -> Piece:
        if item is not None and name.startswith("item."):
            key = name[len("item.") :]
            own = f"{item[0]}.{key}"
            return Piece(self._here.get(own) or lookup(key, item[1]), own)
        return Piece(self._here.get(name) or lookup(name, self._known), name)

    def pairs(self, block: PairsBlock) -> FilledGrid:
        """Return rows of label and value; a row of one pair takes the whole width."""
        rows = []
        for row in block.rows:
            cells = []
            for label, value in zip(row[::2], row[1::2], strict=True):
                cells.append(FilledCell(self.line(label), head=True, align="center"))
                cells.append(FilledCell(self.line(value), columns=3 if len(row) == 2 else 1))
            rows.append(tuple(cells))
        return FilledGrid(tuple(rows), (LABEL_SHARE, 0.5 - LABEL_SHARE) * 2)

    def table(self, block: TableBlock) -> FilledGrid:
        """Return the head and a row for each item of the list."""
        rows = [
            tuple(
                FilledCell(self.line(column.label), head=True, align="center")
                for column in block.columns
            )
        ]
        for item in self._known[block.each]:
            identity = item.get("number") or item.get("label") or item.get("title") or ""
            own = (f"{block.each}[{identity}]", item)
            rows.append(
                tuple(
                    FilledCell(self.line(column.text, DASH, own), align=column.align)
                    for column in block.columns
                )
            )
        whole = sum(column.width for column in block.columns)
        shares = tuple(column.width / whole for column in block.columns)
        return FilledGrid(tuple(rows), shares, heads=1)
