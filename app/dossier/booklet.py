"""The print booklet list (印制清单): how many copies of what, which seal where, who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.platypus import Flowable, Spacer

from app.dossier import sheet
from app.dossier.document import write_pages
from app.dossier.fonts import FontSet
from app.dossier.grid import OnGrid
from app.dossier.heading import heading
from app.dossier.pages import BookletLine
from app.dossier.ruled import Cell, ruled_table
from app.dossier.typeset import Typesetter

TITLE = "印制清单"
HEADS = ("序号", "材料", "页数", "份数", "原件或复印件", "印章", "签字")
WIDTHS = (0.07, 0.31, 0.08, 0.08, 0.15, 0.16, 0.15)


@dataclass(frozen=True)
class BookletHead:
    """What the list is for: the dossier's title, the subject, and the submission."""

    title: str
    organisation: str
    submission: str


def booklet(head: BookletHead, lines: Sequence[BookletLine], duplex: bool, fonts: FontSet) -> bytes:
    """Return the list as PDF pages."""
    setter = Typesetter(fonts)
    body = setter.style(fonts.body, sheet.TABLE_SIZE, sheet.TABLE_LINE)
    top = setter.style(fonts.head, sheet.SMALL_SIZE, sheet.SMALL_LINE, "center")
    cell = setter.style(fonts.body, sheet.SMALL_SIZE, sheet.SMALL_LINE)
    middle = setter.style(fonts.body, sheet.SMALL_SIZE, sheet.SMALL_LINE, "center")
    flow: list[Flowable] = heading(TITLE, setter)
    told = (
        f"{head.title}　{head.submission}",
        f"申请主体：{head.organisation}",
        f"打印方式：A4，{'双面，各部分从单数页起' if duplex else '单面'}。",
    )
    flow += [setter.paragraph(text, fonts.body, body) for text in told]
    flow.append(Spacer(1, sheet.LINE * 0.5))
    rows = [[Cell(name, fonts.head, top) for name in HEADS]]
    for number, line in enumerate(lines, start=1):
        words = (
            f"{number}", line.name, f"{line.pages}", f"{line.copies}", line.original, line.seal,
            line.signer,
        )  # fmt: skip
        rows.append(
            [
                Cell(text, fonts.body, cell if place == 1 else middle)
                for place, text in enumerate(words)
            ]
        )
    widths = [share * sheet.TEXT_WIDTH for share in WIDTHS]
    flow.append(OnGrid(ruled_table(rows, widths, setter, heads=1)))
    sheets = sum(line.pages * line.copies for line in lines)
    notes = (
        f"以上共 {len(lines)} 项、{sheets} 页（按各自份数合计，不含封面、目录和清单）。",
        "印章和签字的要求取自平台目录，标注为待核实的请先向受理机关确认。"
        "整册是否加盖骑缝章，以受理机关的要求为准。",
    )
    flow += [setter.paragraph(text, fonts.body, body) for text in notes]
    out = BytesIO()
    write_pages(out, flow, setter, TITLE)
    return out.getvalue()
