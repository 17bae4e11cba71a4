"""A file that opens for everyone but is restricted by its owner: told, never silently taken."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from planned import planned_submission

from app.dossier import AttachmentFile, UploadWish, inspect_attachment, prepare_upload, unlock_file
from app.progress import Silent
from app.services.dossiers import export_dossier
from app.services.materials import attach_files, checklist
from app.services.shrinking import attach_smaller, make_smaller
from app.services.workspace import Workspace

PDF = "application/pdf"


def allowed(**denied: bool) -> pikepdf.Permissions:
    """Return permissions for everything but what is named."""
    return pikepdf.Permissions(**{"modify_assembly": True, **denied})


NO_PRINT = allowed(print_lowres=False, print_highres=False, extract=False)
ALL = allowed()


def guarded(path: Path, allow: pikepdf.Permissions, user: str = "", owner: str = "o") -> Path:
    """Write a PDF of one page that its owner restricted."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.contents_add(b"0 0 90 90 re f")
        pdf.save(path, encryption=pikepdf.Encryption(owner=owner, user=user, allow=allow))
    return path


def told(path: Path) -> list[str]:
    return [note.message for note in inspect_attachment(path, Silent()).notes]


@pytest.mark.parametrize(
    ("allow", "words"),
    [
        (NO_PRINT, "不允许打印、复制内容"),
        (allowed(print_highres=False), "不允许高质量打印"),
        (allowed(modify_other=False, modify_assembly=False),
         "不允许修改内容、增删或拼合页面"),
        (allowed(modify_annotation=False, modify_form=False),
         "不允许添加批注、填写表单"),
    ],
)  # fmt: skip
def test_what_the_owner_does_not_allow_is_named(
    tmp_path: Path, allow: pikepdf.Permissions, words: str
) -> None:
    (message,) = told(guarded(tmp_path / "a.pdf", allow))
    assert message.startswith(f"来源文件设有权限限制（{words}）。")
    assert "原件照样存入" in message
    assert "这些限制不会带入" in message


def test_an_encrypted_file_that_allows_all_passes_without_a_word(tmp_path: Path) -> None:
    assert told(guarded(tmp_path / "a.pdf", ALL)) == []


def test_the_owner_alone_is_bound_by_nothing(tmp_path: Path) -> None:
    path = guarded(tmp_path / "a.pdf", NO_PRINT, user="u")
    assert unlock_file(path, "o", tmp_path / "b.pdf", Silent()) == ()
    (note,) = unlock_file(path, "u", tmp_path / "c.pdf", Silent())
    assert "不允许打印、复制内容" in note.message


def test_the_restriction_stays_told_at_the_file_in_the_dossier_and_after_shrinking(
    ws: Workspace, tmp_path: Path
) -> None:
    submission = planned_submission(ws)[1]
    path = guarded(tmp_path / "证书.pdf", NO_PRINT)
    item = next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)
    attach_files(ws, item.id, (path,), Silent())
    (file,) = next(m.files for m in checklist(ws, submission) if m.files)
    assert file.path.read_bytes() == path.read_bytes()
    assert "不允许打印" in file.notes[0].message
    dossier = export_dossier(ws, submission).value
    assert [one.file_name for one in dossier.removed] == ["证书.pdf"]
    assert "不允许打印" in dossier.removed[0].messages[0]
    smaller = make_smaller(ws, item.id, path, False, Silent())
    attach_smaller(ws, item.id, smaller, Silent())
    *_, shrunk = next(m.files for m in checklist(ws, submission) if m.files)
    assert any("不允许打印" in note.message for note in shrunk.notes)


def test_a_locked_file_that_is_restricted_too_says_both(ws: Workspace, tmp_path: Path) -> None:
    submission = planned_submission(ws)[1]
    path = guarded(tmp_path / "证书.pdf", NO_PRINT, user="u")
    item = next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)
    attach_files(ws, item.id, (path,), Silent(), {path: "u"})
    (file,) = next(m.files for m in checklist(ws, submission) if m.files)
    messages = [note.message for note in file.notes]
    assert any("还设有权限限制（不允许打印、复制内容）" in text for text in messages)
    assert any("打开密码" in text for text in messages)


def test_the_upload_says_whether_the_restriction_goes_along(tmp_path: Path) -> None:
    one = AttachmentFile(guarded(tmp_path / "a.pdf", NO_PRINT), "", "a.pdf", PDF)
    two = AttachmentFile(guarded(tmp_path / "b.pdf", ALL), "", "b.pdf", PDF)
    (tmp_path / "out").mkdir()
    wish = UploadWish(("pdf",), None, False)
    alone = prepare_upload([one], wish, tmp_path / "out", Silent())
    assert alone.notes == ("原文件设有权限限制（不允许打印、复制内容），按原样上传，限制仍在",)
    joined = prepare_upload([one, two], wish, tmp_path / "out", Silent())
    assert "“a.pdf”设有权限限制（不允许打印、复制内容），合并后不再带有" in joined.notes
    with pikepdf.open(joined.parts[0].path) as pdf:
        assert not pdf.is_encrypted
