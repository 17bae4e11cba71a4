"""What the user is handed, written whole or not at all: aside, synced, renamed into its place."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import BadInputError, ConflictError, DataFolderError, QingBeiError

FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_KEPT = "原有文件没有改动。"


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Give a path in the folder of ``target`` to write to; when the block ends well it takes
    the place of ``target``, else nothing is left of it.

    Raises :class:`BadInputError` when ``target`` is no place for a file, and
    :class:`DataFolderError` when it is locked, not writable or the disk is full.
    """
    _require_place(target)
    aside = target.with_name(f"qingbei-{secrets.token_hex(6)}.part")
    try:
        # Whoever holds the old file open keeps it from being replaced: better told before the
        # work than after it.
        if target.exists():
            with target.open("r+b"):
                pass
        aside.touch(exist_ok=False)
        yield aside
        with aside.open("r+b") as handle:
            os.fsync(handle.fileno())
        aside.replace(target)
    except OSError as error:
        raise _told(target, error) from error
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def folder_aside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target`` to write into; when the block ends well it becomes
    ``target``, else nothing is left of it.

    Raises :class:`ConflictError` when ``target`` is there already: nothing in it is touched; and
    what :func:`written_aside` raises.
    """
    aside = target.with_name(f"qingbei-{secrets.token_hex(6)}.part")
    try:
        _require_free(target)
        aside.mkdir()
        yield aside
        for path in aside.iterdir():
            with path.open("r+b") as handle:
                os.fsync(handle.fileno())
        aside.rename(target)
    except OSError as error:
        raise _told(target, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _require_free(target: Path) -> None:
    if target.exists():
        raise ConflictError(
            f"“{target}”已经存在。", "请换一个位置，或先移走原来的文件夹；原有内容没有改动。"
        )
    _require_folder(target)


@contextmanager
def scratch_folder(inside: Path) -> Iterator[Path]:
    """Give a folder of the program's own to work in; nothing is left of it afterwards.

    Raises :class:`DataFolderError` when the disk cannot take the work.
    """
    try:
        with tempfile.TemporaryDirectory(dir=inside, prefix="export-") as place:
            yield Path(place)
    except OSError as error:
        if error.errno in FULL:
            raise DataFolderError(
                f"磁盘空间不足，无法在“{inside}”中处理文件。",
                "请清理磁盘后重试，数据没有改动。",
                repr(error),
            ) from error
        raise DataFolderError(
            f"无法在“{inside}”中处理文件：{error.strerror or error}。",
            "请检查数据目录的写入权限和磁盘，然后重试，数据没有改动。",
            repr(error),
        ) from error


def _require_place(target: Path) -> None:
    if target.is_dir():
        raise BadInputError(f"“{target}”是文件夹，不能作为文件写入。", "请写出文件名后重试。")
    _require_folder(target)


def _require_folder(target: Path) -> None:
    if not target.parent.is_dir():
        raise BadInputError(
            f"文件夹“{target.parent}”不存在。", "请先建立这个文件夹，或换一个位置。"
        )


def _told(target: Path, error: OSError) -> QingBeiError:
    if error.errno in FULL:
        return DataFolderError(
            f"磁盘空间不足，无法写入“{target}”。", f"请清理磁盘或换一个位置；{_KEPT}", repr(error)
        )
    return DataFolderError(
        f"无法写入“{target}”：{error.strerror or error}。",
        "请确认该文件没有在 Excel、WPS 等其他程序中打开，且文件夹可以写入，"
        f"然后重试，或换一个文件名；{_KEPT}",
        repr(error),
    )
