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
from app.rules.planner import Plan, PlanChoices, PlannedSubmission
from app.services.case_changes import create_case, save_facts
from app.services.cases import CaseView, Facts, case_view
from app.services.filings import FilingRow
from app.services.planning import accept_plan, plan_view
from app.services.trial import filings_by_id, open_filings, try_plan
from app.services.workspace import Workspace


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
        ids = "、".join(str(item.id) for item in case.submissions)
        lines.append(f"已采用，注销项目 {case.id}“{case.title}”，提交编号：{ids}。")
    data = {
        "case": {"id": case.id, "title": case.title} if case else None,
        "chosen": tried.key,
        "accepted": bool(options.accept),
        "submission_ids": [item.id for item in case.submissions] if case else [],
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
    figures = []
    for key, name in CHOICES.items():
        cost = tried.plan(key).figures
        mark = "→ " if key == tried.key else ""
        figures.append(
            (f"{mark}{name}", str(cost.submissions), str(cost.documents), f"{cost.hours:g}")
        )
    lines = [table(("方案", "提交次数", "准备文件", "估计工时"), figures), ""]
    for item in tried.chosen.submissions:
        lines += [*_submission_lines(ws, item, tried.rows), ""]
    for left in tried.chosen.left_out:
        lines.append(f"未列入：{tried.rows[left.filing_id].title}。{left.reason.text}")
    return lines


def _submission_lines(
    ws: Workspace, item: PlannedSubmission, rows: dict[int, FilingRow]
) -> list[str]:
    platform = ws.catalogue.platforms[item.platform].short_name
    head = f"{item.order}. {platform} · {item.mode.label}{item.kind.label} · "
    head += f"{item.organisation_name}（{item.documents} 份文件，{item.hours:g} 小时）"
    lines = [head]
    if item.deadline:
        about = "（估算）" if item.deadline.estimated else ""
        lines.append(f"   期限：{item.deadline.due_on.isoformat()}{about}")
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
        },
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
