"""The last pages of a dossier (材料册清单与校验): each part with its pages and its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.platypus import Flowable, PageBreak, Spacer

from app.dossier import sheet
from app.dossier.archival import NAME, STANDARD
from app.dossier.binding import code_words
from app.dossier.grid import OnGrid
from app.dossier.heading import heading
from app.dossier.ruled import Cell, ruled_table
from app.dossier.source import DossierInput
from app.dossier.typeset import Typesetter

TITLE = "材料册清单与校验"
WIDTHS = (0.08, 0.37, 0.14, 0.41)
MARK_SIZE, MARK_LINE = 9.0, 12.5
HALF = 32


@dataclass(frozen=True)
class ManifestLine:
    """One part or one of its files: its name, the pages as printed, and its SHA-256."""

    number: str
    name: str
    pages: str
    sha256: str


def manifest(
    source: DossierInput, lines: list[ManifestLine], total: int, setter: Typesetter
) -> list[Flowable]:
    """Return the manifest's flowables; ``total`` is the number of pages of all parts."""
    fonts = setter.fonts
    body = setter.style(fonts.body, sheet.TABLE_SIZE, sheet.TABLE_LINE)
    head = setter.style(fonts.head, sheet.SMALL_SIZE, sheet.SMALL_LINE, "center")
    cell = setter.style(fonts.body, sheet.SMALL_SIZE, sheet.SMALL_LINE)
    middle = setter.style(fonts.body, sheet.SMALL_SIZE, sheet.SMALL_LINE, "center")
    mark = setter.style(fonts.body, MARK_SIZE, MARK_LINE)
    told = [
        f"册码：{code_words(source.code)}（第 {source.version} 版）。本册所列材料共 {total} 页。",
        "附件的 SHA-256 是原始文件的校验值，表单的是其页面内容的校验值。"
        "在“清备”的“导出打印”中选择“核对材料册”，可以逐页核对手上的文件与存档是否一致。",
    ]
    if source.options.archival:
        told.append(f"本册按 {NAME}（{STANDARD}）制作，由本程序逐条检查，未经第三方认证。")
    flow: list[Flowable] = heading(TITLE, setter)
    flow += [setter.paragraph(text, fonts.body, body) for text in told]
    flow.append(Spacer(1, sheet.LINE * 0.5))
    names = ("序号", "材料", "页码", "SHA-256")
    rows = [[Cell(name, fonts.head, head) for name in names]]
    for line in lines:
        rows.append(
            [
                Cell(line.number, fonts.body, middle),
                Cell(line.name, fonts.body, cell),
                Cell(line.pages, fonts.body, middle),
                Cell(f"{line.sha256[:HALF]}\n{line.sha256[HALF:]}", fonts.plain, mark),
            ]
        )
    widths = [share * sheet.TEXT_WIDTH for share in WIDTHS]
    return [*flow, OnGrid(ruled_table(rows, widths, setter, heads=1)), PageBreak()]
