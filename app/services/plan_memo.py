"""方案说明: the memo of a plan as a PDF, for who decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.progress import Progress
from app.rules.planner import Plan
from app.services.cases import get_case
from app.services.report_file import archived, write_aside
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class PlanMemo:
    """The plan that is chosen, the plans it was compared with, and the officer's own words."""

    plan: Plan
    compared: tuple[Plan, ...]
    reason: str = ""


def write_memo(
    ws: Workspace,
    case_id: int,
    memo: PlanMemo,
    target: Path,
    progress: Progress,
    *,
    archival: bool = False,
) -> Result[Path]:
    """Write the memo as PDF to ``target`` (aside, synced, renamed) and note it as an event.

    ``archival``: it is PDF/A-2b, checked as an archival dossier is.

    Raises :class:`app.errors.CannotPrintError` for a font or character that is missing,
    :class:`app.errors.DataFolderError` when the place cannot be written,
    :class:`app.errors.CancelledError`; nothing is left behind then.
    """
    from app.dossier import ARCHIVAL
    from app.dossier.plan_pdf import MemoText, write_plan_pdf

    if target.suffix.lower() != ".pdf":
        target = target.with_name(f"{target.name}.pdf")
    with ws.read() as session:
        title = get_case(session, case_id).title
    told = MemoText(
        case=title,
        made_on=ws.today(),
        actor=ws.actor,
        reason=memo.reason,
        names={id: one.short_name for id, one in ws.catalogue.platforms.items()},
    )
    heading = f"办理方案说明（{title}）"
    pages = write_aside(
        target,
        lambda out: write_plan_pdf((memo.plan, memo.compared), told, ws.fonts, out, progress),
        archived(heading, ws.actor, told.made_on, progress) if archival else None,
    )
    with ws.change("case.plan_memo") as change:
        kind = f"，{ARCHIVAL}" if archival else ""
        summary = f"导出“{title}”的方案说明（{pages} 页{kind}）"
        change.tell(summary, case_id=case_id, always=True)
        return change.result(target)


def memo_copy(ws: Workspace, case_id: int, memo: PlanMemo, progress: Progress) -> Result[Path]:
    """Write the memo into the folder of opened copies, for the system's program or the printer."""
    folder = ws.folder / "opened"
    folder.mkdir(parents=True, exist_ok=True)
    return write_memo(ws, case_id, memo, folder / memo_name(ws, case_id), progress)


def memo_name(ws: Workspace, case_id: int) -> str:
    """Return a name for the file that every system takes."""
    return f"方案说明-项目{case_id}-{ws.today():%Y%m%d}.pdf"
