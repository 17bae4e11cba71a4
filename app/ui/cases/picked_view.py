"""A page of a case that shows one of its submissions, chosen above it, and leads back by Esc."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.services.cases import CaseView
from app.services.workspace import Workspace
from app.ui.cases.picker import SubmissionPicker
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, InfoBar


class PickedView(Step):
    """Reads the chosen submission with :meth:`read`, off the GUI thread, and shows it with
    :meth:`show_read`; ``body`` is what stands below the choice.
    """

    def __init__(
        self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace, empty: EmptyState
    ) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.picker = SubmissionPicker()
        self.picker.picked.connect(lambda _id: self.look())
        self.body = QWidget()
        self.empty = empty
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.info)
        whole.addWidget(self.picker)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.empty, 1)

    def read(self, submission_id: int) -> Any:
        """Return what is shown of a submission."""
        raise NotImplementedError

    def show_read(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def load(self, case: CaseView) -> None:
        """Show the chosen submission."""
        for widget in (self.picker, self.body):
            widget.setVisible(bool(case.live))
        self.empty.setVisible(not case.live)
        self.picker.show_submissions(case.live)
        self.look()

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Show another submission."""
        if submission_id is not None:
            self.picker.pick(submission_id)

    def look(self) -> None:
        """Read the chosen submission again."""
        chosen = self.picker.current()
        if chosen is None:
            return
        self.jobs.read(
            lambda _progress: self.read(chosen),
            self.show_read,
            key=(self.key, self.case_id),
            failed=self.tell_error,
            owner=self,
        )

    def tell_error(self, error: QingBeiError) -> bool:
        """Show what went wrong above the page."""
        self.info.tell_error(error)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.place.go("export")
            return
        super().keyPressEvent(event)
