"""``dossier``: exports the submissions' dossiers and writes them as PDF files."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answer import Answer
from app.cli.find import find_case
from app.errors import EXIT_FINDINGS, EXIT_OK, BadInputError, DataFolderError
from app.model.kinds import SUBMISSION_OVER, DossierState
from app.progress import Progress
from app.services.dossiers import DossierView, export_dossier, save_dossier
from app.services.workspace import Workspace


def run(ws: Workspace, options: argparse.Namespace, progress: Progress) -> Answer:
    """Export each submission's dossier into ``--out``; status 1 when one is only a draft."""
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
        view = export_dossier(ws, id, progress).value
        made.append((view, save_dossier(ws, view.id, _free(out / view.file_name))))
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
                }
                for view, path in made
            ]
        },
        status=EXIT_FINDINGS if drafts else EXIT_OK,
    )


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
    if view.missing:
        lines.append("  还缺：")
        lines += [f"  - {text}" for text in view.missing]
    return lines
