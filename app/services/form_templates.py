"""The forms' texts as the officer reads and compares them (表单模板)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.model.case import Submission
from app.model.kinds import SubmissionState
from app.model.own_rules import OwnForm
from app.services.form_marks import Marks
from app.services.forms import form_context
from app.services.own_forms import Content, marked, own_form, shipped_form, sound_content
from app.services.rule_words import Row
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import FormPreview


@dataclass(frozen=True)
class TemplateRow:
    """A form in the list: whether the firm has its own, and what asks for a decision.

    ``moved``: the shipped text has changed since; ``unfit``: the own text does not fit it and is
    not printed.
    """

    form_id: str
    title: str
    own: bool = False
    moved: bool = False
    unfit: bool = False


@dataclass(frozen=True)
class TemplateView:
    """One form's text with readable marks, and what it is compared with."""

    row: TemplateRow
    content: Content
    base: Content
    based_on: Content | None
    changed_at: datetime | None
    marks: Marks

    @property
    def comparison(self) -> tuple[Row, ...]:
        """The shipped text of then, the firm's own and the shipped text of now, side by side."""
        if self.based_on is None:
            return ()
        return side_by_side(self.based_on, self.content, self.base)


def list_templates(ws: Workspace) -> tuple[TemplateRow, ...]:
    """Return every form, in the order of its title's file."""
    with ws.read() as session:
        own = {row.form: row for row in session.scalars(select(OwnForm))}
        return tuple(_row(ws, id, own.get(id)) for id in ws.shipped_forms)


def _row(ws: Workspace, form_id: str, own: OwnForm | None) -> TemplateRow:
    from app.dossier import content_of, own_spec

    spec = ws.shipped_forms[form_id]
    if own is None:
        return TemplateRow(form_id, spec.title)
    moved = own.based_on != content_of(spec)
    return TemplateRow(form_id, spec.title, True, moved, own_spec(spec, own.value) is None)


def template_view(ws: Workspace, form_id: str) -> TemplateView:
    """Return one form's text; raise :class:`NotFoundError` when there is no such form."""
    from app.dossier import content_of

    spec = shipped_form(ws, form_id)
    base = content_of(spec)
    with ws.read() as session:
        own = own_form(session, form_id)
        return TemplateView(
            row=_row(ws, form_id, own),
            content=marked(spec, own.value if own else base),
            base=marked(spec, base),
            based_on=marked(spec, own.based_on) if own else None,
            changed_at=own.changed_at if own else None,
            marks=Marks(spec),
        )


def lost_in(ws: Workspace, form_id: str, written: Content) -> tuple[str, ...]:
    """Return the labels of the form's fields that a text written with marks no longer prints.

    Raises :class:`FieldsError` for a broken mark.
    """
    from app.dossier import lost_fields

    spec = shipped_form(ws, form_id)
    return lost_fields(spec, sound_content(spec, written))


def side_by_side(base: Content, *others: Content) -> tuple[Row, ...]:
    """Return versions of a form's texts aligned by the first."""
    from app.dossier import texts_of

    labels = [text.label for text in texts_of(base)]
    was = [text.text for text in texts_of(base)]
    rest = [_aligned(was, [text.text for text in texts_of(other)]) for other in others]
    rows = []
    for at in range(2 * len(was) + 1):
        cells = (was[at // 2] if at % 2 else "", *(texts[at] for texts in rest))
        if at % 2 or any(cells):
            rows.append(Row(labels[at // 2] if at % 2 else "新增", cells, len(set(cells)) > 1))
    return tuple(rows)


def _aligned(base: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return what stands for each base text (odd places) and between them (even places)."""
    slots: list[list[str]] = [[] for _ in range(2 * len(base) + 1)]
    for kind, start, end, begin, stop in SequenceMatcher(
        None, base, other, autojunk=False
    ).get_opcodes():
        if kind == "insert":
            slots[2 * start].extend(other[begin:stop])
            continue
        for step, text in enumerate(other[begin:stop]):
            at = start + step
            slots[2 * at + 1 if at < end else 2 * end].append(text)
    return ["\n".join(texts) for texts in slots]


class TemplatePreview:
    """A form's pages while its text is written: with a real submission, else with its marks."""

    def __init__(self, ws: Workspace, form_id: str, submission_id: int | None = None) -> None:
        self._ws = ws
        self._spec = shipped_form(ws, form_id)
        self._submission = submission_id
        self.told = ""
        self._context: dict[str, Any] | None = None

    def draw(self, written: Content) -> FormPreview:
        """Return the pages; raises as :func:`sound_content` does."""
        from app.dossier import own_spec, preview_form

        spec = own_spec(self._spec, sound_content(self._spec, written))
        assert spec is not None
        if self._context is None:
            self._context = self._find()
        return preview_form(spec, self._context, self._ws.fonts)

    def _find(self) -> dict[str, Any]:
        with self._ws.read() as session:
            item = session.get(Submission, self._submission) if self._submission else None
            if item is None:
                item = next(filter(self._asks, _newest(session)), None)
            if item is None:
                self.told = "还没有用到这份表单的提交，预览中以标记代替内容。"
                return Marks(self._spec).example()
            self.told = f"预览内容取自“{item.case.title}”。"
            return form_context(self._ws, item)

    def _asks(self, item: Submission) -> bool:
        platform = self._ws.catalogue.platforms.get(item.platform)
        return platform is not None and any(
            material.form == self._spec.id for material in platform.materials
        )


def _newest(session: Any) -> Any:
    query = (
        select(Submission)
        .where(Submission.state != SubmissionState.REPLANNED)
        .order_by(Submission.id.desc())
        .limit(50)
    )
    return session.scalars(query)
