"""Announcements as PDF: ruled tables over pages are one list, as from any other file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from app.intake.columns import FileKind
from app.intake.mapping import open_file
from app.intake.notices import read_notices
from app.intake.rows import map_file
from app.progress import Silent

FACE = "STSong-Light"
TITLE = "境内互联网信息服务算法备案清单（2022年8月）"
WIDTHS = (30, 90, 70, 90, 110, 110, 150, 110)
Made = Callable[..., Path]


@pytest.fixture
def write_pdf(tmp_path: Path) -> Made:
    """Write tables (each on its own page) below a title; ``spans`` merges cells of the first."""
    pdfmetrics.registerFont(UnicodeCIDFont(FACE))
    style = ParagraphStyle("cell", fontName=FACE, fontSize=8, leading=10, wordWrap="CJK")

    def write(*tables: list[list[str]], spans: Any = (), ruled: bool = True, after: str = ""):
        path = tmp_path / "清单.pdf"
        flow: list[Any] = [Paragraph(TITLE, style)]
        for place, rows in enumerate(tables):
            cells = [[Paragraph(text, style) for text in row] for row in rows]
            orders = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
            orders += [("SPAN", *span) for span in spans] if place == 0 else []
            flow.append(Table(cells, colWidths=WIDTHS[: len(rows[0])], style=orders, repeatRows=0))
            if place < len(tables) - 1:
                flow.append(PageBreak())
        if after:
            flow.append(Paragraph(after, style))
        SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(flow)
        return path

    return write


def _names(path: Path) -> list[str]:
    return [row.algorithm_name for row in map_file(open_file(path, Silent()), Silent())]


def test_the_same_rows_as_from_a_workbook(rows, write_pdf, write_xlsx):
    from_pdf = open_file(write_pdf(rows), Silent())
    from_xlsx = open_file(write_xlsx(rows), Silent())
    assert (from_pdf.title, from_pdf.month) == (TITLE, "2022-08")

    def told(file):
        return [
            (r.algorithm_name, r.number_key, r.organisation_name, r.products, r.purpose)
            for r in map_file(file, Silent())
        ]

    assert told(from_pdf) == told(from_xlsx)


def test_a_list_over_pages_with_the_heading_repeated_or_missing(rows, write_pdf):
    path = write_pdf(rows[:2], [rows[0], rows[2]], [rows[3]])
    assert _names(path) == ["示例推荐算法", "示例排序算法", "示例检索算法"]


def test_a_row_cut_by_the_end_of_a_page_is_one_row(rows, write_pdf):
    cut = ["", "", "", "", "", "通知栏也用。", "", ""]
    file = open_file(write_pdf(rows[:2], [cut, *rows[2:]]), Silent())
    read = map_file(file, Silent())
    assert read[0].purpose == "用于推荐。通知栏也用。"
    assert len(read) == 3


def test_a_cell_merged_over_rows_counts_for_each(rows, write_pdf):
    rows[2][3] = ""
    file = open_file(write_pdf(rows, spans=[((3, 1), (3, 2))]), Silent())
    read = map_file(file, Silent())
    assert [row.organisation_name for row in read][:2] == ["示例甲公司"] * 2


def test_a_notice_with_its_title_and_day(rows, write_pdf, monkeypatch):
    table = [["序号", "主体名称", "备案编号"]] + [[r[0], r[3], r[6]] for r in rows[1:]]
    monkeypatch.setattr(f"{__name__}.TITLE", "关于注销3个算法备案编号的公告")
    file = open_file(write_pdf(table, after="2025年7月14日"), Silent())
    assert file.kind is FileKind.CANCEL_NOTICE
    (notice,) = read_notices(file, Silent())
    assert str(notice.published_on) == "2025-07-14"
    assert len(notice.lines) == 3
