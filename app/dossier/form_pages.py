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
from app.dossier.ruled import Cell, ruled_table
from app.dossier.typeset import Typesetter

MOST_LEFT = 0.5
ROW_HEIGHT, GAP = 24, 8

SIGNATURE = "#signature"
"""The mark of the lines where one signs and seals."""


def form_flow(spec: FormSpec, context: Mapping[str, Any], setter: Typesetter) -> list[Flowable]:
    """Return the form's flowables: title, then its blocks."""
    flow: list[Flowable] = []
    for block in fill_form(spec, context).blocks:
        if isinstance(block, FilledSignature):
            held: list[Flowable] = [flow.pop()]
            while flow[-1].getKeepWithNext():  # type: ignore[no-untyped-call]
                held.insert(0, flow.pop())
            flow.append(KeepTogether([*held, *_signature(block, setter)]))
        elif isinstance(block, FilledText):
            flow += _text(block, setter)
        else:
            flow += [_grid(block, setter), Spacer(1, GAP)]
    return flow


def _text(block: FilledText, setter: Typesetter) -> list[Flowable]:
    fonts, line = setter.fonts, block.line
    if block.style == "title":
        style = setter.style(fonts.title, sheet.TITLE_SIZE, sheet.TITLE_SIZE * 1.5, "center")
        return [setter.paragraph(line.text, fonts.title, style), Spacer(1, sheet.LINE * 0.6)]
    face = {"head": fonts.head, "subhead": fonts.subhead}.get(block.style, fonts.body)
    indent = 2 * sheet.CHARACTER if block.style in ("body", "head", "subhead") else 0
    size, leading = sheet.BODY_SIZE, sheet.LINE
    if block.style == "note":
        size, leading = sheet.SMALL_SIZE, sheet.SMALL_LINE
    keep = block.style in ("head", "subhead")
    style = setter.style(face, size, leading, indent=indent, keep=keep)
    return [
        setter.paragraph(text.strip(), face, style, line.marks)
        for text in line.text.strip().split("\n")
        if text.strip()
    ]


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
    """The lines at the right, two characters from the edge, with room above for the seal."""
    face = setter.fonts.body
    longest = max(setter.width(line.text, face, sheet.BODY_SIZE) for line in block.lines)
    left = sheet.TEXT_WIDTH - longest - 2 * sheet.CHARACTER
    left = max(0, min(left, MOST_LEFT * sheet.TEXT_WIDTH))
    style = setter.style(face, sheet.BODY_SIZE, sheet.LINE * 1.15, left=left)
    lines = [
        setter.paragraph(line.text, face, style, (*line.marks, SIGNATURE)) for line in block.lines
    ]
    return [Spacer(1, sheet.LINE * 0.8), *lines]
