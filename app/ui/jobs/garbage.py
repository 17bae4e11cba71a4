"""Python's cycle collector kept on the GUI thread.

A cycle may hold widgets, and a widget must not be freed on another thread: left alone, the
collector runs on whichever thread happens to make the next object and brings the program down.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1000


class GuiCollector(QObject):
    """While it lives, cycles are collected here alone, by the collector's own thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation whose threshold was passed."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def end(self) -> None:
        """Give the collector back; called when no other thread works any more."""
        self._timer.stop()
        gc.enable()
