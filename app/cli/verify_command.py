"""``verify``: whether a PDF in hand is an archived dossier, byte for byte."""

from __future__ import annotations

import argparse

from app.cli.answer import Answer
from app.errors import EXIT_FINDINGS, EXIT_OK
from app.services.dossiers import verify_file
from app.services.workspace import Workspace


def run(ws: Workspace, options: argparse.Namespace) -> Answer:
    """Return which dossier the file is; status 1 when it is none of this folder."""
    verdict = verify_file(ws, options.file)
    found = verdict.dossier
    data = {
        "file": options.file,
        "sha256": verdict.sha256,
        "archived": found is not None,
        "case": verdict.case_title or None,
        "submission_id": found.submission_id if found else None,
        "dossier_id": found.id if found else None,
        "version": found.version if found else None,
        "state": found.state if found else None,
    }
    if found is None:
        text = f"“{options.file.name}”不是这个数据目录存档的材料册，或者导出后被改动过。"
        return Answer(f"{text}\nSHA-256 {verdict.sha256}", data, EXIT_FINDINGS)
    text = (
        f"“{options.file.name}”与存档一致：项目“{verdict.case_title}”，"
        f"第 {found.version} 版（{found.state.label}，{found.page_count} 页）。"
    )
    return Answer(f"{text}\nSHA-256 {verdict.sha256}", data, EXIT_OK)
