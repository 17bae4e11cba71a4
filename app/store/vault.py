"""The vault: content-addressed files that are never changed once they are in."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.errors import ConflictError, DataFolderError
from app.progress import Progress
from app.store.aside import written_aside

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Stored:
    """A file in the vault: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size_bytes: int


class Vault:
    """Keeps files under the SHA-256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the file with ``sha256`` lies (whether or not it is there)."""
        return self._folder / sha256[:2] / sha256

    def put(self, source: Path, progress: Progress) -> Stored:
        """Copy ``source`` in and return its address; the same bytes are kept once.

        Written aside, synced, renamed. Raises :class:`DataFolderError` when the file cannot be
        read or the disk cannot take it; nothing is left behind then.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        aside = Path(name)
        try:
            digest, size = hashlib.sha256(), 0
            total = source.stat().st_size
            with os.fdopen(handle, "wb") as target, source.open("rb") as reader:
                while chunk := reader.read(CHUNK_BYTES):
                    digest.update(chunk)
                    target.write(chunk)
                    size += len(chunk)
                    progress.report(size, total, f"正在存入“{source.name}”")
                target.flush()
                os.fsync(target.fileno())
            stored = Stored(digest.hexdigest(), size)
            place = self.path(stored.sha256)
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                aside.replace(place)
            return stored
        except OSError as error:
            raise DataFolderError(
                f"无法保存文件“{source.name}”：{error.strerror or error}。",
                "请检查文件是否仍在原处、磁盘空间是否足够，然后重试。",
                repr(error),
            ) from error
        finally:
            aside.unlink(missing_ok=True)

    def check(self, sha256: str) -> Path:
        """Return the file's path after comparing its bytes with its address.

        Raises :class:`ConflictError` when it is gone or was changed from outside.
        """
        place = self.path(sha256)
        if not place.is_file():
            raise ConflictError(
                f"材料库中缺少文件 {sha256[:12]}…。",
                "请从备份中恢复数据目录下的 vault 文件夹。",
            )
        digest = hashlib.sha256()
        with place.open("rb") as reader:
            while chunk := reader.read(CHUNK_BYTES):
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise ConflictError(
                f"材料库中的文件 {sha256[:12]}… 与存入时不一致，可能被其他程序改动。",
                "请从备份中恢复数据目录下的 vault 文件夹。",
            )
        return place

    def copy_out(self, sha256: str, target: Path) -> None:
        """Write the checked file to ``target`` (aside, synced, renamed)."""
        source = self.check(sha256)
        with written_aside(target) as aside:
            shutil.copyfile(source, aside)
