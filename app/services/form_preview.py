"""The pages of one form while it is filled in, drawn anew with every key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import NotFoundError
from app.services.forms import form_context
from app.services.tracking import get_submission
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import FormPreview


class LiveForm:
    """One form of one submission as it prints; safe to use from several threads."""

    def __init__(self, ws: Workspace, submission_id: int, form_id: str) -> None:
        """Raise :class:`NotFoundError` when there is no such form."""
        from app.dossier import form_setter

        spec = ws.forms.get(form_id)
        if spec is None:
            raise NotFoundError("没有这份表单。", "请刷新后重试。")
        self.submission_id, self.form_id = submission_id, form_id
        self._ws = ws
        self._spec, self._setter = spec, form_setter(spec, ws.fonts)
        self._context: dict[str, Any] | None = None

    def read_anew(self) -> None:
        """Look at the inventory, the case and the form's own text before the next drawing."""
        from app.dossier import form_setter

        self._context = None
        spec = self._ws.forms[self.form_id]
        if spec is not self._spec:
            self._spec, self._setter = spec, form_setter(spec, self._ws.fonts)

    def draw(self, typed: Mapping[str, str], only: frozenset[int] | None = None) -> FormPreview:
        """Return the pages with what is ``typed`` (by a value's key) and not yet stored.

        With ``only`` these pages (from 0) alone are drawn.
        """
        context = self._context
        if context is None:
            with self._ws.read() as session:
                context = form_context(self._ws, get_submission(session, self.submission_id))
            self._context = context
        return self._setter.preview({**context, "values": {**context["values"], **typed}}, only)
