"""Resident memory of the idle window, on an empty folder and with 100,000 filings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from probes import Tell, run_probe

EMPTY_MIB, MORE_MIB = 110, 60


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_resident_memory(screen: dict[str, str], many: Path, tmp_path: Path, tell: Tell) -> None:
    def resident(*arguments: str) -> float:
        return run_probe("memory_probe.py", *arguments, environment=screen)["resident"]

    folder = str(tmp_path / "data")
    resident("program", folder)  # the first start makes the database
    bare, empty = resident("bare"), resident("program", folder)
    resident("program", str(many))  # and the first of the day a copy of it
    filled = resident("program", str(many))
    tell("resident, idle on an empty folder", empty, EMPTY_MIB, f"MiB (bare window {bare:.1f})")
    tell("more with 100,000 filings", filled - empty, MORE_MIB, f"MiB (in all {filled:.1f})")
