"""Where a locked file lies opened for a moment, and what a killed process left there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "unlocked-"
_in_use: set[Path] = set()


@contextmanager
def opened_once(folder: Path) -> Iterator[Path]:
    """Give a folder within ``folder`` for the opened file; nothing is left of it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=PREFIX) as made:
        folder = Path(made)
        _in_use.add(folder)
        try:
            yield folder
        finally:
            _in_use.discard(folder)


def clear_left(folder: Path) -> None:
    """Remove what is left of such folders, but for those that this process has in use."""
    for left in folder.glob(f"{PREFIX}*"):
        if left not in _in_use:
            shutil.rmtree(left, ignore_errors=True)
