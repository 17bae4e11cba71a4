"""The look that the officer chose, kept with the window's other state."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.ui.theme.apply import SCHEMES, appearance, set_appearance

KEY = "window/appearance"


def restore_appearance(settings: QSettings) -> None:
    """Put on the look that was kept; without one the system is followed."""
    name = str(settings.value(KEY) or "system")
    app = QApplication.instance()
    if isinstance(app, QApplication) and name in SCHEMES and name != appearance():
        set_appearance(app, name)


def keep_appearance(settings: QSettings, name: str) -> None:
    """Put on another look and keep it."""
    settings.setValue(KEY, name)
    restore_appearance(settings)
