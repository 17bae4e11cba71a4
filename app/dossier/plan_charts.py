"""The picture of a plan, drawn once: cost by part of the three plans, and a time line.

As marks for the screen and as vectors in the memo. Nothing is told by colour alone: parts carry
their hatching and their numbers, a deadline is a line with its day, lateness is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.graphics.shapes import Drawing, Line
from reportlab.lib.colors import HexColor

from app.dossier.charts import (
    BAR,
    HEAD,
    ROW,
    SIZE,
    SMALL,
    ChartColours,
    ChartPen,
    ChartSheet,
    Paint,
)
from app.rules.planner import Plan, PlannedSubmission

MOST_LINES = 14
PARTS = (
    ("submission", "每次提交"),
    ("filings", "每个备案"),
    ("documents", "准备文件"),
    ("rework", "预计返工"),
    ("delay", "延误折合"),
)


@dataclass(frozen=True)
class TimeBar:
    """A submission on the time line: preparing, review, and the deadline it runs against."""

    word: str
    starts_on: date
    ready_on: date
    finishes_on: date | None
    due_on: date | None
    told: str


def time_bars(plan: Plan, names: dict[str, str]) -> tuple[TimeBar, ...]:
    """Return what the time line shows, in the order of the plan; what has no day stays out."""
    found = []
    for item in plan.submissions:
        if item.starts_on is None or item.ready_on is None:
            continue
        found.append(
            TimeBar(
                word=f"{item.order}. {names.get(item.platform, item.platform)}"
                f"·{item.kind.label}{len(item.filing_ids)} 个",
                starts_on=item.starts_on,
                ready_on=item.ready_on,
                finishes_on=item.finishes_on,
                due_on=item.deadline.due_on if item.deadline else None,
                told=_told(item),
            )
        )
    return tuple(found)


def _told(item: PlannedSubmission) -> str:
    ready = f"{item.ready_on:%m-%d} 备齐" if item.ready_on else ""
    if item.deadline is None:
        return f"{ready}，无法定期限"
    state = {True: "晚于期限", False: "赶得上", None: "无法判断"}[item.late]
    return f"{ready}，期限 {item.deadline.due_on:%m-%d}，{state}"


def draw_plan_charts(
    plans: Sequence[Plan],
    shown: Plan,
    names: dict[str, str],
    pen: ChartPen,
    lines: int = MOST_LINES,
) -> tuple[ChartSheet, ...]:
    """Return the cost by part of ``plans`` and the time line of ``shown``, where it has days.

    The time line shows so many ``lines`` and tells how many submissions are left aside.
    """
    made = [_cost_chart(plans, pen)]
    bars = time_bars(shown, names)
    if bars:
        made.append(_time_chart(bars[:lines], len(bars), shown.today, pen))
    return tuple(made)


def _paints(colours: ChartColours) -> dict[str, Paint]:
    return {
        "submission": Paint(colours.first),
        "filings": Paint(colours.first, "level"),
        "documents": Paint(colours.quiet),
        "rework": Paint(colours.warning, "rising"),
        "delay": Paint(colours.danger, "crossed"),
    }


def _cost_chart(plans: Sequence[Plan], pen: ChartPen) -> ChartSheet:
    colours = pen.colours
    title = "估计成本构成（小时）"
    paints = _paints(colours)
    sheet = pen.sheet(HEAD + ROW * len(plans) + 26)
    pen.text(sheet, 0, sheet.height - 14, title, SIZE + 1)
    left = max(pen.wide(plan.style.label, SIZE) for plan in plans) + 10
    totals = [plan.figures.cost.total for plan in plans]
    behind = max(pen.wide(f"{total:.1f} 小时", SMALL) for total in totals) + 10
    room = max(pen.width - left - behind, 60)
    most = max(totals, default=0) or 1
    rows = []
    for place, (plan, total) in enumerate(zip(plans, totals, strict=True)):
        base = sheet.height - HEAD - ROW * (place + 1) + (ROW - BAR) / 2
        pen.text(sheet, left - 8, base + 3, plan.style.label, SIZE, anchor="end")
        x = left
        for key, _word in PARTS:
            hours = getattr(plan.figures.cost, key)
            length = room * hours / most
            if length > 0.4:
                pen.bar(sheet, (x, base, length, BAR), paints[key])
                x += length
        pen.text(sheet, x + 6, base + 3, f"{total:.1f} 小时", SMALL, colour=colours.muted)
        parts = "，".join(f"{word} {getattr(plan.figures.cost, key):.1f}" for key, word in PARTS)
        rows.append((plan.style.label, f"合计 {total:.1f} 小时（{parts}）"))
    x = left
    for key, word in PARTS:
        pen.bar(sheet, (x, 4, 12, 10), paints[key])
        pen.text(sheet, x + 16, 5, word, SMALL)
        x += 16 + pen.wide(word, SMALL) + 14
    return ChartSheet("cost", title, tuple(rows), sheet)


def _time_chart(shown: Sequence[TimeBar], count: int, today: date, pen: ChartPen) -> ChartSheet:
    colours = pen.colours
    title = "各次提交的时间与期限"
    more = count - len(shown)
    sheet = pen.sheet(HEAD + ROW * len(shown) + 44)
    pen.text(sheet, 0, sheet.height - 14, title, SIZE + 1)
    left = min(max(pen.wide(bar.word, SMALL) for bar in shown) + 10, pen.width * 0.3)
    behind = max(pen.wide(bar.told, SMALL) for bar in shown) + 8
    room = max(pen.width - left - behind, 80)
    last = max(day for bar in shown for day in (bar.ready_on, bar.finishes_on, bar.due_on) if day)
    first = min(today, *(bar.starts_on for bar in shown))
    span = max((last - first).days, 1)

    def at(day: date) -> float:
        return left + room * min(max((day - first).days, 0), span) / span

    top, bottom = sheet.height - HEAD, 40.0
    _scale(sheet, pen, colours, (first, span, left, room))
    for place, bar in enumerate(shown):
        base = top - ROW * (place + 1) + (ROW - BAR) / 2
        pen.text(
            sheet, left - 8, base + 3, pen.short(bar.word, left - 10, SMALL), SMALL, anchor="end"
        )
        start, ready = at(bar.starts_on), at(bar.ready_on)
        pen.bar(sheet, (start, base, max(ready - start, 3), BAR), Paint(colours.first))
        if bar.finishes_on is not None:
            end = at(bar.finishes_on)
            if end > ready:
                pen.bar(
                    sheet, (ready, base + 2, end - ready, BAR - 4), Paint(colours.quiet, "level")
                )
        if bar.due_on is not None:
            x = at(bar.due_on)
            line = Line(x, base - 4, x, base + BAR + 4, strokeColor=HexColor(colours.danger))
            line.strokeWidth = 2
            sheet.add(line)
        pen.text(
            sheet, left + room + 8, base + 3, bar.told, SMALL,
            colour=colours.danger if "晚于" in bar.told else colours.muted,
        )  # fmt: skip
    x = at(today)
    sheet.add(
        Line(x, bottom - 4, x, top, strokeColor=HexColor(colours.muted), strokeDashArray=(3, 3))
    )
    _time_legend(sheet, pen, colours, more)
    return ChartSheet("time", title, tuple((bar.word, bar.told) for bar in shown), sheet)


def _scale(
    sheet: Drawing,
    pen: ChartPen,
    colours: ChartColours,
    place: tuple[date, int, float, float],
) -> None:
    first, span, left, room = place
    step = max(1, round(span / 5))
    for days in range(0, span + 1, step):
        x = left + room * days / span
        day = first + timedelta(days=days)
        pen.text(sheet, x, 24, f"{day:%m-%d}", SMALL, anchor="middle", colour=colours.muted)
        sheet.add(Line(x, 35, x, 39, strokeColor=HexColor(colours.line)))
    sheet.add(Line(left, 39, left + room, 39, strokeColor=HexColor(colours.line)))


def _time_legend(sheet: Drawing, pen: ChartPen, colours: ChartColours, more: int) -> None:
    x = 0.0
    for word, paint in (
        ("准备", Paint(colours.first)),
        ("平台办理（预计）", Paint(colours.quiet, "level")),
    ):
        pen.bar(sheet, (x, 4, 12, 10), paint)
        pen.text(sheet, x + 16, 5, word, SMALL)
        x += 16 + pen.wide(word, SMALL) + 14
    line = Line(x + 5, 2, x + 5, 16, strokeColor=HexColor(colours.danger))
    line.strokeWidth = 2
    sheet.add(line)
    told = "期限；虚线为今天"
    if more:
        told += f"；另有 {more} 次提交未画出"
    pen.text(sheet, x + 14, 5, told, SMALL)
