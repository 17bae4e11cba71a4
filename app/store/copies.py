"""Copies of the database: before a migration, and of a day's work."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.errors import DataFolderError
from app.progress import Progress

PAGES_A_STEP = 512


@dataclass(frozen=True)
class Copy:
    """A copy put aside; ``made_at`` is when."""

    path: Path
    made_at: datetime


def put_aside(database: Path, folder: Path, label: str, progress: Progress) -> Copy:
    """Copy ``database`` into ``folder`` as ``label-YYYYmmdd-HHMMSS.db`` and return where it is.

    The copy is consistent while others write, is written aside, synced and renamed.
    Raises :class:`DataFolderError` when the disk is full or not writable.
    """
    made_at = datetime.now(UTC)
    target = folder / f"{label}-{made_at:%Y%m%d-%H%M%S-%f}.db"
    aside = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(aside)) as copy,
        ):
            source.backup(
                copy,
                pages=PAGES_A_STEP,
                progress=lambda _status, left, total: progress.report(
                    total - left, total, "正在备份数据库"
                ),
            )
            copy.execute("PRAGMA journal_mode=DELETE")
        with aside.open("r+b") as handle:
            os.fsync(handle.fileno())
        aside.replace(target)
    except (OSError, sqlite3.Error) as error:
        aside.unlink(missing_ok=True)
        raise DataFolderError(
            f"无法在“{folder}”中保存数据库副本：{error}。",
            "请检查磁盘空间和写入权限后重试，现有数据没有改动。",
            repr(error),
        ) from error
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return Copy(target, made_at)


def newest(folder: Path, label: str) -> Copy | None:
    """Return the newest copy with ``label``, or None."""
    copies = sorted(folder.glob(f"{label}-*.db"))
    if not copies:
        return None
    return Copy(copies[-1], datetime.fromtimestamp(copies[-1].stat().st_mtime, UTC))


def every(folder: Path) -> list[Copy]:
    """Return all copies in ``folder`` whatever their label, newest first."""
    found = [
        Copy(path, datetime.fromtimestamp(path.stat().st_mtime, UTC))
        for path in folder.glob("*.db")
    ]
    return sorted(found, key=lambda item: item.made_at, reverse=True)


def keep_newest(folder: Path, label: str, count: int) -> None:
    """Delete all but the ``count`` newest copies with ``label``."""
    for old in sorted(folder.glob(f"{label}-*.db"))[:-count]:
        old.unlink(missing_ok=True)
