"""The paper's round: out with a code (打印待签章页), back by scanner (扫描归档) or scan folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.services.scan_filing import Filed
from app.services.scan_folder import NewScans, mark_seen
from app.services.workspace import Workspace
from app.ui.cases.material_card import existing
from app.ui.cases.scan_view import ScanView
from app.ui.cases.scan_watch import ScanWatch
from app.ui.cases.stack_pane import StackPane
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar

SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;所有文件 (*)"


class PaperRound(QObject):
    """Works for the checklist ``shown_in`` and tells in its ``info``.

    ``opened(widget)`` asks for the list's place, ``closed`` gives it back. New scans are offered
    while ``free()`` only: reading them would drop what is open.
    """

    opened = Signal(QWidget)
    closed = Signal()

    def __init__(
        self,
        ws: Workspace,
        jobs: Jobs,
        case_id: int,
        *,
        info: InfoBar,
        shown_in: QWidget,
        free: Callable[[], bool],
    ) -> None:
        super().__init__(shown_in)
        self.ws, self.jobs, self.info = ws, jobs, info
        self._shown_in, self._free = shown_in, free
        self._folder = ""
        self.printing = StackPane(ws, jobs, case_id)
        self.printing.closed.connect(self.closed)
        self.scanning = ScanView(ws, jobs, case_id)
        self.scanning.closed.connect(self.closed)
        self.scanning.failed.connect(self._on_not_read)
        self.scanning.filed.connect(self._on_filed)
        self.offer = InfoBar()
        self.watch = ScanWatch(ws, jobs, self)
        self.watch.found.connect(self._on_found)

    def print_forms(self, submission_id: int | None) -> None:
        """Offer the forms to be signed, those of this submission chosen."""
        self.info.dismiss()
        self.printing.open(submission_id)
        self.opened.emit(self.printing)

    def choose(self) -> None:
        """Ask for scans and read them."""
        names, _ = QFileDialog.getOpenFileNames(self._shown_in, "选择扫描件", self._folder, SCANS)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.read_scans([Path(name) for name in names])

    def read_scans(self, paths: list[Path]) -> None:
        """Read scans and show where their pages go; folders are refused in words."""
        files = existing(paths)
        if not files:
            self.info.tell("拖入的不是文件。请打开文件夹，选择其中的文件。", "warning")
            return
        self.info.dismiss()
        self.opened.emit(self.scanning)
        self.scanning.read(files)

    def _on_not_read(self, error: QingBeiError) -> None:
        self.closed.emit()
        self.info.tell_error(error)

    def _on_filed(self, filed: Filed, paths: list[Path]) -> None:
        self.closed.emit()
        told = f"已归档 {filed.pages} 页到 {filed.items} 份材料，原件已存。"
        doubts = [*filed.missing, *filed.large]
        if doubts:
            self.info.tell(f"{told}{'；'.join(doubts)}。", "warning")
        else:
            self.info.tell(f"{told}按 Ctrl+Z 可撤销。", "success")
        self._put_by(paths)

    def _put_by(self, paths: list[Path]) -> None:
        def write(_progress: Progress) -> None:
            mark_seen(self.ws, paths)

        self.jobs.read(write, lambda _none: self.watch.look(), key="scan.seen", owner=self)

    def _on_found(self, found: NewScans) -> None:
        if not found.files or not self._free():
            self.offer.hide()
            return
        files = list(found.files)
        names = "、".join(f"“{path.name}”" for path in files[:3])
        more = f"等 {len(files)} 个" if len(files) > 3 else ""
        self.offer.tell(
            f"扫描文件夹中有新文件：{names}{more}。",
            "info",
            action="读取",
            on_action=lambda: self.read_scans(files),
            second=("不再提示", lambda: self._put_by(files)),
        )
