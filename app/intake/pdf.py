"""PDF: the ruled tables of an announcement, page by page, by pdfplumber.

What the file unpacks to is weighed first: its streams are inflated once, piece by piece, and
thrown away. Images are never decoded here and may be of any size.
"""

from __future__ import annotations

import mmap
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import CancelledError, QingBeiError
from app.intake.files import locked
from app.intake.limits import (
    MAX_PDF_BYTES,
    MAX_PDF_PAGES,
    MAX_PDF_SECONDS,
    MAX_PDF_STREAM,
    MAX_UNPACKED_BYTES,
    MB,
    Rows,
    refuse,
)
from app.intake.tables import Table, one_line
from app.model.filing_number import FilingNumber
from app.progress import Progress

_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/FlateDecode\s*/FlateDecode|/FlateDecode\s*/LZWDecode")
_IMAGE = re.compile(rb"/Subtype\s*/Image")
_FONT = re.compile(rb"/Length1\b|/FontFile|/Subtype\s*/(?:CIDFontType0C|Type1C|OpenType)")
_OTHER_FILTER = re.compile(rb"/(?:LZWDecode|RunLengthDecode)\b")
_DICTIONARY_BYTES = 2048
_TEXTS_KEPT = 20
_ALIGNED = 2.0
_DAMAGED = "PDF 已损坏或没有下载完整"
_AGAIN = "请重新下载后再导入；或把其中的表格复制到 Excel、WPS 后再导入。"
_TOO_MUCH = "请只保留清单所在的页，另存后再导入。"


@dataclass
class _Found:
    """A table of a page, with the paragraphs around it."""

    name: str
    rows: list[list[str]]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = field(default=())


def read_pdf(path: Path, progress: Progress) -> list[Table]:
    """Return the tables of every page; a row cut by the end of a page is one row.

    Raises :class:`BadInputError` for a locked, damaged, scanned or over-large file, or one
    without a table; :class:`CancelledError` when the user cancels.
    """
    import pdfplumber

    _weigh(path)
    try:
        with pdfplumber.open(path) as document:
            found = _tables(path, document, progress)
    except (QingBeiError, CancelledError):
        raise
    except MemoryError:
        raise
    except Exception as error:
        # The reader names no common class for what a broken file may raise in it.
        if "PasswordIncorrect" in repr(error) or "PDFPasswordIncorrect" in repr(error.__cause__):
            raise locked(path) from error
        raise refuse(path, _DAMAGED, _AGAIN, repr(error)) from error
    rows = Rows(path, progress)
    tables = []
    for item in found:
        for number, cells in enumerate(item.rows, start=1):
            rows.add(number, cells)
        tables.append(rows.table(item.name, item.before, item.after))
    return tables


def _tables(path: Path, document: Any, progress: Progress) -> list[_Found]:
    pages = document.pages
    if len(pages) > MAX_PDF_PAGES:
        raise refuse(path, f"共 {len(pages)} 页，超过上限 {MAX_PDF_PAGES} 页", _TOO_MUCH)
    found: list[_Found] = []
    texts: list[str] = []
    begun, characters = time.monotonic(), 0
    for place, page in enumerate(pages, start=1):
        progress.report(place - 1, len(pages), f"正在读取“{path.name}”第 {place} 页")
        if time.monotonic() - begun > MAX_PDF_SECONDS:
            raise refuse(path, f"读取超过 {MAX_PDF_SECONDS} 秒", _TOO_MUCH)
        characters += len(page.chars)
        texts = _page(page, place, found, texts)
        page.close()
    if not characters:
        raise refuse(
            path,
            "这是扫描件，没有可读取的文字",
            "请下载公告的 Word、Excel 附件，或用文字识别软件转换成表格后再导入。",
        )
    if not found:
        raise refuse(path, "PDF 里没有带边框的表格", "请选择含有备案清单或注销公告表格的文件。")
    found[-1].after = tuple(texts[:_TEXTS_KEPT])
    return found


