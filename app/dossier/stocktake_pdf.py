"""The stocktaking as a printed report: figures, charts, gaps with their source, and its limits.

An internal paper on A4; it does not follow the layout of official documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from app.dossier.charts import ChartColours, draw_charts
from app.dossier.fonts import FontSet
from app.dossier.report import (
    BODY,
    GREY,
    SMALL,
    TITLE,
    WIDTH,
    report_heading,
    report_text,
    write_report,
)
from app.dossier.ruled import Cell, ruled_table
from app.dossier.typeset import Typesetter
from app.progress import Progress
from app.rules.stocktake_types import GapGroup, Stocktake, Tally


def write_stocktake_pdf(
    report: Stocktake, fonts: FontSet, out: BinaryIO, progress: Progress
) -> int:
    """Write the report to ``out``; return its pages. Same report, same bytes.

    Raises :class:`app.errors.CannotPrintError` naming a character that no face has,
    :class:`app.errors.CancelledError` when the user cancels.
    """
    setter = Typesetter(fonts)
    title = f"备案盘点报告（{report.organisation}）"
    steps = len(report.groups) + 2
    progress.report(0, steps, "正在排版盘点报告")
    flow = [*_head(report, setter), *_charts(report, setter)]
    flow.append(report_heading("三、问题清单", setter))
    if not report.groups:
        flow.append(report_text("没有发现问题。", setter))
    for place, group in enumerate(report.groups, start=1):
        progress.report(place, steps, f"正在排版“{group.kind.label}”")
        flow += _group(place, group, setter)
    flow.append(report_heading("四、未检查的内容", setter))
    flow += [
        report_text(f"{n}．{told}", setter) for n, told in enumerate(report.unchecked, start=1)
    ]
    progress.report(steps - 1, steps, "正在写出 PDF")
    return write_report(out, flow, setter, title, progress)


def _head(report: Stocktake, setter: Typesetter) -> list[Flowable]:
    fonts, day, totals = setter.fonts, report.made_on, report.totals
    style = setter.style(fonts.title, TITLE, TITLE * 1.5, "center")
    under = setter.style(fonts.body, BODY, BODY * 1.6, "center")
    figures = [
        ("备案", f"{totals.filings}", f"未注销 {totals.alive}"),
        ("算法", f"{totals.algorithms}", ""),
        ("产品", f"{totals.products}", f"已停用 {totals.stopped_products}"),
        ("主体", f"{totals.organisations}", ""),
        ("问题", f"{report.gap_count}", f"{len(report.groups)} 种"),
    ]
    return [
        setter.paragraph("备案盘点报告", fonts.title, style),
        setter.paragraph(report.organisation, fonts.body, under),
        setter.paragraph(f"盘点日期：{day.year}年{day.month}月{day.day}日", fonts.body, under),
        Spacer(1, 10),
        report_heading("一、总数", setter),
        _figures(figures, setter),
        Spacer(1, 8),
        *_counts(report, setter),
    ]


def _figures(figures: Sequence[tuple[str, str, str]], setter: Typesetter) -> Table:
    fonts = setter.fonts
    small = setter.style(fonts.body, SMALL + 1, BODY * 1.4, "center")
    large = setter.style(fonts.head, TITLE, TITLE * 1.3, "center")
    rows = [
        [setter.paragraph(word, fonts.body, small) for word, _number, _more in figures],
        [setter.paragraph(number, fonts.head, large) for _word, number, _more in figures],
        [setter.paragraph(more, fonts.body, small) for _word, _number, more in figures],
    ]
    box: Any = [
        setter.cell_font(),
        ("BOX", (0, 0), (-1, -1), 0.6, GREY),
        ("LINEBEFORE", (1, 0), (-1, -1), 0.3, GREY),
    ]
    return Table(rows, colWidths=[WIDTH / len(figures)] * len(figures), style=box)


def _counts(report: Stocktake, setter: Typesetter) -> list[Flowable]:
    told = [
        ("按状态", report.by_status),
        ("按类别", report.by_type),
        ("按角色", report.by_role),
        ("按备案年份", report.by_year),
    ]
    lines = [f"{word}：{_listed(tallies)}。" for word, tallies in told if tallies]
    return [report_text(line, setter) for line in lines]


def _listed(tallies: Sequence[Tally]) -> str:
    return "，".join(f"{item.label} {item.count}" for item in tallies)


def _charts(report: Stocktake, setter: Typesetter) -> list[Flowable]:
    charts = draw_charts(report, setter.fonts, ChartColours(), WIDTH)
    if not charts:
        return []
    flow: list[Flowable] = [report_heading("二、分布", setter)]
    for chart in charts:
        flow += [KeepTogether([chart.drawing, Spacer(1, 12)])]
    return flow


def _group(place: int, group: GapGroup, setter: Typesetter) -> list[Flowable]:
    fonts = setter.fonts
    size, leading = SMALL, SMALL * 1.45
    head = setter.style(fonts.head, size, leading, "center")
    body = setter.style(fonts.body, size, leading)
    words = ("名称", "主体", "情况与处理", "依据与确定程度")
    rows = [[Cell(word, fonts.head, head) for word in words]]
    for gap in group.gaps:
        texts = (
            gap.title,
            gap.organisation,
            f"{gap.message}{gap.remedy}",
            f"{gap.source}（{gap.certainty.label}）",
        )
        rows.append([Cell(text, fonts.body, body) for text in texts])
    shares = (0.2, 0.18, 0.4, 0.22)
    shown = len(group.gaps)
    more = f"，列出前 {shown} 条" if shown < group.count else ""
    style = setter.style(fonts.head, BODY, BODY * 1.8)
    style.keepWithNext = 1
    title = f"（{place}）{group.kind.label}：{group.count} 条{more}"
    return [
        setter.paragraph(title, fonts.head, style),
        ruled_table(rows, [share * WIDTH for share in shares], setter, heads=1),
        Spacer(1, 8),
    ]
