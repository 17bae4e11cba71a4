"""A filled form written as a document for Word and WPS, each filled place a content control."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from app.dossier import sheet
from app.dossier.characters import printable
from app.dossier.filled import (
    FilledCell,
    FilledForm,
    FilledGrid,
    FilledSignature,
    FilledText,
    Line,
    Piece,
)
from app.dossier.letterhead import Letterhead
from app.dossier.signing import signing_place
from app.dossier.titles import balanced
from app.dossier.word_letterhead import put_letterhead
from app.dossier.word_marks import BASE, WordIdentity, fingerprint, tagged
from app.dossier.word_sheet import INDENTED, LINE, TWIPS, empty_document, style_id

CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
INDENT = "　　"
NOTHING = "　　　　"
ROW_HEIGHT, GAP = 24, 8
KEEP = "<w:keepNext/>"
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
)
EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_word(
    form: FilledForm,
    labels: Mapping[str, str],
    identity: WordIdentity,
    organisation: str,
    target: Path,
    *,
    head: Letterhead | None = None,
) -> None:
    """Write ``form`` to ``target`` as a Word document; same input, same bytes.

    ``labels`` says in words what each filled name is, for the control's own title; ``head``
    stands in the head of the first page.
    """
    document = empty_document(form.title, organisation)
    if head is not None:
        put_letterhead(document, head)
    body = document.element.body
    made = parse_xml(f"<w:body {nsdecls('w')}>{_Writer(form, labels).body()}</w:body>")
    for place, element in enumerate(list(made)):
        body.insert(place, element)
    _name_it(document, identity)
    _note_base(document, form, identity)
    held = BytesIO()
    document.save(held)
    with zipfile.ZipFile(held) as saved, zipfile.ZipFile(target, "w") as out:
        for entry in sorted(saved.infolist(), key=lambda e: (e.filename[0] != "[", e.filename)):
            info = zipfile.ZipInfo(entry.filename, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, saved.read(entry))


class _Writer:
    """Writes one form's blocks as WordprocessingML."""

    def __init__(self, form: FilledForm, labels: Mapping[str, str]) -> None:
        self._form, self._labels = form, labels
        self._tags: Iterator[tuple[str, Piece]] = tagged(form)
        self._ids = 0

    def body(self) -> str:
        blocks = self._form.blocks
        parts = []
        for place, block in enumerate(blocks):
            if isinstance(block, FilledText):
                after = blocks[place + 1] if place + 1 < len(blocks) else None
                put = KEEP if isinstance(after, FilledSignature) else ""
                put += _narrowed(block.line.text) if block.style == "title" else ""
                parts.append(self._paragraph(block.line, block.style, put))
            elif isinstance(block, FilledSignature):
                parts.append(self._signature(block))
            else:
                parts.append(self._grid(block))
        return "".join(parts)

    def _paragraph(self, line: Line, key: str, put: str = "") -> str:
        indent = INDENT if key in INDENTED else ""
        inner = "".join(self._piece(piece, line.blank, indent) for piece in line.pieces)
        return f'<w:p><w:pPr><w:pStyle w:val="{style_id(key)}"/>{put}</w:pPr>{inner}</w:p>'

    def _piece(self, piece: Piece, blank: str, indent: str) -> str:
        """Return runs, or a control around them; an empty one shows its blank.

        The control is a rich one: of a plain one not every program keeps the line breaks, and
        LibreOffice saves its text several times over.
        """
        if not piece.name:
            return _run(piece.text, indent)
        tag, _piece = next(self._tags)
        self._ids += 1
        alias = quoteattr(printable(self._labels.get(piece.name, "") or tag))
        waiting = "" if piece.text else "<w:showingPlcHdr/>"
        inner = _run(piece.text.strip("\n") or blank or NOTHING, indent)
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={alias}/><w:tag w:val={quoteattr(tag)}/>"
            f'<w:id w:val="{self._ids}"/>{waiting}</w:sdtPr>'
            f"<w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        )

    def _signature(self, block: FilledSignature) -> str:
        """Return the lines at the right with room above for the seal, kept on one page."""
        place = signing_place(
            [line.text for line in block.lines], lambda text: _width(text) * sheet.CHARACTER
        )
        parts = []
        for number, (line, left) in enumerate(zip(block.lines, place.lefts, strict=True)):
            keep = KEEP if number < len(block.lines) - 1 else ""
            above = f'<w:spacing w:before="{_twips(place.above * LINE)}"/>' if number == 0 else ""
            put = f'{keep}{above}<w:ind w:left="{_twips(left)}"/>'
            parts.append(self._paragraph(line, "signature", put))
        return "".join(parts)

    def _grid(self, block: FilledGrid) -> str:
        widths = [_twips(share * sheet.TEXT_WIDTH) for share in block.shares]
        rows = "".join(
            self._row(row, widths, head=place < block.heads, lowest=not block.heads)
            for place, row in enumerate(block.rows)
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        gap = f'<w:spacing w:line="{_twips(GAP)}" w:lineRule="exact"/>'
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{MARGINS}</w:tblCellMar></w:tblPr>"
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
            f'<w:p><w:pPr><w:pStyle w:val="{style_id("cell")}"/>{gap}</w:pPr></w:p>'
        )

    def _row(
        self, row: Sequence[FilledCell], widths: Sequence[int], *, head: bool, lowest: bool
    ) -> str:
        height = f'<w:trHeight w:val="{_twips(ROW_HEIGHT)}" w:hRule="atLeast"/>' if lowest else ""
        cells, column = [], 0
        for cell in row:
            width = sum(widths[column : column + cell.columns])
            column += cell.columns
            span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
            align = f'<w:jc w:val="{cell.align}"/>'
            paragraph = self._paragraph(cell.line, "label" if cell.head else "cell", align)
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
                f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'
            )
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{height}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _narrowed(title: str) -> str:
    """Return the indents that make Word break a long title where it should.

    A break of its own would be read back as a change of the words.
    """
    size = sheet.TITLE_SIZE
    widths = tuple(_width(character) * size for character in title)
    first, *others = balanced(title, widths, sheet.TEXT_WIDTH - 2 * size, falling=True)
    if not others:
        return ""
    side = _twips((sheet.TEXT_WIDTH - (_width(first) + 0.5) * size) / 2)
    return f'<w:ind w:left="{side}" w:right="{side}"/>'