def _page(page: Any, place: int, found: list[_Found], texts: list[str]) -> list[str]:
    """Add the tables of a page; return the paragraphs that stand after the last of them."""
    tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
    top = page.bbox[1]
    for number, table in enumerate(tables, start=1):
        rows = list(_rows(table))
        between = _paragraphs(page, top, table.bbox[1])
        top = table.bbox[3]
        if not rows:
            continue
        texts = [*texts, *between]
        last = found[-1] if found else None
        if last is not None and number == 1 and not texts and _is_rest(rows[0], last):
            last.rows[-1] = [
                f"{above}\n{below}".strip()
                for above, below in zip(last.rows[-1], rows.pop(0), strict=True)
            ]
        name = f"第 {place} 页" + (f"第 {number} 个表格" if len(tables) > 1 else "")
        if last is not None:
            last.after = tuple(texts[:_TEXTS_KEPT])
        found.append(_Found(name, rows, tuple(texts[-_TEXTS_KEPT:])))
        texts = []
    return [*texts, *_paragraphs(page, top, page.bbox[3])]


def _rows(table: Any) -> Iterator[list[str]]:
    """Yield the cells of each row; one merged over rows counts for each of them."""
    above: dict[int, tuple[str, float]] = {}
    for row, texts in zip(table.rows, table.extract(), strict=True):
        bottom = row.bbox[3]
        cells = []
        for column, (box, text) in enumerate(zip(row.cells, texts, strict=True)):
            if box is not None:
                above[column] = ((text or "").strip(), box[3])
                cells.append(above[column][0])
            else:
                told, end = above.get(column, ("", 0.0))
                cells.append(told if end >= bottom - _ALIGNED else "")
        if any(cells):
            yield cells


def _is_rest(row: list[str], last: _Found) -> bool:
    """Tell whether the first row of a page is the end of the row before: no start, no number."""
    if not last.rows or len(row) != len(last.rows[-1]) or row[0]:
        return False
    return not any(FilingNumber.parse(cell) for cell in row)


def _paragraphs(page: Any, top: float, bottom: float) -> list[str]:
    """Return the lines between two heights of a page; page numbers are left out."""
    left, _top, right, _bottom = page.bbox
    if bottom - top < 1:
        return []
    text = page.crop((left, top, right, bottom)).extract_text() or ""
    lines = [one_line(line) for line in text.splitlines()]
    return [line for line in lines if line and not re.fullmatch(r"[-—–\s第共页/0-9]+", line)]


def _weigh(path: Path) -> None:
    """Raise :class:`BadInputError` when the file unpacks to more than a list can hold."""
    size = path.stat().st_size
    if size > MAX_PDF_BYTES:
        raise refuse(
            path, f"文件有 {size // MB} MB，超过 PDF 的上限 {MAX_PDF_BYTES // MB} MB", _TOO_MUCH
        )
    unpacked = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for match in _STREAM.finditer(content):
            start = max(0, match.start() - _DICTIONARY_BYTES)
            head = content[start : match.start()]
            head = head[head.rfind(b"obj") + 3 :]
            if head.endswith(b"end"):
                continue
            if _TWICE.search(head):
                raise refuse(path, "其中有多重压缩的内容", _AGAIN)
            if _IMAGE.search(head):
                continue
            limit = MAX_UNPACKED_BYTES if _FONT.search(head) else MAX_PDF_STREAM
            unpacked += _inflated(path, content, match.end(), limit, head)
            if unpacked > MAX_UNPACKED_BYTES:
                raise refuse(path, "解压后的内容过大", _TOO_MUCH)


def _inflated(path: Path, content: mmap.mmap, start: int, limit: int, head: bytes) -> int:
    """Return the bytes that a stream unpacks to; raise :class:`BadInputError` above ``limit``."""
    if b"/FlateDecode" not in head and b"/Fl" not in head:
        end = content.find(b"endstream", start)
        length = (end if end >= 0 else len(content)) - start
        if _OTHER_FILTER.search(head) and length > MB:
            raise refuse(path, "其中有不支持的压缩内容", _AGAIN)
        return length
    inflater = zlib.decompressobj()
    total, place = 0, start
    try:
        while not inflater.eof and (inflater.unconsumed_tail or place < len(content)):
            piece = inflater.unconsumed_tail
            if not piece:
                piece = content[place : place + MB // 4]
                place += len(piece)
            total += len(inflater.decompress(piece, MB))
            if total > limit:
                raise refuse(path, f"其中一页的内容解压后超过 {limit // MB} MB", _TOO_MUCH)
    except zlib.error:
        return total
    return total
