"""The vault: content-addressed files that are never changed once they are in."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.errors import ConflictError, DataFolderError
from app.pieces import copy, pieces, sha256_of
from app.progress import Progress, Silent
from app.store.aside import written_aside


@dataclass(frozen=True)
class Stored:
    """A file in the vault: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size_bytes: int


class Vault:
    """Keeps files under the SHA-256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fresh: list[Path] | None = None

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Take out again what the block put in when it does not end well, and no other file.

        The block ends before rows that name its files are written: what a row names stays. Files
        are put in by one job at a time.
        """
        fresh: list[Path] = []
        self._fresh = fresh
        try:
            yield
        except BaseException:
            for place in fresh:
                place.unlink(missing_ok=True)
            raise
        finally:
            self._fresh = None

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
            total, text = source.stat().st_size, f"正在存入“{source.name}”"
            with os.fdopen(handle, "wb") as target, source.open("rb") as reader:
                for piece in pieces(reader, total, progress, text):
                    digest.update(piece)
                    target.write(piece)
                    size += len(piece)
                target.flush()
                os.fsync(target.fileno())
            stored = Stored(digest.hexdigest(), size)
            place = self.path(stored.sha256)
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                aside.replace(place)
                if self._fresh is not None:
                    self._fresh.append(place)
            return stored
        except OSError as error:
            raise DataFolderError(
                f"无法保存文件“{source.name}”：{error.strerror or error}。",
                "请检查文件是否仍在原处、磁盘空间是否足够，然后重试。",
                repr(error),
            ) from error
        finally:
            aside.unlink(missing_ok=True)

    def find(self, sha256: str) -> Path:
        """Return where the file lies; raise :class:`ConflictError` when it is gone."""
        place = self.path(sha256)
        if not place.is_file():
            raise ConflictError(
                f"材料库中缺少文件 {sha256[:12]}…。",
                "请从备份中恢复数据目录下的 vault 文件夹。",
            )
        return place

    def check(self, sha256: str, progress: Progress | None = None) -> Path:
        """Return the file's path after comparing its bytes with its address.

        Raises :class:`ConflictError` when it is gone or was changed from outside.
        """
        place = self.find(sha256)
        if sha256_of(place, progress or Silent(), "正在核对材料库中的文件") != sha256:
            raise ConflictError(
                f"材料库中的文件 {sha256[:12]}… 与存入时不一致，可能被其他程序改动。",
                "请从备份中恢复数据目录下的 vault 文件夹。",
            )
        return place

    def copy_out(self, sha256: str, target: Path, progress: Progress | None = None) -> None:
        """Write the checked file to ``target`` (aside, synced, renamed)."""
        source = self.check(sha256, progress)
        with written_aside(target) as aside:
            copy(source, aside, progress or Silent(), f"正在写出“{target.name}”")
