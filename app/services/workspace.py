"""An opened data folder: the one thing that every service is handed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from app.errors import CatalogueError, ConflictError, DataFolderError
from app.paths import DataPaths, resources
from app.progress import Progress, Silent
from app.services.dates import CHINA, in_china
from app.store.line_reader import LineReader
from app.store.versions import up_to_date

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlalchemy.orm import Session

    from app.catalogue import Catalogue, Rulebook
    from app.dossier import FontSet, FormSpec
    from app.rules.workdays import WorkCalendar
    from app.services.change import Change
    from app.store.vault import Vault

OWN_RULES = frozenset({"added_platform", "rule_override", "rule_check"})
"""The tables of which the effective catalogue is made, besides what is shipped."""
OWN_FORMS = "own_form"
"""The table of the firm's own versions of forms."""


def _now() -> datetime:
    return datetime.now(CHINA)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "本机用户"


class Workspace:
    """One data folder, open for reading and for changing.

    ``clock`` tells the present moment with its zone; ``actor`` is who is named in the events.
    Safe to use from several threads: each reading or change has its own session.
    """

    def __init__(
        self,
        paths: DataPaths,
        progress: Progress,
        clock: Callable[[], datetime] = _now,
        actor: str | None = None,
    ) -> None:
        paths.create()
        self.paths = paths
        self.clock = clock
        self._actor = actor
        self.lines = LineReader(paths.database)
        self._opened: Engine | None = None
        self._opening = Lock()
        self._rulebook: Rulebook | None = None
        self._rulebook_guard = Lock()
        self._forms: dict[str, FormSpec] | None = None
        self._forms_guard = Lock()
        if not up_to_date(paths.database):
            self._bring_up_to_date(progress)

    @property
    def _engine(self) -> Engine:
        """The engine, loaded when it is first asked for: the first picture needs none."""
        from app.store.engine import open_engine

        with self._opening:
            if self._opened is None:
                self._opened = open_engine(self.paths.database)
            return self._opened

    def _bring_up_to_date(self, progress: Progress) -> None:
        from app.store.lines import is_current, rebuild
        from app.store.schema import bring_up_to_date

        try:
            bring_up_to_date(self._engine, self.paths.database, self.paths.backups, progress)
            with (
                _plain_errors(self.paths),
                self._engine.connect().execution_options(immediate=True) as connection,
                connection.begin(),
            ):
                if not is_current(connection):
                    rebuild(connection, self.platform_name, progress)
        except BaseException:
            self._engine.dispose()
            raise

    def follow_catalogue(self) -> None:
        """Bring the inventory's lines in step with what the platforms are called now."""
        if all(self.platform_name(id) == name for id, name in self.lines.platforms()):
            return
        from app.store.lines import rename_platforms

        with (
            _plain_errors(self.paths),
            self._engine.connect().execution_options(immediate=True) as connection,
            connection.begin(),
        ):
            rename_platforms(connection, self.platform_name)

    def platform_name(self, id: str) -> str:
        """Return what a platform is called; its id where the catalogue does not say."""
        try:
            known = self.catalogue.platforms.get(id)
        except CatalogueError:
            return id
        return known.short_name if known else id

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.paths.folder

    def today(self) -> date:
        """Today in China Standard Time."""
        return in_china(self.clock()).date()

    @cached_property
    def actor(self) -> str:
        """Who is named in the events: who was given, else the user of this machine."""
        return self._actor or _user()

    @cached_property
    def vault(self) -> Vault:
        """The files of the data folder."""
        from app.store.vault import Vault

        return Vault(self.paths.vault)

    @property
    def catalogue(self) -> Catalogue:
        """The rules that hold for the firm. Raises CatalogueError when a shipped file is broken."""
        return self.rulebook.catalogue

    @property
    def rulebook(self) -> Rulebook:
        """The shipped rules with the firm's own laid over them, made anew after each change."""
        known = self._rulebook
        if known is not None:
            return known
        from app.catalogue import lay_over
        from app.store.own_rules_reader import read_own_rules

        with self._rulebook_guard:
            if self._rulebook is None:
                try:
                    own = read_own_rules(self.lines)
                except (sqlite3.Error, ValueError) as error:
                    raise _unreadable(self.paths, error) from error
                self._rulebook = lay_over(self._shipped, own)
            return self._rulebook

    @cached_property
    def _shipped(self) -> Catalogue:
        from app.catalogue import load_catalogue

        return load_catalogue(resources())

    def _renew_own(self, tables: frozenset[str]) -> None:
        """Let the firm's own rules and forms be read again; the inventory shows the new names."""
        if not tables.isdisjoint(OWN_RULES):
            with self._rulebook_guard:
                self._rulebook = None
            self.follow_catalogue()
        if OWN_FORMS in tables:
            with self._forms_guard:
                self._forms = None

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The published working-day calendar."""
        from app.rules.workdays import PublishedCalendar

        return PublishedCalendar()

    @property
    def forms(self) -> dict[str, FormSpec]:
        """The form templates by id, the firm's own where there are; made anew after each change.

        Raises CatalogueError when a shipped one is broken.
        """
        known = self._forms
        if known is not None:
            return known
        from app.dossier import own_spec
        from app.store.own_rules_reader import read_own_forms

        with self._forms_guard:
            if self._forms is None:
                try:
                    own = read_own_forms(self.lines)
                except (sqlite3.Error, ValueError) as error:
                    raise _unreadable(self.paths, error) from error
                made = dict(self.shipped_forms)
                for id in own.keys() & made.keys():
                    # One that no longer fits the shipped fields waits for the officer.
                    made[id] = own_spec(made[id], own[id]) or made[id]
                self._forms = made
            return self._forms

    @cached_property
    def shipped_forms(self) -> dict[str, FormSpec]:
        """The form templates as shipped. Raises CatalogueError when one is broken."""
        from app.dossier import load_forms

        return load_forms(resources() / "forms")

    @cached_property
    def fonts(self) -> FontSet:
        """The faces for documents. Raises CannotPrintError when the machine has none."""
        from app.dossier import find_fonts

        return find_fonts()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one consistent state and changes nothing."""
        from sqlalchemy.orm import Session

        with _plain_errors(self.paths), Session(self._engine) as session:
            yield session

    @contextmanager
    def change(self, action: str) -> Iterator[Change]:
        """Give the one transaction of a user action; it is committed when the block ends well.

        ``action`` is the event's stable key. Any exception rolls everything back.
        """
        from sqlalchemy.orm import Session

        from app.services.change import Change

        with (
            _plain_errors(self.paths),
            self._engine.connect().execution_options(immediate=True) as connection,
            connection.begin(),
            Session(connection, join_transaction_mode="conditional_savepoint") as session,
        ):
            change = Change(session, action, self.clock(), self.actor, self.platform_name)
            yield change
            tables = change.finish().tables
            session.commit()
        self._renew_own(tables)

    def close(self) -> None:
        """Fold the log into the database and let the files go."""
        self.lines.close()
        if self._opened is not None:
            from app.store.engine import close_engine

            close_engine(self._opened)


