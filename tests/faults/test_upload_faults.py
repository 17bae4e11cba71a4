"""Packing and saving that fails or is cancelled leaves nothing half done behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from upload_case import item_of, paper, planned_case

from app.errors import BadInputError, CancelledError, ConflictError, DataFolderError
from app.progress import Silent
from app.services.materials import attach_files
from app.services.packages import (
    PackageView,
    list_packages,
    make_package,
    save_package_folder,
    save_package_zip,
)
from app.services.workspace import Workspace
from app.store.aside import folder_aside

NONE: frozenset[str] = frozenset()


class _StopsAfter:
    def __init__(self, reports: int) -> None:
        self.left = reports

    def report(self, done: int, total: int, text: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


@contextmanager
def _small_files(size: int) -> Iterator[None]:
    """Let the system refuse what is larger, as a full disk does."""
    if sys.platform == "win32":
        pytest.skip("the limit is the system's own elsewhere")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def submission(ws: Workspace, tmp_path: Path) -> int:
    _, made = planned_case(ws)
    scan = paper(tmp_path, "执照.jpg", 1, 1200)
    attach_files(ws, item_of(ws, made, "licence").id, (scan,), Silent())
    return made


@pytest.fixture
def package(ws: Workspace, submission: int) -> PackageView:
    return make_package(ws, submission, NONE, Silent()).value


def _left(ws: Workspace) -> list[str]:
    return [
        path.name
        for path in ws.folder.rglob("*")
        if path.name.startswith("export-") or path.suffix == ".part"
    ]


@pytest.mark.parametrize("reports", [0, 1, 5, 20])
def test_a_cancelled_package_leaves_nothing(ws: Workspace, submission: int, reports: int) -> None:
    stored = {path for path in (ws.folder / "vault").rglob("*") if path.is_file()}
    with pytest.raises(CancelledError):
        make_package(ws, submission, NONE, _StopsAfter(reports))
    assert list_packages(ws, submission) == ()
    assert _left(ws) == []
    assert {path for path in (ws.folder / "vault").rglob("*") if path.is_file()} == stored


def test_a_disk_that_is_full_while_packing_is_told(ws: Workspace, submission: int) -> None:
    with _small_files(1_000_000), pytest.raises(DataFolderError, match="磁盘空间不足"):
        make_package(ws, submission, NONE, Silent())
    assert list_packages(ws, submission) == ()
    assert _left(ws) == []
    assert make_package(ws, submission, NONE, Silent()).value.version == 1


def test_a_disk_that_is_full_while_saving_keeps_the_old_file(
    ws: Workspace, package: PackageView, tmp_path: Path
) -> None:
    target = tmp_path / "旧.zip"
    target.write_bytes(b"old")
    with _small_files(1_000_000), pytest.raises(DataFolderError, match="磁盘空间不足"):
        save_package_zip(ws, package.id, target)
    assert target.read_bytes() == b"old"
    folder = tmp_path / "新"
    with _small_files(100_000), pytest.raises(DataFolderError, match="磁盘空间不足"):
        save_package_folder(ws, package.id, folder, Silent())
    assert not folder.exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_is_there_is_not_touched(
    ws: Workspace, package: PackageView, tmp_path: Path
) -> None:
    target = tmp_path / "已有"
    target.mkdir()
    (target / "别人的.txt").write_text("x")
    with pytest.raises(ConflictError, match="已经存在"):
        save_package_folder(ws, package.id, target, Silent())
    assert [path.name for path in target.iterdir()] == ["别人的.txt"]


def test_no_place_to_save_to(ws: Workspace, package: PackageView, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="不存在"):
        save_package_folder(ws, package.id, tmp_path / "无" / "包", Silent())
    held = tmp_path / "文件"
    held.write_text("x")
    with pytest.raises((BadInputError, DataFolderError)):
        save_package_zip(ws, package.id, held / "p.zip")
    if sys.platform == "linux":
        with pytest.raises(DataFolderError):  # a folder in which nobody can write
            save_package_zip(ws, package.id, Path("/proc/p.zip"))
        with pytest.raises(DataFolderError):
            save_package_folder(ws, package.id, Path("/proc/包"), Silent())


def test_a_folder_cancelled_midway_leaves_nothing(
    ws: Workspace, package: PackageView, tmp_path: Path
) -> None:
    with pytest.raises(CancelledError):
        save_package_folder(ws, package.id, tmp_path / "包", _StopsAfter(3))
    assert not (tmp_path / "包").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_package_that_was_changed_from_outside_is_not_handed_out(
    ws: Workspace, package: PackageView, tmp_path: Path
) -> None:
    place = ws.vault.path(package.sha256)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    with pytest.raises(ConflictError, match="不一致"):
        save_package_folder(ws, package.id, tmp_path / "包", Silent())


def test_a_failure_in_a_folder_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError), folder_aside(tmp_path / "包") as aside:
        (aside / "a").write_text("一半写得出，一半写不出：\ud800", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []
    if sys.platform == "linux":
        with pytest.raises(DataFolderError), folder_aside(tmp_path / ("长" * 100)):
            pass  # 300 bytes are more than a name may have
