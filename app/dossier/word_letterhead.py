"""A letterhead (抬头) in the head of a Word document's first page, outside the text.

What is read back from the document is its text, so that a letterhead never counts as a change.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from app.dossier import sheet
from app.dossier.characters import printable
from app.dossier.letterhead import Letterhead
from app.dossier.word_sheet import BODY_FACE, TITLE_FACE, put_folio

RED = RGBColor(0xC8, 0x0D, 0x0D)
NAME_SIZE, LOGO_MM, MOST_MM = 26, 12, 60
WIDTH_PT = sheet.TEXT_WIDTH
RULE = '<w:bottom w:val="single" w:sz="12" w:space="4" w:color="C80D0D"/>'


def put_letterhead(document: Any, head: Letterhead) -> None:
    """Write the letterhead into the head of the first page, whose foot keeps its number."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    put_folio(section.first_page_footer, "right")
    place = section.first_page_header
    place.is_linked_to_previous = False
    name = place.paragraphs[0]
    if head.logo:
        _put_logo(name.add_run(), head.logo)
        name.add_run("　")
    size = min(NAME_SIZE, int(2 * WIDTH_PT * 0.7 / max(1, len(head.name))) / 2)
    _write(name, head.name, TITLE_FACE, size, red=head.red)
    last = name
    if head.line:
        last = place.add_paragraph()
        _write(last, head.line, BODY_FACE, sheet.SMALL_SIZE, red=head.red)
    for paragraph in place.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if head.red:
        borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{RULE}</w:pBdr>")
        last._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


def _put_logo(run: Any, logo: bytes) -> None:
    made = run.add_picture(BytesIO(logo), height=Mm(LOGO_MM))
    if made.width > Mm(MOST_MM):
        made.height, made.width = int(made.height * Mm(MOST_MM) / made.width), Mm(MOST_MM)


def _write(paragraph: Any, text: str, face: str, size: float, *, red: bool) -> None:
    run = paragraph.add_run(printable(text))
    run.font.name, run.font.size = face, Pt(size)
    run._r.rPr.rFonts.set(qn("w:eastAsia"), face)
    if red:
        run.font.color.rgb = RED
