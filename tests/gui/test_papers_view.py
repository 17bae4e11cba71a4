"""Shared papers by real widgets: brought into a checklist, kept from it, renewed, watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from upload_case import item_of, paper

from app.model.kinds import PaperKind
from app.progress import Silent
from app.services.cases import case_view
from app.services.materials import attach_files
from app.services.paper_use import bring_all
from app.services.shared_papers import PaperEdit, add_paper, list_papers
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard
from app.ui.papers.papers_view import PapersView
from app.ui.shell import MainWindow

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
FAR = date(2030, 1, 1)


class Scene(NamedTuple):
    """The case's page with what a test acts by."""

    board: CaseBoard
    settle: Settle
    ws: Workspace
    window: MainWindow
    qtbot: QtBot
    folder: Path

    def keep_licence(self, **fields: object) -> int:
        """Put a licence of the case's subject into the store."""
        return keep_licence(self.ws, self.board, self.folder, **fields)

    def open_papers(self, **where: object) -> PapersView:
        """Show the page of shared papers."""
        return open_papers(self.window, self.settle, **where)


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Scene:
    names = ("planned", "settle", "ws", "window", "qtbot", "tmp_path")
    return Scene(*(request.getfixturevalue(name) for name in names))


def keep_licence(ws: Workspace, board: CaseBoard, folder: Path, **fields: object) -> int:
    owner = case_view(ws, board.case_id).submissions[0].organisation_id
    edit = replace(PaperEdit(PaperKind.LICENCE, owner, valid_until=FAR), **fields)  # type: ignore[arg-type]
    return add_paper(ws, edit, (paper(folder, "营业执照.jpg", 7),), Silent()).value


def open_papers(window: MainWindow, settle: Settle, **where: object) -> PapersView:
    window.navigate("inventory", view="papers", **where)
    settle()
    view = window.page("inventory").view()  # type: ignore[attr-defined]
    assert isinstance(view, PapersView)
    settle()
    return view


def drop(widget: Any, *paths: Path) -> None:
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    widget.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            held,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_paper_is_brought_in_at_its_card(scene: Scene) -> None:
    scene.keep_licence()
    scene.board.go("materials")
    scene.settle()
    step: Any = scene.board.steps["materials"]
    assert "有效期至2030年1月1日" in step.cards["licence"].papers.told.full()
    scene.qtbot.mouseClick(step.cards["licence"].papers.bring, LEFT)
    scene.settle()
    card = step.cards["licence"]
    assert card.state.text() == "已附 1 个文件"
    assert card.papers.chip.text() == "有效"
    assert not hasattr(card, "keep")  # it is kept already
    scene.board.jobs.undo()
    scene.settle()
    assert step.cards["licence"].state.text() == "待准备"


