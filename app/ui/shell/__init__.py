"""The frame around the pages: rail, top bar, foot, global search, errors and messages."""

from app.ui.shell.page import Page
from app.ui.shell.window import MainWindow

__all__ = ["MainWindow", "Page"]
