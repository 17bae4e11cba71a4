"""The data folder comes up to date, is copied before, and is refused when it is newer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from app.errors import DataFolderError, NewerSchemaError
from app.model.own_rules import CatalogueVersion, RuleOverride
from app.model.record import Setting
from app.model.tables import Base
from app.progress import Silent
from app.services.workspace import open_workspace
from app.store import schema
from app.store.engine import open_engine


def test_migrations_build_exactly_the_mapped_model(tmp_path: Path) -> None:
    database = tmp_path / "q.db"
    engine = open_engine(database)
    assert schema.bring_up_to_date(engine, database, tmp_path / "b", Silent())
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"include_name": _is_mapped}),
            Base.metadata,
        )
        assert found == []
    assert schema.newest_revision() == schema.HEAD


def _is_mapped(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what is derived from the records: the lines and their search tables."""
    return not (kind == "table" and str(name).startswith("filing_")) or name == "filing_product"


def test_a_second_start_migrates_nothing(tmp_path: Path) -> None:
    open_workspace(tmp_path).close()
    database = tmp_path / "qingbei.db"
    engine = open_engine(database)
    assert not schema.bring_up_to_date(engine, database, tmp_path / "backups", Silent())
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_copy_is_put_aside_before_an_old_schema_is_migrated(tmp_path: Path) -> None:
    open_workspace(tmp_path).close()
    database = tmp_path / "qingbei.db"
    with sqlite3.connect(database) as raw:
        tables = [r[0] for r in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            of_index = table.startswith(("filing_tri_", "filing_gram_"))
            if table not in ("alembic_version", "sqlite_sequence") and not of_index:
                raw.execute(f'DROP TABLE "{table}"')
        raw.execute("DELETE FROM alembic_version")
    raw.close()
    engine = open_engine(database)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE old_marker (id INTEGER)")
        connection.exec_driver_sql("COMMIT")
    # An empty version row is a database whose first migration never ended.
    schema.bring_up_to_date(engine, database, tmp_path / "backups", Silent())
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert version == schema.HEAD
    (copy,) = (tmp_path / "backups").iterdir()
    with sqlite3.connect(copy) as raw:
        assert raw.execute("SELECT name FROM sqlite_master WHERE name='old_marker'").fetchone()


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_workspace(tmp_path).close()
    database = tmp_path / "qingbei.db"
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE alembic_version SET version_num='9999'")
    raw.close()
    before = database.read_bytes()
    with pytest.raises(NewerSchemaError, match="更新版本"):
        open_workspace(tmp_path)
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "qingbei.db"
    database.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(DataFolderError, match=r"损坏|无法读取"):
        open_workspace(tmp_path)
    assert database.read_bytes().startswith(b"this is a letter")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataFolderError, match="数据目录"):
        open_workspace(tmp_path / "file" / "data")


def test_a_folder_of_the_second_revision_gains_the_tables_of_ones_own_rules(
    tmp_path: Path,
) -> None:
    ws = open_workspace(tmp_path)
    with ws.change("setting") as change:
        change.session.add(Setting(key="kept", value="yes"))
    ws.close()
    database = tmp_path / "qingbei.db"
    added = ("rule_check_file", "rule_check", "rule_override", "added_platform")
    with sqlite3.connect(database) as raw:
        for table in (*added, "catalogue_version"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("UPDATE alembic_version SET version_num = '0002'")
    raw.close()
    again = open_workspace(tmp_path)
    with again.read() as session:
        assert session.get_one(Setting, "kept").value == "yes"
        assert session.scalars(select(RuleOverride)).all() == []
        assert session.scalars(select(CatalogueVersion)).all() == []
    assert len(again.catalogue.platforms) == 9
    again.close()
    assert [path.name.split("-")[1] for path in (tmp_path / "backups").iterdir()] == ["0003"]
