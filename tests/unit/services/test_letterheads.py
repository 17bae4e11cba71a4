"""A subject's letterhead: on the forms that carry it, in PDF and Word, kept with the dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from paper_measures import glyphs_of, grid_line, lines_of, text_of
from PIL import Image
from planned import planned_submission

from app.dossier import DossierOptions, check_archival, preview_form
from app.errors import BadInputError, FieldsError, NotFoundError
from app.model.case import Dossier
from app.progress import Silent
from app.services.dossiers import export_dossier
from app.services.form_word import read_word, write_form
from app.services.forms import form_context
from app.services.history import undo
from app.services.letterheads import (
    LetterheadView,
    drop_logo,
    list_letterheads,
    save_letterhead,
    set_logo,
)
from app.services.organisations import OrganisationEdit, delete_organisation, save_organisation
from app.services.printed_forms import papers_of
from app.services.sample import load_sample, remove_sample
from app.services.tracking import get_submission
from app.services.workspace import Workspace

FORM, OTHER = "situation_statement", "cancel_application"
NAME, LINE = "示例云帆集团", "上海市浦东新区示例路 1 号　电话 021-00000001"


@pytest.fixture
def submission(ws: Workspace) -> int:
    return planned_submission(ws)[1]


@pytest.fixture
def subject(ws: Workspace, submission: int) -> int:
    with ws.read() as session:
        return get_submission(session, submission).organisation_id


def logo(folder: Path, name: str = "标志.png", mode: str = "RGBA") -> Path:
    """Write a picture that is clear at its edges."""
    picture = Image.new("RGBA", (640, 200), (0, 0, 0, 0))
    picture.paste((20, 90, 180, 255), (40, 20, 600, 180))
    picture.convert(mode).save(folder / name)
    return folder / name


def keep(ws: Workspace, subject: int, **fields: Any) -> Any:
    wanted: dict[str, Any] = {"name": NAME, "line": LINE, "red": True, "forms": [FORM]}
    return save_letterhead(ws, subject, **wanted | fields)


def of(ws: Workspace, subject: int) -> LetterheadView:
    return next(one for one in list_letterheads(ws) if one.organisation_id == subject)


def pages(ws: Workspace, submission: int, form_id: str) -> Any:
    with ws.read() as session:
        context = form_context(ws, get_submission(session, submission))
    return glyphs_of(preview_form(ws.forms[form_id], context, ws.fonts).pdf)


def test_it_stands_above_the_first_page_of_the_forms_that_carry_it(
    ws: Workspace, submission: int, subject: int, tmp_path: Path
) -> None:
    plain = {form: pages(ws, submission, form) for form in (FORM, OTHER)}
    keep(ws, subject)
    set_logo(ws, subject, logo(tmp_path))
    with_head = pages(ws, submission, FORM)
    first = [text_of(line) for line in lines_of(with_head[0])]
    assert first[:2] == [NAME, LINE.replace("　", "").replace(" ", "")]
    assert not any(NAME in text_of(line) for page in with_head[1:] for line in lines_of(page))
    places = [grid_line(g) for page in with_head for g in page if g.size == 16]
    assert places == pytest.approx([round(place) for place in places], abs=0.01)
    assert pages(ws, submission, OTHER) == plain[OTHER]
    keep(ws, subject, forms=[])
    assert pages(ws, submission, FORM) == plain[FORM]


def test_without_a_name_of_its_own_it_bears_the_subjects(
    ws: Workspace, submission: int, subject: int
) -> None:
    keep(ws, subject, name="  ", line="", red=False)
    head = text_of(lines_of(pages(ws, submission, FORM)[0])[0])
    assert head == of(ws, subject).organisation


def test_a_long_name_stays_on_one_line(ws: Workspace, submission: int, subject: int) -> None:
    keep(ws, subject, name="示例" * 30)
    page = pages(ws, submission, FORM)[0]
    assert text_of(lines_of(page)[0]) == "示例" * 30


def test_a_changed_letterhead_asks_for_another_print_and_is_undone(
    ws: Workspace, submission: int, subject: int
) -> None:
    def codes() -> dict[str, str]:
        with ws.read() as session:
            papers = papers_of(ws, get_submission(session, submission)).values()
            return {paper.form_id: paper.code for paper in papers}

    before = codes()
    result = keep(ws, subject)
    assert "抬头" in result.summary
    after = codes()
    assert {form for form in before if before[form] != after[form]} == {FORM}
    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert codes() == before
    assert of(ws, subject).forms == ()


def test_a_dossier_keeps_the_letterhead_and_can_be_for_the_archive(
    ws: Workspace, submission: int, subject: int, tmp_path: Path
) -> None:
    keep(ws, subject)
    set_logo(ws, subject, logo(tmp_path))
    options = DossierOptions(archival=True)
    first = export_dossier(ws, submission, Silent(), options).value
    assert check_archival(first.path, Silent()) == ()
    keep(ws, subject, name="改了名的集团")
    with ws.read() as session:
        (kept,) = session.get_one(Dossier, first.id).inputs["contexts"]
    assert kept["letterhead"]["name"] == NAME
    assert kept["letterhead"]["logo"]
    second = export_dossier(ws, submission, Silent(), options).value
    assert second.code != first.code


def test_word_has_it_in_the_head_and_reads_back_without_a_change(
    ws: Workspace, submission: int, subject: int, tmp_path: Path
) -> None:
    keep(ws, subject)
    set_logo(ws, subject, logo(tmp_path, "标志.jpg", "RGB"))
    path = write_form(ws, submission, FORM, tmp_path / "说明.docx")
    section = Document(str(path)).sections[0]
    assert section.different_first_page_header_footer
    texts = [paragraph.text.strip() for paragraph in section.first_page_header.paragraphs]
    assert texts == [NAME, LINE]
    assert "PAGE" in section.first_page_footer._element.xml
    assert len(section.first_page_header.part.related_parts) == 1
    assert read_word(ws, submission, FORM, path).same
    again = write_form(ws, submission, FORM, tmp_path / "again.docx")
    assert again.read_bytes() == path.read_bytes()


def test_what_cannot_be_a_letterhead_is_refused_and_changes_nothing(
    ws: Workspace, subject: int, tmp_path: Path
) -> None:
    set_logo(ws, subject, logo(tmp_path))
    known = of(ws, subject)
    (tmp_path / "表.png").write_text("不是图片", encoding="utf-8")
    Image.new("RGB", (12, 12)).save(tmp_path / "小.png")
    broken = tmp_path / "坏.png"
    broken.write_bytes(logo(tmp_path).read_bytes()[:200])
    for name, told in (("表.png", "不是图片"), ("小.png", "12 × 12"), ("坏.png", "已损坏")):
        with pytest.raises(BadInputError, match=told):
            set_logo(ws, subject, tmp_path / name)
    with pytest.raises(BadInputError, match="无法读取"):
        set_logo(ws, subject, tmp_path / "没有.png")
    with pytest.raises(FieldsError) as caught:
        keep(ws, subject, name="长" * 61, line="两\n行")
    assert set(caught.value.fields) == {"name", "line"}
    with pytest.raises(NotFoundError):
        keep(ws, 10_000)
    assert of(ws, subject) == known


def test_a_large_photograph_is_kept_small(ws: Workspace, subject: int, tmp_path: Path) -> None:
    Image.effect_noise((2400, 1600), 120).save(tmp_path / "照片.png")
    set_logo(ws, subject, tmp_path / "照片.png")
    assert 0 < len(of(ws, subject).logo) <= 120_000
    drop_logo(ws, subject)
    assert of(ws, subject).logo == b""


def test_it_goes_with_its_subject_and_comes_back_with_it(ws: Workspace, tmp_path: Path) -> None:
    subject = save_organisation(ws, None, OrganisationEdit(name="甲有限公司")).value
    keep(ws, subject)
    gone = delete_organisation(ws, subject)
    assert list_letterheads(ws) == ()
    assert gone.changes.event_id is not None
    undo(ws, gone.changes.event_id)
    assert of(ws, subject).name == NAME
    load_sample(ws, Silent())
    for view in list_letterheads(ws):
        keep(ws, view.organisation_id)
    remove_sample(ws)
    assert [view.organisation_id for view in list_letterheads(ws)] == [subject]


def test_a_logo_that_the_vault_has_lost_is_left_out(
    ws: Workspace, submission: int, subject: int, tmp_path: Path
) -> None:
    keep(ws, subject)
    set_logo(ws, subject, logo(tmp_path))
    for file in ws.paths.vault.rglob("*"):
        if file.is_file():
            file.unlink()
    assert of(ws, subject).logo == b""
    assert of(ws, subject).logo_lost
    assert NAME in text_of(lines_of(pages(ws, submission, FORM)[0])[0])
