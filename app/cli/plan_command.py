"""``plan``: batch or single, three ways side by side; stores the chosen one when told to."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.cli.answer import Answer
from app.cli.find import find_case
from app.cli.parser import CHOICES
from app.cli.table import table
from app.errors import EXIT_FINDINGS, EXIT_OK, BadInputError
from app.rules.plan_difference import percent
from app.rules.planner import Plan, PlanChoices, PlannedSubmission, PlanStyle
from app.services.case_changes import create_case, save_facts
from app.services.cases import CaseView, Facts, case_view
from app.services.filings import FilingRow
from app.services.planning import accept_plan, plan_view
from app.services.trial import filings_by_id, open_filings, try_plan
from app.services.workspace import Workspace

_MET = {True: "赶得上", None: "无法推算"}


@dataclass(frozen=True)
class _Tried:
    """What was planned, from what; ``key`` is the plan chosen."""

    case: CaseView | None
    filings: tuple[FilingRow, ...]
    facts: Facts
    choices: PlanChoices
    key: str

    @property
    def chosen(self) -> Plan:
        return self.plan(self.key)

    @property
    def rows(self) -> dict[int, FilingRow]:
        return {row.id: row for row in self.filings}

    def plan(self, key: str) -> Plan:
        plan: Plan = getattr(self.choices, key)
        return plan


def run(ws: Workspace, options: argparse.Namespace) -> Answer:
    """Return the three plans; with ``--accept`` store the chosen one as the case's plan."""
    case = find_case(ws, options.case) if options.case else None
    filings = open_filings(case) if case else filings_by_id(ws, options.filings)
    facts = _facts(ws, case.facts if case else Facts(), filings, options)
    tried = _Tried(case, filings, facts, try_plan(ws, filings, facts), options.choose)
    lines = _lines(ws, tried)
    if options.accept:
        case = _accept(ws, tried)
        ids = "、".join(str(item.id) for item in case.live)
        lines.append(f"已采用，注销项目 {case.id}“{case.title}”，提交编号：{ids}。")
    data = {
        "case": {"id": case.id, "title": case.title} if case else None,
        "chosen": tried.key,
        "accepted": bool(options.accept),
        "submission_ids": [item.id for item in case.live] if case else [],
        "plans": {key: plan_data(ws, tried.plan(key), tried.rows) for key in CHOICES},
    }
    status = EXIT_FINDINGS if tried.chosen.left_out else EXIT_OK
    return Answer("\n".join(lines).rstrip(), data, status)


def _facts(
    ws: Workspace, known: Facts, filings: tuple[FilingRow, ...], options: argparse.Namespace
) -> Facts:
    ended: date | None = options.ended or known.ended_on
    if ended and ended > ws.today():
        raise BadInputError("终止日期不能晚于今天。", "请改正 --ended 后的日期。")
    named = _products(filings, options.product or [])
    products = tuple(dict.fromkeys((*known.product_ids, *named)))
    return replace(known, ended_on=ended, product_ids=products)


def _products(filings: tuple[FilingRow, ...], names: list[str]) -> list[int]:
    uses = {use.product_id: use for row in filings for use in row.products}
    found = []
    for name in names:
        ids = [id for id, use in uses.items() if name in (use.name, use.label)]
        if not ids:
            known = "、".join(sorted({use.label for use in uses.values()})) or "无"
            raise BadInputError(f"这些备案没有产品“{name}”。", f"可用的产品：{known}。")
        found += ids
    return found


def _accept(ws: Workspace, tried: _Tried) -> CaseView:
    if not tried.chosen.submissions:
        raise BadInputError(
            "方案中没有需要提交的内容，不能采用。",
            "请核对备案范围，或用 --product 写明停止使用的产品。",
        )
    case = tried.case
    ids = tuple(row.id for row in tried.filings)
    case_id = case.id if case else create_case(ws, "", ids).value
    if case is None or case.facts != tried.facts:
        save_facts(ws, case_id, tried.facts)
    plan = getattr(plan_view(ws, case_id).choices, tried.key)
    accept_plan(ws, case_id, plan, CHOICES[tried.key])
    return case_view(ws, case_id)


def _lines(ws: Workspace, tried: _Tried) -> list[str]:
    lines = [_figures_table(tried), ""]
    lines += _about_the_chosen(tried.chosen)
    for item in tried.chosen.submissions:
        lines += [*_submission_lines(ws, item, tried.rows), ""]
    for left in tried.chosen.left_out:
        lines.append(f"未列入：{tried.rows[left.filing_id].title}。{left.reason.text}")
    return lines


