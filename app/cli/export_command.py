"""``export``: writes the inventory to a file, as Excel, CSV or a PDF list."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import list_command
from app.cli.answer import Answer
from app.errors import BadInputError
from app.progress import Progress
from app.services.export_kinds import ExportKind
from app.services.exporting import export_inventory
from app.services.workspace import Workspace


def run(ws: Workspace, options: argparse.Namespace, progress: Progress) -> Answer:
    """Write the filings that fit the options to ``--out``, replacing a file of that name."""
    path: Path = options.out.expanduser().resolve()
    kind = _kind(options.format, path)
    words = list_command.told(options)
    ids = [row.id for row in list_command.chosen(ws, options)] if words else None
    report = export_inventory(ws, ids, path, kind, progress, told_filter=words).value
    pages = f"，{report.pages} 页" if report.pages else ""
    lines = [f"已导出 {report.count} 条到 {report.path}（{kind.label}{pages}）。"]
    if report.shortened:
        lines.append(f"有 {report.shortened} 处文字超过 Excel 单元格的长度上限，已截短。")
    return Answer(
        text="\n".join(lines),
        data={
            "file": report.path,
            "format": kind,
            "count": report.count,
            "pages": report.pages,
            "shortened": report.shortened,
        },
    )


def _kind(wanted: str | None, path: Path) -> ExportKind:
    """Return the format asked for, or the one that the extension tells."""
    told = next((kind for kind in ExportKind if kind.suffix == path.suffix.lower()), None)
    asked = next((kind for kind in ExportKind if kind == wanted), None)
    found = asked or told
    if found is None:
        known = "、".join(kind.suffix for kind in ExportKind)
        raise BadInputError(
            f"从文件名“{path.name}”看不出格式。", f"请加 --format，或使用扩展名 {known}。"
        )
    if told is not None and asked is not None and told is not asked:
        raise BadInputError(
            f"文件名“{path.name}”与格式 {wanted} 不符。", "请改用相符的扩展名，或去掉 --format。"
        )
    return found
