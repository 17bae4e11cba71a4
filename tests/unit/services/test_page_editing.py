"""Edited files of the checklist: used again, split, joined to a scan."""

from __future__ import annotations

from pathlib import Path

from upload_case import item_of, paper, planned_case

from app.dossier import PageEdit
from app.progress import Silent
from app.services.cases import case_view
from app.services.materials import attach_files, attach_known, attached_elsewhere, detach_file
from app.services.page_editing import join_files, pages_of, save_pages
from app.services.workspace import Workspace


def test_a_file_is_used_again_as_it_is_shown(ws: Workspace, tmp_path: Path) -> None:
    case_id, first = planned_case(ws)
    second = case_view(ws, case_id).submissions[1].id
    row = item_of(ws, first, "licence")
    names = (paper(tmp_path, "正面.jpg"), paper(tmp_path, "背面.jpg"))
    attach_files(ws, row.id, names, Silent())
    front, back = item_of(ws, first, "licence").files
    join_files(ws, front.link_id, pages_of(front), back.link_id)
    (whole,) = item_of(ws, first, "licence").files
    turned = tuple(PageEdit(edit.page, file=edit.file, turn=90) for edit in pages_of(whole))
    save_pages(ws, whole.link_id, turned)

    goal = item_of(ws, second, "licence").id
    (offered,) = attached_elsewhere(ws, goal)
    assert offered.page_count == 2
    attach_known(ws, goal, offered.link_id)
    (taken,) = item_of(ws, second, "licence").files
    assert taken.edits == turned
    assert [file.file_name for file in taken.merged] == ["背面.jpg"]
    assert attached_elsewhere(ws, goal) == ()
    detach_file(ws, taken.link_id)
    assert item_of(ws, first, "licence").files[0].edits == turned
