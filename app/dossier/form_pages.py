"""A form's blocks turned into what is set on the page, and a form shown on its own."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from app.dossier import sheet
from app.dossier.document import write_pages
from app.dossier.fonts import FontSet
from app.dossier.form_spec import (
    FormSpec,
    HeadingBlock,
    PairsBlock,
    ParagraphBlock,
    SignatureBlock,
    TableBlock,
)
from app.dossier.pages import FieldBox, FormPreview
from app.dossier.ruled import Cell, ruled_table
from app.dossier.template import BLANK, fill, holds, names_in
from app.dossier.typeset import Typesetter

LABEL_SHARE = 0.21
Filled = ParagraphBlock | HeadingBlock | PairsBlock | TableBlock
MOST_LEFT = 0.5
ROW_HEIGHT, GAP = 24, 8

SIGNATURE = "#signature"
"""The mark of the lines where one signs and seals."""


def preview(spec: FormSpec, context: Mapping[str, Any], fonts: FontSet) -> FormPreview:
    """Return the form's pages and the place of every field on them."""
    fields: dict[str, list[FieldBox]] = {}

    def note(mark: str, page: int, rect: tuple[float, float, float, float]) -> None:
        if mark != SIGNATURE:
            fields.setdefault(mark, []).append(FieldBox(page - 1, rect))

    out = BytesIO()
    setter = Typesetter(fonts, note)
    count = write_pages(out, form_flow(spec, context, setter), setter, spec.title)
    return FormPreview(
        pdf=out.getvalue(),
        page_count=count,
        fields={key: tuple(boxes) for key, boxes in fields.items()},
    )


def form_flow(spec: FormSpec, context: Mapping[str, Any], setter: Typesetter) -> list[Flowable]:
    """Return the form's flowables: title, then its blocks."""
    fonts = setter.fonts
    full = {**context, "field": spec.values(context)}
    title = setter.style(fonts.title, sheet.TITLE_SIZE, sheet.TITLE_SIZE * 1.5, "center")
    flow: list[Flowable] = [
        setter.paragraph(fill(spec.heading, full, BLANK), fonts.title, title),
        Spacer(1, sheet.LINE * 0.6),
    ]
    for block in spec.blocks:
        if not holds(block.when, full):
            continue
        if isinstance(block, SignatureBlock):
            held: list[Flowable] = [flow.pop()]
            while flow[-1].getKeepWithNext():  # type: ignore[no-untyped-call]
                held.insert(0, flow.pop())
            flow.append(KeepTogether([*held, *_signature(block, full, setter)]))
        else:
            flow += _block(block, full, setter)
    return flow


def _block(block: Filled, context: Mapping[str, Any], setter: Typesetter) -> list[Flowable]:
    if isinstance(block, ParagraphBlock):
        return _paragraph(block, context, setter)
    if isinstance(block, HeadingBlock):
        return [_heading(block, context, setter)]
    if isinstance(block, PairsBlock):
        return [_pairs(block, context, setter), Spacer(1, GAP)]
    return [_table(block, context, setter), Spacer(1, GAP)]


def _marks(text: str) -> tuple[str, ...]:
    return tuple(name[len("field.") :] for name in names_in(text) if name.startswith("field."))


def _paragraph(
    block: ParagraphBlock, context: Mapping[str, Any], setter: Typesetter
) -> list[Flowable]:
    face = setter.fonts.body
    indent = 2 * sheet.BODY_SIZE if block.style == "body" else 0
    size, leading = sheet.BODY_SIZE, sheet.LINE
    if block.style == "note":
        size, leading = sheet.SMALL_SIZE, sheet.SMALL_LINE
    style = setter.style(face, size, leading, indent=indent)
    marks = _marks(block.text)
    lines = fill(block.text, context, BLANK).strip().split("\n")
    return [setter.paragraph(line.strip(), face, style, marks) for line in lines if line.strip()]


def _heading(block: HeadingBlock, context: Mapping[str, Any], setter: Typesetter) -> Flowable:
    face = setter.fonts.head if block.level == 1 else setter.fonts.subhead
    style = setter.style(face, sheet.BODY_SIZE, sheet.LINE, indent=2 * sheet.BODY_SIZE)
    style.keepWithNext = 1
    return setter.paragraph(fill(block.text, context, BLANK), face, style, _marks(block.text))


def _pairs(block: PairsBlock, context: Mapping[str, Any], setter: Typesetter) -> Flowable:
    """Ruled rows of label and value; a row of one pair takes the whole width."""
    head, body = setter.fonts.head, setter.fonts.body
    label_style = setter.style(head, sheet.SMALL_SIZE, sheet.SMALL_LINE, "center")
    value_style = setter.style(body, sheet.SMALL_SIZE, sheet.SMALL_LINE)
    rows = []
    for row in block.rows:
        cells = []
        for label, value in zip(row[::2], row[1::2], strict=True):
            text = fill(value, context).strip()
            wide = 3 if len(row) == 2 else 1
            cells.append(Cell(label, head, label_style))
            cells.append(Cell(text, body, value_style, _marks(value), wide))
        rows.append(cells)
    narrow, wide_one = LABEL_SHARE * sheet.TEXT_WIDTH, (0.5 - LABEL_SHARE) * sheet.TEXT_WIDTH
    return ruled_table(rows, [narrow, wide_one] * 2, setter, lowest=ROW_HEIGHT)


def _table(block: TableBlock, context: Mapping[str, Any], setter: Typesetter) -> Flowable:
    """A list in small type; its head repeats on every page."""
    head, body = setter.fonts.head, setter.fonts.body
    size, leading = sheet.SMALL_SIZE, sheet.SMALL_LINE
    head_style = setter.style(head, size, leading, "center")
    styles = {align: setter.style(body, size, leading, align) for align in ("left", "center")}
    rows = [[Cell(column.label, head, head_style) for column in block.columns]]
    for item in context[block.each]:
        full = {**context, "item": item}
        rows.append(
            [
                Cell(fill(column.text, full, "—"), body, styles[column.align])
                for column in block.columns
            ]
        )
    whole = sum(column.width for column in block.columns)
    widths = [column.width / whole * sheet.TEXT_WIDTH for column in block.columns]
    return ruled_table(rows, widths, setter, heads=1)


def _signature(
    block: SignatureBlock, context: Mapping[str, Any], setter: Typesetter
) -> list[Flowable]:
    """The lines at the right, two characters from the edge, with room above for the seal."""
    face = setter.fonts.body
    texts = [fill(line, context, BLANK) for line in block.lines]
    longest = max(setter.width(text, face, sheet.BODY_SIZE) for text in texts)
    left = sheet.TEXT_WIDTH - longest - 2 * sheet.BODY_SIZE
    left = max(0, min(left, MOST_LEFT * sheet.TEXT_WIDTH))
    style = setter.style(face, sheet.BODY_SIZE, sheet.LINE * 1.15, left=left)
    lines = [
        setter.paragraph(text, face, style, (*_marks(line), SIGNATURE))
        for line, text in zip(block.lines, texts, strict=True)
    ]
    return [Spacer(1, sheet.LINE * 0.8), *lines]
