"""A case of the sample firm with one submission of two filings, ready but for its papers."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from PIL import Image

from app.model.kinds import DataDisposal, EndReason, FilingStatus
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.filings import list_filings
from app.services.materials import (
    MaterialView,
    attach_files,
    checklist,
    mark_not_applicable,
)
from app.services.planning import accept_plan, plan_view
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule
from app.services.sample import load_sample
from app.services.workspace import Workspace

PLATFORM = "cac-algorithm"


def planned_case(ws: Workspace, *, batch: bool = False) -> tuple[int, int]:
    """Return the ids of a case with an accepted plan and of its first submission."""
    load_sample(ws, Silent())
    rows = [
        row
        for row in list_filings(ws)
        if row.status is FilingStatus.ACTIVE and row.platform == PLATFORM and not row.problems
    ]
    mine = [row for row in rows if row.organisation_id == rows[2].organisation_id][:2]
    case_id = create_case(ws, "停服项目", tuple(row.id for row in mine)).value
    save_facts(
        ws,
        case_id,
        Facts(
            reason=EndReason.PRODUCT_CLOSED,
            ended_on=date(2026, 11, 16),
            product_ids=tuple(p.id for p in case_view(ws, case_id).products),
            arrangement="已退费。",
            data_disposal=DataDisposal.NONE_HELD,
            notice_on=date(2026, 11, 1),
            notice_where="首页",
        ),
    )
    choices = plan_view(ws, case_id).choices
    accept_plan(ws, case_id, choices.batch if batch else choices.recommended, "测试")
    return case_id, case_view(ws, case_id).submissions[0].id


def paper(folder: Path, name: str, seed: int = 1, side: int = 200) -> Path:
    """Write a picture of noise, which nothing packs tighter."""
    made = folder / name
    noise = random.Random(seed).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(made, quality=92)
    return made


def item_of(ws: Workspace, submission_id: int, item: str) -> MaterialView:
    """Return one item of the checklist."""
    return next(view for view in checklist(ws, submission_id) if view.item == item)


def attach_everything(
    ws: Workspace, submission_id: int, folder: Path, *, forms: bool = True
) -> None:
    """Attach a scan to each item that is asked for; what depends does not apply.

    Without ``forms`` those that the program writes stay as it writes them.
    """
    for number, view in enumerate(checklist(ws, submission_id)):
        if not view.asked or (view.form_id is not None and not forms):
            continue
        if view.need.value == "conditional":
            mark_not_applicable(ws, view.id, "不涉及")
        else:
            scan = paper(folder, f"{view.item}.jpg", number)
            attach_files(ws, view.id, (scan,), Silent())


def set_limits(ws: Workspace, **limits: object) -> None:
    """Let the platform take other files."""
    value = {
        "formats": ["pdf", "jpg"], "max_mb": None, "least_dpi": None, "naming": "",
        "text": "测试", "source": "测试", "certainty": "unverified", "verified_on": "2026-11-23",
    }  # fmt: skip
    rule = RuleRef(PLATFORM, "file_limits")
    save_rule(ws, rule, {"file_limits": value | limits}, CheckInput(date(2026, 11, 23)), Silent())
