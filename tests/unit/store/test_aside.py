"""A file of the user's is replaced by a whole one or left as it was."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from app.errors import BadInputError, DataFolderError
from app.store.aside import written_aside


def test_the_new_file_takes_the_old_ones_place(tmp_path: Path) -> None:
    target = tmp_path / "清单.csv"
    target.write_text("旧", encoding="utf-8")
    with written_aside(target) as aside:
        aside.write_text("新", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "旧"
    assert target.read_text(encoding="utf-8") == "新"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "清单.csv"
    target.write_text("旧", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError), written_aside(target) as aside:
        aside.write_text("一半写得出，一半写不出：\ud800", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="磁盘空间不足"), written_aside(tmp_path / "a"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="是文件夹"), written_aside(tmp_path):
        pass
    with pytest.raises(BadInputError, match="不存在"), written_aside(tmp_path / "无" / "a.csv"):
        pass


def test_a_file_that_others_hold_is_told_before_the_work(tmp_path: Path) -> None:
    """On Windows Excel holds it; here an executable under way cannot be opened to write."""
    import shutil
    import subprocess
    import sys

    if sys.platform != "linux":
        pytest.skip("how a file is held differs by system")
    sleep = shutil.which("sleep")
    assert sleep is not None
    held = tmp_path / "held"
    shutil.copy(sleep, held)
    process = subprocess.Popen([held, "60"])
    try:
        with pytest.raises(DataFolderError, match="没有在 Excel、WPS"), written_aside(held):
            pytest.fail("the work must not begin")
    finally:
        process.kill()
        process.wait()
    assert list(tmp_path.iterdir()) == [held]
