"""What shows how far each material of a submission is, and the officer's own check (核对)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from app.catalogue import Material as MaterialRule
from app.catalogue.words import Seal, Signer
from app.errors import ConflictError
from app.model.case import Dossier, Material, PrintedForm, Submission
from app.model.kinds import DossierState
from app.rules.conditions import applies
from app.rules.evidence import Evidence, Stage, Step, can_check, is_reached, steps_of
from app.services.attachments import AttachmentView, link_view
from app.services.dates import in_china
from app.services.materials import (
    get_material,
    material_name,
    pages_lacking,
    submission_facts,
    tell_of,
)
from app.services.printed_forms import FormPaper, outdated_scans, papers_of
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace

SEALS_SEEN = ("red", "dark")
"""What the reading of scans keeps for a page with a round seal."""


class Standing(NamedTuple):
    """How far a material is: its steps in order, and whether it can be compared (核对)."""

    way: tuple[Step, ...]
    can_check: bool

    @property
    def is_checked(self) -> bool:
        """Whether the officer compared what is there now."""
        return is_reached(self.way, Stage.CHECKED)


class _Known(NamedTuple):
    """What is read once for all materials of a submission."""

    papers: Mapping[str, FormPaper]
    prints: Mapping[str, list[PrintedForm]]
    outdated: frozenset[str]
    dossier: Dossier | None


def standings(ws: Workspace, submission_id: int) -> dict[str, Standing]:
    """Return how far each material that is asked for is, by its id in the catalogue."""
    with ws.read() as session:
        item = get_submission(session, submission_id)
        return standings_of(ws, session, (item,))[submission_id]


def standings_of(
    ws: Workspace, session: Session, items: Sequence[Submission], *, counting: bool = False
) -> dict[int, dict[str, Standing]]:
    """Return the same for loaded submissions, in a fixed number of queries.

    What a form would print now is worked out only where something printed is held against it;
    with ``counting`` not even there: whether a material is ready does not depend on it.
    """
    ids = [item.id for item in items]
    prints, dossiers = _prints(session, ids), _newest_dossiers(session, ids)
    found: dict[int, dict[str, Standing]] = {}
    for item in items:
        mine, dossier = prints.get(item.id, {}), dossiers.get(item.id)
        held = (mine or dossier is not None) and not counting
        coded = any(page.code for row in item.materials for page in row.scans)
        known = _Known(
            papers_of(ws, item) if held else {},
            mine,
            outdated_scans(ws, item) if coded else frozenset(),
            dossier,
        )
        platform, facts = ws.catalogue.get(item.platform), submission_facts(item)
        rules = {rule.id: rule for rule in platform.materials} if platform else {}
        found[item.id] = {}
        for row in item.materials:
            rule = rules.get(row.item)
            if rule is not None and applies(rule, facts):
                seen = _evidence(ws, session, rule, row, known)
                found[item.id][row.item] = Standing(steps_of(seen), can_check(seen))
    return found


def _prints(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[PrintedForm]]]:
    query = (
        select(PrintedForm)
        .where(PrintedForm.submission_id.in_(ids), PrintedForm.printed_at.is_not(None))
        .options(
            load_only(
                PrintedForm.submission_id,
                PrintedForm.item,
                PrintedForm.code,
                PrintedForm.printed_at,
            )
        )
        .order_by(PrintedForm.printed_at)
    )
    found: dict[int, dict[str, list[PrintedForm]]] = {}
    for row in session.scalars(query):
        found.setdefault(row.submission_id, {}).setdefault(row.item, []).append(row)
    return found


def _newest_dossiers(session: Session, ids: Sequence[int]) -> dict[int, Dossier]:
    query = (
        select(Dossier)
        .where(Dossier.submission_id.in_(ids), Dossier.state == DossierState.READY)
        .order_by(Dossier.version)
    )
    return {row.submission_id: row for row in session.scalars(query)}


def _evidence(
    ws: Workspace, session: Session, rule: MaterialRule, row: Material, known: _Known
) -> Evidence:
    paper = known.papers.get(row.item)
    prints = known.prints.get(row.item, [])
    files = [link_view(ws, session, link) for link in row.file_links]
    newest = prints[-1] if prints else None
    return Evidence(
        form=rule.form is not None,
        by_hand=rule.seal is not Seal.NONE or rule.signer is not Signer.NONE,
        sealed=rule.seal is not Seal.NONE,
        n_files=len(files),
        n_pages=sum(file.page_count for file in files),
        printed_on=in_china(newest.printed_at).date() if newest and newest.printed_at else None,
        print_holds=paper is not None and any(other.code == paper.code for other in prints),
        lacking=pages_lacking(row),
        scan_outdated=row.item in known.outdated,
        seal_seen=any(page.seal in SEALS_SEEN for page in row.scans),
        checked_on=row.checked_on if row.checked and row.checked == _mark_of(row) else None,
        bound=_bound(known.dossier, files, paper),
    )


def _bound(
    dossier: Dossier | None, files: Sequence[AttachmentView], paper: FormPaper | None
) -> tuple[int, date] | None:
    """Return the version and day of a dossier that holds exactly what the item has now."""
    if dossier is None:
        return None
    parts: list[dict[str, Any]] = dossier.inputs.get("parts", [])
    if files:
        wanted = [_file_key(file) for file in files]
        is_in = any([_part_key(f) for f in part.get("files", ())] == wanted for part in parts)
    else:
        is_in = paper is not None and any(part.get("code") == paper.code for part in parts)
    return (dossier.version, in_china(dossier.created_at).date()) if is_in else None


def _file_key(file: AttachmentView) -> tuple[Any, ...]:
    merged = [other.sha256 for other in file.merged]
    return file.sha256, [edit.to_json() for edit in file.edits], merged


def _part_key(file: Mapping[str, Any]) -> tuple[Any, ...]:
    merged = [other["sha256"] for other in file.get("merged", ())]
    return file["sha256"], file.get("edits", []), merged


def _mark_of(row: Material) -> str:
    """Return what tells the files of an item, as they are shown, from any others."""
    shown = [[link.attachment.sha256, link.merged, link.edits] for link in row.file_links]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def mark_checked(ws: Workspace, material_id: int) -> Result[None]:
    """Note that the officer compared what is attached with the original (核对无误).

    It holds for these files as they are shown now. Raises :class:`ConflictError` when nothing is
    attached or pages are lacking.
    """
    with ws.change("material.check") as change:
        row = get_material(change.session, material_id)
        if not row.file_links or pages_lacking(row):
            raise ConflictError("这项材料还不齐，无法核对。", "请先附上文件或补齐缺页。")
        row.checked, row.checked_on = _mark_of(row), ws.today()
        tell_of(change, row, f"“{material_name(ws, row)}”已与原件核对无误")
        return change.result(None)


def take_check_back(ws: Workspace, material_id: int) -> Result[None]:
    """Take 核对无误 back."""
    with ws.change("material.uncheck") as change:
        row = get_material(change.session, material_id)
        row.checked, row.checked_on = "", None
        tell_of(change, row, f"取消“{material_name(ws, row)}”的核对")
        return change.result(None)
