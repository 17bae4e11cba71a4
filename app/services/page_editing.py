"""How the pages of an attached file are shown: edited, split into two files, joined with another.

The files themselves stay as they came; what is kept is the list of edits of each place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ConflictError, FieldsError, NotFoundError
from app.model.case import MaterialFile
from app.model.papers import SharedPaperFile
from app.progress import Progress
from app.services.attachments import AttachmentView, link_view
from app.services.change import Change
from app.services.dossiers import shown_file
from app.services.results import Result
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import PageEdit

Edits = tuple["PageEdit", ...]


def attached_file(ws: Workspace, link_id: int) -> AttachmentView:
    """Return an attached file with its edits; raise :class:`NotFoundError` when it is gone."""
    with ws.read() as session:
        link = session.get(MaterialFile, link_id)
        if link is None:
            raise NotFoundError("这个文件已不在清单中。", "请刷新后重试。")
        return link_view(ws, session, link)


def pages_of(file: AttachmentView) -> Edits:
    """Return the file's pages as they are shown now."""
    from app.dossier import whole_file

    return file.edits or whole_file(file.page_count)


def page_pdf(ws: Workspace, file: AttachmentView, edit: PageEdit, progress: Progress) -> bytes:
    """Return one page as it will be bound, as a PDF of one page.

    Raises :class:`BadInputError` when the file cannot be read any more. Its bytes are compared
    with those that came in when it is bound, not for every page that is looked at.
    """
    from app.dossier import edited_page

    return edited_page(shown_file(ws, file), edit, progress)


def save_pages(ws: Workspace, link_id: int, pages: Edits) -> Result[None]:
    """Keep how the file's pages are shown. Raises :class:`FieldsError` when none is left."""
    with ws.change("material.edit_pages") as change:
        link = _link(change, link_id)
        _keep(ws, change, link, pages)
        _tell(change, link, f"编辑“{link.attachment.file_name}”的页面，共 {len(pages)} 页")
        return change.result(None)


def save_paper_pages(ws: Workspace, link_id: int, pages: Edits) -> Result[None]:
    """Keep how a shared paper's file is shown; where it was brought in before stays as it is.

    Raises :class:`FieldsError` when no page is left.
    """
    with ws.change("paper.edit_pages") as change:
        link = change.session.get(SharedPaperFile, link_id)
        if link is None:
            raise NotFoundError("这个文件已不在共用材料中。", "请刷新后重试。")
        _keep(ws, change, link, pages)
        change.tell(f"编辑共用材料“{link.attachment.file_name}”的页面，共 {len(pages)} 页")
        return change.result(None)


def split_file(ws: Workspace, link_id: int, pages: Edits, at: int) -> Result[None]:
    """Keep the pages before ``at`` here, and show those from ``at`` on as a file of its own.

    Raises :class:`FieldsError` when one of the two would be empty.
    """
    with ws.change("material.split_file") as change:
        link = _link(change, link_id)
        rest = MaterialFile(
            attachment=link.attachment,
            merged=list(link.merged),
            position=0,
            paper_id=link.paper_id,
        )
        link.material.file_links.append(rest)
        _keep(ws, change, rest, pages[at:])
        _keep(ws, change, link, pages[:at])
        others = [item for item in link.material.file_links if item not in (link, rest)]
        order = sorted([*others, link], key=lambda item: item.position)
        order.insert(order.index(link) + 1, rest)
        for place, item in enumerate(order):
            item.position = place
        _tell(change, link, f"把“{link.attachment.file_name}”从第 {at + 1} 页拆成两份")
        return change.result(None)


def join_files(ws: Workspace, link_id: int, pages: Edits, other_id: int) -> Result[None]:
    """Put the pages of another file of the same item behind these; that file's place goes.

    Raises :class:`ConflictError` when the two are not of the same item.
    """
    with ws.change("material.join_files") as change:
        link, other = _link(change, link_id), _link(change, other_id)
        if link is other or link.material_id != other.material_id:
            raise ConflictError("只能合并同一项材料下的文件。", "请选择该材料下的另一个文件。")
        first = 1 + len(link.merged)
        theirs = pages_of(link_view(ws, change.session, other))
        link.merged = [*link.merged, other.attachment_id, *other.merged]
        shifted = tuple(replace(edit, file=edit.file + first) for edit in theirs)
        _keep(ws, change, link, (*pages, *shifted))
        name = other.attachment.file_name
        other.material.file_links.remove(other)
        _tell(change, link, f"把“{name}”并入“{link.attachment.file_name}”")
        return change.result(None)


def _link(change: Change, link_id: int) -> MaterialFile:
    link = change.session.get(MaterialFile, link_id)
    if link is None:
        raise NotFoundError("这个文件已不在清单中。", "请刷新后重试。")
    return link


def _keep(
    ws: Workspace, change: Change, link: MaterialFile | SharedPaperFile, pages: Edits
) -> None:
    if not pages:
        raise FieldsError({"pages": "至少要保留一页；不需要这个文件时，请在清单中移除"})
    from app.dossier import whole_file

    # A merged file none of whose pages is left is no longer part of it.
    used = sorted({edit.file for edit in pages if edit.file})
    link.merged = [link.merged[place - 1] for place in used]
    pages = tuple(replace(e, file=used.index(e.file) + 1 if e.file else 0) for e in pages)
    plain = pages == whole_file(link.attachment.page_count)
    link.edits = [] if plain else [edit.to_json() for edit in pages]


def _tell(change: Change, link: MaterialFile, text: str) -> None:
    submission = link.material.submission
    change.tell(text, case_id=submission.case_id, submission_id=submission.id)
