"""What the officer's hands do in the real window: clicks, keys, dropped files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.services.workspace import Workspace
from app.ui.shell import MainWindow
from app.ui.theme import apply_theme
from app.ui.widgets import DropZone
from app.ui.window import build_window

WAIT_MS = 30_000


class Officer:
    """Works in one window; every act waits until nothing is under way any more."""

    def __init__(self, qtbot: QtBot, ws: Workspace) -> None:
        self.qtbot = qtbot
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app)
        self.window: MainWindow = build_window(ws)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.settle()

    def settle(self) -> None:
        """Wait until all work is done and shown."""
        for _ in range(3):
            self.qtbot.waitUntil(self.window.jobs.idle, timeout=WAIT_MS)
            QApplication.processEvents()
        assert self.window.isActiveWindow(), "another window took the focus"

    def click(self, button: QWidget) -> None:
        """Click a widget that must be there to be clicked."""
        assert button.isVisible(), f"{button} is not shown"
        assert button.isEnabled(), f"{button} is not enabled"
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key where the focus is."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def type_into(self, field: QWidget, text: str) -> None:
        """Click into a field, replace what is in it, and leave it with Tab."""
        target = field.focusProxy() or field
        assert target.isVisible(), f"{field.objectName()} is not shown"
        target.setFocus(Qt.FocusReason.MouseFocusReason)
        self.qtbot.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClick(target, Qt.Key.Key_Delete)
        paste(target, text)
        self.qtbot.keyClick(target, Qt.Key.Key_Tab)
        self.settle()

    def choose(self, combo: Any, value: object) -> None:
        """Choose from a list by keyboard: the arrow keys, then Enter."""
        combo.setFocus()
        wanted = combo._values.index(value)
        while combo.currentIndex() != wanted:
            key = Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up
            before = combo.currentIndex()
            self.qtbot.keyClick(combo, key)
            assert combo.currentIndex() != before
        self.settle()

    def drop(self, zone: DropZone, *files: Path) -> None:
        """Drop files onto a place that takes them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        zone.dropEvent(
            QDropEvent(
                QPointF(QPoint(5, 5)),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        self.settle()

    def button(self, where: QWidget, text: str) -> QAbstractButton:
        """Return the shown button that reads ``text``."""
        found = [*where.findChildren(QPushButton), *where.findChildren(QToolButton)]
        return next(b for b in found if b.isVisible() and text in b.text())

    def rail(self, text: str) -> None:
        """Go to a page by its word in the rail."""
        self.click(self.button(self.window, text))

    def page(self, key: str) -> Any:
        """Return a page of the window."""
        return self.window.page(key)

    def close(self) -> None:
        """Close the window as its cross does."""
        self.window.close()
        self.qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=WAIT_MS)


def paste(target: QWidget, text: str) -> None:
    """Put a text in as an input method does: Chinese is not typed key by key."""
    from PySide6.QtGui import QInputMethodEvent

    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)
