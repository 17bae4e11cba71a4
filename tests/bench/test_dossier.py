"""A dossier of 40 attachments and 600 pages beside the qpdf program merging the same files.

Times are seconds of CPU, the least of several runs taken in turn, so that what else the machine
does weighs little. Both peers only merge: they set no cover, no index, no dividers, no numbers.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from probes import Tell, run_probe

FILES, PAGES, MANY_TIMES = 40, 600, 10
RUNS = 3
TIMES_QPDF, PEAK_MIB = 1.5, 300
OF_BARE, ROWS = 0.75, 1000
GROWTH = 1.25
"""Ten times the pages may take so much more than ten times the time."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="CPU told by getrusage")


def _probe(*arguments: str) -> dict[str, float]:
    return run_probe("dossier_probe.py", *arguments, environment=dict(os.environ))


def _qpdf(program: str, folder: Path, out: Path) -> float:
    files = [str(file) for file in sorted(folder.glob("*.pdf"))]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "--empty", "--pages", *files, "--", str(out)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _bind(folder: Path, out: Path) -> dict[str, float]:
    out.unlink(missing_ok=True)
    return _probe("bind", str(folder), str(out))


def test_600_pages_bound(tmp_path: Path, tell: Tell) -> None:
    program = shutil.which("qpdf")
    if program is None:
        pytest.skip("the qpdf program is not installed")
    folder = tmp_path / "files"
    weight = _probe("make", str(folder), str(FILES), str(PAGES))["megabytes"]
    ours, merged, pypdf = [], [], []
    for _ in range(RUNS):
        merged.append(_qpdf(program, folder, tmp_path / "qpdf.pdf"))
        ours.append(_bind(folder, tmp_path / "ours.pdf"))
        pypdf.append(_probe("pypdf", str(folder), str(tmp_path / "pypdf.pdf"))["seconds"])
    assert subprocess.run([program, "--check", tmp_path / "ours.pdf"], check=False).returncode == 0
    best, bare = min(run["seconds"] for run in ours), min(merged)
    told = f"{FILES} files, {PAGES} pages, {weight:.0f} MB bound"
    tell(told, best, TIMES_QPDF * bare, f"s CPU (qpdf merging {bare:.2f})")
    tell("the same beside pypdf merging alone", best, min(pypdf), "s CPU")
    tell("its peak of memory", max(run["peak"] for run in ours), PEAK_MIB, "MiB")


def test_6000_pages_grow_linearly(tmp_path: Path, tell: Tell) -> None:
    times = []
    for factor in (1, MANY_TIMES):
        folder = tmp_path / str(factor)
        _probe("make", str(folder), str(FILES * factor), str(PAGES * factor), "text")
        times.append(min(_bind(folder, tmp_path / "out.pdf")["seconds"] for _ in range(3)))
    ratio = times[1] / times[0] / MANY_TIMES
    tell(f"{PAGES * MANY_TIMES} pages, time a page beside {PAGES}", ratio, GROWTH,
         f"times ({times[0]:.2f} s, {times[1]:.2f} s)")  # fmt: skip


def test_pages_of_a_form_a_second(tell: Tell) -> None:
    ours, bare = [], []
    for _ in range(RUNS):
        bare.append(_probe("bare", str(ROWS))["rate"])
        ours.append(_probe("form", str(ROWS))["rate"])
    tell("pages of a table a second: bare reportlab times ours", max(bare) / max(ours),
         1 / OF_BARE, f"(ours {max(ours):.0f}, bare {max(bare):.0f})")  # fmt: skip
