"""What every reader hands over: the cells of a file as text, with their place in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BREAK = re.compile(r"[^\S\n]*[\r\n\v\f]+\s*")
_WIDE = "\u2e80"


@dataclass(frozen=True)
class Table:
    """The rows of one table as text, blank rows left out.

    ``numbers`` holds the number of each row in the file (from 1). ``sources`` names where rows
    come from (``工作表“…”``, ``第 2 个表格``), each with the index of its first row; a table that
    runs on over pages has several. ``texts_before`` and ``texts_after`` are the paragraphs
    around it. ``guarded``: a delimited file, where texts that look like formulas bear a mark.
    """

    sources: tuple[tuple[int, str], ...]
    rows: list[list[str]]
    numbers: list[int]
    texts_before: tuple[str, ...] = ()
    texts_after: tuple[str, ...] = ()
    guarded: bool = False

    @property
    def name(self) -> str:
        """Where the table stands in the file; empty when the file holds but one."""
        return self.sources[0][1]

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)

    def place(self, index: int) -> str:
        """Return where row ``index`` stands in the file, in Chinese."""
        if len(self.sources) == 1:
            return f"{self.sources[0][1]}第 {self.numbers[index]} 行"
        source = bisect_right(self.sources, index, key=lambda item: item[0]) - 1
        return f"{self.sources[source][1]}第 {self.numbers[index]} 行"

    def joined(self, other: Table, first_row: int) -> Table:
        """Return this table with the rows of ``other`` from ``first_row`` on behind its own."""
        return replace(
            self,
            sources=(*self.sources, (len(self.rows), other.name)),
            rows=self.rows + other.rows[first_row:],
            numbers=self.numbers + other.numbers[first_row:],
            texts_after=other.texts_after,
        )


def one_line(text: str) -> str:
    """Return a cell's text on one line: breaks vanish beside Chinese, else become a blank."""
    text = text.strip()
    if "\n" not in text and "\r" not in text:
        return text

    def join(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        return "" if before >= _WIDE or after >= _WIDE else " "

    return _BREAK.sub(join, text)


def text_key(text: str) -> str:
    """Return ``text`` for comparing: half-width, no blanks, no difference of case."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
