"""The scan folder: new files are told once, growing ones are left, nothing is taken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from app.errors import BadInputError
from app.services.scan_folder import choose_scan_folder, mark_seen, new_scans, scan_folder
from app.services.workspace import Workspace


def put(folder: Path, name: str, *, age: float = 60) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7 " + name.encode())
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_only_what_comes_later_is_offered(ws: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "扫描"
    folder.mkdir()
    put(folder, "旧.pdf")
    assert new_scans(ws).folder is None
    choose_scan_folder(ws, folder)
    assert scan_folder(ws) == folder
    assert new_scans(ws).files == ()
    fresh = put(folder, "新.PDF")
    put(folder, "说明.txt")
    (folder / "空.pdf").touch()
    assert new_scans(ws).files == (fresh,)
    mark_seen(ws, [fresh])
    assert new_scans(ws).files == ()
    again = put(folder, "新.PDF", age=30)  # the scanner wrote the same name anew
    assert new_scans(ws).files == (again,)
    assert sorted(path.name for path in folder.iterdir()) == [
        "新.PDF",
        "旧.pdf",
        "空.pdf",
        "说明.txt",
    ]


def test_a_growing_file_waits(ws: Workspace, tmp_path: Path) -> None:
    choose_scan_folder(ws, tmp_path / "data" / ".." / ".." / tmp_path.name)
    put(tmp_path, "大.pdf", age=0)
    found = new_scans(ws)
    assert found.files == ()
    assert found.growing


def test_a_folder_that_is_gone_offers_nothing(ws: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "网络盘"
    folder.mkdir()
    choose_scan_folder(ws, folder)
    folder.rmdir()
    assert new_scans(ws).files == ()
    choose_scan_folder(ws, None)
    assert scan_folder(ws) is None


def test_no_folder_and_the_own_one_are_refused(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="不是文件夹"):
        choose_scan_folder(ws, tmp_path / "无")
    with pytest.raises(BadInputError, match="数据目录"):
        choose_scan_folder(ws, ws.paths.vault)
