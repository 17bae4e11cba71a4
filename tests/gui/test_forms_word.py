"""A form's way through Word and back, and the pages beside it while one types."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from paper_reading import page_texts
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.dossier import content_of, texts_of
from app.services.forms import forms_of
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard

Settle = Callable[[], None]


@pytest.fixture
def step(planned: CaseBoard, settle: Settle) -> Any:
    """The step with the application form shown."""
    planned.go("forms")
    settle()
    made: Any = planned.steps["forms"]
    assert made._current().form_id == "cancel_application"
    return made


def drop(step: Any, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    step.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def control(document: Any, tag: str) -> Any:
    """Return the content control of that tag, as Word finds it."""
    return next(
        c
        for c in document.element.iter(qn("w:sdt"))
        if c.find(f".//{qn('w:tag')}").get(qn("w:val")) == tag
    )


def write_into(document: Any, tag: str, text: str) -> None:
    """Type into a control as Word leaves it: one run, no longer asking for a text."""
    found = control(document, tag)
    waiting = found.find(f".//{qn('w:showingPlcHdr')}")
    if waiting is not None:
        waiting.getparent().remove(waiting)
    first, *others = found.iter(qn("w:t"))
    first.text = text
    for other in others:
        other.getparent().remove(other)


def text_shown(step: Any) -> str:
    source = step.view._source
    text = "".join(page_texts(source))
    return text.replace("\r\n", "").replace("\u00a0", "")


def exported(step: Any, settle: Settle, target: Path) -> Any:
    step.word.save_one(target)
    settle()
    assert "已导出" in step.info.text()
    return docx.Document(str(target))


def test_what_was_changed_in_word_is_chosen_seen_taken_and_undone(
    step: Any, settle: Settle, tmp_path: Path, ws: Workspace
) -> None:
    target = tmp_path / "申请表.docx"
    document = exported(step, settle, target)
    write_into(document, "field.remark", "在 Word 里写的备注")
    write_into(document, "organisation.contact_phone", "010-12345678")
    document.save(str(target))
    drop(step, target)
    settle()
    pane = step.word.pane
    assert [box.text() for box in pane.boxes.values()] == ["联系电话", "备注"]
    told = "".join(found.text() for found in pane.findChildren(QLabel))
    assert "取自台账；采用后只在本次提交的这份表单中这样写" in told
    assert "在 Word 里写的备注" in text_shown(step)  # the pages beside show what is chosen
    pane.boxes["organisation.contact_phone", "010-12345678"].click()
    settle()
    assert "010-12345678" not in text_shown(step)
    pane.boxes["organisation.contact_phone", "010-12345678"].click()
    pane.take.click()
    settle()
    assert step.word.pane is None
    assert step.fields.form.rows["remark"].field.value() == "在 Word 里写的备注"
    phone = step.fields.form.rows["cancel_application:organisation.contact_phone"]
    assert phone.field.value() == "010-12345678"
    assert "010-12345678" in text_shown(step)
    other = forms_of(ws, step.picker.current())[1]
    assert all(field.value != "010-12345678" for field in other.fields)
    step.jobs.undo()
    settle()
    assert step.fields.form.rows["remark"].field.value() == ""
    assert list(step.fields.form.rows) == ["cancel_reason", "user_arrangement", "remark"]
    assert "010-12345678" not in text_shown(step)


def test_words_kept_for_one_form_are_given_up_by_emptying_the_field(
    step: Any, settle: Settle, tmp_path: Path
) -> None:
    target = tmp_path / "申请表.docx"
    document = exported(step, settle, target)
    write_into(document, "organisation.contact_phone", "010-12345678")
    document.save(str(target))
    drop(step, target)
    settle()
    step.word.pane.take.click()
    settle()
    field = step.fields.form.rows["cancel_application:organisation.contact_phone"].field
    field.setPlainText("")
    step.settle()
    settle()
    assert list(step.fields.form.rows) == ["cancel_reason", "user_arrangement", "remark"]
    assert "010-12345678" not in text_shown(step)


def test_changed_wording_leads_to_the_material(
    step: Any, planned: CaseBoard, settle: Settle, tmp_path: Path
) -> None:
    target = tmp_path / "申请表.docx"
    document = exported(step, settle, target)
    said = next(p for p in document.paragraphs if p.text.startswith("本单位确认"))
    said.runs[0].text = "本单位郑重确认全部内容真实。"
    document.save(str(target))
    drop(step, target)
    settle()
    pane = step.word.pane
    assert pane.boxes == {}
    assert not pane.take.isEnabled()
    assert [(t.old[:5], t.new) for t in pane.reading.texts] == [
        ("本单位确认", "本单位郑重确认全部内容真实。")
    ]
    pane.use.click()
    assert "另存为 PDF" in step.info.text()
    step.info._action.click()
    settle()
    assert planned.key == "materials"


def test_leaving_the_differences_changes_nothing(
    step: Any, settle: Settle, tmp_path: Path, ws: Workspace, qtbot: QtBot
) -> None:
    target = tmp_path / "申请表.docx"
    document = exported(step, settle, target)
    write_into(document, "field.remark", "不要的备注")
    document.save(str(target))
    before = forms_of(ws, step.picker.current())
    drop(step, target)
    settle()
    qtbot.keyClick(step.word.pane, Qt.Key.Key_Escape)
    settle()
    assert step.word.pane is None
    assert "不要的备注" not in text_shown(step)
    assert forms_of(ws, step.picker.current()) == before


def test_a_wrong_file_is_told_and_nothing_is_shown(
    step: Any, settle: Settle, tmp_path: Path
) -> None:
    target = tmp_path / "申请表.docx"
    exported(step, settle, target)
    drop(step, target)
    settle()
    assert "内容相同" in step.info.text()
    step.forms.setCurrentRow(1)
    settle()
    drop(step, target)
    settle()
    assert "是《注销备案申请表》，不是《注销情况说明》" in step.info.text()
    foreign = tmp_path / "别的.docx"
    docx.Document().save(str(foreign))
    drop(step, foreign)
    settle()
    assert "不是从清备导出的表单" in step.info.text()
    drop(step, foreign, target)
    settle()
    assert "一次只能导入一份" in step.info.text()
    assert step.word.pane is None


def test_all_forms_go_into_an_archive_or_a_folder(
    step: Any, settle: Settle, tmp_path: Path
) -> None:
    step.word.save_many(tmp_path / "本次.zip", whole_case=False)
    settle()
    names = zipfile.ZipFile(tmp_path / "本次.zip").namelist()
    assert names[0] == "01-注销备案申请表.docx"
    assert len(names) == step.forms.count()
    step.word.save_many(tmp_path, whole_case=True)
    settle()
    step.word.save_many(tmp_path, whole_case=True)  # what is there is left alone
    settle()
    folders = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert "停服项目-表单" in folders
    assert "停服项目-表单 (2)" in folders
    assert all(docx.Document(str(p)).sections for p in (tmp_path / folders[-1]).rglob("*.docx"))


def test_the_page_follows_before_anything_is_stored(
    step: Any, settle: Settle, qtbot: QtBot, ws: Workspace
) -> None:
    field = step.fields.form.rows["remark"].field
    field.setFocus()
    qtbot.keyClicks(field, "typed words")
    qtbot.waitUntil(lambda: "typed words" in text_shown(step), timeout=10_000)
    view = forms_of(ws, step.picker.current())[0]
    stored = next(f.value for f in view.fields if f.key == "remark")
    assert stored == "" or "typed words".startswith(stored)
    step.settle()
    settle()
    assert "typed words" in text_shown(step)


def test_changed_wording_is_kept_as_the_firms_own_with_its_places_and_undone(
    step: Any, settle: Settle, tmp_path: Path, ws: Workspace
) -> None:
    target = tmp_path / "申请表.docx"
    document = exported(step, settle, target)
    said = next(p for p in document.paragraphs if p.text.startswith("本单位确认"))
    said.runs[0].text = "本单位郑重确认全部内容真实。"
    document.save(str(target))
    drop(step, target)
    settle()
    pane = step.word.pane
    assert not pane.keep.isEnabled()
    (box,) = pane.texts.values()
    box.click()
    pane.keep.click()
    settle()
    assert step.word.pane is pane
    assert box.text() == "已存为本单位版本"
    assert not pane.keep.isEnabled()
    texts = [text.text for text in texts_of(content_of(ws.forms["cancel_application"]))]
    assert any(text.startswith("本单位郑重确认全部内容真实。") for text in texts)
    assert "本单位郑重确认全部内容真实。" in text_shown(step)
    pane.leave.click()
    step.jobs.undo()
    settle()
    assert ws.forms["cancel_application"] == ws.shipped_forms["cancel_application"]
    assert "本单位郑重确认" not in text_shown(step)
