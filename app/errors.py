"""Every way to fail: a Chinese message, the way to mend it, and an exit status.

The program raises these classes on purpose; anything else that reaches the user is a defect
and is shown as :class:`InternalError` with its details to copy.
"""

from __future__ import annotations

from pathlib import Path

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_BAD_INPUT = 2


class QingBeiError(Exception):
    """Base of all expected failures.

    ``message`` says what happened and where; ``remedy`` says how to mend it; both are complete
    Chinese sentences. ``details`` is technical text for 复制详情. ``exit_status`` is what a
    headless command returns.
    """

    exit_status = EXIT_BAD_INPUT

    def __init__(self, message: str, remedy: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.details = details

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"


class BadInputError(QingBeiError):
    """What was handed in cannot be used: a broken, empty, locked or wrong file, a bad value."""


class TooLargeError(BadInputError):
    """A file is larger than its platform takes; ``path`` is where it lies."""

    def __init__(self, message: str, remedy: str, path: Path) -> None:
        super().__init__(message, remedy)
        self.path = path


class LockedFileError(BadInputError):
    """A file asks for a password, or the one that was given is not its own; see ``path``."""

    def __init__(self, message: str, remedy: str, path: Path) -> None:
        super().__init__(message, remedy)
        self.path = path


class NotArchivalError(BadInputError):
    """Attached pages cannot be kept for long as they are (PDF/A-2b), and may not be drawn."""


class FieldsError(BadInputError):
    """One or more entered values are wrong; ``fields`` maps a field's key to its message."""

    def __init__(self, fields: dict[str, str]) -> None:
        told = "；".join(text.rstrip("。") for text in fields.values())
        super().__init__(f"{told}。", "请按提示修改后再保存。")
        self.fields = dict(fields)


class NotFoundError(QingBeiError):
    """The record asked for is not there (any more)."""


class ConflictError(QingBeiError):
    """The change contradicts what is stored now; nothing was changed."""


class DataFolderError(QingBeiError):
    """The data folder cannot be used: no access, full, or its database is damaged."""


class DataFolderBusyError(DataFolderError):
    """Another running 清备 holds this data folder."""


class NewerSchemaError(DataFolderError):
    """The database was written by a newer 清备 than this one."""


class CatalogueError(QingBeiError):
    """A platform or form description in the resources is not valid."""


class CannotPrintError(QingBeiError):
    """A document cannot be produced: a font is missing, or a character has no glyph."""


class InternalError(QingBeiError):
    """A defect of the program; ``details`` carries the traceback."""


class CancelledError(Exception):
    """The user cancelled a running job. Not a failure: nothing was changed."""
