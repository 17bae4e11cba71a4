"""An empty Word document of the official layout (GB/T 9704-2012): page, styles, page numbers.

Faces are named as Windows calls them; where the machine lacks one, Word takes the other name
given for it (仿宋 for 仿宋_GB2312).
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from app.dossier import sheet

TITLE_FACE, BODY_FACE, HEAD_FACE = "方正小标宋简体", "仿宋_GB2312", "黑体"
SUBHEAD_FACE, FOLIO_FACE = "楷体_GB2312", "宋体"
OTHER_NAMES = {TITLE_FACE: "宋体", BODY_FACE: "仿宋", SUBHEAD_FACE: "楷体"}

BODY_SIZE = 16.0
"""三号."""

NARROWED = -5
"""Twips between characters of that size, so that 28 of them stand in a line of 156 mm. Said with
the style and not by a grid of characters, which programs other than Word read in other ways."""

WIDTH_MM, HEIGHT_MM, TOP_MM, LEFT_MM, TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 210, 297, 37, 28, 156, 225

DASH_TOP, DESCENT = 0.38, 0.141
"""Of 宋体: how far a dash reaches above the base line, and a line below it, in their size."""

FOLIO_HEIGHT_MM = (DASH_TOP + DESCENT) * sheet.FOLIO_SIZE / sheet.MM
FOLIO_MM = HEIGHT_MM - TOP_MM - TEXT_HEIGHT_MM - 7 - FOLIO_HEIGHT_MM
"""From the sheet's lower edge to the number's line: its dashes stand 7 mm below the text area."""

TWIPS = 20

LINE = int(TEXT_HEIGHT_MM * sheet.MM / sheet.LINES_PER_PAGE * TWIPS) / TWIPS
"""28.95 pt: Word fills a page with whole lines and leaves no part of the last one out, so 22 of
them have to go into the text area with the space between them."""

STYLES: dict[str, tuple[str, str, float, float]] = {
    "title": ("公文标题", TITLE_FACE, sheet.TITLE_SIZE, sheet.TITLE_LINE),
    "body": ("公文正文", BODY_FACE, BODY_SIZE, LINE),
    "plain": ("公文正文（不缩进）", BODY_FACE, BODY_SIZE, LINE),
    "to": ("主送机关", BODY_FACE, BODY_SIZE, LINE),
    "head": ("一级标题", HEAD_FACE, BODY_SIZE, LINE),
    "subhead": ("二级标题", SUBHEAD_FACE, BODY_SIZE, LINE),
    "note": ("说明文字", BODY_FACE, sheet.SMALL_SIZE, sheet.SMALL_LINE),
    "label": ("表格栏目", HEAD_FACE, sheet.SMALL_SIZE, sheet.SMALL_LINE),
    "cell": ("表格内容", BODY_FACE, sheet.SMALL_SIZE, sheet.SMALL_LINE),
    "signature": ("落款", BODY_FACE, BODY_SIZE, LINE),
}
"""By what is set in it: the style's name in Word, its face, size and line, in points."""

INDENTED = ("body", "head", "subhead")
KEPT_WITH_NEXT = ("title", "head", "subhead")


def style_id(key: str) -> str:
    """Return the id of the style of :data:`STYLES` in the document."""
    return f"QingBei{key.capitalize()}"


def empty_document(title: str, organisation: str) -> Any:
    """Return a new document (python-docx) with page, styles and page numbers set."""
    document = Document()
    document._body.clear_content()
    _tell(document, title, organisation)
    _page(document.sections[0])
    _styles(document)
    _settings(document.settings)
    _folios(document.sections[0])
    _name_faces(document)
    return document


def _tell(document: Any, title: str, organisation: str) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title, organisation, organisation
    core.comments, core.keywords, core.language = "", "", "zh-CN"
    # The picture of the library's own empty document.
    package = document.part.package
    for key, rel in list(package.rels.items()):
        if rel.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    section.top_margin = Mm(TOP_MM)
    section.bottom_margin = Mm(HEIGHT_MM - TOP_MM - TEXT_HEIGHT_MM)
    section.left_margin = Mm(LEFT_MM)
    section.right_margin = Mm(WIDTH_MM - LEFT_MM - TEXT_WIDTH_MM)
    section.header_distance, section.footer_distance = Mm(15), Mm(FOLIO_MM)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE * TWIPS)))
    section._sectPr.append(grid)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _face(normal, BODY_FACE, BODY_SIZE)
    language = OxmlElement("w:lang")
    for name, value in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{name}"), value)
    normal.element.get_or_add_rPr().append(language)
    for key, (name, face, size, line) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = style_id(key)
        style.base_style, style.quick_style = normal, True
        _face(style, face, size)
        if size == BODY_SIZE:
            narrow = OxmlElement("w:spacing")
            narrow.set(qn("w:val"), str(NARROWED))
            style.element.rPr.insert_element_before(narrow, "w:sz", "w:szCs")
        put = style.paragraph_format
        put.space_before = put.space_after = Pt(0)
        put.line_spacing_rule, put.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        put.widow_control = False
        if key in INDENTED:
            put.first_line_indent = Pt(2 * BODY_SIZE)
            _indent(style, "firstLineChars", 200)
        if key in KEPT_WITH_NEXT:
            put.keep_with_next = True
        if key == "title":
            put.alignment = WD_ALIGN_PARAGRAPH.CENTER
            put.space_after = Pt(sheet.title_room(1, sheet.TITLE_LINE, LINE))
        if key in ("label", "cell"):
            loose = OxmlElement("w:snapToGrid")
            loose.set(qn("w:val"), "0")
            style.element.get_or_add_pPr().insert_element_before(
                loose, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
            )


def _face(style: Any, face: str, size: float) -> None:
    style.font.name, style.font.size = face, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), face)


def _indent(style: Any, name: str, value: int) -> None:
    style.element.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{name}"), str(value))


def _settings(settings: Any) -> None:
    settings.odd_and_even_pages_header_footer = True
    for mode in settings.element.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    settings.element.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def _folios(section: Any) -> None:
    outer = {"right": section.footer, "left": section.even_page_footer}
    for side, footer in outer.items():
        put_folio(footer, side)


def put_folio(footer: Any, side: str) -> None:
    """Write the page number as — 1 — into a footer, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    put = paragraph.paragraph_format
    setattr(put, f"{side}_indent", Pt(sheet.FOLIO_SIZE))
    put.line_spacing_rule, put.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(sheet.FOLIO_SIZE)
    _folio_run(paragraph, "— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    number = _folio_run(paragraph, "1")
    field.append(number)
    _folio_run(paragraph, " —")


def _folio_run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = FOLIO_FACE, Pt(sheet.FOLIO_SIZE)
    run._r.rPr.rFonts.set(qn("w:eastAsia"), FOLIO_FACE)
    return run._r


def _name_faces(document: Any) -> None:
    """Name the faces in the document's table of fonts with what may stand in for them."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(part.blob)
    for face in (TITLE_FACE, BODY_FACE, HEAD_FACE, SUBHEAD_FACE):
        other = OTHER_NAMES.get(face)
        inner = f"<w:altName w:val={quoteattr(other)}/>" if other else ""
        fonts.append(
            parse_xml(
                f"<w:font {nsdecls('w')} w:name={quoteattr(face)}>{inner}"
                '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(fonts)
