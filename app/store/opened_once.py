"""Where a locked file lies opened for a moment, and what a killed process left there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "unlocked-"


@contextmanager
def opened_once(folder: Path) -> Iterator[Path]:
    """Give a folder within ``folder`` for the opened file; nothing is left of it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=PREFIX) as made:
        yield Path(made)


def clear_left(folder: Path) -> None:
    """Remove what is left of such folders; none is in use when this is called."""
    for left in folder.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
