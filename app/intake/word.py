"""docx: every table of a Word document, row by row.

The document's XML is streamed with the standard library rather than opened as a document, so
that memory stays bounded, and so that rows inside content controls and inserted text count while
deleted text does not.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.intake.limits import MAX_COLUMNS, MAX_WORD_BYTES, MB, ROWS_A_REPORT, Rows, refuse
from app.intake.tables import Table, one_line
from app.progress import Progress

_W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
SKIPPED = {"del", "moveFrom", "Fallback"}
_TEXTS_KEPT = 20
_DAMAGED = "文档已损坏或没有下载完整"
_AGAIN = "请重新下载，或用 Word、WPS 打开修复并另存为 .docx 后再导入。"


@dataclass
class _Open:
    """A table that is being read; ``above`` holds the text of each grid column's last cell."""

    before: tuple[str, ...]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    seen: int = 0
    above: dict[int, str] = field(default_factory=dict)


def read_word(path: Path, progress: Progress) -> list[Table]:
    """Return the tables with the paragraphs around them; a cell merged over rows counts for each.

    Raises :class:`BadInputError` for a damaged or over-large document, or one without a table.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            name = _document(archive)
            if archive.getinfo(name).file_size > MAX_WORD_BYTES:
                raise refuse(
                    path,
                    f"正文解压后超过 {MAX_WORD_BYTES // MB} MB",
                    "请只保留清单表格，另存后再导入。",
                )
            with archive.open(name) as part:
                found, after = _stream(part, path, progress)
    except (ET.ParseError, zipfile.BadZipFile, KeyError, EOFError, ValueError) as error:
        raise refuse(path, _DAMAGED, _AGAIN, repr(error)) from error
    if not found:
        raise refuse(path, "文档里没有表格", "请选择含有备案清单或注销公告表格的文档。")
    rows = Rows(path, progress)
    tables = []
    for place, item in enumerate(found, start=1):
        for number, cells in item.rows:
            rows.add(number, cells)
        follows = found[place].before if place < len(found) else after
        name = f"第 {place} 个表格" if len(found) > 1 else ""
        tables.append(rows.table(name, item.before, follows))
    return tables


def _document(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "word/document.xml" in names:
        return "word/document.xml"
    return next(name for name in names if re.fullmatch(r"word/document\d*\.xml", name))


def _stream(part: IO[bytes], path: Path, progress: Progress) -> tuple[list[_Open], tuple[str, ...]]:
    """Return the tables in the order in which they begin, and the paragraphs after the last."""
    found: list[_Open] = []
    stack: list[_Open] = []
    texts: list[str] = []
    for event, element in ET.iterparse(part, events=("start", "end")):
        tag = local_name(element)
        if event == "start":
            if tag == "tbl":
                stack.append(_Open(tuple(texts[-_TEXTS_KEPT:])))
                found.append(stack[-1])
                texts = []
        elif tag == "tbl":
            stack.pop()
            element.clear()
        elif tag == "tr" and stack:
            _add_row(stack[-1], element)
            if stack[-1].seen % ROWS_A_REPORT == 0:
                progress.report(0, 0, f"正在读取“{path.name}”，已读 {stack[-1].seen} 行")
            element.clear()
        elif tag == "p" and not stack:
            text = one_line(_text(element))
            if text:
                texts.append(text)
            element.clear()
    return found, tuple(texts[:_TEXTS_KEPT])


def _add_row(table: _Open, row: ET.Element) -> None:
    """Read one row; a continued vertical merge takes the text from above."""
    table.seen += 1
    properties = first_child(row, "trPr")
    if properties is not None and first_child(properties, "del") is not None:
        return
    cells = [""] * _number(properties, "gridBefore", 0)
    for cell in _cells(row):
        properties = first_child(cell, "tcPr")
        merged = None if properties is None else first_child(properties, "vMerge")
        column = len(cells)
        if merged is not None and value_of(merged) != "restart":
            text = table.above.get(column, "")
        else:
            text = _text(cell).strip()
            table.above[column] = text
        cells += [text] + [""] * (_number(properties, "gridSpan", 1) - 1)
    table.rows.append((table.seen, cells))


def _cells(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        tag = local_name(child)
        if tag == "tc":
            yield child
        elif tag not in ("trPr", "tblPrEx"):
            yield from _cells(child)


def _text(element: ET.Element) -> str:
    """Return the visible text below ``element``, a line for each paragraph and break."""
    parts: list[str] = []
    for child in element:
        tag = local_name(child)
        if tag == "t":
            parts.append(child.text or "")
        elif tag in ("br", "cr"):
            parts.append("\n")
        elif tag == "tab":
            parts.append(" ")
        elif tag not in SKIPPED and not tag.endswith("Pr"):
            parts.append(_text(child))
            if tag == "p":
                parts.append("\n")
    return "".join(parts)


def local_name(element: ET.Element) -> str:
    """Return the name of a Word element; of foreign ones only what must be skipped is named."""
    for namespace in _W:
        if element.tag.startswith(namespace):
            return element.tag[len(namespace) :]
    return "Fallback" if element.tag.endswith("}Fallback") else ""


def first_child(element: ET.Element, tag: str) -> ET.Element | None:
    """Return the first child of that name, or None."""
    return next((child for child in element if local_name(child) == tag), None)


def value_of(element: ET.Element) -> str:
    """Return the element's ``val``; an empty text when it has none."""
    return next((v for k, v in element.attrib.items() if k.endswith("}val")), "")


def _number(properties: ET.Element | None, tag: str, default: int) -> int:
    element = None if properties is None else first_child(properties, tag)
    text = "" if element is None else value_of(element)
    return min(int(text), MAX_COLUMNS) if text.isdigit() else default
