"""The state of materials by evidence: prints, checks, and dossiers that hold what is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from planned import planned_submission
from upload_case import attach_everything, planned_case

from app.errors import ConflictError
from app.model.kinds import DossierState, MaterialState
from app.progress import Silent
from app.rules.evidence import Stage
from app.services.dossiers import export_dossier, record_print
from app.services.history import undo
from app.services.material_evidence import mark_checked, standings, take_check_back
from app.services.materials import MaterialView, attach_files, checklist, detach_file
from app.services.workspace import Workspace


@pytest.fixture
def submission(ws: Workspace) -> int:
    """A submission whose plan is accepted."""
    return planned_submission(ws)[1]


def picture(path: Path, colour: str = "white") -> Path:
    Image.new("RGB", (1654, 2339), colour).save(path, dpi=(200, 200))
    return path


def attached(ws: Workspace, submission: int) -> MaterialView:
    return next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)


def reached(ws: Workspace, submission: int, item: str) -> set[Stage]:
    return {step.stage for step in standings(ws, submission)[item].way if step.done}


def test_a_check_holds_for_the_files_that_were_checked(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    item = attached(ws, submission)
    with pytest.raises(ConflictError, match="还不齐"):
        mark_checked(ws, item.id)
    attach_files(ws, item.id, (picture(tmp_path / "执照.png"),), Silent())
    told = mark_checked(ws, item.id).summary
    assert told == f"“{item.name}”已与原件核对无误"
    assert reached(ws, submission, item.item) == {Stage.ATTACHED, Stage.CHECKED}
    attach_files(ws, item.id, (picture(tmp_path / "另页.png", "grey"),), Silent())
    assert reached(ws, submission, item.item) == {Stage.ATTACHED}
    newest = attached(ws, submission).files[-1]
    detach_file(ws, newest.link_id)
    assert reached(ws, submission, item.item) == {Stage.ATTACHED, Stage.CHECKED}


def test_a_check_is_taken_back_and_can_be_undone(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    item = attached(ws, submission)
    attach_files(ws, item.id, (picture(tmp_path / "执照.png"),), Silent())
    mark_checked(ws, item.id)
    done = take_check_back(ws, item.id)
    assert not standings(ws, submission)[item.item].is_checked
    undo(ws, done.changes.event_id or 0)
    assert standings(ws, submission)[item.item].is_checked


def test_a_draft_is_no_evidence_of_print_or_binding(ws: Workspace, submission: int) -> None:
    dossier = export_dossier(ws, submission).value
    assert dossier.state is DossierState.DRAFT
    record_print(ws, dossier.id)
    ways = standings(ws, submission).values()
    done = {step.stage for standing in ways for step in standing.way if step.done}
    assert done <= {Stage.DRAFT}
    assert not [m for m in checklist(ws, submission) if m.state is MaterialState.PRINTED]


def test_a_finished_dossier_holds_what_was_there_and_no_more(ws: Workspace, tmp_path: Path) -> None:
    _, submission = planned_case(ws)
    attach_everything(ws, submission, tmp_path, forms=False)
    dossier = export_dossier(ws, submission).value
    assert dossier.state is DossierState.READY
    asked = [m for m in checklist(ws, submission) if m.state is not MaterialState.NOT_APPLICABLE]
    items = [m.item for m in asked if m.asked]
    assert all(Stage.BOUND in reached(ws, submission, item) for item in items)
    record_print(ws, dossier.id)
    form = next(m for m in asked if m.form_id is not None and m.state is MaterialState.MISSING)
    assert form.state is MaterialState.MISSING
    changed = next(m for m in asked if m.files)
    attach_files(ws, changed.id, (picture(tmp_path / "补充.png"),), Silent())
    assert Stage.BOUND not in reached(ws, submission, changed.item)
