"""Papers kept once for several submissions: brought in, renewed, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from upload_case import attach_everything, item_of, paper, planned_case

from app.dossier import PageEdit
from app.errors import BadInputError, ConflictError, FieldsError
from app.model.kinds import MaterialState, PaperKind, TrackKind
from app.progress import Silent
from app.rules.paper_terms import Validity
from app.services.case_changes import save_facts
from app.services.cases import case_view
from app.services.checks import findings_of_submission
from app.services.dossiers import export_dossier, list_dossiers
from app.services.forms import save_form_value
from app.services.history import timeline, undo
from app.services.materials import attach_files, detach_file
from app.services.organisations import delete_organisation, list_organisations
from app.services.overview import overview
from app.services.page_editing import save_pages
from app.services.paper_editions import keep_as_shared, look_at_material, look_at_paper, new_edition
from app.services.paper_use import bring_all, bring_in, offers
from app.services.sample import remove_sample
from app.services.shared_papers import (
    PaperEdit,
    add_files,
    add_paper,
    delete_paper,
    guess_kind,
    list_papers,
    papers_due,
    remove_file,
    save_paper,
    uses_of,
)
from app.services.tracking import record_step
from app.services.workspace import Workspace

FAR = date(2030, 1, 1)


def submissions(ws: Workspace, case_id: int) -> tuple[int, int]:
    """Return the ids of the case's two submissions, both of one subject."""
    first, second = case_view(ws, case_id).submissions
    assert first.organisation_id == second.organisation_id
    return first.id, second.id


def subject(ws: Workspace, case_id: int) -> int:
    return case_view(ws, case_id).submissions[0].organisation_id


def licence(ws: Workspace, folder: Path, owner: int, **fields: object) -> int:
    edit = PaperEdit(PaperKind.LICENCE, owner, valid_until=FAR)
    scan = paper(folder, "营业执照.jpg", 7)
    return add_paper(ws, replace(edit, **fields), (scan,), Silent()).value  # type: ignore[arg-type]


