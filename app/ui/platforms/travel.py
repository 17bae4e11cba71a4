"""The firm's own rules leave for another PC as a file, and come in from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.services.results import Result
from app.services.rules_export import RulesExported, export_rules
from app.services.rules_import import RulesPreview, preview_rules
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.widgets import tool

FILES = "自定义规则 (*.zip);;所有文件 (*)"


class Travel(QObject):
    """The two buttons and what they do: ``exported(RulesExported)``, ``previewed(preview)``.

    ``began`` before something new is tried.
    """

    began = Signal()
    exported = Signal(object)
    previewed = Signal(object)

    def __init__(
        self,
        ws: Workspace,
        jobs: Jobs,
        failed: Callable[[QingBeiError], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._ws, self._jobs, self._failed, self._parent = ws, jobs, failed, parent
        self._folder = Path.home()
        self.bring = tool(
            "导入自定义规则…", "import", self._ask_import, tip="读入另一台电脑导出的规则文件"
        )
        self.send = tool(
            "导出自定义规则…", "export", self._ask_export, tip="连同核实凭证写成一个文件"
        )

    def _ask_export(self) -> None:
        name = str(self._folder / f"自定义规则-{self._ws.today():%Y%m%d}.zip")
        chosen, _ = QFileDialog.getSaveFileName(self._parent, "导出自定义规则", name, FILES)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path) -> None:
        """Write the firm's own rules to a file."""
        self._folder = target.parent
        self.began.emit()

        def work(progress: Progress) -> Result[RulesExported]:
            return export_rules(self._ws, target, progress)

        self._jobs.change("导出自定义规则", work, self.exported.emit, self._failed, owner=self)

    def _ask_import(self) -> None:
        folder = str(self._folder)
        chosen, _ = QFileDialog.getOpenFileName(self._parent, "导入自定义规则", folder, FILES)
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, path: Path) -> None:
        """Show what a file of own rules would change."""
        self._folder = path.parent
        self.began.emit()

        def look(progress: Progress) -> RulesPreview:
            return preview_rules(self._ws, path, progress)

        self._jobs.read(
            look,
            self.previewed.emit,
            key="rules_file",
            failed=self._failed,
            owner=self,
            title=f"正在读取“{path.name}”",
        )
