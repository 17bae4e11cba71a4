"""A PDF written for upload: the same bytes each time, and given up at once when cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pikepdf

from app.pieces import Countable, each, in_percent
from app.progress import Progress

WRITING = "正在写入 PDF"


class _Counter:
    """A file that only counts what is written to it."""

    def __init__(self) -> None:
        self.size = self._at = 0

    def write(self, data: bytes) -> int:
        """Count."""
        self._at += len(data)
        self.size = max(self.size, self._at)
        return len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        """Move, as a file does."""
        self._at = place + (0, self._at, self.size)[whence]
        return self._at

    def tell(self) -> int:
        """Return where it is."""
        return self._at

    def flush(self) -> None:
        """Do nothing: nothing is kept."""


def saved(
    pdf: pikepdf.Pdf, target: Path | BinaryIO, progress: Progress, *, tighter: bool = False
) -> None:
    """Write ``pdf``; with ``tighter`` every stream is packed again, without loss."""
    pdf.remove_unreferenced_resources()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=tighter,
        progress=in_percent(progress, WRITING),
    )


def append(pages: Countable[pikepdf.Page], whole: pikepdf.Pdf, progress: Progress) -> None:
    """Put pages of another file behind those of ``whole``."""
    whole.pages.extend(each(pages, progress, WRITING))


def size_of(pages: Countable[pikepdf.Page], progress: Progress) -> int:
    """Return how large a PDF of these pages would be."""
    counter = _Counter()
    with pikepdf.new() as trial:
        append(pages, trial, progress)
        saved(trial, counter, progress)  # type: ignore[arg-type]
    return counter.size