def test_a_paper_on_offer_is_brought_into_every_submission_at_once(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, _ = planned_case(ws)
    first, second = submissions(ws, case_id)
    kept = licence(ws, tmp_path, subject(ws, case_id))
    offer = offers(ws, first)["licence"]
    assert (offer.paper_id, offer.usable, offer.automatic) == (kept, True, True)
    assert offer.term == "有效期至2030年1月1日"

    result = bring_all(ws, case_id)
    assert result.value == 2
    for submission_id in (first, second):
        view = item_of(ws, submission_id, "licence")
        assert view.state is MaterialState.ATTACHED
        assert [file.file_name for file in view.files] == ["营业执照.jpg"]
        assert view.paper is not None
        assert view.paper.id == kept
        assert "licence" not in offers(ws, submission_id)
    assert {use.submission_id for use in uses_of(ws, kept)} == {first, second}
    assert list_papers(ws)[0].used == 2
    assert timeline(ws, case_id=case_id)[0].summary == "从共用材料带入 2 项"

    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert item_of(ws, first, "licence").files == ()
    assert bring_all(ws, case_id, second).value == 1
    assert item_of(ws, first, "licence").files == ()


def test_another_subjects_licence_is_not_on_offer(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    mine = subject(ws, case_id)
    other = next(item.id for item in list_organisations(ws) if item.id != mine)
    licence(ws, tmp_path, other)
    assert offers(ws, first) == {}


def test_what_expired_is_told_but_not_brought_in(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    licence(ws, tmp_path, subject(ws, case_id), valid_until=date(2026, 11, 1))
    offer = offers(ws, first)["licence"]
    assert offer.validity is Validity.EXPIRED
    assert not offer.usable
    assert bring_all(ws, case_id).value == 0


def test_a_signed_authorisation_is_left_to_the_officer(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    save_facts(ws, case_id, replace(case_view(ws, case_id).facts, agent_name="王小明"))
    edit = PaperEdit(PaperKind.AUTHORISATION, subject(ws, case_id), "王小明", long_term=True)
    kept = add_paper(ws, edit, (paper(tmp_path, "委托书.jpg"),), Silent()).value
    offer = offers(ws, first)["authorisation"]
    assert not offer.automatic
    assert bring_all(ws, case_id).value == 0
    bring_in(ws, offer.material_id, kept)
    assert item_of(ws, first, "authorisation").files


def test_what_is_attached_is_kept_for_others_with_its_page_edits(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, _ = planned_case(ws)
    first, second = submissions(ws, case_id)
    row = item_of(ws, first, "legal_id")
    attach_files(ws, row.id, (paper(tmp_path, "身份证.jpg"),), Silent())
    (file,) = item_of(ws, first, "legal_id").files
    save_pages(ws, file.link_id, (PageEdit(0, turn=90),))

    look = look_at_material(ws, row.id)
    assert look.edit.kind is PaperKind.LEGAL_ID
    assert look.edit.holder  # the legal representative of the subject
    assert look.former_id is None
    result = keep_as_shared(ws, row.id, replace(look.edit, valid_until=FAR))
    (kept,) = list_papers(ws)
    assert [edit.turn for edit in kept.files[0].edits] == [90]
    assert kept.used == 1
    brought = bring_all(ws, case_id)
    assert brought.value == 1
    assert item_of(ws, second, "legal_id").files[0].edits == (PageEdit(0, turn=90),)

    assert brought.changes.event_id is not None
    undo(ws, brought.changes.event_id)
    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert list_papers(ws) == []
    view = item_of(ws, first, "legal_id")
    assert view.files
    assert view.paper is None


def test_a_new_edition_goes_where_the_officer_agrees(ws: Workspace, tmp_path: Path) -> None:
    case_id, _ = planned_case(ws)
    first, second = submissions(ws, case_id)
    old = licence(ws, tmp_path, subject(ws, case_id))
    bring_all(ws, case_id)
    scan = paper(tmp_path, "新执照.jpg", 8)
    look = look_at_paper(ws, old, (scan,))
    assert {use.submission_id for use in look.uses if use.open} == {first, second}
    result = new_edition(
        ws,
        old,
        (scan,),
        replace(look.edit, long_term=True),
        submission_ids=(first,),
        progress=Silent(),
    )

    assert item_of(ws, first, "licence").files[0].file_name == "新执照.jpg"
    kept = item_of(ws, second, "licence")
    assert kept.files[0].file_name == "营业执照.jpg"
    assert kept.paper is not None
    assert kept.paper.replaced
    offer = offers(ws, second)["licence"]  # declined, and on offer from now on
    assert offer.renews
    assert not offer.automatic
    assert [view.id for view in list_papers(ws)] == [result.value]
    assert len(list_papers(ws, replaced=True)) == 2
    with pytest.raises(ConflictError):
        new_edition(ws, old, (scan,), look.edit, submission_ids=(), progress=Silent())

    brought = bring_in(ws, offer.material_id, offer.paper_id)
    (file,) = item_of(ws, second, "licence").files
    assert file.file_name == "新执照.jpg"
    for done in (brought, result):
        assert done.changes.event_id is not None
        undo(ws, done.changes.event_id)
    assert [view.id for view in list_papers(ws, replaced=True)] == [old]
    for submission_id in (first, second):
        assert item_of(ws, submission_id, "licence").files[0].file_name == "营业执照.jpg"


def test_a_new_edition_of_more_files_stands_together_before_what_follows(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, _ = planned_case(ws)
    first, _second = submissions(ws, case_id)
    old = licence(ws, tmp_path, subject(ws, case_id))
    bring_all(ws, case_id)
    material = item_of(ws, first, "licence").id
    attach_files(ws, material, [paper(tmp_path, "变更通知书.jpg", 9)], Silent())
    scans = (paper(tmp_path, "新执照正面.jpg", 8), paper(tmp_path, "新执照背面.jpg", 10))
    look = look_at_paper(ws, old, scans)
    new_edition(ws, old, scans, look.edit, submission_ids=(first,), progress=Silent())
    names = [file.file_name for file in item_of(ws, first, "licence").files]
    assert names == ["新执照正面.jpg", "新执照背面.jpg", "变更通知书.jpg"]


def test_what_was_submitted_keeps_its_edition_and_its_dossier(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, _ = planned_case(ws)
    first, _second = submissions(ws, case_id)
    old = licence(ws, tmp_path, subject(ws, case_id))
    bring_all(ws, case_id)
    export_dossier(ws, first, Silent())
    before = list_dossiers(ws, first)
    record_step(ws, first, TrackKind.SUBMITTED, date(2026, 11, 20))
    scan = paper(tmp_path, "新执照.jpg", 8)
    look = look_at_paper(ws, old, (scan,))
    new_edition(ws, old, (scan,), look.edit, submission_ids=(first,), progress=Silent())
    assert item_of(ws, first, "licence").files[0].file_name == "营业执照.jpg"
    assert len(before) == 1
    assert list_dossiers(ws, first) == before
    assert offers(ws, first) == {}


def test_a_file_taken_off_and_put_back_by_undo_is_still_the_papers(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, first = planned_case(ws)
    licence(ws, tmp_path, subject(ws, case_id))
    bring_all(ws, case_id)
    (file,) = item_of(ws, first, "licence").files
    taken = detach_file(ws, file.link_id)
    assert "licence" in offers(ws, first)
    assert taken.changes.event_id is not None
    undo(ws, taken.changes.event_id)
    assert item_of(ws, first, "licence").paper is not None


def test_a_deleted_paper_leaves_what_was_brought_in(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    kept = licence(ws, tmp_path, subject(ws, case_id))
    bring_all(ws, case_id)
    result = delete_paper(ws, kept)
    view = item_of(ws, first, "licence")
    assert view.files
    assert view.paper is None
    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert item_of(ws, first, "licence").paper is not None
    assert list_papers(ws)[0].used == 2


def test_files_are_added_and_taken_off(ws: Workspace, tmp_path: Path) -> None:
    case_id, _ = planned_case(ws)
    kept = licence(ws, tmp_path, subject(ws, case_id))
    (only,) = list_papers(ws)[0].files
    with pytest.raises(ConflictError):
        remove_file(ws, only.link_id)
    assert add_files(ws, kept, (paper(tmp_path, "副本.jpg", 3),), Silent()).value == 1
    remove_file(ws, only.link_id)
    assert [file.file_name for file in list_papers(ws)[0].files] == ["副本.jpg"]


def test_what_cannot_be_kept_is_told_and_changes_nothing(ws: Workspace, tmp_path: Path) -> None:
    case_id, _ = planned_case(ws)
    owner = subject(ws, case_id)
    kept = licence(ws, tmp_path, owner)
    for edit, field in (
        (PaperEdit(PaperKind.LICENCE, None), "organisation_id"),
        (PaperEdit(PaperKind.AGENT_ID, None), "holder"),
        (PaperEdit(PaperKind.LICENCE, owner, valid_from=FAR, valid_until=date(2029, 1, 1)),
         "valid_until"),
        (PaperEdit(PaperKind.LICENCE, owner, valid_until=date(2999, 1, 1)), "valid_until"),
        (PaperEdit(PaperKind.LICENCE, 99_999), "organisation_id"),
    ):  # fmt: skip
        with pytest.raises(FieldsError) as caught:
            save_paper(ws, kept, edit)
        assert field in caught.value.fields
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 no")
    with pytest.raises(BadInputError):
        add_paper(ws, PaperEdit(PaperKind.LICENCE, owner), (broken,), Silent())
    with pytest.raises(FieldsError):
        add_paper(ws, PaperEdit(PaperKind.LICENCE, owner), (), Silent())
    assert [view.id for view in list_papers(ws)] == [kept]


def test_only_papers_of_a_kind_can_be_kept(ws: Workspace, tmp_path: Path) -> None:
    _, first = planned_case(ws)
    attach_everything(ws, first, tmp_path)
    with pytest.raises(ConflictError):
        look_at_material(ws, item_of(ws, first, "end_proof").id)


def test_a_subject_with_papers_is_not_deleted_but_the_sample_is(
    ws: Workspace, tmp_path: Path
) -> None:
    case_id, _ = planned_case(ws)
    owner = subject(ws, case_id)
    old = licence(ws, tmp_path, owner)
    bring_all(ws, case_id)
    look = look_at_paper(ws, old, ())
    new_edition(
        ws, old, (paper(tmp_path, "新.jpg", 9),), look.edit, submission_ids=(), progress=Silent()
    )
    with pytest.raises(ConflictError, match="共用材料"):
        delete_organisation(ws, owner)
    removed = remove_sample(ws)
    assert list_papers(ws, replaced=True) == []
    assert removed.changes.event_id is not None
    undo(ws, removed.changes.event_id)
    assert len(list_papers(ws, replaced=True)) == 2


def test_a_kind_is_guessed_by_the_files_name() -> None:
    assert guess_kind(["经办人身份证正面.jpg"]) is PaperKind.AGENT_ID
    assert guess_kind(["张三身份证.jpg"]) is PaperKind.LEGAL_ID
    assert guess_kind(["授权委托书.pdf"]) is PaperKind.AUTHORISATION
    assert guess_kind(["scan001.pdf"]) is PaperKind.LICENCE


def test_terms_are_watched_in_the_check_and_on_the_overview(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    kept = licence(ws, tmp_path, subject(ws, case_id), valid_until=date(2026, 12, 1))
    bring_all(ws, case_id)
    mine = [f for f in findings_of_submission(ws, first) if f.rule_id.startswith("papers.")]
    assert [f.rule_id for f in mine] == ["papers.expires_before_due"]  # due on 2026-12-14
    assert [view.id for view in overview(ws).papers_due] == [kept]
    other = next(o.id for o in list_organisations(ws) if o.id != subject(ws, case_id))
    assert papers_due(ws, other) == []
    save_paper(ws, kept, PaperEdit(PaperKind.LICENCE, subject(ws, case_id), long_term=True))
    assert not [f for f in findings_of_submission(ws, first) if f.rule_id.startswith("papers.")]
    assert overview(ws).papers_due == ()


def test_an_authorisation_that_ends_too_early_is_told(ws: Workspace) -> None:
    case_id, first = planned_case(ws)
    save_facts(ws, case_id, replace(case_view(ws, case_id).facts, agent_name="王小明"))
    save_form_value(ws, first, "authorisation", "authorised_until", "2026年12月1日")
    found = [
        f for f in findings_of_submission(ws, first) if f.rule_id == "forms.authorisation_ends"
    ]
    assert len(found) == 1
    assert (found[0].place.step, found[0].place.field) == ("forms", "authorised_until")
    save_form_value(ws, first, "authorisation", "authorised_until", "2027年3月1日")
    assert not any(
        f.rule_id == "forms.authorisation_ends" for f in findings_of_submission(ws, first)
    )
