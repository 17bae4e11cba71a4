"""Runs a script of this folder as a process of its own, so that nothing is loaded beforehand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent

Tell = Callable[[str, float, float, str], None]
"""Prints what was measured, the figure, its limit and the unit."""


def run_probe(script: str, *arguments: str, environment: dict[str, str]) -> dict[str, float]:
    """Run a script beside this file as a process of its own; return the figures it prints.

    Each line it prints is a name and a number.
    """
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = (line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    return {name: float(value) for name, value in told}
