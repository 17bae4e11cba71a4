"""How far a case is, by what is stored, and the one next thing from its facts to the end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from upload_case import attach_everything, item_of, paper, planned_case

from app.model.kinds import PaperKind, TrackKind
from app.progress import Silent
from app.rules.case_progress import Count
from app.services.case_changes import create_case
from app.services.case_progress import case_progress, cases_with_progress, material_counts
from app.services.cases import case_view
from app.services.dossiers import export_dossier
from app.services.forms import forms_of, save_form_value
from app.services.material_evidence import mark_checked
from app.services.materials import attach_files, checklist, detach_file
from app.services.shared_papers import PaperEdit, add_paper
from app.services.tracking import record_step
from app.services.workspace import Workspace


def test_a_new_case_begins_with_its_filings(ws: Workspace) -> None:
    case_id = create_case(ws, "新项目").value
    now = case_progress(ws, case_id)
    assert (now.next.step, now.count, now.submissions) == ("filings", Count(0, 0), ())
    (row,) = cases_with_progress(ws)
    assert row.materials is None


def test_materials_are_counted_for_each_submission_and_for_the_case(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, first = planned_case(ws)
    before = case_progress(ws, case_id)
    one, other = (item.count for item in before.submissions)
    assert one.ready == other.ready == 0
    attach_files(ws, item_of(ws, first, "licence").id, (paper(tmp_path, "a.jpg"),), Silent())
    now = case_progress(ws, case_id)
    assert now.submissions[0].count == Count(1, one.asked)
    assert now.submissions[1].count == other
    assert now.count == Count(1, one.asked + other.asked)
    assert material_counts(ws, [case_id]) == {case_id: now.count}
    assert cases_with_progress(ws)[0].materials == now.count


def test_a_paper_at_hand_comes_before_files_to_be_found(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    for item in case_view(ws, case_id).submissions:
        _fill_forms(ws, item.id)
    assert case_progress(ws, case_id).next.told.startswith("附上")
    owner = case_view(ws, case_id).submissions[0].organisation_id
    edit = PaperEdit(PaperKind.LICENCE, owner, long_term=True)
    add_paper(ws, edit, (paper(tmp_path, "执照.jpg"),), Silent())
    ahead = case_progress(ws, case_id).next
    assert ahead.told == "从共用材料带入“营业执照”"
    assert (ahead.step, ahead.submission_id, ahead.field) == ("materials", first, "licence")


def test_from_scans_to_the_end(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    second = case_view(ws, case_id).submissions[1].id
    for submission_id in (first, second):
        _fill_forms(ws, submission_id)
        attach_everything(ws, submission_id, tmp_path)
    ahead = case_progress(ws, case_id).next
    assert ahead.told.startswith("与原件核对")
    assert ahead.submission_id == first
    _check_all(ws, first)
    assert case_progress(ws, case_id).next.submission_id == second
    _check_all(ws, second)
    now = case_progress(ws, case_id)
    assert now.count.ready == now.count.asked
    assert (now.next.told, now.next.submission_id) == ("导出材料册", first)
    export_dossier(ws, first, Silent())
    assert case_progress(ws, case_id).next.submission_id == second
    export_dossier(ws, second, Silent())
    ahead = case_progress(ws, case_id).next
    assert (ahead.step, ahead.told) == ("track", "提交后记录提交日期")

    (file,) = item_of(ws, first, "licence").files
    detach_file(ws, file.link_id)  # the dossier no longer holds what there is
    attach_files(ws, item_of(ws, first, "licence").id, (paper(tmp_path, "b.jpg", 77),), Silent())
    assert case_progress(ws, case_id).next.told == "与原件核对“营业执照”"
    mark_checked(ws, item_of(ws, first, "licence").id)
    assert case_progress(ws, case_id).next.told == "导出材料册"


def test_what_is_out_is_waited_for_and_an_inquiry_comes_first(ws: Workspace) -> None:
    case_id, first = planned_case(ws)
    second = case_view(ws, case_id).submissions[1].id
    record_step(ws, first, TrackKind.SUBMITTED, date(2026, 11, 20))
    record_step(ws, second, TrackKind.SUBMITTED, date(2026, 11, 20))
    assert case_progress(ws, case_id).next.told.startswith("等待平台办结")
    record_step(ws, second, TrackKind.INQUIRY, date(2026, 11, 21), "请说明")
    ahead = case_progress(ws, case_id).next
    assert (ahead.told, ahead.submission_id) == ("答复平台的问询", second)


def _check_all(ws: Workspace, submission_id: int) -> None:
    for view in checklist(ws, submission_id):
        if view.files:
            mark_checked(ws, view.id)


def _fill_forms(ws: Workspace, submission_id: int) -> None:
    """Fill what is still empty in the forms."""
    for form in forms_of(ws, submission_id):
        for field in form.fields:
            if field.required and not field.shown:
                text = "2027年1月1日" if field.kind == "date" else "已填写"
                text = field.choices[0] if field.choices else text
                save_form_value(ws, submission_id, form.form_id, field.key, text)
