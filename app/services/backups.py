"""Copies of the day's work: made by hand or once a day, the newest kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.progress import Progress
from app.services.workspace import Workspace
from app.store import copies

LABEL = "daily"
KEPT = 14
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class BackupView:
    """A copy of the database; ``made_at`` carries its zone."""

    path: Path
    made_at: datetime
    size_bytes: int

    @property
    def before_upgrade(self) -> bool:
        """Whether it was put aside before the database was brought to a newer form."""
        return not self.path.name.startswith(f"{LABEL}-")


def back_up(ws: Workspace, progress: Progress) -> BackupView:
    """Copy the database into the backup folder and keep the newest copies.

    Raises :class:`DataFolderError` when the disk is full or not writable; older copies are kept.
    """
    made = copies.put_aside(ws.paths.database, ws.paths.backups, LABEL, progress)
    copies.keep_newest(ws.paths.backups, LABEL, KEPT)
    return _view(made)


def last_backup(ws: Workspace) -> BackupView | None:
    """Return the newest copy, or None."""
    found = copies.newest(ws.paths.backups, LABEL)
    return _view(found) if found else None


def list_backups(ws: Workspace) -> list[BackupView]:
    """Return all copies, newest first, those made before an upgrade as well."""
    return [_view(item) for item in copies.every(ws.paths.backups)]


def back_up_daily(ws: Workspace, progress: Progress) -> BackupView | None:
    """Make the day's copy when the newest is older than a day and there is anything to lose."""
    newest = last_backup(ws)
    if newest is not None and ws.clock() - newest.made_at < A_DAY:
        return None
    return None if ws.lines.nothing_entered() else back_up(ws, progress)


def _view(made: copies.Copy) -> BackupView:
    return BackupView(made.path, made.made_at, made.path.stat().st_size)
