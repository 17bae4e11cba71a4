"""The folder that the scanner writes to; the materials step offers its new files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from app.errors import QingBeiError
from app.progress import Progress
from app.services.scan_folder import choose_scan_folder, scan_folder
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.settings.sections import Section
from app.ui.widgets import button, label
from app.ui.widgets.written import open_in_system

NONE = "还没有选择。选择扫描仪保存文件的文件夹后，新的扫描件会在“准备材料”中提示。"


class ScanSection(Section):
    """扫描: choose the folder, open it, or watch none. ``failed(error)`` and ``told(text)``."""

    failed = Signal(object)
    told = Signal(str)

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__("扫描")
        self._ws, self._jobs = ws, jobs
        self._folder: Path | None = None
        self.path = label(NONE, copy=True, wrap=True)
        self.open = button("打开文件夹", self._on_open, icon_name="folder")
        self.clear = button("不再提示", lambda: self.choose(None))
        self.pick = button("选择扫描文件夹…", self._on_pick, icon_name="folder")
        self.add_row("扫描文件夹", self.path, self.open, self.clear, self.pick)
        self.add(
            label("新文件只作提示，由您决定是否读取；文件夹中的文件不会被改动或移走。", "muted")
        )
        self._show(None)

    def refresh(self) -> None:
        """Show which folder is chosen."""

        def look(_progress: Progress) -> Path | None:
            return scan_folder(self._ws)

        self._jobs.read(look, self._show, key="scan.chosen", failed=self._fail, owner=self)

    def choose(self, folder: Path | None) -> None:
        """Watch another folder, or none."""

        def write(_progress: Progress) -> Path | None:
            choose_scan_folder(self._ws, folder)
            return scan_folder(self._ws)

        self._jobs.read(write, self._show, key="scan.chosen", failed=self._fail, owner=self)

    def _show(self, folder: Path | None) -> None:
        self._folder = folder
        self.path.setText(str(folder) if folder is not None else NONE)
        self.open.setVisible(folder is not None)
        self.clear.setVisible(folder is not None)

    def _on_pick(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选择扫描文件夹", str(self._folder or ""))
        if name:
            self.choose(Path(name))

    def _on_open(self) -> None:
        if self._folder is not None and not open_in_system(str(self._folder)):
            self.told.emit("系统没有可以打开文件夹的程序，请复制路径。")

    def _fail(self, error: QingBeiError) -> bool:
        self.failed.emit(error)
        return True
