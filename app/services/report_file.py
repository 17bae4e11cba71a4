"""A report written where the officer wants it: aside, synced, then renamed into place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.errors import DataFolderError


def write_aside(target: Path, write: Callable[[BinaryIO], int]) -> int:
    """Let ``write`` fill ``target``; return what it returns. Nothing half-written is left.

    Raises :class:`app.errors.DataFolderError` when the place cannot be written, and whatever
    ``write`` raises.
    """
    aside = target.with_name(f"{target.name}.part")
    try:
        with aside.open("wb") as out:
            pages = write(out)
            out.flush()
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
