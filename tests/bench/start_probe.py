"""Starts one window and prints the moments at which it is painted, filled and idle.

    start_probe.py bare            an empty QMainWindow
    start_probe.py program DIR     main.py on a data folder

It is run as a process of its own, so that nothing is loaded beforehand.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QWidget


class Witness(QObject):
    """Prints when the window was painted (and the event loop turns), and when it closes.

    ``filled`` is told when a table that has rows was painted. It looks at these few widgets
    alone: a filter on every event of the program would slow what it measures. The program
    closes by itself once it is idle, that is when its first page has its data.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.told: set[str] = set()
        self.windows: list[QWidget] = []
        QTimer.singleShot(0, self, self._find)

    def _find(self) -> None:
        """Begin to watch, once the event loop turns and before anything can be painted."""
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QMainWindow):
                self.windows.append(window)
                window.installEventFilter(self)
                for table in window.findChildren(QTableView):
                    table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            table = watched.parent()
            if watched in self.windows:
                QTimer.singleShot(0, self, lambda: self._tell("painted"))
            elif isinstance(table, QTableView) and table.model().rowCount():
                QTimer.singleShot(0, self, lambda: self._tell("filled"))
        elif event.type() == QEvent.Type.Close and watched in self.windows:
            self._tell("idle")
        return False

    def _tell(self, what: str) -> None:
        if what not in self.told:
            self.told.add(what)
            print(f"{what} {time.time()}", flush=True)  # noqa: T201


def _show_bare(application: QApplication) -> int:
    window = QMainWindow()
    window.resize(1366, 820)
    window.show()
    QTimer.singleShot(300, window, window.close)
    return application.exec()


def main(arguments: list[str]) -> int:
    # As the program makes its own: both windows are drawn by the same style.
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    Witness(application)
    if arguments[0] == "bare":
        return _show_bare(application)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import main as program

    return program.main(["--data", arguments[1]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
