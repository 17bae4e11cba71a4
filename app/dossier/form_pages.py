"""A form's blocks turned into what is set on the page, and a form shown on its own."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

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
from app.dossier.template import BLANK, fill, holds, names_in
from app.dossier.typeset import Typesetter

RULES: Any = [
    ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
]
LABEL_SHARE = 0.21
Filled = ParagraphBlock | HeadingBlock | PairsBlock | TableBlock
MOST_LEFT = 0.5
ROW_HEIGHT, GAP = 24, 8
LONG_CELL = 200
"""A row with more characters may be split between pages; shorter ones stay whole."""


def preview(spec: FormSpec, context: Mapping[str, Any], fonts: FontSet) -> FormPreview:
    """Return the form's pages and the place of every field on them."""
    fields: dict[str, list[FieldBox]] = {}

    def note(mark: str, page: int, rect: tuple[float, float, float, float]) -> None:
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
    """Ruled rows of label and value; a row of one pair spans the whole width."""
    label_style = setter.style(setter.fonts.head, sheet.SMALL_SIZE, sheet.SMALL_LINE, "center")
    value_style = setter.style(setter.fonts.body, sheet.SMALL_SIZE, sheet.SMALL_LINE)
    cells: list[list[Any]] = []
    printed = [fill(text, context) for text in block.texts()]
    spans: Any = []
    for place, row in enumerate(block.rows):
        line: list[Any] = []
        for label, value in zip(row[::2], row[1::2], strict=True):
            line.append(setter.paragraph(label, setter.fonts.head, label_style))
            line.append(_cell(value, context, setter, value_style))
        if len(row) == 2:
            spans.append(("SPAN", (1, place), (3, place)))
        cells.append(line + [None] * (4 - len(line)))
    narrow, wide = LABEL_SHARE * sheet.TEXT_WIDTH, (0.5 - LABEL_SHARE) * sheet.TEXT_WIDTH
    return Table(
        cells,
        colWidths=[narrow, wide, narrow, wide],
        style=[setter.cell_font(), *RULES, *spans],
        minRowHeights=[ROW_HEIGHT] * len(cells),
        splitInRow=int(any(len(text) > LONG_CELL for text in printed)),
    )


def _cell(text: str, context: Mapping[str, Any], setter: Typesetter, style: Any) -> Flowable:
    face = setter.fonts.body
    return setter.paragraph(fill(text, context).strip(), face, style, _marks(text))


def _table(block: TableBlock, context: Mapping[str, Any], setter: Typesetter) -> Flowable:
    """A list in small type; its head repeats on every page."""
    long = False
    size, leading = sheet.SMALL_SIZE, sheet.SMALL_LINE
    head = setter.style(setter.fonts.head, size, leading, "center")
    styles = {
        align: setter.style(setter.fonts.body, size, leading, align) for align in ("left", "center")
    }
    rows = [[setter.paragraph(c.label, setter.fonts.head, head) for c in block.columns]]
    for item in context[block.each]:
        full = {**context, "item": item}
        texts = [fill(column.text, full, "—") for column in block.columns]
        long = long or any(len(text) > LONG_CELL for text in texts)
        rows.append(
            [
                setter.paragraph(text, setter.fonts.body, styles[column.align])
                for column, text in zip(block.columns, texts, strict=True)
            ]
        )
    whole = sum(column.width for column in block.columns)
    widths = [column.width / whole * sheet.TEXT_WIDTH for column in block.columns]
    return Table(
        rows,
        colWidths=widths,
        style=[setter.cell_font(), *RULES],
        repeatRows=1,
        splitInRow=int(long),
    )


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
        setter.paragraph(text, face, style, _marks(line))
        for line, text in zip(block.lines, texts, strict=True)
    ]
    return [Spacer(1, sheet.LINE * 0.8), *lines]
