"""csv and other delimited text: encoding and delimiter are found from the content."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.intake.limits import MB, Rows, refuse
from app.intake.tables import Table
from app.progress import Progress

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_ROWS = 30
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 或 UTF-8 编码的 .csv 再导入。"


def read_delimited(path: Path, progress: Progress) -> list[Table]:
    """Return the one table of a delimited text file.

    Raises :class:`BadInputError` when it is no text, is cut off, or its quotes do not pair.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    if _CONTROL.search(sample):
        raise refuse(path, "内容不是文本，也不是可识别的表格", _SAVE_AS)
    if not sample.strip():
        raise refuse(path, "文件是空的，没有任何文字", "请重新下载或重新导出该文件。")
    rows = Rows(path, progress)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=_delimiter(sample), strict=True)
        begun = 1
        try:
            for cells in reader:
                rows.add(begun, [cell.strip() for cell in cells])
                begun = reader.line_num + 1
        except csv.Error as error:
            raise refuse(
                path,
                f"从第 {begun} 行起引号不配对，或文件没有下载完整",
                f"请检查这一行的双引号；或{_SAVE_AS.removeprefix('请')}",
                repr(error),
            ) from error
    return [replace(rows.table(""), guarded=True)]


def encoding_of(path: Path, first: str | None = None) -> str:
    """Return the encoding of a text file: by its mark, ``first`` if it holds, or by trying.

    Raises :class:`BadInputError` when it is neither UTF-8, UTF-16 nor GB18030.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        candidates: tuple[str, ...] = ("utf-8-sig",)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    else:
        candidates = ("utf-8", "gb18030")
        if first is not None:
            candidates = (first, "utf-8")
    for encoding in candidates:
        error = _decoding_error(path, encoding)
        if error is None:
            return encoding
        if encoding == "utf-8" and error.reason == "unexpected end of data":
            break
    raise refuse(path, "文字编码无法识别（不是 UTF-8 或 GB18030），或文件没有下载完整", _SAVE_AS)


def _decoding_error(path: Path, encoding: str) -> UnicodeDecodeError | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(MB):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return error
    return None


def _delimiter(sample: str) -> str:
    """Return the delimiter that cuts the first lines into the most columns."""
    lines = sample.splitlines(keepends=True)[:_SAMPLE_ROWS]
    return max(_DELIMITERS, key=lambda delimiter: _columns(lines, delimiter))


def _columns(lines: Iterable[str], delimiter: str) -> int:
    widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
    return sorted(widths)[len(widths) // 2] * len(widths) if widths else 0
