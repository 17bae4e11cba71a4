"""A filled form turned into what is set on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from app.dossier import sheet
from app.dossier.filled import (
    FilledCell,
    FilledGrid,
    FilledSignature,
    FilledText,
    fill_form,
)
from app.dossier.form_spec import FormSpec
from app.dossier.grid import Headed, OnGrid
from app.dossier.heading import heading
from app.dossier.letterhead import letterhead_of
from app.dossier.letterhead_block import LetterheadBlock
from app.dossier.ruled import Cell, ruled_table
from app.dossier.signing import signing_place
from app.dossier.typeset import Typesetter

ROW_HEIGHT = 24

NOTE_FREE = sheet.BETWEEN - (sheet.SMALL_LINE - sheet.SMALL_SIZE) / 2
"""Below small print some of what lies between lines is its own."""

SIGNATURE = "#signature"
"""The mark of the lines where one signs and seals."""


def form_flow(spec: FormSpec, context: Mapping[str, Any], setter: Typesetter) -> list[Flowable]:
    """Return the form's flowables: letterhead where it carries one, title, then its blocks."""
    head = letterhead_of(spec.id, context)
    flow: list[Flowable] = [LetterheadBlock(head, setter)] if head else []
    blocks = fill_form(spec, context).blocks
    for place, block in enumerate(blocks):
        if isinstance(block, FilledSignature):
            held: list[Flowable] = []
            if isinstance(blocks[place - 1], FilledText):
                held.append(flow.pop())
            flow.append(KeepTogether([*held, *_signature(block, setter)]))
        elif isinstance(block, FilledText):
            for text in _text(block, setter):
                flow.append(_headed(flow, text))
        else:
            another = any(isinstance(b, FilledGrid) for b in blocks[place + 1 : place + 2])
            flow.append(_headed(flow, OnGrid(_grid(block, setter), back=not another)))
    return flow


def _headed(flow: list[Flowable], block: Flowable) -> Flowable:
    """Take the heads at the end of ``flow`` off and return them with the block they lead to."""
    if not block.getKeepWithNext():  # type: ignore[no-untyped-call]
        while flow and flow[-1].getKeepWithNext():  # type: ignore[no-untyped-call]
            block = Headed(flow.pop(), block)
    return block


def _text(block: FilledText, setter: Typesetter) -> list[Flowable]:
    fonts, line = setter.fonts, block.line
    if block.style == "title":
        return heading(line.text, setter)
    face = {"head": fonts.head, "subhead": fonts.subhead}.get(block.style, fonts.body)
    indent = 2 * sheet.CHARACTER if block.style in ("body", "head", "subhead") else 0
    small = block.style == "note"
    size, leading = sheet.BODY_SIZE, sheet.LINE
    if small:
        size, leading = sheet.SMALL_SIZE, sheet.SMALL_LINE
    keep = block.style in ("head", "subhead")
    style = setter.style(face, size, leading, indent=indent, keep=keep)
    set_lines = [
        setter.paragraph(text.strip(), face, style, line.marks)
        for text in line.text.strip().split("\n")
        if text.strip()
    ]
    return [OnGrid(text, NOTE_FREE) for text in set_lines] if small else [*set_lines]


def _grid(block: FilledGrid, setter: Typesetter) -> Flowable:
    """Ruled rows in small type; heads repeat on every page."""
    head, body = setter.fonts.head, setter.fonts.body
    size, leading = sheet.SMALL_SIZE, sheet.SMALL_LINE
    styles = {
        (is_head, align): setter.style(head if is_head else body, size, leading, align)
        for is_head in (True, False)
        for align in ("left", "center")
    }

    def cell(filled: FilledCell) -> Cell:
        face = head if filled.head else body
        style, line = styles[filled.head, filled.align], filled.line
        return Cell(line.text.strip(), face, style, line.marks, filled.columns)

    rows = [[cell(filled) for filled in row] for row in block.rows]
    widths = [share * sheet.TEXT_WIDTH for share in block.shares]
    lowest = 0 if block.heads else ROW_HEIGHT
    return ruled_table(rows, widths, setter, heads=block.heads, lowest=lowest)


def _signature(block: FilledSignature, setter: Typesetter) -> list[Flowable]:
    """The lines where the standard wants them, with room above for the seal."""
    face, size = setter.fonts.body, sheet.BODY_SIZE
    place = signing_place(
        [line.text for line in block.lines], lambda text: setter.width(text, face, size)
    )
    made: list[Flowable] = [Spacer(1, place.above * sheet.LINE)]
    for line, left in zip(block.lines, place.lefts, strict=True):
        style = setter.style(face, size, sheet.LINE, left=left)
        made.append(setter.paragraph(line.text, face, style, (*line.marks, SIGNATURE)))
    return made
