"""The power goes at any moment: what was stored stays, what was under way is not there at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.model.filing_number import make_check_digit
from app.services.filings import list_filings
from app.services.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3000


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of many valid numbers."""
    lines = ["序号,算法名称,算法类别,主体名称,应用产品,主要用途,备案编号,备注"]
    for place in range(1, ROWS + 1):
        first = f"110108{2000000 + place // 900}0223{place % 900 + 1:03}"
        number = f"网信算备{first}{make_check_digit(first)}号"
        lines.append(
            f"{place},算法{place},个性化推送类,北京示例公司,产品{place}（APP）,推荐,{number},"
        )
    path = tmp_path_factory.mktemp("lists") / "清单.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def kill_when(ready: Callable[[], bool], command: list[str]) -> None:
    """Run a command and kill it as soon as ``ready`` says so, unless it ends before."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    while process.poll() is None and not ready():
        pass
    process.kill()
    process.wait()


@pytest.mark.parametrize("log_bytes", [0, 1, 50_000, 400_000, 1_500_000])
def test_an_import_that_is_killed_is_there_whole_or_not_at_all(
    tmp_path: Path, listed: Path, log_bytes: int
) -> None:
    folder = tmp_path / "data"
    open_workspace(folder).close()
    log = folder / "qingbei.db-wal"

    def far_enough() -> bool:
        try:
            return log.stat().st_size >= log_bytes
        except FileNotFoundError:
            return False

    command = [sys.executable, "main.py", "import", str(listed), "--all", "--data", str(folder)]
    kill_when(far_enough, command)
    ws = open_workspace(folder)
    try:
        assert len(list_filings(ws)) in (0, ROWS)
    finally:
        ws.close()
    with sqlite3.connect(folder / "qingbei.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(folder.rglob("*.part"))
