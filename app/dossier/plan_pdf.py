"""方案说明: one or two pages for who decides; three plans compared, the choice and its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from reportlab.platypus import Flowable, KeepTogether, Spacer

from app.dossier.charts import ChartColours, ChartPen, chart_font
from app.dossier.fonts import FontSet
from app.dossier.plan_charts import draw_plan_charts
from app.dossier.report import (
    BODY,
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
from app.rules.plan_telling import how_reason
from app.rules.planner import Plan, PlannedSubmission, Reason

MOST_ROWS = 8
MOST_LINES = 8


@dataclass(frozen=True)
class MemoText:
    """What the memo says beside the plans; ``names`` are platforms' short names by id."""

    case: str
    made_on: date
    actor: str
    reason: str
    names: dict[str, str]


def write_plan_pdf(
    plans: tuple[Plan, Sequence[Plan]],
    told: MemoText,
    fonts: FontSet,
    out: BinaryIO,
    progress: Progress,
) -> int:
    """Write the memo of the first of ``plans``, compared with the others; return its pages.

    Raises :class:`app.errors.CannotPrintError` naming a character that no face has,
    :class:`app.errors.CancelledError` when the user cancels.
    """
    plan, compared = plans
    setter = Typesetter(fonts)
    progress.report(0, 2, "正在排版方案说明")
    title = f"办理方案说明（{told.case}）"
    flow = [
        *_head(told, setter),
        report_heading("一、三种方案比较", setter),
        _figures(compared, plan, setter),
        Spacer(1, 8),
        *_charts(plan, compared, told, setter),
        report_heading("二、选择与理由", setter),
        *_choice(plan, told, setter),
        report_heading("三、各次提交", setter),
        _submissions(plan, told, setter),
        *_limits(plan, setter),
    ]
    progress.report(1, 2, "正在写出 PDF")
    return write_report(out, flow, setter, title, progress)


def _head(told: MemoText, setter: Typesetter) -> list[Flowable]:
    fonts, day = setter.fonts, told.made_on
    title = setter.style(fonts.title, TITLE, TITLE * 1.4, "center")
    under = setter.style(fonts.body, BODY, BODY * 1.6, "center")
    who = f"{told.case}　{day.year}年{day.month}月{day.day}日　经办人：{told.actor}"
    return [
        setter.paragraph("办理方案说明", fonts.title, title),
        setter.paragraph(who, fonts.body, under),
    ]


def _figures(plans: Sequence[Plan], chosen: Plan, setter: Typesetter) -> Flowable:
    fonts = setter.fonts
    head = setter.style(fonts.head, SMALL + 1, SMALL * 1.6, "center")
    body = setter.style(fonts.body, SMALL + 1, SMALL * 1.6, "center")
    names = [
        f"{plan.style.label}{'（采用）' if plan.style is chosen.style else ''}" for plan in plans
    ]
    rows = [[Cell(text, fonts.head, head) for text in ("项目", *names)]]
    shown = [chosen if plan.style is chosen.style else plan for plan in plans]
    for word, tell in (
        ("提交次数", lambda f: f"{f.submissions} 次"),
        ("文件份数", lambda f: f"{f.documents} 份"),
        ("估计工时", lambda f: f"{f.hours:.1f} 小时"),
        ("预计完成", _finish),
        ("至少一次退回的可能", lambda f: f"{f.chance:.0%}"),
        ("最晚期限", _deadline),
    ):
        texts = (word, *(tell(plan.figures) for plan in shown))
        rows.append([Cell(text, fonts.body, body) for text in texts])
    return ruled_table(rows, [WIDTH * share for share in (0.22, 0.26, 0.26, 0.26)], setter, heads=1)


def _finish(figures: object) -> str:
    days, end = getattr(figures, "expected_days", None), getattr(figures, "finishes_on", None)
    if days is None or end is None:
        return "办理时间不明"
    return f"{days} 个工作日，{end.month}月{end.day}日"


