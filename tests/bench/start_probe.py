"""Starts one window and prints the moment at which it is painted and answers.

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


class FirstPaint(QObject):
    """Prints once, in the first turn of the event loop after a main window was painted."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.told = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.told and event.type() == QEvent.Type.Paint and _is_in_window(watched):
            self.told = True
            QTimer.singleShot(0, self, lambda: print(f"painted {time.time()}", flush=True))
        return False


def _is_in_window(watched: QObject) -> bool:
    return isinstance(watched, QMainWindow)


def _show_bare(application: QApplication) -> int:
    window = QMainWindow()
    window.resize(1366, 820)
    window.show()
    QTimer.singleShot(300, window, window.close)
    return application.exec()


def main(arguments: list[str]) -> int:
    application = QApplication(sys.argv[:1])
    application.installEventFilter(FirstPaint(application))
    if arguments[0] == "bare":
        return _show_bare(application)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import main as program

    return program.main(["--data", arguments[1]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
