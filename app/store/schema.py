"""Brings the database to this program's schema by Alembic migrations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from app.errors import DataFolderError, NewerSchemaError
from app.progress import Progress
from app.store import copies, versions

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HEAD = versions.SCHEMA

UNFINISHED = ""
"""What a database reports whose first migration was cut off."""

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def bring_up_to_date(engine: Engine, database: Path, backups: Path, progress: Progress) -> bool:
    """Migrate ``database`` to :data:`HEAD`; return whether anything was done.

    A copy is put aside in ``backups`` before an existing database is migrated. Raises
    :class:`NewerSchemaError` when a newer program wrote it, :class:`DataFolderError` when the
    file is damaged or not a database; nothing is changed then.
    """
    current = _current(engine, database)
    if current == HEAD:
        return False
    if current not in (None, UNFINISHED) and current not in _known():
        raise NewerSchemaError(
            f"数据目录“{database.parent}”由更新版本的清备写入（数据版本 {current}），"
            f"当前程序只认识到版本 {HEAD}。",
            "请安装新版清备后再打开，数据没有改动。",
        )
    if current is not None:
        copies.put_aside(database, backups, f"before-{HEAD}", progress)
    upgrade(engine, HEAD)
    return True


def _current(engine: Engine, database: Path) -> str | None:
    if not database.exists():
        return None
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                if sa.inspect(connection).get_table_names():
                    raise DataFolderError(
                        f"“{database}”不是清备的数据库。",
                        "请用 --data 指定另一个目录，或把该文件移到别处。",
                    )
                return None
            row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).first()
            return UNFINISHED if row is None else str(row[0])
    except sa.exc.DatabaseError as error:
        raise DataFolderError(
            f"数据库“{database}”已损坏或无法读取。",
            f"请关闭程序，用“{database.parent / 'backups'}”中最近的副本替换它，原文件请先留存。",
            repr(error),
        ) from error


@cache
def _script() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS))


def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _script().walk_revisions())


def newest_revision() -> str | None:
    """Return the head of the migration scripts."""
    return _script().get_current_head()


def upgrade(engine: Engine, goal: str) -> None:
    """Run the migrations up to the revision ``goal``, in one transaction."""
    from alembic.runtime.migration import MigrationContext

    script = _script()
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        # Batch migrations rebuild tables; references are checked once, at the commit.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        context = MigrationContext.configure(
            connection,
            opts={
                "fn": lambda revision, _context: script._upgrade_revs(goal, revision),
                "transactional_ddl": True,
            },
        )
        from alembic.operations import Operations

        with Operations.context(context):
            context.run_migrations()
