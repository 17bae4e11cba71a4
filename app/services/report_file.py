"""A report written where the officer wants it: aside, synced, then renamed into place."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.errors import DataFolderError
from app.progress import Progress


def write_aside(
    target: Path,
    write: Callable[[BinaryIO], int],
    finish: Callable[[Path], None] | None = None,
) -> int:
    """Let ``write`` fill ``target``, then ``finish`` work on the file; return what the first
    returns. Nothing half-written is left.

    Raises :class:`app.errors.DataFolderError` when the place cannot be written, and whatever
    ``write`` and ``finish`` raise.
    """
    aside = target.with_name(f"{target.name}.part")
    try:
        with aside.open("wb") as out:
            pages = write(out)
        if finish is not None:
            finish(aside)
        with aside.open("r+b") as out:
            os.fsync(out.fileno())
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise DataFolderError(
            f"无法写入“{target}”：{error.strerror or error}。",
            "请确认该文件没有在其他程序中打开，且目录可以写入。",
            repr(error),
        ) from error
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return pages


def archived(title: str, author: str, made_on: date, progress: Progress) -> Callable[[Path], None]:
    """Return what makes a report that was written PDF/A-2b, checked as a dossier is.

    It raises :class:`app.errors.CannotPrintError` naming what the file breaks.
    """
    from app.dossier import ReportWords, make_archival

    return lambda path: make_archival(path, ReportWords(title, author, made_on), progress)
