"""HTML: the tables of a saved page, of a clipboard, or of an .xls that is a page in truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from app.intake.delimited import encoding_of
from app.intake.headings import HIGHEST_HEADING
from app.intake.limits import MAX_COLUMNS, MAX_ROWS, MAX_WORD_BYTES, MB, Rows, refuse
from app.intake.tables import Table, one_line
from app.progress import Progress

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030"}
_HEAD_BYTES = 4096
_TEXTS_KEPT = 20
_PIECE = 64 * 1024
_UNSEEN = ("script", "style", "head", "template", "noscript")
_BREAKS = ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "caption")
_DEEPEST = 50


@dataclass
class _Cell:
    parts: list[str] = field(default_factory=list)
    across: int = 1
    down: int = 1


@dataclass
class _Open:
    """A table that is being read; ``held`` are cells that reach down into the rows below."""

    before: tuple[str, ...] = ()
    rows: list[list[str]] = field(default_factory=list)
    cells: list[_Cell] | None = None
    held: dict[int, tuple[str, int]] = field(default_factory=dict)
    after: tuple[str, ...] = ()

    def end_row(self) -> None:
        """Close the row; a cell merged over rows counts for each, over columns in headings."""
        if self.cells is None:
            return
        row: list[str] = []
        waiting = self.cells
        self.cells = None
        for cell in waiting:
            self._fill_held(row)
            text = "\n".join(filter(None, map(str.strip, "".join(cell.parts).split("\n"))))
            is_heading = len(self.rows) <= HIGHEST_HEADING and len(waiting) > 1
            for place in range(cell.across):
                shown = text if place == 0 or is_heading else ""
                if cell.down > 1:
                    self.held[len(row)] = (shown, cell.down - 1)
                row.append(shown)
        self._fill_held(row)
        self.rows.append(row)

    def _fill_held(self, row: list[str]) -> None:
        while len(row) in self.held:
            text, left = self.held.pop(len(row))
            if left > 1:
                self.held[len(row)] = (text, left - 1)
            row.append(text)


class _Reader(HTMLParser):
    """Collects the tables, and the paragraphs around them; a table in a cell is its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Open] = []
        self._stack: list[_Open] = []
        self._unseen = 0
        self._text: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table" and len(self._stack) < _DEEPEST:
            self._end_text()
            self._stack.append(_Open(tuple(self.texts[-_TEXTS_KEPT:])))
            self.found.append(self._stack[-1])
            self.texts = []
        elif self._stack and tag == "tr":
            self._stack[-1].end_row()
            self._stack[-1].cells = []
        elif self._stack and tag in ("td", "th"):
            given = dict(attrs)
            table = self._stack[-1]
            table.cells = table.cells if table.cells is not None else []
            if len(table.cells) <= MAX_COLUMNS:
                across = _span(given.get("colspan"), MAX_COLUMNS)
                table.cells.append(_Cell([], across, _span(given.get("rowspan"), MAX_ROWS)))
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "tr" and self._stack:
            self._stack[-1].end_row()
        elif tag == "table" and self._stack:
            self._stack[-1].end_row()
            self._stack.pop()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        cells = self._stack[-1].cells if self._stack else None
        if cells:
            cells[-1].parts.append(re.sub(r"\s+", " ", data))
        elif not self._stack:
            self._text.append(data)

    def finish(self) -> None:
        """Close what the page left open."""
        self.close()
        while self._stack:
            self._stack.pop().end_row()
        self._end_text()

    def _break(self) -> None:
        cells = self._stack[-1].cells if self._stack else None
        if cells:
            cells[-1].parts.append("\n")
        elif not self._stack:
            self._end_text()

    def _end_text(self) -> None:
        text = one_line(" ".join("".join(self._text).split()))
        self._text = []
        if text:
            self.texts.append(text)


def read_markup(path: Path, progress: Progress) -> list[Table]:
    """Return the tables of an HTML file, with the paragraphs around them.

    Raises :class:`BadInputError` for a page without a table, an over-large or undecodable one.
    """
    if path.stat().st_size > MAX_WORD_BYTES:
        raise refuse(
            path, f"网页文件超过 {MAX_WORD_BYTES // MB} MB", "请只保留清单表格，另存后再导入。"
        )
    reader = _Reader()
    with path.open(encoding=_encoding(path), errors="strict", newline="") as file:
        while piece := file.read(_PIECE):
            progress.report(0, 0, f"正在读取“{path.name}”")
            reader.feed(piece)
    reader.finish()
    found = [table for table in reader.found if any(any(row) for row in table.rows)]
    if not found:
        raise refuse(
            path, "网页里没有表格", "请选择含有备案清单或注销公告表格的文件，或另存为 .xlsx。"
        )
    rows = Rows(path, progress)
    tables = []
    for place, item in enumerate(found, start=1):
        for number, cells in enumerate(item.rows, start=1):
            rows.add(number, cells)
        after = found[place].before if place < len(found) else tuple(reader.texts[:_TEXTS_KEPT])
        name = f"第 {place} 个表格" if len(found) > 1 else ""
        tables.append(rows.table(name, item.before, after))
    return tables


def _encoding(path: Path) -> str:
    """Return the encoding that the page names where it holds, else the one found by trying."""
    with path.open("rb") as file:
        told = _CHARSET.search(file.read(_HEAD_BYTES))
    named = _CHINESE.get(told[1].decode("ascii").lower()) if told else None
    return encoding_of(path, first=named)


def _span(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() else 1
