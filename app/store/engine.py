"""The SQLite engine: durable, with real transactions, safe to use from several threads."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

BUSY_SECONDS = 15


def open_engine(database: Path) -> Engine:
    """Return an engine on ``database``; the file is created when first used.

    A transaction begins with BEGIN, or BEGIN IMMEDIATE when the connection carries the
    execution option ``immediate``: a writer then waits for its turn at the start, not half-way.
    """
    engine = sa.create_engine(
        f"sqlite:///{database}",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own begin/commit guesses are switched off; SQLAlchemy's events decide.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def close_engine(engine: Engine) -> None:
    """Fold the write-ahead log into the database and let the file go."""
    try:
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("PRAGMA optimize")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except sa.exc.OperationalError:
        # Another process still reads; its own close will fold the log.
        pass
    finally:
        engine.dispose()
