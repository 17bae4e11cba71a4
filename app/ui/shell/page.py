"""What a page of the window is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.services.results import Changes
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow


class Page(QWidget):
    """A page of the window: asks services for read models through ``jobs`` and shows them.

    ``column`` is its layout, beginning with the ``info`` bar for messages and errors.
    """

    key: str = ""
    title: str = ""

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__()
        self.ws = ws
        self.jobs = jobs
        self.window_ = window
        self.info = InfoBar()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(8)
        self.column.addWidget(self.info)

    def refresh(self, changes: Changes | None) -> None:
        """Show the data as it stands; ``changes`` is None when the page is shown first."""

    def open(self, **where: object) -> None:
        """Show what ``where`` names, after the page was brought to the front."""

    def take_focus(self) -> None:
        """Give the focus to the first thing on the page that takes it."""
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            shown = self.isAncestorOf(widget) and widget.isVisibleTo(self)
            if takes and shown and widget.isEnabledTo(self):
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            widget = widget.nextInFocusChain()

    def leave(self) -> None:
        """Save what is still being typed; called before another page is shown."""

    def unsaved(self) -> str:
        """Return in one sentence what would be lost if the program closed now, or nothing."""
        return ""

    def navigate(self, key: str, **where: object) -> None:
        """Go to another page of the window."""
        self.window_.navigate(key, **where)

    def tell_error(self, error: QingBeiError) -> bool:
        """Show an error in the page's own bar; fits as ``failed`` of a job."""
        self.info.tell_error(error)
        return True
