"""What is said of a file that is to be kept for long (PDF/A-2b, ISO 19005-2): plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.dossier.attachment_info import pages_named

NAME = "PDF/A-2b"
STANDARD = "ISO 19005-2"
CHECKED = f"{NAME}：符合（由本程序逐条检查，未经第三方认证）"
"""What may be said of a file that no clause was found broken in."""


@dataclass(frozen=True, order=True)
class Breach:
    """A clause of ISO 19005-2 that something breaks; ``text`` says how, without a full stop.

    Without a clause it is what this program asks beyond the standard.
    """

    clause: str
    text: str


@dataclass(frozen=True)
class Broken:
    """A breach and the pages (from 1) that it was found on; none: it is the whole file's."""

    breach: Breach
    pages: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """The finding in Chinese."""
        where = f"{pages_named(self.pages)}：" if self.pages else ""
        clause = f"（{STANDARD} 第 {self.breach.clause} 条）" if self.breach.clause else ""
        return f"{where}{self.breach.text}{clause}。"


@dataclass(frozen=True)
class ReportWords:
    """What an archival report says of itself: its title, who made it, and the day it is of."""

    title: str
    author: str
    made_on: date


@dataclass(frozen=True)
class DrawnPages:
    """Pages of an attached file, as they are shown from 1, that went in as pictures, and why."""

    file_name: str
    pages: tuple[int, ...]
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What became of the pages, in Chinese."""
        return (
            f"{pages_named(self.pages)}为符合 {NAME} 按 300 dpi 画成图片，文字不能再选取和查找"
            f"（{why(self.reasons)}）。"
        )


MOST_REASONS = 3


def why(reasons: Iterable[str]) -> str:
    """Return the first of the reasons in one phrase."""
    every = list(dict.fromkeys(reasons))
    more = " 等" if len(every) > MOST_REASONS else ""
    return "；".join(every[:MOST_REASONS]) + more