def _figures_table(tried: _Tried) -> str:
    heads = ("方案", "提交次数", "准备文件", "估计工时", "折合费用", "退回可能", "预计办结", "期限")
    rows = []
    for key, name in CHOICES.items():
        cost = tried.plan(key).figures
        mark = "→ " if key == tried.key else ""
        rows.append(
            (
                f"{mark}{name}",
                str(cost.submissions),
                str(cost.documents),
                f"{cost.hours:g}",
                f"{cost.weighed:.1f}",
                percent(cost.chance),
                cost.finishes_on.isoformat() if cost.finishes_on else "无法推算",
                _MET[cost.met] if cost.met is not False else f"{cost.late} 次赶不上",
            )
        )
    return table(heads, rows)


def _about_the_chosen(plan: Plan) -> list[str]:
    """Say how good the plan is, and which one came next and why it lost."""
    if plan.style is not PlanStyle.RECOMMENDED:
        return []
    lines = [plan.exactness.words]
    if plan.runner_up is not None:
        lines += [f"{reason.text}（{reason.certainty.label}）" for reason in plan.runner_up.why]
    return [*lines, ""]


def _submission_lines(
    ws: Workspace, item: PlannedSubmission, rows: dict[int, FilingRow]
) -> list[str]:
    platform = ws.catalogue.platforms[item.platform].short_name
    head = f"{item.order}. {platform} · {item.mode.label}{item.kind.label} · "
    head += f"{item.organisation_name}（{item.documents} 份文件，{item.hours:g} 小时）"
    lines = [head]
    if item.deadline:
        about = "（估算）" if item.deadline.estimated else ""
        late = "，预计赶不上" if item.late else ""
        lines.append(f"   期限：{item.deadline.due_on.isoformat()}{about}{late}")
    if item.follows:
        first = "、".join(str(order) for order in item.follows)
        lines.append(f"   须等第 {first} 次提交办结")
    ready = item.ready_on.isoformat() if item.ready_on else "无法推算"
    end = item.finishes_on.isoformat() if item.finishes_on else "审核时间未知"
    lines.append(f"   预计提交：{ready}；预计办结：{end}；退回可能：{percent(item.chance)}")
    lines += [f"   - {rows[id].title} {rows[id].number}".rstrip() for id in item.filing_ids]
    lines += [f"   理由：{reason.text}（{reason.certainty.label}）" for reason in item.reasons]
    return lines


def plan_data(ws: Workspace, plan: Plan, rows: dict[int, FilingRow]) -> dict[str, Any]:
    """Return a plan for JSON."""
    return {
        "name": plan.style.label,
        "figures": {
            "submissions": plan.figures.submissions,
            "documents": plan.figures.documents,
            "hours": plan.figures.hours,
            "weighed_hours": round(plan.figures.weighed, 2),
            "chance_of_return": plan.figures.chance,
            "rework_hours": plan.figures.rework_hours,
            "expected_days": plan.figures.expected_days,
            "finishes_on": plan.figures.finishes_on,
            "last_deadline": plan.figures.last_deadline,
            "deadlines_met": plan.figures.met,
            "late": plan.figures.late,
        },
        "exact": plan.exactness.exact,
        "gap": plan.exactness.gap,
        "runner_up": _runner_up_data(plan),
        "submissions": [
            {
                "order": item.order,
                "organisation": item.organisation_name,
                "platform": item.platform,
                "platform_name": ws.catalogue.platforms[item.platform].short_name,
                "kind": item.kind,
                "mode": item.mode,
                "filings": [
                    {"id": id, "title": rows[id].title, "number": rows[id].number}
                    for id in item.filing_ids
                ],
                "documents": item.documents,
                "hours": item.hours,
                "chance_of_return": item.chance,
                "follows": list(item.follows),
                "ready_on": item.ready_on,
                "finishes_on": item.finishes_on,
                "late": item.late,
                "due_on": item.deadline.due_on if item.deadline else None,
                "due_estimated": bool(item.deadline and item.deadline.estimated),
                "reasons": [
                    {"text": why.text, "source": why.source, "certainty": why.certainty}
                    for why in item.reasons
                ],
            }
            for item in plan.submissions
        ],
        "left_out": [
            {
                "filing_id": left.filing_id,
                "title": rows[left.filing_id].title,
                "reason": left.reason.text,
            }
            for left in plan.left_out
        ],
    }


def _runner_up_data(plan: Plan) -> dict[str, Any] | None:
    other = plan.runner_up
    if other is None:
        return None
    return {
        "submissions": other.submissions,
        "difference_hours": round(other.difference_hours, 2),
        "reasons": [reason.text for reason in other.why],
    }
