"""A form set again and again while it is typed in: what stays as it was is not worked out anew.

Paragraphs are kept from one setting to the next by what they say and how, with their lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from app.dossier.document import write_pages
from app.dossier.fonts import Face, FontSet
from app.dossier.form_pages import SIGNATURE, form_flow
from app.dossier.form_spec import FormSpec
from app.dossier.pages import FieldBox, FormPreview
from app.dossier.typeset import MarkedParagraph, Sink, Typesetter


class FormSetter:
    """Sets one form's pages; safe to use from several threads, one after the other."""

    def __init__(self, spec: FormSpec, fonts: FontSet) -> None:
        self._spec = spec
        self._guard = Lock()
        self._setter = _KeepingTypesetter(fonts)

    def preview(
        self, context: Mapping[str, Any], only: frozenset[int] | None = None
    ) -> FormPreview:
        """Return the form's pages as PDF bytes and the place of every field on them.

        With ``only`` these pages (from 0) alone are drawn; the others are as many and empty, and
        no field is found on them.
        """
        with self._guard:
            fields: dict[str, list[FieldBox]] = {}

            def note(mark: str, page: int, rect: tuple[float, float, float, float]) -> None:
                if mark != SIGNATURE:
                    fields.setdefault(mark, []).append(FieldBox(page - 1, rect))

            setter = self._setter
            setter.begin(note, only)
            out = BytesIO()
            flow = form_flow(self._spec, context, setter)
            count = write_pages(out, flow, setter, self._spec.title)
        return FormPreview(
            pdf=out.getvalue(),
            page_count=count,
            fields={key: tuple(boxes) for key, boxes in fields.items()},
            drawn=only,
        )


class _KeepingTypesetter(Typesetter):
    """Keeps the paragraphs of the last setting."""

    def __init__(self, fonts: FontSet) -> None:
        super().__init__(fonts)
        self._only: frozenset[int] | None = None
        self._former: dict[tuple[object, ...], _KeptParagraph] = {}
        self._now: dict[tuple[object, ...], _KeptParagraph] = {}
        self._seen: Counter[tuple[object, ...]] = Counter()

    def begin(self, sink: Sink, only: frozenset[int] | None) -> None:
        """Begin another setting; what the last one did not need is let go."""
        self.sink, self._only = sink, only
        self._former, self._now = self._now, {}
        self._seen.clear()

    def draws(self, page: int) -> bool:
        return self._only is None or page - 1 in self._only

    def paragraph(
        self, text: str, face: Face, style: ParagraphStyle, marks: Iterable[str] = ()
    ) -> Paragraph:
        marks = tuple(marks)
        same = (text, face, id(style), marks)
        # Where the same stands twice, each has its own: a paragraph knows where it was put.
        key = (*same, self._seen[same])
        self._seen[same] += 1
        made = self._former.get(key)
        if made is None:
            frags = self.frags(text, face, style)
            made = _KeptParagraph("", style, marks, self._note, frags=frags)
            made.keep(self)
        made.as_new()
        self._now[key] = made
        return made

    def _note(self, mark: str, page: int, rect: tuple[float, float, float, float]) -> None:
        if self.sink is not None:
            self.sink(mark, page, rect)


class _KeptParagraph(MarkedParagraph):
    """Remembers its lines by the room they had; draws on the pages asked for alone."""

    _keeper: _KeepingTypesetter | None = None
    _lines: dict[Any, Any] | None = None
    _own: frozenset[str] = frozenset()
    _room: float | None = None

    def keep(self, keeper: _KeepingTypesetter) -> None:
        self._keeper, self._lines, self._own = keeper, {}, frozenset()
        self._own = frozenset(self.__dict__)

    def as_new(self) -> None:
        """Forget what the last setting put on it: that it was moved on, or bound to the next."""
        for name in set(self.__dict__) - self._own:
            del self.__dict__[name]

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        if self._room == aW and "blPara" in self.__dict__:
            return aW, float(self.height)
        size: tuple[float, float] = super().wrap(aW, aH)
        self._room = aW
        return size

    def breakLinesCJK(self, maxWidths: Any) -> Any:
        if self._lines is None:  # a part of one that was split
            return super().breakLinesCJK(maxWidths)
        key = tuple(maxWidths) if isinstance(maxWidths, list | tuple) else maxWidths
        if key not in self._lines:
            self._lines[key] = super().breakLinesCJK(maxWidths)
        self.height = 0
        return self._lines[key]

    def split(self, aW: float, aH: float) -> list[Flowable]:
        parts = super().split(aW, aH)
        for part in parts:
            if isinstance(part, _KeptParagraph):
                part._keeper = self._keeper
        return parts

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:
        if self._keeper is None or self._keeper.draws(canvas.getPageNumber()):
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]
