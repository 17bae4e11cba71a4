"""The Qt bindings keep the interpreter whole, whatever the Python they run on."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication


def test_calls_lose_no_reference(qapp: QApplication) -> None:
    """A release whose calls each give a reference to None away ends in a crash after hours."""
    QApplication.processEvents()
    before = sys.getrefcount(None)
    for _ in range(500):
        QApplication.processEvents()
    assert sys.getrefcount(None) > before - 100
