"""xlsx and docx are zip archives: what they unpack to is measured before anything opens them.

The sizes in an archive's directory may lie, so the parts that a reader will load are unpacked
once, piece by piece, and thrown away; a wrong size or checksum shows there.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from app.intake.files import locked
from app.intake.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_COLUMNS,
    MAX_RATIO,
    MAX_SHEET_CELLS,
    MAX_UNPACKED_BYTES,
    MB,
    UNPACKED_BYTES_BELOW_SUSPICION,
    refuse,
)
from app.intake.tables import Table
from app.progress import Progress

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError)
_ENCRYPTED_FLAG = 0x1
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_FAR_ROW = re.compile(rb"""r=["'][A-Z]{0,3}([0-9]{6,10})["']""")
_FAR_COLUMN = re.compile(rb"""r=["']([A-Z]{2,3})[0-9]+["']""")
_NEAR_ROWS, _NEAR_COLUMNS = 99_999, 26
_OVERLAP = 64
_DAMAGED = "文件已损坏或没有下载完整"
_AGAIN = "请重新下载，或用 Excel、Word、WPS 打开修复并另存后再导入。"


def read_archive(
    path: Path, progress: Progress, meanwhile: Callable[[], None] | None = None
) -> list[Table]:
    """Return the tables of an xlsx or docx file; raise :class:`BadInputError` when it is unfit."""
    try:
        with zipfile.ZipFile(path) as archive:
            kind = _kind(path, archive)
            _check(path, archive, kind)
    except _BROKEN as error:
        raise refuse(path, _DAMAGED, _AGAIN, repr(error)) from error
    except RuntimeError as error:  # zipfile's word for "a password is needed"
        raise locked(path) from error
    if kind == "word":
        from app.intake.word import read_word

        return read_word(path, progress)
    from app.intake.spreadsheets import read_spreadsheet

    return read_spreadsheet(path, progress, meanwhile)


def _kind(path: Path, archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if len(names) > MAX_ARCHIVE_ENTRIES:
        raise refuse(path, f"压缩包里有 {len(names)} 个部分，不是正常的表格", _AGAIN)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in archive.infolist()):
        raise locked(path)
    if "word/document.xml" in names or any(
        re.fullmatch(r"word/document\d*\.xml", n) for n in names
    ):
        return "word"
    parts = [name for name in names if name.lower().startswith("xl/")]
    if "xl/workbook.bin" in parts:
        raise refuse(path, "这是二进制工作簿（.xlsb）", "请用 Excel 或 WPS 另存为 .xlsx 再导入。")
    if parts:
        return "sheet"
    if "content.xml" in names:
        raise refuse(
            path, "这是 OpenDocument 文件", "请用 Excel 或 WPS 另存为 .xlsx（或 .docx）再导入。"
        )
    raise refuse(path, "这是压缩包，不是表格文件", "请先解压，再选择其中的表格或文档。")


def _check(path: Path, archive: zipfile.ZipFile, kind: str) -> None:
    """Measure what the readers will load, first as declared, then as it really is."""
    parts = [e for e in archive.infolist() if e.filename.lower().endswith((".xml", ".rels"))]
    _weigh(path, sum(e.file_size for e in parts), sum(e.compress_size for e in parts))
    for entry in parts:
        is_sheet = kind == "sheet" and _SHEET.fullmatch(entry.filename) is not None
        rows, columns, tail = _NEAR_ROWS, _NEAR_COLUMNS, b""
        with archive.open(entry) as part:
            while piece := part.read(MB):
                if is_sheet:
                    rows, columns = _reach(tail + piece, rows, columns)
                    tail = piece[-_OVERLAP:]
        if rows * columns > MAX_SHEET_CELLS and (rows > _NEAR_ROWS or columns > MAX_COLUMNS):
            raise refuse(
                path,
                f"一个工作表用到第 {rows} 行、第 {columns} 列，范围过大",
                "请删去表格外的空行、空列或零散内容，另存后再导入。",
            )


def _weigh(path: Path, unpacked: int, packed: int) -> None:
    suspicious = unpacked > UNPACKED_BYTES_BELOW_SUSPICION and unpacked > MAX_RATIO * max(packed, 1)
    if unpacked > MAX_UNPACKED_BYTES or suspicious:
        raise refuse(
            path,
            f"解压后有 {unpacked // MB} MB，大得不正常",
            "请确认文件来源；若确实需要，请用 Excel 或 WPS 打开，只保留清单后另存再导入。",
        )


def _reach(content: bytes, rows: int, columns: int) -> tuple[int, int]:
    """Return the farthest row and column that the cells name (a reader fills all in between)."""
    for match in _FAR_ROW.finditer(content):
        rows = max(rows, int(match[1]))
    for match in _FAR_COLUMN.finditer(content):
        columns = max(columns, _column(match[1]))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
