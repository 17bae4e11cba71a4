"""Files that come into the vault: checked by content, stored once, known by name and hash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.model.case import Attachment, MaterialFile
from app.model.papers import SharedPaperFile
from app.pieces import sha256_of
from app.progress import Progress
from app.services.change import Change
from app.services.workspace import Workspace
from app.store.opened_once import opened_once
from app.store.vault import Stored

if TYPE_CHECKING:
    from app.dossier import AttachmentNote, PageEdit


@dataclass(frozen=True)
class AttachmentView:
    """A stored file as shown. ``link_id`` is its place in a checklist item (0: none).

    ``page_count`` counts the pages as ``edits`` show them, ``original_pages`` those of the file.
    """

    id: int
    link_id: int
    file_name: str
    media_type: str
    size_bytes: int
    page_count: int
    sha256: str
    path: Path
    notes: tuple[AttachmentNote, ...] = ()
    edits: tuple[PageEdit, ...] = ()
    merged: tuple[AttachmentView, ...] = ()
    original_pages: int = 0


@dataclass(frozen=True)
class Checked:
    """A file that was read, understood and put into the vault, not yet recorded."""

    stored: Stored
    file_name: str
    media_type: str
    page_count: int
    notes: tuple[AttachmentNote, ...] = ()


def take_in(ws: Workspace, path: Path, progress: Progress) -> Checked:
    """Check a PDF or a picture by its content and put it into the vault.

    Raises :class:`BadInputError` for a broken, locked or unfit file; the vault is unchanged then.
    """
    from app.dossier import inspect_attachment

    info = inspect_attachment(path, progress)
    stored = ws.vault.put(path, progress)
    return Checked(stored, path.name, info.media_type, info.page_count, info.notes)


def take_in_locked(ws: Workspace, path: Path, password: str, progress: Progress) -> Checked:
    """Put what a locked PDF holds into the vault, and note that it came locked.

    The password is kept nowhere. Raises :class:`LockedFileError` when it is not the file's own,
    else as :func:`take_in`.
    """
    from app.dossier import AttachmentNote, unlock_file

    with opened_once(ws.folder) as folder:
        plain = folder / path.name
        lost = unlock_file(path, password, plain, progress)
        checked = take_in(ws, plain, progress)
    sha256 = sha256_of(path, progress, f"正在核对“{path.name}”")
    note = AttachmentNote(
        "quality",
        "原件设有打开密码，存入的是解开后的内容；密码没有保存。",
        f"原件没有存入，请自行保留，SHA-256 {sha256}。",
    )
    return replace(checked, notes=(*lost, *checked.notes, note))


def record(change: Change, checked: Checked) -> Attachment:
    """Write the row of a checked file within the caller's transaction; the same file once."""
    known = change.session.scalar(
        select(Attachment).where(
            Attachment.sha256 == checked.stored.sha256, Attachment.file_name == checked.file_name
        )
    )
    if known is not None:
        return known
    item = Attachment(
        sha256=checked.stored.sha256,
        file_name=checked.file_name,
        media_type=checked.media_type,
        size_bytes=checked.stored.size_bytes,
        page_count=checked.page_count,
        added_at=change.at,
        notes=[note.to_json() for note in checked.notes],
    )
    change.session.add(item)
    change.session.flush()
    return item


def link_view(
    ws: Workspace, session: Session, link: MaterialFile | SharedPaperFile
) -> AttachmentView:
    """Turn a loaded place in a checklist item or a shared paper into its plain view, with how it
    is shown."""
    from app.dossier import read_edits

    edits = read_edits(link.edits)
    merged = tuple(
        attachment_view(ws, session.get_one(Attachment, attachment_id))
        for attachment_id in link.merged
    )
    whole = attachment_view(ws, link.attachment, link.id)
    pages = len(edits) if edits else whole.page_count
    return replace(whole, edits=edits, merged=merged, page_count=pages)


def attachment_view(ws: Workspace, item: Attachment, link_id: int = 0) -> AttachmentView:
    """Turn a loaded attachment into its plain view."""
    from app.dossier import read_notes

    return AttachmentView(
        id=item.id,
        link_id=link_id,
        file_name=item.file_name,
        media_type=item.media_type,
        size_bytes=item.size_bytes,
        page_count=item.page_count,
        original_pages=item.page_count,
        sha256=item.sha256,
        path=ws.vault.path(item.sha256),
        notes=read_notes(item.notes),
    )


def open_attachment(ws: Workspace, item: AttachmentView, progress: Progress) -> Path:
    """Return a copy under the file's own name for the system's program to open.

    The vault's file itself is never handed out: another program could change it.
    """
    folder = ws.folder / "opened" / item.sha256[:12]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / item.file_name
    ws.vault.copy_out(item.sha256, target, progress)
    return target
