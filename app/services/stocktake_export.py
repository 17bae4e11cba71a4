"""The report of a stocktaking written to a PDF file where the officer wants it."""

from __future__ import annotations

from pathlib import Path

from app.progress import Progress
from app.rules.stocktake_types import Stocktake
from app.services.report_file import archived, write_aside
from app.services.results import Result
from app.services.workspace import Workspace


def file_name(report: Stocktake) -> str:
    """Return a name for the file that every system takes."""
    clean = "".join("_" if c in '<>:"/\\|?*' or ord(c) < 32 else c for c in report.organisation)
    return f"备案盘点报告-{clean[:60].rstrip(' .')}-{report.made_on:%Y%m%d}.pdf"


def export_stocktake(
    ws: Workspace, report: Stocktake, target: Path, progress: Progress, *, archival: bool = False
) -> Result[Path]:
    """Write ``report`` as PDF to ``target`` (aside, synced, renamed) and note it as an event.

    ``archival``: it is PDF/A-2b, checked as an archival dossier is.

    Raises :class:`app.errors.CannotPrintError` for a font or character that is missing,
    :class:`app.errors.DataFolderError` when the place cannot be written,
    :class:`app.errors.CancelledError`; nothing is left behind then.
    """
    from app.dossier import ARCHIVAL
    from app.dossier.stocktake_pdf import write_stocktake_pdf

    if target.suffix.lower() != ".pdf":
        target = target.with_name(f"{target.name}.pdf")
    title = f"备案盘点报告（{report.organisation}）"
    pages = write_aside(
        target,
        lambda out: write_stocktake_pdf(report, ws.fonts, out, progress),
        archived(title, ws.actor, report.made_on, progress) if archival else None,
    )
    with ws.change("stocktake.export") as change:
        kind = f"，{ARCHIVAL}" if archival else ""
        change.tell(
            f"导出盘点报告（{report.organisation}，{report.gap_count} 条问题，{pages} 页{kind}）",
            always=True,
        )
        return change.result(target)