def test_all_papers_come_into_all_submissions_by_one_key(scene: Scene) -> None:
    scene.keep_licence()
    scene.board.go("materials")
    scene.settle()
    step: Any = scene.board.steps["materials"]
    assert step.papers.bar.isVisible()
    assert step.papers.everywhere.isVisible()
    assert "Ctrl+Shift+B" in step.papers.everywhere.toolTip()
    scene.qtbot.keyClick(
        step, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    scene.settle()
    for item in case_view(scene.ws, scene.board.case_id).submissions:
        assert item_of(scene.ws, item.id, "licence").files
    assert not step.papers.bar.isVisible()


def test_what_is_attached_is_kept_with_its_term(scene: Scene) -> None:
    scene.board.go("materials")
    scene.settle()
    step: Any = scene.board.steps["materials"]
    attach_files(
        scene.ws, step.cards["licence"].item.id, (paper(scene.folder, "执照.jpg"),), Silent()
    )
    scene.board.refresh()
    scene.settle()
    assert step.cards["licence"].papers.chip.text() == "未填有效期"
    scene.qtbot.mouseClick(step.cards["licence"].keep, LEFT)
    scene.settle()
    panel = step.papers.panel
    assert panel.isVisible()
    assert not panel._former.isVisible()
    scene.qtbot.keyClicks(panel.term.begins.line, "2026-1-1")
    scene.qtbot.keyClicks(panel.term.ends.line, "2025-1-1")
    scene.qtbot.mouseClick(panel.save, LEFT)
    scene.settle()
    assert "不能早于" in panel.term.until_row.error()
    assert list_papers(scene.ws) == []
    panel.term.ends.line.clear()
    scene.qtbot.keyClicks(panel.term.ends.line, "2030-1-1")
    scene.qtbot.mouseClick(panel.save, LEFT)
    scene.settle()
    assert not panel.isVisible()
    (kept,) = list_papers(scene.ws)
    assert kept.term == (date(2026, 1, 1), FAR, False)
    assert step.cards["licence"].papers.chip.text() == "有效"


def test_an_expired_paper_is_told_and_leads_to_its_page(scene: Scene) -> None:
    scene.keep_licence(valid_until=date(2026, 11, 1))
    scene.board.go("materials")
    scene.settle()
    step: Any = scene.board.steps["materials"]
    row = step.cards["licence"].papers
    assert row.chip.text() == "已过期"
    assert not hasattr(row, "bring")
    row.paper_asked.emit(list_papers(scene.ws)[0].id)
    scene.settle()
    view = scene.window.page("inventory").view()  # type: ignore[attr-defined]
    assert isinstance(view, PapersView)
    assert view.pane.title.full() == list_papers(scene.ws)[0].title


def test_a_paper_is_added_by_dropping_its_file(scene: Scene) -> None:
    view = scene.open_papers()
    assert view.stack.currentIndex() == 1  # nothing yet: it says what belongs there
    drop(view, paper(scene.folder, "经办人身份证.jpg"))
    scene.settle()
    pane = view.pane
    assert pane.kind.value() is PaperKind.AGENT_ID
    pane.owner.set_value(None)
    scene.qtbot.mouseClick(pane.save, LEFT)
    scene.settle()
    assert "谁的" in pane.form.rows["holder"].error()
    pane.holder.setText("王小明")
    pane.term.long_term.setChecked(True)
    scene.qtbot.mouseClick(pane.save, LEFT)
    scene.settle()
    (kept,) = list_papers(scene.ws)
    assert (kept.holder, kept.organisation_id, kept.term.long_term) == ("王小明", None, True)
    assert view.unsaved() == ""
    assert pane.title.full() == "经办人身份证（王小明）"


def test_a_further_file_for_a_new_paper_leaves_what_was_entered(scene: Scene) -> None:
    view = scene.open_papers()
    drop(view, paper(scene.folder, "身份证人像面.jpg"))
    scene.settle()
    pane = view.pane
    pane.owner.set_value(None)
    pane.holder.setText("王小明")
    pane.term.long_term.setChecked(True)
    pane.note.setText("复印件")
    drop(pane.zone, paper(scene.folder, "身份证国徽面.jpg", 8))
    drop(view, paper(scene.folder, "公证书.jpg", 9))
    scene.qtbot.mouseClick(pane.save, LEFT)
    scene.settle()
    (kept,) = list_papers(scene.ws)
    assert [file.file_name for file in kept.files] == [
        "身份证人像面.jpg", "身份证国徽面.jpg", "公证书.jpg",
    ]  # fmt: skip
    assert (kept.holder, kept.term.long_term, kept.note) == ("王小明", True, "复印件")


def test_a_term_is_saved_as_it_is_left_and_undone(scene: Scene) -> None:
    scene.keep_licence()
    view = scene.open_papers()
    line = view.pane.term.ends.line
    line.setFocus()
    line.selectAll()
    scene.qtbot.keyClicks(line, "2026-12-1")
    scene.qtbot.keyClick(line, Qt.Key.Key_Tab)
    scene.settle()
    assert list_papers(scene.ws)[0].term.valid_until == date(2026, 12, 1)
    assert view.pane.state.text() == "即将到期"
    assert "1 份已过期或即将到期" in view._count.text()
    view.jobs.undo()
    scene.settle()
    assert view.pane.term.ends.value() == FAR


def test_a_new_edition_asks_where_it_goes(scene: Scene) -> None:
    old = scene.keep_licence()
    bring_all(scene.ws, scene.board.case_id)
    view = scene.open_papers(paper_id=old)
    view.renew_with(old, (paper(scene.folder, "新执照.jpg", 8),))
    scene.settle()
    panel = view.panel
    assert view.unsaved()
    assert len(panel.uses) == 2
    first, second = panel.uses
    panel.uses[second].click()
    panel.term.long_term.click()
    scene.qtbot.mouseClick(panel.save, LEFT)
    scene.settle()
    assert item_of(scene.ws, first, "licence").files[0].file_name == "新执照.jpg"
    assert item_of(scene.ws, second, "licence").files[0].file_name == "营业执照.jpg"
    assert view.stack.currentIndex() == 0
    assert len(view.model.rows) == 1
    view.old.click()
    scene.settle()
    assert len(view.model.rows) == 2


def test_a_use_leads_to_its_card(scene: Scene) -> None:
    old = scene.keep_licence()
    bring_all(scene.ws, scene.board.case_id)
    view = scene.open_papers(paper_id=old)
    use = next(part for part in view.pane._parts if "停服项目" in getattr(part, "text", str)())
    use.click()  # type: ignore[attr-defined]
    scene.settle()
    assert scene.board.key == "materials"
    step: Any = scene.board.steps["materials"]
    assert step.cards["licence"].check.hasFocus()


def test_a_deleted_paper_comes_back_by_undo(scene: Scene) -> None:
    scene.keep_licence()
    view = scene.open_papers()
    view.table.setFocus()
    scene.qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    scene.settle()
    assert list_papers(scene.ws) == []
    view.jobs.undo()
    scene.settle()
    assert len(view.model.rows) == 1
    assert isinstance(view._count, QLabel)


@pytest.mark.parametrize("name", ["坏.pdf", "文件夹"])
def test_what_cannot_be_kept_is_told(name: str, scene: Scene) -> None:
    view = scene.open_papers()
    path = scene.folder / name
    if name.endswith(".pdf"):
        path.write_bytes(b"%PDF-1.7 no")
    else:
        path.mkdir()
    drop(view, path)
    if view.pane.pending:
        scene.qtbot.mouseClick(view.pane.save, LEFT)
    scene.settle()
    assert view.info.text()
    assert list_papers(scene.ws) == []


def test_what_expires_is_told_on_the_overview_and_beside_the_deadlines(scene: Scene) -> None:
    kept = scene.keep_licence(valid_until=date(2026, 12, 1))
    scene.window.navigate("overview")
    scene.settle()
    overview: Any = scene.window.page("overview")
    overview.refresh(None)  # it was read before the paper was kept beside the window
    scene.settle()
    (row,) = [row for row in overview.rules.rows if "共用材料" in row.accessibleName()]
    assert "还有 8 天" in row.accessibleName()
    scene.window.navigate("deadlines")
    scene.settle()
    deadlines: Any = scene.window.page("deadlines")
    assert deadlines.papers.text() == "1 份共用材料已过期或即将到期"
    scene.qtbot.mouseClick(deadlines.papers, LEFT)
    scene.settle()
    view: Any = scene.window.page("inventory").view()  # type: ignore[attr-defined]
    assert view.pane.paper.id == kept


def test_the_pages_of_a_paper_are_edited_on_its_page(scene: Scene) -> None:
    scene.keep_licence()
    view = scene.open_papers()
    view.pane.file_edited.emit(view.pane.paper.files[0])  # type: ignore[union-attr]
    scene.settle()
    editor = view.editor
    assert editor is not None
    assert editor.isVisible()
    assert not editor.tools["split"].isVisible()
    editor.tools["right"].click()
    scene.qtbot.mouseClick(editor.save, LEFT)
    scene.settle()
    assert not editor.isVisible()
    assert [edit.turn for edit in list_papers(scene.ws)[0].files[0].edits] == [90]
    bring_all(scene.ws, scene.board.case_id)
    first = case_view(scene.ws, scene.board.case_id).submissions[0].id
    assert [edit.turn for edit in item_of(scene.ws, first, "licence").files[0].edits] == [90]


def test_a_subject_tells_its_papers(scene: Scene) -> None:
    kept = scene.keep_licence()
    owner = case_view(scene.ws, scene.board.case_id).submissions[0].organisation_id
    scene.window.navigate("inventory", organisation_id=owner)
    scene.settle()
    inventory: Any = scene.window.page("inventory")
    assert "营业执照（有效期至2030年1月1日）" in inventory.sheet().related.text()
    inventory.sheet().related.link_asked.emit("paper", kept)
    scene.settle()
    assert isinstance(inventory.view(), PapersView)
    assert inventory.view().pane.paper.id == kept
