"""Looks at the scan folder and tells of new files; takes none by itself."""

from __future__ import annotations

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.progress import Progress
from app.services.scan_folder import NewScans, new_scans
from app.services.workspace import Workspace
from app.ui.jobs import Jobs

AGAIN_MS = 2_500


class ScanWatch(QObject):
    """``found(NewScans)`` whenever the folder was looked at. A network folder may not tell of
    its changes, so it is looked at again whenever the step is shown."""

    found = Signal(object)

    def __init__(self, ws: Workspace, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._ws, self._jobs = ws, jobs
        self._watcher: QFileSystemWatcher | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.look)

    def look(self) -> None:
        """Look into the folder, off the GUI thread."""

        def read(_progress: Progress) -> NewScans:
            return new_scans(self._ws)

        self._jobs.read(read, self._take, key="scan.folder", failed=lambda _e: True, owner=self)

    def _take(self, found: NewScans) -> None:
        wanted = [str(found.folder)] if found.folder is not None else []
        if wanted and self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.directoryChanged.connect(lambda _folder: self._again.start())
        if self._watcher is not None and self._watcher.directories() != wanted:
            if self._watcher.directories():
                self._watcher.removePaths(self._watcher.directories())
            if wanted:
                self._watcher.addPaths(wanted)
        if found.growing:
            self._again.start()
        self.found.emit(found)
