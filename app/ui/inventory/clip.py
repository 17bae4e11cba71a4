"""Ctrl+C on rows of the inventory: the clipboard gets a table that Excel pastes as one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from app.errors import QingBeiError
from app.progress import Progress
from app.services.clipboard_rows import SHOWN, CopiedRows, copied_rows
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar


def mime_of(rows: CopiedRows) -> QMimeData:
    """Return the rows as text/plain and text/html."""
    made = QMimeData()
    made.setText(rows.text)
    made.setHtml(rows.html)
    return made


class RowsCopier(QObject):
    """Copies rows off the GUI thread; what is asked for last is what the clipboard gets."""

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar, parent: QObject) -> None:
        super().__init__(parent)
        self._ws, self._jobs, self._info = ws, jobs, info

    def copy(self, ids: Sequence[int], headings: Sequence[str] = SHOWN) -> None:
        """Put the filings ``ids`` on the clipboard in the columns named as the export names them.

        Nothing selected leaves the clipboard as it is.
        """
        if not ids:
            return
        wanted = tuple(ids)

        def look(progress: Progress) -> CopiedRows:
            return copied_rows(self._ws, wanted, progress, headings)

        self._jobs.read(
            look, self._put, key="copy-rows", failed=self._tell, owner=self, title="正在复制"
        )

    def _put(self, rows: CopiedRows) -> None:
        QGuiApplication.clipboard().setMimeData(mime_of(rows))
        self._jobs.message.emit(f"已复制 {rows.count} 条，可以粘贴到 Excel 或 WPS")

    def _tell(self, error: QingBeiError) -> bool:
        self._info.tell_error(error)
        return True