def _twips(points: float) -> int:
    return round(points * TWIPS)


def _width(text: str) -> float:
    """Return about how many characters of full width ``text`` takes."""
    return sum(0.5 if ord(c) < 0x2000 else 1 for c in text)


def _run(text: str, indent: str = "") -> str:
    """Return a run; a line after the first begins as a paragraph does."""
    first, *others = printable(text).split("\n")
    lines = [escape(first), *(f"{indent}{escape(line.strip())}" for line in others)]
    runs = [f'<w:r><w:t xml:space="preserve">{line}</w:t></w:r>' for line in lines]
    return "<w:r><w:br/></w:r>".join(runs)


def _name_it(document: Any, identity: WordIdentity) -> None:
    entries = "".join(
        f'<property fmtid="{PROPERTY_SET}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(identity.properties().items(), start=2)
    )
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{entries}</Properties>"
    ).encode()
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, blob, package)
    package.relate_to(part, CUSTOM)


def _note_base(document: Any, form: FilledForm, identity: WordIdentity) -> None:
    """Keep the prints of what is written, so that a later reading knows who changed what.

    The identity stands here once more, for programs that drop a document's properties.
    """
    prints = {tag: fingerprint(piece.text) for tag, piece in tagged(form)}
    text = json.dumps(prints, ensure_ascii=False, separators=(",", ":"))
    entries = "".join(
        f"<w:docVar w:name={quoteattr(name)} w:val={quoteattr(value)}/>"
        for name, value in {**identity.properties(), BASE: text}.items()
    )
    variables = parse_xml(f"<w:docVars {nsdecls('w')}>{entries}</w:docVars>")
    document.settings.element.find(qn("w:compat")).addnext(variables)
