"""A dossier as the officer has it: options, what stayed behind, the list to print, the check."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf
import pytest
from paper_reading import page_texts
from PIL import Image
from planned import planned_submission

from app.dossier import DossierOptions, check_archival
from app.errors import BadInputError, NotArchivalError
from app.progress import Silent
from app.services.booklets import booklet_pdf
from app.services.dossiers import export_dossier, list_dossiers
from app.services.materials import attach_files, checklist
from app.services.shrinking import attach_smaller, make_smaller
from app.services.verifying import verify_file
from app.services.workspace import Workspace


@pytest.fixture
def submission(ws: Workspace) -> int:
    """A submission whose plan is accepted."""
    return planned_submission(ws)[1]


def tricky(path: Path) -> Path:
    """Write a PDF with a script, a link and a file inside."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://example.test/"),
        )  # fmt: skip
        page.obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        pdf.attachments["bill.txt"] = b"1"
        pdf.save(path)
    return path


def attach(ws: Workspace, submission: int, path: Path) -> None:
    item = next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)
    attach_files(ws, item.id, (path,), Silent())


def test_what_stays_behind_is_told_at_the_file_and_kept_with_the_dossier(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    attach(ws, submission, tricky(tmp_path / "回单.pdf"))
    (file,) = next(m.files for m in checklist(ws, submission) if m.files)
    told = [note.message for note in file.notes if note.kind == "removed"]
    assert told == ["含有脚本（JavaScript）。", "含有内嵌文件。", "含有外部链接（第 1 页）。"]
    assert all(note.remedy.endswith("。") for note in file.notes)
    dossier = export_dossier(ws, submission).value
    assert [(r.file_name, r.messages) for r in dossier.removed] == [("回单.pdf", tuple(told))]
    assert list_dossiers(ws, submission)[0].removed == dossier.removed
    whole = dossier.path.read_bytes()
    with pikepdf.open(dossier.path) as pdf:
        for item in pdf.objects:
            whole += repr(item).encode()
    for trick in (b"JavaScript", b"/URI", b"EmbeddedFile", b"OpenAction"):
        assert trick not in whole


def test_a_dossier_in_hand_is_told_page_by_page(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    dossier = export_dossier(ws, submission, options=DossierOptions(duplex=True)).value
    verdict = verify_file(ws, dossier.path)
    assert verdict.identical
    with pikepdf.open(dossier.path) as pdf:
        pdf.save(tmp_path / "另存.pdf", linearize=True)
    verdict = verify_file(ws, tmp_path / "另存.pdf")
    assert not verdict.identical
    assert verdict.same
    assert verdict.dossier == dossier
    with pikepdf.open(dossier.path) as pdf:
        pdf.pages[4].contents_add(b"q 0 0 20 20 re f Q")
        del pdf.pages[2]
        pdf.save(tmp_path / "动过.pdf")
    verdict = verify_file(ws, tmp_path / "动过.pdf")
    assert not verdict.same
    told = "".join(verdict.sentences())
    assert "第 1 版" in told
    assert "内容不同：第 5 页。" in told
    assert "缺少：存档的第 3 页。" in told


def test_a_foreign_pdf_and_no_pdf_are_told(ws: Workspace, submission: int, tmp_path: Path) -> None:
    export_dossier(ws, submission)
    Image.new("RGB", (300, 300), "white").save(tmp_path / "别的.pdf")
    assert verify_file(ws, tmp_path / "别的.pdf").dossier is None
    (tmp_path / "断.pdf").write_bytes(b"%PDF-1.7 broken")
    verdict = verify_file(ws, tmp_path / "断.pdf")
    assert verdict.dossier is None
    assert "不是完整的 PDF" in "".join(verdict.sentences())
    with pytest.raises(BadInputError, match=r"无\.pdf"):
        verify_file(ws, tmp_path / "无.pdf")


def test_the_list_to_print_names_copies_seals_and_signatures(
    ws: Workspace, submission: int
) -> None:
    text = "".join(page_texts(booklet_pdf(ws, submission, duplex=True)))
    printed = [m for m in checklist(ws, submission) if m.asked and (m.files or m.form_id)]
    flat = "".join(text.split())
    assert printed
    for material in printed:
        assert "".join(material.name.split()) in flat
    assert "双面" in flat
    assert any(material.seal in flat for material in printed)


def test_a_smaller_file_is_attached_and_its_original_is_kept(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    scan = Image.effect_noise((2600, 3600), 40).convert("RGB")
    scan.save(tmp_path / "大.pdf", "PDF", resolution=300, quality=95)
    item = next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)
    tight = make_smaller(ws, item.id, tmp_path / "大.pdf", False, Silent())
    coarse = make_smaller(ws, item.id, tmp_path / "大.pdf", True, Silent())
    assert coarse.after < tight.after <= tight.before
    attach_smaller(ws, item.id, coarse, Silent())
    (file,) = next(m.files for m in checklist(ws, submission) if m.files)
    assert file.size_bytes == coarse.after
    assert any("有损压缩" in note.message for note in file.notes)
    original = hashlib.sha256((tmp_path / "大.pdf").read_bytes()).hexdigest()
    assert ws.vault.check(original).is_file()


def test_an_archival_dossier_is_checked_and_says_what_was_drawn(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    Image.new("CMYK", (300, 300), (0, 200, 200, 0)).save(tmp_path / "执照.jpg")
    attach(ws, submission, tmp_path / "执照.jpg")
    with pytest.raises(NotArchivalError, match=r"“执照\.jpg”第 1 页"):
        export_dossier(ws, submission, options=DossierOptions(archival=True))
    assert list_dossiers(ws, submission) == ()
    wish = DossierOptions(archival=True, archival_pictures=True)
    dossier = export_dossier(ws, submission, options=wish).value
    assert dossier.archival
    assert "PDF/A-2b：符合" in dossier.verdict
    assert "未经第三方认证" in dossier.verdict
    assert check_archival(dossier.path, Silent()) == ()
    ((name, messages),) = [(one.file_name, one.messages) for one in dossier.removed]
    assert name == "执照.jpg"
    assert "第 1 页为符合 PDF/A-2b 按 300 dpi 画成图片" in messages[0]
    assert list_dossiers(ws, submission)[0] == dossier
    ordinary = export_dossier(ws, submission).value
    assert not ordinary.archival
    assert ordinary.verdict == ""
    assert ordinary.removed == ()
