"""``list``: the filings of the inventory."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.answer import Answer
from app.cli.table import table
from app.errors import BadInputError
from app.services.filing_reading import filing_rows
from app.services.filings import FilingRow
from app.services.inventory_table import TableQuery, filing_ids
from app.services.workspace import Workspace

HEAD = ("编号", "名称", "备案编号", "主体", "平台", "类别", "状态", "产品")


def run(ws: Workspace, options: argparse.Namespace) -> Answer:
    """Return the filings that fit the options, in the order they were entered."""
    rows = chosen(ws, options)
    return Answer(_text(ws, rows), {"filings": [filing_data(row) for row in rows]})


def chosen(ws: Workspace, options: argparse.Namespace) -> list[FilingRow]:
    """Return the filings that fit the options; raise :class:`BadInputError` for no platform."""
    ids = filing_ids(ws, TableQuery(text=options.text or ""))
    rows = [row for row in filing_rows(ws, ids) if _fits(row, options)]
    if options.platform:
        wanted = _platform(ws, options.platform)
        rows = [row for row in rows if row.platform == wanted]
    return rows


def told(options: argparse.Namespace) -> str:
    """Return in words which filings the options choose; nothing when they choose all."""
    parts = (
        ("状态", options.status.label if options.status else ""),
        ("平台", options.platform),
        ("主体", options.org),
        ("文字", options.text),
    )
    return "；".join(f"{name}：{value}" for name, value in parts if value)


def _fits(row: FilingRow, options: argparse.Namespace) -> bool:
    if options.status is not None and row.status is not options.status:
        return False
    return not options.org or options.org in row.organisation_name


def _platform(ws: Workspace, name: str) -> str:
    for item in ws.catalogue.platforms.values():
        if name in (item.id, item.short_name, item.name):
            return item.id
    known = "、".join(f"{item.id}（{item.short_name}）" for item in ws.catalogue.platforms.values())
    raise BadInputError(f"没有平台“{name}”。", f"可用的平台：{known}。")


def _text(ws: Workspace, rows: list[FilingRow]) -> str:
    if not rows:
        return f"没有符合条件的备案（数据目录：{ws.folder}）。"
    cells = [
        (
            str(row.id),
            row.title,
            row.number + (" ⚠" if row.problems else ""),
            row.organisation_name,
            row.platform_name,
            row.type.label if row.type else "",
            row.status.label,
            row.products_text,
        )
        for row in rows
    ]
    doubts = [f"⚠ {row.title}：{text}" for row in rows for text in row.problems]
    return "\n".join([table(HEAD, cells), f"共 {len(rows)} 个备案。", *doubts])


def filing_data(row: FilingRow) -> dict[str, Any]:
    """Return a filing for JSON."""
    return {
        "id": row.id,
        "title": row.title,
        "number": row.number,
        "organisation": row.organisation_name,
        "platform": row.platform,
        "type": row.type,
        "role": row.role,
        "status": row.status,
        "filed_on": row.filed_on,
        "changed_on": row.changed_on,
        "cancelled_on": row.cancelled_on,
        "cancelled_month": row.cancelled_month,
        "products": [
            {"name": use.name, "kind": use.kind, "state": use.state, "ended_on": use.ended_on}
            for use in row.products
        ],
        "purpose": row.purpose,
        "remark": row.remark,
        "source": row.source,
        "sample": row.sample,
        "problems": list(row.problems),
    }
