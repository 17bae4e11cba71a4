"""The day's copy: made once a day when there is something to lose, and whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.progress import Silent
from app.services.backups import back_up, back_up_daily, last_backup
from app.services.sample import load_sample
from app.services.workspace import open_workspace


def test_the_copy_holds_what_was_entered(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "data")
    load_sample(ws, Silent())
    made = back_up(ws, Silent())
    newest = last_backup(ws)
    assert newest is not None
    assert newest.path == made.path
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT count(*) FROM filing").fetchone() == (24,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    ws.close()


def test_once_a_day_and_only_with_data(tmp_path: Path) -> None:
    moment = [datetime.now(UTC)]
    ws = open_workspace(tmp_path / "data", clock=lambda: moment[0])
    assert back_up_daily(ws, Silent()) is None
    assert last_backup(ws) is None
    load_sample(ws, Silent())
    assert back_up_daily(ws, Silent()) is not None
    assert back_up_daily(ws, Silent()) is None
    moment[0] += timedelta(hours=25)
    assert back_up_daily(ws, Silent()) is not None
    ws.close()


def test_the_newest_fourteen_are_kept(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "data")
    made = [back_up(ws, Silent()).path for _ in range(16)]
    assert sorted(ws.paths.backups.glob("daily-*.db")) == made[2:]
    ws.close()
