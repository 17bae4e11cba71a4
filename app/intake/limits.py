"""How much of a file is read at most, and the rows that are kept while reading.

A list of the authority holds some thousand rows; the bounds leave room for a hundred times that
and keep a file made to harm from filling the memory.
"""

from __future__ import annotations

from pathlib import Path

from app.errors import BadInputError
from app.intake.tables import Table
from app.progress import Progress

MB = 1024 * 1024
MAX_FILE_BYTES = 200 * MB
MAX_UNPACKED_BYTES = 600 * MB
MAX_WORD_BYTES = 100 * MB
MAX_FORM_BYTES = 16 * MB
MAX_PDF_BYTES = 60 * MB
MAX_PDF_STREAM = 4 * MB
MAX_PDF_PAGES = 1000
MAX_PDF_SECONDS = 180
UNPACKED_BYTES_BELOW_SUSPICION = 30 * MB
MAX_RATIO = 200
MAX_ARCHIVE_ENTRIES = 10_000
MAX_SHEET_CELLS = 8_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 256
MAX_CELL_CHARACTERS = 100_000
MAX_CHARACTERS = 80_000_000
ROWS_A_REPORT = 1000


def refuse(path: Path, what: str, remedy: str, details: str = "") -> BadInputError:
    """Return the error for a file that cannot be read: ``what`` continues the file's name."""
    return BadInputError(f"无法读取文件“{path.name}”：{what}。", remedy, details)


class Rows:
    """Collects the rows of one file within the bounds; reports and lets the user cancel."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self._path = path
        self._progress = progress
        self._seen = 0
        self._kept = 0
        self._characters = 0
        self._rows: list[list[str]] = []
        self._numbers: list[int] = []

    def add(self, number: int, cells: list[str]) -> None:
        """Keep row ``number`` unless it is blank; raise :class:`BadInputError` out of bounds."""
        self._seen += 1
        if self._seen % ROWS_A_REPORT == 0:
            self._progress.report(0, 0, f"正在读取“{self._path.name}”，已读 {self._seen} 行")
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return
        self._kept += 1
        characters = sum(map(len, cells))
        self._characters += characters
        if len(cells) > MAX_COLUMNS or (
            characters > MAX_CELL_CHARACTERS and max(map(len, cells)) > MAX_CELL_CHARACTERS
        ):
            raise refuse(
                self._path,
                f"第 {number} 行有 {len(cells)} 列，或有一格超过 {MAX_CELL_CHARACTERS} 字",
                "请确认选择的是备案清单或注销公告，并删去无关的列后再导入。",
            )
        if self._kept > MAX_ROWS or self._characters > MAX_CHARACTERS:
            raise refuse(
                self._path,
                f"内容过多，超过 {MAX_ROWS} 行或 {MAX_CHARACTERS} 字",
                "请把文件拆分成几个较小的文件后分别导入。",
            )
        self._rows.append(cells)
        self._numbers.append(number)

    def table(self, name: str, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> Table:
        """Return the rows since the last table as one, and begin the next."""
        table = Table(((0, name),), self._rows, self._numbers, before, after)
        self._rows, self._numbers = [], []
        return table
