"""``verify``: whether a PDF in hand is an archived dossier, by its bytes, else page by page."""

from __future__ import annotations

import argparse

from app.cli.answer import Answer
from app.errors import EXIT_FINDINGS, EXIT_OK
from app.services.verifying import verify_file
from app.services.workspace import Workspace


def run(ws: Workspace, options: argparse.Namespace) -> Answer:
    """Return which dossier the file is; status 1 when a page is not the archived one."""
    verdict = verify_file(ws, options.file)
    found, pages = verdict.dossier, verdict.pages
    data = {
        "file": options.file,
        "sha256": verdict.sha256,
        "archived": verdict.identical,
        "same_pages": verdict.same,
        "case": verdict.case_title or None,
        "submission_id": found.submission_id if found else None,
        "dossier_id": found.id if found else None,
        "version": found.version if found else None,
        "state": found.state if found else None,
        "changed": list(pages.changed) if pages else [],
        "missing": list(pages.missing) if pages else [],
        "added": list(pages.added) if pages else [],
        "moved": list(pages.moved) if pages else [],
    }
    lines = [f"“{options.file.name}”", *verdict.sentences(), f"SHA-256 {verdict.sha256}"]
    return Answer("\n".join(lines), data, EXIT_OK if verdict.same else EXIT_FINDINGS)
