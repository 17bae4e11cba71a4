"""The pages around the parts: cover, what is missing, index, a divider for each attachment, and
the sheet that says a page is blank.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib import colors
from reportlab.platypus import Flowable, PageBreak, Spacer, Table

from app.dossier import sheet
from app.dossier.grid import OnGrid
from app.dossier.heading import heading
from app.dossier.leaders import NAME_WIDTH, LeaderLine
from app.dossier.qr import MarginCode
from app.dossier.source import AttachmentPart, DossierInput
from app.dossier.typeset import Typesetter

COVER_FACT = 22.0
INDEX_TITLE = "目　　录"
BLANK_PAGE = "（此页为空白页）"
GREY = colors.Color(0.35, 0.35, 0.35)
CHINESE = "零一二三四五六七八九"


@dataclass(frozen=True)
class IndexLine:
    """One line of the index: its name, and the pages that it takes as printed."""

    title: str
    pages: str


def chinese_number(number: int) -> str:
    """Return 1–99 in Chinese numerals; larger ones in digits."""
    tens, ones = divmod(number, 10)
    if number > 99 or number < 1:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else f"{CHINESE[tens]}十"
    return head + (CHINESE[ones] if ones else "")


def code_words(code: str) -> str:
    """Return a dossier's mark as printed, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_text(source: DossierInput) -> str:
    """Return what the code on the cover says; ``verify`` finds the archived dossier by it."""
    return f"QINGBEI:{source.code}:V{source.version}"


def cover(source: DossierInput, setter: Typesetter) -> list[Flowable]:
    """Return the cover: what is asked, of whom, by whom, when, in which version."""
    fonts = setter.fonts
    under = setter.style(fonts.subhead, sheet.BODY_SIZE, sheet.LINE, "center")
    label = setter.style(fonts.head, sheet.BODY_SIZE, COVER_FACT)
    value = setter.style(fonts.body, sheet.BODY_SIZE, COVER_FACT)
    state = "草稿（尚有缺项，不得提交）" if source.draft else f"第 {source.version} 版"
    day = source.created_on
    facts = [
        ("申请主体", f"{source.organisation}（公章）"),
        ("受理平台", source.platform),
        ("所属项目", source.submission),
        ("编制日期", f"{day.year}年{day.month}月{day.day}日"),
        ("版　　本", state if not source.draft else f"第 {source.version} 版　{state}"),
    ]
    rows = [
        [setter.paragraph(name, fonts.head, label), setter.paragraph(text, fonts.body, value)]
        for name, text in facts
    ]
    words = f"册码 {code_words(source.code)}"
    flow: list[Flowable] = [
        MarginCode(qr_text(source), words, setter.name(fonts.plain)),
        Spacer(1, 4 * sheet.LINE),
        *heading(source.title, setter, sheet.COVER_SIZE, sheet.COVER_LINE),
    ]
    flow += [setter.paragraph(text, fonts.subhead, under) for text in source.subtitle if text]
    grid = Table(
        rows,
        colWidths=[5.5 * sheet.CHARACTER, 20 * sheet.CHARACTER],
        style=[
            setter.cell_font(),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("LINEBELOW", (1, 0), (1, -1), 0.5, colors.Color(0.45, 0.45, 0.45)),
            ("TOPPADDING", (0, 0), (-1, -1), 8),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    return [*flow, Spacer(1, 5 * sheet.LINE), OnGrid(grid), PageBreak()]


def blank(setter: Typesetter) -> list[Flowable]:
    """Return the page between parts that says that nothing is missing on it."""
    style = setter.style(setter.fonts.body, sheet.BODY_SIZE, sheet.LINE, "center")
    style.textColor = GREY
    words = setter.paragraph(BLANK_PAGE, setter.fonts.body, style)
    return [Spacer(1, 10 * sheet.LINE), words, PageBreak()]


def missing_page(source: DossierInput, setter: Typesetter) -> list[Flowable]:
    """Return the list of what keeps a draft from being handed in; nothing for a ready dossier."""
    if not source.draft:
        return []
    fonts = setter.fonts
    flow: list[Flowable] = heading("缺项清单", setter)
    body = setter.style(fonts.body, sheet.BODY_SIZE, sheet.LINE, indent=2 * sheet.CHARACTER)
    lead = "本材料册为草稿。以下各项补齐后，请重新导出。"
    flow.append(setter.paragraph(lead, fonts.body, body))
    for number, text in enumerate(source.missing, start=1):
        flow.append(setter.paragraph(f"{number}．{text}", fonts.body, body))
    return [*flow, PageBreak()]


def index(lines: list[IndexLine], setter: Typesetter) -> list[Flowable]:
    """Return the index; every line is marked ``index:<place>`` so that a link can be laid on it."""
    flow: list[Flowable] = heading(INDEX_TITLE, setter)
    for place, line in enumerate(lines):
        flow.append(LeaderLine(line.title, line.pages, setter, f"index:{place}"))
    if not lines:
        face = setter.fonts.body
        style = setter.style(face, sheet.BODY_SIZE, sheet.LINE)
        flow.append(setter.paragraph("本次提交没有需要装订的材料。", face, style))
    return [*flow, PageBreak()]


def index_pages(titles: list[str], setter: Typesetter) -> int:
    """Return how many pages the index of these titles takes."""
    above = sheet.TITLE_LINE + sheet.title_room(1, sheet.TITLE_LINE)
    pages, left = 1, sheet.LINES_PER_PAGE - round(above / sheet.LINE)
    for title in titles:
        lines = len(setter.lines(title, setter.fonts.body, sheet.BODY_SIZE, NAME_WIDTH))
        if lines > left:
            pages, left = pages + 1, sheet.LINES_PER_PAGE
        left -= lines
    return pages


def divider(
    number: int, part: AttachmentPart, counts: list[int], setter: Typesetter
) -> list[Flowable]:
    """Return the sheet before an attachment: its number, name, and files with their pages."""
    fonts = setter.fonts
    head = setter.style(fonts.head, sheet.BODY_SIZE, sheet.LINE)
    cell = setter.style(fonts.body, sheet.TABLE_SIZE, sheet.TABLE_LINE)
    flow: list[Flowable] = [
        setter.paragraph(f"附件{chinese_number(number)}", fonts.head, head),
        Spacer(1, 6 * sheet.LINE),
        *heading(part.title, setter),
        Spacer(1, 2 * sheet.LINE),
    ]
    rows = [
        [
            setter.paragraph(f"{place}．{file.file_name}", fonts.body, cell),
            setter.paragraph(f"{pages} 页", fonts.body, cell),
        ]
        for place, (file, pages) in enumerate(zip(part.files, counts, strict=True), start=1)
    ]
    table = Table(
        rows,
        colWidths=[sheet.TEXT_WIDTH * 0.72, sheet.TEXT_WIDTH * 0.12],
        style=[
            setter.cell_font(),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.Color(0.6, 0.6, 0.6)),
        ],
    )
    return [*flow, OnGrid(table), PageBreak()]
