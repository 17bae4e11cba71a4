"""The pages of an attached file edited in the window, by keyboard too, and bound as they show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from planned import planned_submission
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.catalogue.overlay import plain
from app.catalogue.parts import MATERIAL
from app.progress import Silent
from app.services.attachments import AttachmentView
from app.services.dossiers import export_dossier
from app.services.forms import save_form_value
from app.services.history import timeline, undo
from app.services.materials import attach_files, checklist
from app.services.print_stack import make_stack, papers_to_sign, record_stack
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule
from app.services.settings import setting
from app.services.workspace import Workspace
from app.ui.cases.material_card import MaterialCard
from app.ui.cases.page import CasesPage
from app.ui.cases.page_editor import PageEditor
from app.ui.cases.steps.export import ExportStep
from app.ui.cases.steps.export_options import DUPLEX, YES
from app.ui.cases.steps.materials import MaterialsStep
from app.ui.shell import MainWindow

Settle = Callable[[], None]


def document(path: Path, *colours: str) -> Path:
    """Write a page a colour, wide enough to tell left from right."""
    with pikepdf.new() as pdf:
        for colour in colours:
            page = pdf.add_blank_page(page_size=(595, 842))
            page.contents_add(f"{colour} rg 0 0 297 842 re f".encode())
        pdf.save(path)
    return path


@pytest.fixture
def limited(ws: Workspace) -> None:
    """Own rules of the platform by which a file may have 1 MB, in place before the window."""
    content = plain(ws.catalogue.platforms["cac-algorithm"])
    for material in content["materials"]:
        ref = RuleRef("cac-algorithm", f"materials.{material['id']}")
        save_rule(ws, ref, {MATERIAL: material | {"max_mb": 1}}, CheckInput(ws.today()), Silent())


@pytest.fixture
def step(
    limited: None, window: MainWindow, settle: Settle, ws: Workspace, tmp_path: Path
) -> MaterialsStep:
    """The checklist of a submission with two files at one item."""
    case_id, submission = planned_submission(ws)
    item = next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)
    paths = (
        document(tmp_path / "甲.pdf", "1 0 0", "0 1 0", "0 0 1"),
        document(tmp_path / "乙.pdf", "0 0 0"),
    )
    attach_files(ws, item.id, paths, Silent())
    window.activateWindow()
    window.navigate("cases")
    settle()
    page = window.page("cases")
    assert isinstance(page, CasesPage)
    page.open(case_id=case_id, step="materials")
    settle()
    assert page.board is not None
    made = page.board.steps["materials"]
    assert isinstance(made, MaterialsStep)
    return made


def files(step: MaterialsStep) -> tuple[AttachmentView, ...]:
    """Return what is attached now."""
    submission = step.picker.current()
    assert submission is not None
    return next(m.files for m in checklist(step.ws, submission) if m.files)


def edit(step: MaterialsStep, settle: Settle) -> PageEditor:
    """Open the first file in the editor, as its button does."""
    card = next(card for card in step.cards.values() if card.item.files)
    card.edit_asked.emit(card.item.files[0])
    settle()
    assert step.editor is not None
    assert step.editor.isVisible()
    return step.editor


def press(editor: PageEditor, keys: str) -> None:
    """Press a shortcut with the focus in the list of pages."""
    QTest.keySequence(editor.window(), QKeySequence(keys))


def test_pages_are_turned_moved_and_left_out_by_keyboard(
    step: MaterialsStep, settle: Settle
) -> None:
    editor = edit(step, settle)
    assert editor.pages.count() == 3
    press(editor, "Ctrl+R")
    assert editor.now()[0].turn == 90
    press(editor, "Alt+Down")
    assert [p.page for p in editor.now()] == [1, 0, 2]
    assert editor.pages.currentRow() == 1
    press(editor, "Ctrl+D")
    assert [p.page for p in editor.now()] == [1, 2]
    press(editor, "Ctrl+Backspace")
    assert [p.page for p in editor.now()] == [1, 0, 2]
    press(editor, "Ctrl+S")
    settle()
    assert not editor.isVisible()
    kept = files(step)[0]
    assert [(p.page, p.turn) for p in kept.edits] == [(1, 0), (0, 90), (2, 0)]
    assert kept.sha256 == files(step)[0].sha256
    undo(step.ws, timeline(step.ws)[0].event_id)
    assert files(step)[0].edits == ()


def test_the_dossier_holds_what_the_editor_shows(
    step: MaterialsStep, settle: Settle, qtbot: QtBot
) -> None:
    editor = edit(step, settle)
    editor.tools["halves"].click()
    editor.cuts[1].setValue(10)
    editor.tilt.setValue(2.5)
    settle()
    assert not editor.preview.pixmap().isNull()
    assert len(editor.now()) == 4
    assert editor.now()[0].crop == pytest.approx((0, 0.1, 0.5, 1))
    assert "裁掉的内容不会留在文件里" in editor.cut_note.text()
    assert editor.cut_note.isVisible()
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    settle()
    submission = step.picker.current()
    assert submission is not None
    dossier = export_dossier(step.ws, submission).value
    with pikepdf.open(dossier.path) as pdf:
        drawn = [p for p in pdf.pages if "/QBPage" in p.resources.get("/XObject", {})]
        assert len(drawn) == 5
        # Nothing of what was cut off goes along: the page is a picture of what is left.
        assert drawn[0].resources.XObject.QBPage.Subtype == "/Image"


def test_straightening_alone_says_that_nothing_is_lost(
    step: MaterialsStep, settle: Settle, qtbot: QtBot
) -> None:
    editor = edit(step, settle)
    editor.tilt.setValue(2.5)
    settle()
    assert editor.cut_note.isVisible()
    assert "四角都保留" in editor.cut_note.text()
    editor.cuts[0].setValue(5)
    settle()
    assert "裁掉的内容不会留在文件里" in editor.cut_note.text()
    editor.cuts[0].setValue(0)
    editor.tilt.setValue(0)
    settle()
    assert not editor.cut_note.isVisible()


def test_a_file_is_split_and_joined_again(step: MaterialsStep, settle: Settle) -> None:
    editor = edit(step, settle)
    editor.tools["split"].click()
    assert "第 2 页" in editor.info.text()
    editor.pages.setCurrentRow(1)
    editor.tools["split"].click()
    settle()
    assert [(f.file_name, f.page_count) for f in files(step)] == [
        ("甲.pdf", 1), ("甲.pdf", 2), ("乙.pdf", 1),
    ]  # fmt: skip
    editor = edit(step, settle)
    editor.join(files(step)[2].link_id)
    settle()
    first = files(step)[0]
    assert [(f.file_name, f.page_count) for f in files(step)] == [("甲.pdf", 2), ("甲.pdf", 2)]
    assert [other.file_name for other in first.merged] == ["乙.pdf"]


def test_what_was_not_saved_is_asked_for_and_the_last_page_stays(
    step: MaterialsStep, settle: Settle
) -> None:
    editor = edit(step, settle)
    press(editor, "Ctrl+D")
    press(editor, "Ctrl+D")
    press(editor, "Ctrl+D")
    assert len(editor.now()) == 1
    assert "至少要保留一页" in editor.info.text()
    editor.back.click()
    assert editor.isVisible()
    editor.back.click()
    assert not editor.isVisible()
    assert files(step)[0].edits == ()


def test_the_export_step_binds_lists_and_verifies(
    step: MaterialsStep, settle: Settle, window: MainWindow, tmp_path: Path
) -> None:
    page = window.page("cases")
    assert isinstance(page, CasesPage)
    assert page.board is not None
    page.board.go("export")
    settle()
    export = page.board.steps["export"]
    assert isinstance(export, ExportStep)
    export.options.duplex.setChecked(True)
    settle()
    export.cards[0].export.click()
    settle()
    dossier = export.cards[0].dossiers[0]
    with pikepdf.open(dossier.path) as pdf:
        pdf.pages[3].contents_add(b"q 0 0 9 9 re f Q")
        pdf.save(tmp_path / "手上的.pdf")
    export.verify_path(dossier.path)
    settle()
    assert "与存档完全一致" in export.info.text()
    export.verify_path(tmp_path / "手上的.pdf")
    settle()
    assert "内容不同：第 4 页" in export.info.text()
    export.cards[0].booklet.click()
    settle()
    assert export.view.page_count() == 1
    assert export.print_list.isVisible()
    assert setting(step.ws, DUPLEX) == YES


def test_a_file_over_the_limit_is_made_smaller_before_the_officers_eyes(
    step: MaterialsStep, settle: Settle, tmp_path: Path
) -> None:
    noise = Image.effect_noise((2600, 3600), 40).convert("RGB")
    noise.save(tmp_path / "大.jpg", quality=90)
    card = next(card for card in step.cards.values() if card.item.files)
    step.attach(card.item.id, [tmp_path / "大.jpg"])
    settle()
    assert "超过该材料 1 MB 的上限" in step.info.text()
    assert len(files(step)) == 2
    step.info.findChildren(QPushButton)[0].click()
    settle()
    assert step.shrink is not None
    assert "无损压缩" in step.shrink.told.text()
    assert not step.shrink.take.isVisible()
    step.shrink.lossy.click()
    settle()
    assert not step.shrink.before.pixmap().isNull()
    assert not step.shrink.after.pixmap().isNull()
    smaller = step.shrink.smaller
    assert smaller is not None
    assert smaller.after < smaller.before
    step.shrink.closed.emit()
    assert step.picker.isVisible()
    assert len(files(step)) == 2


def test_what_was_compared_with_the_original_is_checked_until_its_files_change(
    step: MaterialsStep, settle: Settle
) -> None:
    def card() -> MaterialCard:
        return next(card for card in step.cards.values() if card.item.files)

    assert "与原件核对" in card().ahead.full()
    card().check.click()
    settle()
    assert card().check.text() == "取消核对"
    assert "✓ 已核对" in card().track.toolTip()
    assert card().isAncestorOf(step.focusWidget() or step)
    card().detach_asked.emit(card().item.files[-1].link_id)
    settle()
    assert card().check.text() == "核对无误"
    assert "○ 已核对" in card().track.toolTip()


def test_a_form_changed_after_its_print_asks_for_another(
    step: MaterialsStep, settle: Settle
) -> None:
    submission, case_id = step.picker.current(), step.case_id
    assert submission is not None
    assert case_id is not None
    paper = papers_to_sign(step.ws, case_id)[0]
    stack = make_stack(step.ws, case_id, [paper.material_id], duplex=False, progress=Silent())

    def card() -> MaterialCard:
        return next(card for card in step.cards.values() if card.item.id == paper.material_id)

    step.jobs.change("打印", lambda _p: record_stack(step.ws, stack), owner=step)
    settle()
    assert card().state.text() == "已打印，待盖章"
    assert card().ahead.full() == "按要求签字、盖章"
    form = card().item.form_id or ""
    step.jobs.change(
        "填写", lambda _p: save_form_value(step.ws, submission, form, "remark", "补充"), owner=step
    )
    settle()
    assert card().state.text() == "须重新打印"
    assert "内容有改动，须重新打印" in card().ahead.full()


def test_a_locked_file_asks_for_its_password_and_is_kept_open(
    step: MaterialsStep, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    plain = document(tmp_path / "plain.pdf", "1 0 0", "0 1 0")
    locked = tmp_path / "加密.pdf"
    with pikepdf.open(plain) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="主人", user="密码Aa1"))
    before = locked.read_bytes()
    card = next(card for card in step.cards.values() if card.item.files)
    step.attach(card.item.id, [locked])
    settle()
    assert step.unlock is not None
    assert step.unlock.isVisible()
    step.unlock.password.setText("密码aa1")
    qtbot.keyClick(step.unlock.password, Qt.Key.Key_Return)
    settle()
    assert "密码不对" in step.unlock.info.text()
    assert len(files(step)) == 2
    step.unlock.closed.emit()
    assert step.picker.isVisible()
    assert step.unlock.password.text() == ""
    step.attach(card.item.id, [locked])
    settle()
    step.unlock.password.setText("密码Aa1")
    qtbot.mouseClick(step.unlock.take, Qt.MouseButton.LeftButton)
    settle()
    assert step.picker.isVisible()
    kept = files(step)[2]
    assert kept.file_name == "加密.pdf"
    assert any("原件设有打开密码" in note.message for note in kept.notes)
    with pikepdf.open(kept.path) as pdf:
        assert len(pdf.pages) == 2
    assert locked.read_bytes() == before
    stored = [path for path in step.ws.folder.rglob("*") if path.is_file()]
    secrets = "密码Aa1".encode(), "密码Aa1".encode("utf-16-le")
    assert not [path for path in stored if any(word in path.read_bytes() for word in secrets)]
    assert not list(step.ws.folder.glob("unlocked-*"))


def test_a_pasted_picture_is_attached_to_the_item_in_focus(
    step: MaterialsStep, settle: Settle
) -> None:
    card = next(card for card in step.cards.values() if card.item.files)
    card.attach.setFocus()
    picture = QImage(600, 800, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(picture)
    QTest.keySequence(step.window(), QKeySequence("Ctrl+V"))
    settle()
    assert files(step)[-1].file_name.startswith("粘贴的图片")