@contextmanager
def _plain_errors(paths: DataPaths) -> Iterator[None]:
    """Turn the database's own failures into messages that the officer can act on."""
    from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            "这一步与已有记录冲突：名称或编号重复，或者记录仍被其他内容使用。",
            "请检查后重试，数据没有改动。",
            repr(error),
        ) from error
    except OperationalError as error:
        raise DataFolderError(
            f"无法读写数据库“{paths.database}”。",
            "请检查磁盘空间，并确认没有其他程序占用数据目录，然后重试；这一步没有保存。",
            repr(error),
        ) from error
    except DatabaseError as error:
        raise _unreadable(paths, error) from error


def _unreadable(paths: DataPaths, error: Exception) -> DataFolderError:
    return DataFolderError(
        f"数据库“{paths.database}”已损坏或无法读取。",
        f"请关闭程序，从“{paths.backups}”中最近的副本恢复。",
        repr(error),
    )


def open_workspace(
    folder: Path,
    progress: Progress | None = None,
    *,
    clock: Callable[[], datetime] = _now,
    actor: str | None = None,
) -> Workspace:
    """Open the data folder ``folder``, made and migrated where needed.

    Raises :class:`DataFolderError` (no access, damaged) and :class:`NewerSchemaError`.
    """
    ws = Workspace(DataPaths(folder.expanduser().resolve()), progress or Silent(), clock, actor)
    if ws.paths.old_rules.is_dir() and any(ws.paths.old_rules.glob("*.yaml")):
        from app.services.rule_takeover import take_over_files

        try:
            take_over_files(ws)
        except BaseException:
            ws.close()
            raise
    return ws
