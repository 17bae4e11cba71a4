"""The one door to the data folder and the shipped resources."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from app import APP_ID
from app.errors import DataFolderError


def resources() -> Path:
    """Return the folder of the shipped resources, in a checkout and in a packaged program."""
    base = getattr(sys, "_MEIPASS", None)
    root = Path(base) if base else Path(__file__).resolve().parent.parent
    return root / "resources"


def default_data_folder() -> Path:
    """Return the platform's own place for the user's data."""
    from platformdirs import user_data_path

    return user_data_path(APP_ID, appauthor=False, roaming=False)


@dataclass(frozen=True)
class DataPaths:
    """The places inside one data folder."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "qingbei.db"

    @property
    def vault(self) -> Path:
        """Content-addressed attachments and dossiers."""
        return self.folder / "vault"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.folder / "backups"

    @property
    def lock(self) -> Path:
        """Held while a window is open on this folder."""
        return self.folder / "window.lock"

    @property
    def ui_state(self) -> Path:
        """Window size, columns and the like; losing it loses no data."""
        return self.folder / "window.ini"

    @property
    def old_rules(self) -> Path:
        """Where an older version kept the user's own platform rules as YAML files."""
        return self.folder / "platforms"

    def create(self) -> None:
        """Make the folders; raise :class:`DataFolderError` when that is not possible."""
        try:
            for place in (self.folder, self.vault, self.backups):
                place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataFolderError(
                f"无法使用数据目录“{self.folder}”：{error.strerror or error}。",
                "请检查磁盘空间和写入权限，或用 --data 指定另一个目录。",
                repr(error),
            ) from error
