"""The real window on a real folder, for tests that act as the officer does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.workspace import Workspace
from app.ui.shell import MainWindow
from app.ui.theme import apply_theme, set_appearance
from app.ui.window import build_window

WAIT_MS = 20_000


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, ws: Workspace) -> Iterator[MainWindow]:
    """The window, shown and idle; it is closed before the workspace is."""
    apply_theme(qapp)
    made = build_window(ws)
    made.asks_before_loss = False  # what a test left in a form is not worth a question
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(made.jobs.idle, timeout=WAIT_MS)
    yield made
    qtbot.waitUntil(made.jobs.idle, timeout=WAIT_MS)
    made.close()
    set_appearance(qapp, "system")


@pytest.fixture
def settle(qtbot: QtBot, window: MainWindow) -> Callable[[], None]:
    """Wait until nothing is under way and what follows from it is shown."""

    def wait() -> None:
        qtbot.waitUntil(window.jobs.idle, timeout=WAIT_MS)

    return wait
