"""From the start of a process to a painted window: the program beside a bare QMainWindow.

Both are measured in turn in the same run.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest
from probes import Tell, run_probe

RUNS = 5
MOST_TIMES_BARE = 2.0


def _start(environment: dict[str, str], *arguments: str) -> dict[str, float]:
    """Start one window; return the seconds until it was painted and until it is idle.

    With data: until the table was painted with its rows.
    """
    begun = time.time()
    told = run_probe(
        "start_probe.py", *arguments, environment=environment | {"QINGBEI_EXIT_AFTER_SHOWN": "1"}
    )
    return {what: moment - begun for what, moment in told.items()}


def _compare(environment: dict[str, str], *arguments: str) -> tuple[list[dict[str, float]], float]:
    """Start the program and a bare window in turn; return the starts and the bare median."""
    _start(environment, "bare")
    ours, bare = [], []
    for _ in range(RUNS):
        bare.append(_start(environment, "bare"))
        ours.append(_start(environment, "program", *arguments))
    return ours, statistics.median(run["painted"] for run in bare)


def test_cold_start_on_an_empty_folder(
    screen: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "data")
    # The first start makes the database and fills the file cache for both.
    first = _start(screen, "program", folder)
    runs, bare = _compare(screen, folder)
    painted = statistics.median(run["painted"] for run in runs)
    idle = statistics.median(run["idle"] for run in runs)
    with capsys.disabled():
        print(  # noqa: T201
            f"\ncold start to the painted window, median of {RUNS}: "
            f"qingbei {painted:.2f} s (idle with its data {idle:.2f} s), "
            f"bare QMainWindow {bare:.2f} s, ratio {painted / bare:.1f}; "
            f"first start on an empty folder {first['painted']:.2f} s"
        )


def test_cold_start_with_100_000_filings(screen: dict[str, str], many: Path, tell: Tell) -> None:
    _start(screen, "program", str(many))
    runs, bare = _compare(screen, str(many))
    assert all("filled" in run for run in runs)
    painted = statistics.median(run["painted"] for run in runs)
    filled = statistics.median(run["filled"] for run in runs)
    tell("start to the painted window, 100,000 filings", painted, MOST_TIMES_BARE * bare, "s")
    tell("start to the table painted with data", filled, MOST_TIMES_BARE * bare, "s")
