"""The upload package as one ZIP: the same content gives the same bytes on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.errors import BadInputError
from app.pieces import each, pieces
from app.progress import Progress

_UNIX, _FILE_MODE = 3, 0o100644 << 16


def write_zip(
    target: Path, entries: Sequence[tuple[str, Path | bytes]], day: date, progress: Progress
) -> None:
    """Write the entries in their order; stored as they are, since PDF and JPG are packed already.

    Every entry bears ``day``: no clock, no owner, no order of the file system goes in.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in each(entries, progress, "正在打包"):
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.create_system, info.external_attr = _UNIX, _FILE_MODE
            if isinstance(content, bytes):
                archive.writestr(info, content)
                continue
            info.file_size = content.stat().st_size
            with content.open("rb") as reader, archive.open(info, "w") as out:
                for piece in pieces(reader, info.file_size, progress, f"正在打包“{name}”"):
                    out.write(piece)


def unpack_zip(source: Path, folder: Path, progress: Progress) -> None:
    """Write the entries of a package that this program made into ``folder``.

    Raises :class:`BadInputError` for a file that is none.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            for part in each(parts, progress, "正在写出"):
                name = part.filename
                if Path(name).name != name:
                    raise BadInputError(f"上传包中的文件名“{name}”不合规。", "请重新制作上传包。")
                with archive.open(part) as reader, (folder / name).open("wb") as out:
                    for piece in pieces(reader, part.file_size, progress, f"正在写出“{name}”"):
                        out.write(piece)
    except zipfile.BadZipFile as error:
        raise BadInputError("上传包已损坏。", "请重新制作上传包。", repr(error)) from error
