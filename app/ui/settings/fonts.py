"""The faces that PDF documents are set in, as far as this machine has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from app.errors import CannotPrintError, QingBeiError
from app.progress import Progress
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.settings.sections import Section
from app.ui.widgets import label


class FontSection(Section):
    """字体: the font files in use, or why no document can be printed."""

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__("PDF 字体")
        self._ws, self._jobs = ws, jobs
        self._told = label("", wrap=True, copy=True)
        self.add(self._told)
        self.add(label("字体全部嵌入 PDF，换一台电脑打开或打印也一样。", "muted"))

    def refresh(self) -> None:
        """Ask which faces there are."""

        def look(_progress: Progress) -> list[str]:
            return sorted(set(_files(self._ws.fonts)))

        self._jobs.read(look, self._show, key="fonts", failed=self._fail, owner=self)

    def text(self) -> str:
        """Return what is said."""
        return self._told.text()

    def _show(self, names: list[str]) -> None:
        self._told.setText("\n".join(names))

    def _fail(self, error: QingBeiError) -> bool:
        if isinstance(error, CannotPrintError):
            self._told.setText(f"{error.message}{error.remedy}")
            return True
        self._told.setText("无法读取字体。")
        return False


def _files(value: object) -> Iterator[str]:
    """Return the font files that a set of faces is made of, whatever their roles."""
    if isinstance(value, Path):
        yield str(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _files(getattr(value, field.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _files(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _files(item)
