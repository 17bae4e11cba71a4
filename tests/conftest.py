"""What every test may lean on: an empty workspace on a real file, and the public lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import settings

from app.services.workspace import Workspace, open_workspace

# A busy machine stands still now and then: no example fails by its time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CHINA = timezone(timedelta(hours=8))
TODAY = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """An open workspace on an empty folder, on a fixed day, 2026-11-23."""
    workspace = open_workspace(tmp_path / "data", clock=lambda: TODAY, actor="测试员")
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public lists beside the project."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public lists are not beside this checkout")
    return folder
