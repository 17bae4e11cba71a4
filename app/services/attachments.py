"""Files that come into the vault: checked by content, stored once, known by name and hash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.model.case import Attachment
from app.progress import Progress
from app.services.change import Change
from app.services.workspace import Workspace
from app.store.vault import Stored


@dataclass(frozen=True)
class AttachmentView:
    """A stored file as shown. ``link_id`` is its place in a checklist item (0: none)."""

    id: int
    link_id: int
    file_name: str
    media_type: str
    size_bytes: int
    page_count: int
    sha256: str
    path: Path


@dataclass(frozen=True)
class Checked:
    """A file that was read, understood and put into the vault, not yet recorded."""

    stored: Stored
    file_name: str
    media_type: str
    page_count: int


def take_in(ws: Workspace, path: Path, progress: Progress) -> Checked:
    """Check a PDF/JPG/PNG by its content and put it into the vault.

    Raises :class:`BadInputError` for a broken, locked or unfit file; the vault is unchanged then.
    """
    from app.dossier import inspect_attachment

    info = inspect_attachment(path)
    stored = ws.vault.put(path, progress)
    return Checked(stored, path.name, info.media_type, info.page_count)


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
    )
    change.session.add(item)
    change.session.flush()
    return item


def attachment_view(ws: Workspace, item: Attachment, link_id: int = 0) -> AttachmentView:
    """Turn a loaded attachment into its plain view."""
    return AttachmentView(
        id=item.id,
        link_id=link_id,
        file_name=item.file_name,
        media_type=item.media_type,
        size_bytes=item.size_bytes,
        page_count=item.page_count,
        sha256=item.sha256,
        path=ws.vault.path(item.sha256),
    )


def attachment_by_id(session: Session, id: int) -> Attachment:
    """Return the attachment's row."""
    return session.get_one(Attachment, id)


def open_attachment(ws: Workspace, item: AttachmentView) -> Path:
    """Return a copy under the file's own name for the system's program to open.

    The vault's file itself is never handed out: another program could change it.
    """
    folder = ws.folder / "opened" / item.sha256[:12]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / item.file_name
    ws.vault.copy_out(item.sha256, target)
    return target