def _deadline(figures: object) -> str:
    last, met = getattr(figures, "last_deadline", None), getattr(figures, "met", None)
    if last is None:
        return "没有法定期限"
    state = {True: "赶得上", False: "有赶不上的", None: "无法判断"}[met]
    return f"{last.month}月{last.day}日，{state}"


def _charts(
    plan: Plan, compared: Sequence[Plan], told: MemoText, setter: Typesetter
) -> list[Flowable]:
    pen = ChartPen(chart_font(setter.fonts), ChartColours(), WIDTH)
    shown = [plan if one.style is plan.style else one for one in compared]
    drawn = draw_plan_charts(shown, plan, told.names, pen, MOST_LINES)
    return [KeepTogether([chart.drawing, Spacer(1, 6)]) for chart in drawn]


def _choice(plan: Plan, told: MemoText, setter: Typesetter) -> list[Flowable]:
    own = "，并由经办人作了调整" if plan.fixed else ""
    found = [report_text(f"采用“{plan.style.label}”方案{own}。", setter)]
    if told.reason:
        found.append(report_text(f"经办人的理由：{told.reason}", setter))
    if plan.style.value == "recommended":
        found.append(report_text(plan.exactness.words, setter))
        for reason in plan.runner_up.why if plan.runner_up is not None else ():
            found.append(report_text(_sourced(reason), setter))
    return found


def _submissions(plan: Plan, told: MemoText, setter: Typesetter) -> Flowable:
    fonts = setter.fonts
    head = setter.style(fonts.head, SMALL, SMALL * 1.45, "center")
    body = setter.style(fonts.body, SMALL, SMALL * 1.45)
    words = ("次序", "平台与事项", "备案", "期限", "理由、来源与确定程度")
    rows = [[Cell(word, fonts.head, head) for word in words]]
    titles = {filing.id: filing.title for filing in plan.filings}
    for item in plan.submissions[:MOST_ROWS]:
        texts = (
            f"{item.order}",
            f"{told.names.get(item.platform, item.platform)}，{item.mode.label}{item.kind.label}，"
            f"{item.organisation_name}",
            _filings(item, titles),
            _due(item),
            _sourced(how_reason(item) or item.reasons[0]),
        )
        rows.append([Cell(text, fonts.body, body) for text in texts])
    shares = (0.06, 0.22, 0.22, 0.14, 0.36)
    return ruled_table(rows, [share * WIDTH for share in shares], setter, heads=1)


def _filings(item: PlannedSubmission, titles: dict[int, str]) -> str:
    named = "、".join(titles.get(id, "") for id in item.filing_ids[:2])
    more = f"等 {len(item.filing_ids)} 个" if len(item.filing_ids) > 2 else ""
    return f"{named}{more}"


def _due(item: PlannedSubmission) -> str:
    if item.deadline is None:
        return "没有法定期限"
    day = item.deadline.due_on
    state = {True: "赶不上", False: "赶得上", None: "无法判断"}[item.late]
    return f"{day.year}-{day.month:02}-{day.day:02}，{state}"


def _limits(plan: Plan, setter: Typesetter) -> list[Flowable]:
    found: list[Flowable] = [Spacer(1, 6)]
    more = len(plan.submissions) - MOST_ROWS
    if more > 0:
        found.append(report_text(f"另有 {more} 次提交未列出，见办理方案页面。", setter))
    if plan.left_out:
        text = f"{len(plan.left_out)} 个备案不需要提交，理由见办理方案页面。"
        found.append(report_text(text, setter))
    text = "工时、退回可能和完成日期为本程序的估算（待核实），只用于比较方案，不是平台的规定。"
    found.append(report_text(text, setter))
    return found


def _sourced(reason: Reason) -> str:
    return f"{reason.text}（{reason.certainty.label}，{reason.source}）"
