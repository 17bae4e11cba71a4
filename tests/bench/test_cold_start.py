"""From the start of a process to a painted window: the program beside a bare QMainWindow.

Both are measured in turn in the same run, and the figures are printed, not judged: a time alone
says little of another machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROBE = Path(__file__).with_name("start_probe.py")
RUNS = 5


@pytest.fixture(scope="module")
def screen() -> Iterator[dict[str, str]]:
    """An environment with a screen: the one there is, else a virtual one, else off screen."""
    environment = {**os.environ, "QINGBEI_EXIT_AFTER_SHOWN": "1"}
    server = shutil.which("Xvfb")
    if sys.platform != "linux" or environment.get("DISPLAY"):
        yield environment
        return
    environment.pop("QT_QPA_PLATFORM", None)
    if server is None:
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    command = [
        server,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1366x820x24",
        "-nolisten",
        "tcp",
    ]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield environment | {"DISPLAY": f":{number}"}
    process.terminate()
    process.wait()


def _start(environment: dict[str, str], *arguments: str) -> dict[str, float]:
    """Start one window; return the seconds until it was painted and until it was idle."""
    command = [sys.executable, str(PROBE), *arguments]
    begun = time.time()
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    told = dict(line.split() for line in done.stdout.splitlines())
    assert set(told) == {"painted", "idle"}, done.stdout + done.stderr
    return {what: float(moment) - begun for what, moment in told.items()}


def test_cold_start_beside_a_bare_window(
    screen: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "data")
    # The first start makes the database and fills the file cache for both.
    first = _start(screen, "program", folder)
    _start(screen, "bare")
    program, bare = [], []
    for _ in range(RUNS):
        bare.append(_start(screen, "bare"))
        program.append(_start(screen, "program", folder))
    ours = statistics.median(run["painted"] for run in program)
    idle = statistics.median(run["idle"] for run in program)
    theirs = statistics.median(run["painted"] for run in bare)
    with capsys.disabled():
        print(  # noqa: T201
            f"\ncold start to the painted window, median of {RUNS}: "
            f"qingbei {ours:.2f} s (idle with its data {idle:.2f} s), "
            f"bare QMainWindow {theirs:.2f} s, ratio {ours / theirs:.1f}; "
            f"first start on an empty folder {first['painted']:.2f} s"
        )
