"""What a database of this program says of itself, and a quick look whether one does.

Free of every library: a window whose data folder is up to date opens without loading them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA = "0011"
"""The newest revision; a test holds it equal to the migrations' own head."""

LINES = 1
"""How the lines of the inventory are derived (PRAGMA user_version)."""


def up_to_date(database: Path) -> bool:
    """Tell whether ``database`` can be used as it is; False says only: look closer."""
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            lines = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        return False
    return found == [(SCHEMA,)] and lines == (LINES,)
