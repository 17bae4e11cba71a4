"""方案说明: the memo of a plan opened, saved elsewhere, or printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.errors import QingBeiError
from app.services.plan_memo import PlanMemo, memo_copy, memo_name, write_memo
from app.services.workspace import Workspace
from app.ui.archival import ARCHIVAL_TIP, ARCHIVAL_WORDS, told_written
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar
from app.ui.widgets.written import tell_written


class MemoMenu(QMenu):
    """打开 / 另存 / 打印 of one case's memo."""

    def __init__(
        self,
        parent: QWidget,
        ws: Workspace,
        jobs: Jobs,
        what: tuple[int, PlanMemo],
        info: InfoBar,
    ) -> None:
        super().__init__(parent)
        self.ws, self.jobs, self.info = ws, jobs, info
        self.case_id, self._memo = what
        self._owner = parent
        self.addAction("打开", lambda: self._made(self._open))
        self.addAction("另存为…", self._ask)
        kept = self.addAction(f"另存为{ARCHIVAL_WORDS}…", lambda: self._ask(archival=True))
        kept.setToolTip(ARCHIVAL_TIP)
        self.setToolTipsVisible(True)
        self.addAction("打印…", lambda: self._made(self._print))

    def _ask(self, *, archival: bool = False) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._owner, "另存方案说明", memo_name(self.ws, self.case_id), "PDF 文件 (*.pdf)"
        )
        if name:
            self.save_to(Path(name), archival=archival)

    def save_to(self, target: Path, *, archival: bool = False) -> None:
        """Write the memo to ``target``, as PDF/A-2b when ``archival``."""
        self.jobs.change(
            "导出方案说明",
            lambda progress: write_memo(
                self.ws, self.case_id, self._memo, target, progress, archival=archival
            ),
            lambda path: tell_written(self.info, told_written(path, archival=archival), path),
            self._tell,
            owner=self._owner,
            quiet=True,
        )

    def _made(self, then: object) -> None:
        self.jobs.change(
            "生成方案说明",
            lambda progress: memo_copy(self.ws, self.case_id, self._memo, progress),
            then,  # type: ignore[arg-type]
            self._tell,
            owner=self._owner,
            quiet=True,
        )

    def _open(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _print(self, path: Path) -> None:
        from app.ui.cases.pdf_pages import page_sizes
        from app.ui.cases.printing import ask_printer, print_pdf

        printer = ask_printer(self._owner, "方案说明", len(page_sizes(path)))
        if printer is None:
            return
        self.jobs.read(
            lambda progress: print_pdf(path, printer, progress),
            lambda pages: self.info.tell(f"已送去打印 {pages} 页。", "success"),
            failed=self._tell,
            owner=self._owner,
            title="正在打印",
        )

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True
