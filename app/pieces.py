"""Long work done piece by piece, with a question before each whether it is still wanted.

Whoever walks pages or reads, writes, hashes and copies files does it with these, so that a
cancelled job ends within a page or a mebibyte wherever it is.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from app.progress import Progress

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
PIECE = 1 << 20


class Countable(Protocol[T_co]):
    """What is gone through, and how much of it there is; pikepdf's lists are no sequences."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[T_co]: ...


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


def each(items: Countable[T], progress: Progress, text: str) -> Iterator[T]:
    """Give the items one by one; ask before each.

    Raises :class:`app.errors.CancelledError`, as everything here, when it is no longer wanted.
    """
    total = len(items)
    for done, item in enumerate(items):
        progress.report(done, total, text)
        yield item


def pieces(reader: Readable, total: int, progress: Progress, text: str) -> Iterator[bytes]:
    """Give what ``reader`` holds from where it stands, a mebibyte at a time; ask before each."""
    done = 0
    while True:
        progress.report(done, total, text)
        piece = reader.read(PIECE)
        if not piece:
            return
        done += len(piece)
        yield piece


def sha256_of(path: Path, progress: Progress, text: str) -> str:
    """Return the SHA-256 of a file's bytes in hex; raises :class:`OSError` as reading does."""
    digest = hashlib.sha256()
    with path.open("rb") as reader:
        for piece in pieces(reader, path.stat().st_size, progress, text):
            digest.update(piece)
    return digest.hexdigest()


def copy(source: Path, target: Path, progress: Progress, text: str) -> None:
    """Write the bytes of ``source`` to ``target``; raises :class:`OSError` as copying does."""
    with source.open("rb") as reader, target.open("wb") as writer:
        for piece in pieces(reader, source.stat().st_size, progress, text):
            writer.write(piece)


def in_percent(progress: Progress, text: str) -> Callable[[int], None]:
    """Return what qpdf calls with the per cent of a PDF that it has written."""
    return lambda percent: progress.report(percent, 100, text)


class AskedFile(io.BufferedReader):
    """A file that asks with every read: a picture is unpacked from it in many small ones."""

    def __init__(self, path: Path, progress: Progress, text: str) -> None:
        super().__init__(io.FileIO(path))
        self._progress, self._text = progress, text

    def read(self, size: int | None = -1, /) -> bytes:
        """Ask, then read."""
        self._progress.report(0, 0, self._text)
        return super().read(size)


class AskedBuffer(io.BytesIO):
    """A buffer that asks with every write: a picture is packed into it in many small ones."""

    def __init__(self, progress: Progress, text: str) -> None:
        super().__init__()
        self._progress, self._text = progress, text

    def write(self, data, /) -> int:  # type: ignore[no-untyped-def]
        """Ask, then write."""
        self._progress.report(0, 0, self._text)
        return super().write(data)
