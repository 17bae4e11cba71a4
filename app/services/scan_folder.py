"""The folder that the scanner writes to: chosen once, looked at for new files, never emptied."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInputError
from app.services.settings import keep_setting, setting
from app.services.workspace import Workspace

FOLDER, SEEN = "scan.folder", "scan.seen"
ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
SETTLED_SECONDS = 2.0
"""A file that was written to just now may still be growing."""


@dataclass(frozen=True)
class NewScans:
    """The folder (None: none is chosen), its new files, and whether others are still growing."""

    folder: Path | None
    files: tuple[Path, ...] = ()
    growing: bool = False


def scan_folder(ws: Workspace) -> Path | None:
    """Return the chosen folder."""
    kept = setting(ws, FOLDER)
    return Path(kept) if kept else None


def choose_scan_folder(ws: Workspace, folder: Path | None) -> None:
    """Watch ``folder`` from now on, or none; what lies in it already is not offered.

    Raises :class:`BadInputError` when it is no folder, or the program's own.
    """
    if folder is None:
        keep_setting(ws, FOLDER, "")
        return
    if not folder.is_dir():
        raise BadInputError(f"“{folder}”不是文件夹。", "请选择扫描仪保存文件的文件夹。")
    whole = folder.resolve()
    if whole == ws.folder or ws.folder in whole.parents:
        raise BadInputError(
            "不能把清备的数据目录作为扫描文件夹。", "请选择扫描仪保存文件的文件夹。"
        )
    keep_setting(ws, FOLDER, str(whole))
    _keep_seen(ws, _marks(whole))


def new_scans(ws: Workspace) -> NewScans:
    """Return the files that came since; a folder out of reach (a network drive) has none."""
    folder = scan_folder(ws)
    if folder is None:
        return NewScans(None)
    seen = _seen(ws)
    fresh = {path: mark for path, mark in _marks(folder).items() if mark not in seen}
    now = time.time()
    ready = [p for p, mark in fresh.items() if not 0 <= now - mark[2] / 1e9 < SETTLED_SECONDS]
    return NewScans(folder, tuple(sorted(ready)), len(ready) < len(fresh))


def mark_seen(ws: Workspace, paths: Iterable[Path]) -> None:
    """Offer these files no more; they stay where they are."""
    folder = scan_folder(ws)
    if folder is None:
        return
    marks, seen, wanted = _marks(folder), _seen(ws), set(paths)
    kept = {path: mark for path, mark in marks.items() if path in wanted or mark in seen}
    _keep_seen(ws, kept)


Mark = tuple[str, int, int]
"""A file as it was seen: name, size, and moment of its last change in nanoseconds."""


def _marks(folder: Path) -> dict[Path, Mark]:
    found: dict[Path, Mark] = {}
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in ENDINGS and path.is_file():
                state = path.stat()
                if state.st_size:
                    found[path] = (path.name, state.st_size, state.st_mtime_ns)
    except OSError:
        return found
    return found


def _seen(ws: Workspace) -> set[Mark]:
    try:
        return {(str(n), int(s), int(m)) for n, s, m in json.loads(setting(ws, SEEN, "[]"))}
    except (ValueError, TypeError):
        return set()


def _keep_seen(ws: Workspace, marks: dict[Path, Mark]) -> None:
    keep_setting(ws, SEEN, json.dumps(sorted(marks.values()), ensure_ascii=False))
