"""``dossier``: exports the submissions' dossiers and writes them as PDF files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answer import Answer
from app.cli.find import find_case
from app.errors import EXIT_FINDINGS, EXIT_OK, BadInputError, DataFolderError, NotArchivalError
from app.model.kinds import SUBMISSION_OVER, DossierState
from app.progress import Progress
from app.services.dossiers import DossierView, export_dossier, save_dossier
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import DossierOptions


def run(ws: Workspace, options: argparse.Namespace, progress: Progress) -> Answer:
    """Export each submission's dossier into ``--out``; status 1 when one is only a draft."""
    from app.dossier import DossierOptions

    if options.archival_pictures and not options.archival:
        raise BadInputError(
            "--archival-pictures 要与 --archival 一起使用。", "请加上 --archival，或去掉这一项。"
        )
    wish = DossierOptions(archival=options.archival, archival_pictures=options.archival_pictures)
    ids = _submissions(ws, options)
    out: Path = options.out.expanduser().resolve()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(
            f"无法使用输出目录“{out}”：{error.strerror or error}。", "请换一个可以写入的目录。"
        ) from error
    made = []
    for done, id in enumerate(ids):
        progress.report(done, len(ids), f"正在导出第 {done + 1} 份材料册")
        view = _export(ws, id, progress, wish)
        made.append((view, save_dossier(ws, view.id, _free(out / view.file_name), progress)))
    drafts = [view for view, _ in made if view.state is DossierState.DRAFT]
    return Answer(
        text="\n".join(line for view, path in made for line in _lines(view, path)),
        data={
            "dossiers": [
                {
                    "id": view.id,
                    "submission_id": view.submission_id,
                    "version": view.version,
                    "state": view.state,
                    "file": path,
                    "sha256": view.sha256,
                    "size_bytes": view.size_bytes,
                    "page_count": view.page_count,
                    "missing": list(view.missing),
                    "archival": view.archival,
                    "removed": [
                        {"file_name": one.file_name, "messages": list(one.messages)}
                        for one in view.removed
                    ],
                }
                for view, path in made
            ]
        },
        status=EXIT_FINDINGS if drafts else EXIT_OK,
    )


def _export(ws: Workspace, id: int, progress: Progress, wish: DossierOptions) -> DossierView:
    try:
        return export_dossier(ws, id, progress, wish).value
    except NotArchivalError as error:
        consent = "同意按图片装入时，请加上 --archival-pictures。"
        raise NotArchivalError(error.message, error.remedy + consent, error.details) from error


def _submissions(ws: Workspace, options: argparse.Namespace) -> list[int]:
    if options.submission:
        return list(dict.fromkeys(options.submission))
    case = find_case(ws, options.case)
    ids = [item.id for item in case.submissions if item.state not in SUBMISSION_OVER]
    if not ids:
        raise BadInputError(
            f"注销项目“{case.title}”中没有待办理的提交。",
            f"请先采用方案：plan {case.id} --accept。",
        )
    return ids


def _free(path: Path) -> Path:
    """Return ``path``, or the same with a number where another file has that name."""
    place, number = path, 2
    while place.exists():
        place = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return place


def _lines(view: DossierView, path: Path) -> list[str]:
    lines = [f"{view.state.label}：{path}（{view.page_count} 页，SHA-256 {view.sha256}）"]
    if view.archival:
        lines.append(f"  {view.verdict}")
    for one in view.removed:
        lines.append(f"  “{one.file_name}”：{''.join(one.messages)}")
    if view.missing:
        lines.append("  还缺：")
        lines += [f"  - {text}" for text in view.missing]
    return lines
