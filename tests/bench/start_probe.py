"""Starts one window and prints the moments at which it is painted and idle.

    start_probe.py bare            an empty QMainWindow
    start_probe.py program DIR     main.py on a data folder

It is run as a process of its own, so that nothing is loaded beforehand.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class Witness(QObject):
    """Prints when a main window was painted (and the event loop turns), and when it closes.

    The program closes by itself once it is idle, that is when its first page has its data.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.told: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(watched, QMainWindow):
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, self, lambda: self._tell("painted"))
            elif event.type() == QEvent.Type.Close:
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
    application = QApplication(sys.argv[:1])
    application.installEventFilter(Witness(application))
    if arguments[0] == "bare":
        return _show_bare(application)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import main as program

    return program.main(["--data", arguments[1]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
