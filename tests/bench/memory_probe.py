"""Starts one window, lets it come to rest and prints its resident memory in MiB.

memory_probe.py bare            an empty QMainWindow
memory_probe.py program DIR     main.py on a data folder, at the inventory
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

REST_MS = 5000
STATUS = Path("/proc/self/status")


def told(what: str) -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


def _tell(application: QApplication) -> None:
    print(f"resident {told('VmRSS'):.1f}", flush=True)  # noqa: T201
    print(f"peak {told('VmHWM'):.1f}", flush=True)  # noqa: T201
    # Whatever the window still does is of no interest here.
    application.closeAllWindows()


def main(arguments: list[str]) -> int:
    application = QApplication(sys.argv[:1])
    os.environ.pop("QINGBEI_EXIT_AFTER_SHOWN", None)
    QTimer.singleShot(REST_MS, application, lambda: _tell(application))
    if arguments[0] == "bare":
        window = QMainWindow()
        window.resize(1366, 820)
        window.show()
        return application.exec()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import main as program

    return program.main(["--data", arguments[1]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
