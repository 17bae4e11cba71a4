"""Keeps the pages beside a form in step with what is typed, one drawing at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.dossier import FieldBox, FormPreview
from app.errors import QingBeiError
from app.progress import Progress
from app.services.form_preview import LiveForm
from app.services.workspace import Workspace
from app.ui.cases.pdf_view import PdfView
from app.ui.jobs import Jobs

FEW_PAGES = 3
"""A longer form is drawn where it is looked at first, and whole when typing pauses."""


@dataclass
class _Wish:
    """What is to be drawn next."""

    typed: dict[str, str] = field(default_factory=dict)
    anew: bool = False
    whole: bool = True


class FormPages(QObject):
    """Draws one form into a view; ``shown`` when its fields' places are known."""

    shown = Signal()

    def __init__(
        self,
        ws: Workspace,
        jobs: Jobs,
        view: PdfView,
        failed: Callable[[QingBeiError], bool | None],
    ) -> None:
        super().__init__(view)
        self._ws, self._jobs, self._view, self._failed = ws, jobs, view, failed
        self._form: tuple[int, str] | None = None
        self._live: LiveForm | None = None
        self._wish: _Wish | None = None
        self._busy = False
        self.boxes: dict[str, tuple[FieldBox, ...]] = {}

    def open(self, submission_id: int, form_id: str) -> None:
        """Turn to a form; nothing is drawn yet."""
        if self._form != (submission_id, form_id):
            self._form, self._live, self._wish = (submission_id, form_id), None, None
            self.boxes = {}

    def close(self) -> None:
        """Show no form."""
        self._form = self._live = self._wish = None
        self.boxes = {}
        self._view.show_pdf(None)

    def draw(self, typed: Mapping[str, str], *, anew: bool = False, whole: bool = True) -> None:
        """Draw the form with what is ``typed``; ``anew`` reads what is stored once more.

        Without ``whole`` the pages of a long form that are out of sight are left as they are.
        """
        before = self._wish or _Wish(whole=False)
        self._wish = _Wish(dict(typed), anew or before.anew, whole or before.whole)
        if not self._busy:
            self._begin()

    def _begin(self) -> None:
        wish, form = self._wish, self._form
        if wish is None or form is None:
            return
        self._wish, self._busy = None, True
        known = self._live
        only = None if wish.whole or self._view.page_count() <= FEW_PAGES else self._seen()

        def work(_progress: Progress) -> tuple[LiveForm, FormPreview]:
            live = known or LiveForm(self._ws, *form)
            if wish.anew:
                live.read_anew()
            return live, live.draw(wish.typed, only)

        self._jobs.read(work, self._done, failed=self._on_failed, owner=self, title="正在排版")

    def _seen(self) -> frozenset[int]:
        return self._view.pages_in_view()

    def _done(self, made: tuple[LiveForm, FormPreview]) -> None:
        self._busy = False
        live, preview = made
        if (live.submission_id, live.form_id) == self._form:
            self._live = live
            part = preview.drawn is not None
            self.boxes = {**self.boxes, **preview.fields} if part else preview.fields
            self._view.show_pdf(preview.pdf, preview.drawn)
            self.shown.emit()
        self._begin()

    def _on_failed(self, error: QingBeiError) -> bool | None:
        self._busy = False
        handled = self._failed(error)
        self._begin()
        return handled
