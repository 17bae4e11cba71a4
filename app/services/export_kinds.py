"""What an export can be and what it says of itself; light, for the button that offers it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.model.kinds import Word
from app.services.workspace import Workspace

TITLE = "备案台账"
ALL, SOME = "全部备案", "选定的备案"


class ExportKind(Word):
    """What kind of file is written; the key is its extension."""

    XLSX = "xlsx", "Excel 工作簿"
    CSV = "csv", "CSV 文件"
    PDF = "pdf", "PDF 清单"

    @property
    def suffix(self) -> str:
        """The extension with its dot."""
        return f".{self.value}"


@dataclass(frozen=True)
class ExportReport:
    """What was written: ``gone`` were deleted meanwhile, ``shortened`` were too long for Excel.

    ``pages`` is 0 for a file without pages.
    """

    path: Path
    kind: ExportKind
    count: int
    gone: int = 0
    shortened: int = 0
    pages: int = 0


@dataclass(frozen=True)
class PrintedList:
    """A list made to be printed; the caller deletes the file."""

    path: Path
    count: int
    pages: int


def proposed_name(ws: Workspace, kind: ExportKind) -> str:
    """Return the file name to offer: 备案台账_2026-11-24.xlsx."""
    return f"{TITLE}_{ws.today().isoformat()}{kind.suffix}"
