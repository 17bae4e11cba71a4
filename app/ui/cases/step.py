"""What a wizard step is: a title, its widgets, and how it takes a case and shows a field."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.rules.findings import Finding
from app.services.cases import CaseView
from app.services.workspace import Workspace
from app.ui.jobs import Jobs


class CasePlace(Protocol):
    """The case page as its steps see it."""

    def go(self, step: str, submission_id: int | None = None, field: str | None = None) -> None:
        """Open a step, and there the submission and the field named."""

    def on_finding(self, finding: Finding) -> None:
        """Go where a finding is mended."""

    def leave_to(self, page: str, **where: object) -> None:
        """Open another page of the window, for example the inventory at one filing."""


class Step(QWidget):
    """One step of the wizard.

    A step shows what it is given by :meth:`load` and saves what is typed by services through
    ``jobs``; it never keeps anything unsaved. ``key`` is its stable name, also used by findings.
    """

    key: str
    title: str
    hint: str = ""

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__()
        self.ws = ws
        self.jobs = jobs
        self.case_id = case_id
        self.place = place

    def load(self, case: CaseView) -> None:
        """Show the case as it stands; called on opening and after every change that touches it.

        What is being typed (a field with the focus) is not overwritten.
        """
        raise NotImplementedError

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Bring the submission and the field named by a finding into view and give it the focus."""

    def settle(self) -> None:
        """Save what is still being typed; called before the step is left."""
