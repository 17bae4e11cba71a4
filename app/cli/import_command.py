"""``import``: a public list or a cancellation notice, previewed and written."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.answer import Answer
from app.cli.table import table
from app.errors import EXIT_FINDINGS, EXIT_OK, BadInputError
from app.progress import Progress
from app.services.importing import (
    ImportPreview,
    ImportSource,
    apply_import,
    preview_import,
    read_file,
)
from app.services.notices import FilingMention, NoticePreview, apply_notices, preview_notice
from app.services.workspace import Workspace

SHOWN = 20


def run(ws: Workspace, options: argparse.Namespace, progress: Progress) -> Answer:
    """Import the file, or show what importing would do; status 1 when rows were rejected."""
    source = read_file(ws, options.file, progress)
    if source.is_notice:
        if options.org:
            raise BadInputError("注销公告整份登记，不按主体筛选。", "请去掉 --org 后重试。")
        return _notice(ws, source, options, progress)
    return _list(ws, source, options, progress)


def _list(
    ws: Workspace, source: ImportSource, options: argparse.Namespace, progress: Progress
) -> Answer:
    preview = preview_import(ws, source, _chosen(source, options), progress=progress)
    data: dict[str, Any] = {
        "file": options.file,
        "kind": source.kind,
        "title": source.title,
        "applied": not options.dry_run,
        "new": [_row(row) for row in preview.new],
        "changed": [
            {
                **_row(item.row),
                "filing_id": item.existing.id,
                "differences": [
                    {"field": d.field, "old": d.old, "new": d.new} for d in item.differences
                ],
                "notes": list(item.notes),
            }
            for item in preview.changed
        ],
        "unchanged": len(preview.unchanged),
        "rejected": [{"place": r.row.place, "reason": r.reason} for r in preview.rejected],
        "filtered_out": preview.filtered_out,
        "renamed": [],
    }
    lines = _told(preview)
    if options.dry_run:
        lines.append("这是预览，没有写入。")
    else:
        result = apply_import(ws, preview, progress)
        data["renamed"] = list(result.value.renamed)
        lines += [f"主体更名：{text}" for text in result.value.renamed]
        lines.append(result.summary + "。" if result.changes else "台账没有变化。")
    return Answer("\n".join(lines), data, EXIT_FINDINGS if preview.rejected else EXIT_OK)


def _chosen(source: ImportSource, options: argparse.Namespace) -> frozenset[str] | None:
    """Return the organisations to import: those named, all, or one's own."""
    from app.intake.tables import text_key

    if options.all:
        return None
    names = {text_key(item.name): item.name for item in source.organisations}
    if options.org:
        unknown = [name for name in options.org if text_key(name) not in names]
        if unknown:
            near = [n for n in names.values() if any(text in n for text in unknown)]
            raise BadInputError(
                f"文件中没有主体“{'”、“'.join(unknown)}”。",
                f"文件中的主体：{_some(near or list(names.values()))}。",
            )
        return frozenset(names[text_key(name)] for name in options.org)
    if source.own_names:
        return source.own_names
    raise BadInputError(
        "没有说明导入哪些主体，文件中也没有台账里已有的主体。",
        f"请用 --org 写明主体，或用 --all 导入全部；文件中的主体：{_some(list(names.values()))}。",
    )


def _some(names: list[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more


def _row(row: Any) -> dict[str, Any]:
    return {
        "place": row.place,
        "title": row.algorithm_name,
        "organisation": row.organisation_name,
        "number": row.number,
        "cancelled": row.cancelled,
        "problems": list(row.problems),
    }


def _told(preview: ImportPreview) -> list[str]:
    source = preview.source
    named = f"《{source.title}》" if source.title else ""
    columns = "、".join(
        f"{field.label}←{source.mapping.headings[column]}"
        for field, column in sorted(source.mapping.columns.items(), key=lambda item: item[1])
    )
    lines = [f"{source.kind.label}{named}", f"列的对应：{columns}"]
    lines += list(source.file.skipped)
    counts = (
        ("新增", len(preview.new)),
        ("更新", len(preview.changed)),
        ("相同", len(preview.unchanged)),
        ("拒绝", len(preview.rejected)),
        ("其他主体", preview.filtered_out),
    )
    lines.append("，".join(f"{word} {count}" for word, count in counts) + "。")
    rows = [("新增", row.place, row.algorithm_name, row.organisation_name) for row in preview.new]
    rows += [
        ("更新", item.row.place, item.row.algorithm_name, f"{d.label}：{d.old} → {d.new}")
        for item in preview.changed
        for d in item.differences
    ]
    rows += [
        ("拒绝", item.row.place, item.row.algorithm_name, item.reason) for item in preview.rejected
    ]
    if rows:
        lines.append(table(("处理", "位置", "名称", "说明"), rows, widest=60))
    doubtful = (*preview.new, *(item.row for item in preview.changed))
    lines += [f"⚠ {row.place}：{text}" for row in doubtful for text in row.problems]
    return lines


def _notice(
    ws: Workspace, source: ImportSource, options: argparse.Namespace, progress: Progress
) -> Answer:
    preview = preview_notice(ws, source, progress)
    rejected = [item for notice in preview.notices for item in notice.rejected]
    data: dict[str, Any] = {
        "file": options.file,
        "kind": source.kind,
        "applied": not options.dry_run,
        "notices": [
            {
                "title": notice.title,
                "published_on": notice.published_on,
                "known": notice.known,
                "own": [_mention(item) for item in notice.own],
                "foreign": notice.foreign_count,
                "problems": list(notice.problems),
            }
            for notice in preview.notices
        ],
        "cancelled": [_mention(item) for item in preview.to_cancel],
        "closed": list(preview.to_close),
        "not_named": [_mention(item) for item in preview.not_named],
        "unknown_numbers": [line.number for line in preview.unknown_numbers],
        "rejected": [{"place": place, "reason": reason} for place, reason in rejected],
    }
    lines = _notice_lines(preview)
    if options.dry_run:
        lines.append("这是预览，没有写入。")
    else:
        result = apply_notices(ws, preview, None, progress, published_on=options.published)
        lines.append(result.summary + "。" if result.changes else "没有变化：这些公告已登记过。")
    return Answer("\n".join(lines), data, EXIT_FINDINGS if rejected else EXIT_OK)


def _mention(item: FilingMention) -> dict[str, Any]:
    return {
        "filing_id": item.filing_id,
        "title": item.title,
        "number": item.number,
        "organisation": item.organisation_name,
        "case": item.case_title or None,
    }


def _notice_lines(preview: NoticePreview) -> list[str]:
    lines = []
    for notice in preview.notices:
        day = notice.published_on.isoformat() if notice.published_on else "日期不详"
        known = "（已登记过）" if notice.known else ""
        counts = f"本单位 {len(notice.own)} 个，其他 {notice.foreign_count} 个"
        lines.append(f"{day} {notice.title}{known}：{counts}")
        lines += [f"  ⚠ {text}" for text in notice.problems]
        lines += [f"  拒绝 {place}：{reason}" for place, reason in notice.rejected]
    for head, items in (
        ("由公告证明已注销", preview.to_cancel),
        ("在办或同主体的有效备案中，公告没有列出", preview.not_named),
    ):
        if items:
            rows = [(str(i.filing_id), i.title, i.number, i.case_title) for i in items]
            lines += [f"{head}：", table(("编号", "名称", "备案编号", "注销项目"), rows)]
    lines += [f"办结：{label}" for label in preview.to_close]
    return lines
