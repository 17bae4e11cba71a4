"""What the benches share: a screen, a folder with very many filings, and how a figure is told.

Every figure stands beside its peer, measured in the same run. It is said whether a figure is
within the promise, and the run does not fail by it: a time alone says little of another machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from probes import Tell, run_probe

from app.store import versions

MANY = 100_000


@pytest.fixture(scope="session")
def screen() -> Iterator[dict[str, str]]:
    """An environment with a screen: the one there is, else a virtual one, else off screen."""
    environment = dict(os.environ)
    # As on the officer's machine, where Python keeps what it compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
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


@pytest.fixture(scope="session")
def many(pytestconfig: pytest.Config) -> Path:
    """A data folder with 100,000 filings, made once and kept in pytest's cache."""
    cache = getattr(pytestconfig, "cache", None)
    name = f"filings-{MANY}-{versions.SCHEMA}-{versions.LINES}"
    home = cache.mkdir("qingbei-bench") if cache else Path(tempfile.mkdtemp())
    folder: Path = home / name
    if not folder.is_dir():
        unfinished = home / f"{name}-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        run_probe("big_folder.py", str(unfinished), str(MANY), environment=dict(os.environ))
        unfinished.rename(folder)
    (folder / "window.ini").write_text("[window]\npage=inventory\n", encoding="utf-8")
    return folder


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print a figure beside the limit that was promised for it, and whether it is within."""

    def say(what: str, figure: float, limit: float, unit: str) -> None:
        verdict = "within" if figure <= limit else "over"
        with capsys.disabled():
            print(f"\n{what}: {figure:.2f} {unit}, limit {limit:.2f}: {verdict}", end="")  # noqa: T201

    return say
