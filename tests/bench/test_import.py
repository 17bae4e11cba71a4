"""A list of 50,000 rows up to the ready preview, beside python-calamine reading the file alone."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

import pytest
from probes import Tell, run_probe

ROWS, RUNS = 50_000, 3
TIMES_ALONE, PEAK_MB = 3.0, 400


@pytest.mark.skipif(sys.platform == "win32", reason="the peak is told by getrusage")
def test_preview_of_50_000_rows(tmp_path: Path, tell: Tell) -> None:
    file, folder = str(tmp_path / "list.xlsx"), str(tmp_path / "data")

    def probe(*arguments: str) -> dict[str, float]:
        return run_probe("import_probe.py", *arguments, environment=dict(os.environ))

    probe("make", file, str(ROWS))
    alone, ours = [], []
    for _ in range(RUNS):
        alone.append(probe("alone", file))
        ours.append(probe("preview", file, folder))
    assert all(run["new"] == ROWS for run in ours)
    bare = statistics.median(run["seconds"] for run in alone)
    tell("preview of 50,000 rows", statistics.median(run["seconds"] for run in ours),
         TIMES_ALONE * bare, f"s (calamine alone {bare:.2f})")  # fmt: skip
    tell("its peak of memory", max(run["peak"] for run in ours), PEAK_MB, "MB")
