"""The portal's fields in its order with their values, to be copied one by one (平台填报清单)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalogue import Platform, PortalField
from app.model.case import Submission
from app.model.kinds import Certainty
from app.rules.findings import Place
from app.services.forms import form_context, forms_of_submission
from app.services.results import Changes, Result
from app.services.settings import keep_setting, setting
from app.services.tracking import get_submission
from app.services.workspace import Workspace

FACTS_WHERE = "终止事实"
WHERE = {"organisation": "备案台账的主体", "filing": "备案台账的备案", "form": "填写表单"}


@dataclass(frozen=True)
class PortalLine:
    """One field of the portal. ``place`` is where its value is entered, ``where`` that in words;
    ``mark`` changes with the value, so that what was filled in before a change counts no more."""

    key: str
    section: str
    label: str
    value: str
    hint: str
    source: str
    certainty: Certainty
    place: Place
    where: str
    filled: bool

    @property
    def mark(self) -> str:
        """A short hash of the value."""
        return hashlib.sha256(self.value.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class PortalChecklist:
    """The fields of one submission, section after section, filing after filing."""

    submission_id: int
    platform: str
    platform_name: str
    portal: str
    lines: tuple[PortalLine, ...]


def portal_checklist(ws: Workspace, submission_id: int) -> PortalChecklist:
    """Return the fields of the submission's portal; empty where the catalogue knows none."""
    marks = _marks(ws, submission_id)
    with ws.read() as session:
        item = get_submission(session, submission_id)
        platform = ws.catalogue.platforms[item.platform]
        lines = _Lines(ws, item, marks).of(_asked(platform, item))
        return PortalChecklist(
            item.id, platform.id, platform.short_name, platform.portal, tuple(lines)
        )


def keep_filled(
    ws: Workspace, submission_id: int, line: PortalLine, *, filled: bool
) -> Result[None]:
    """Remember that a field was filled in on the portal with this value, or that it was not.

    Where one is on a portal is no event: it is not undone and stands in no history.
    """
    marks = _marks(ws, submission_id)
    if filled:
        marks[line.key] = line.mark
    else:
        marks.pop(line.key, None)
    keep_setting(ws, _key(submission_id), json.dumps(marks))
    return Result(None, Changes(), "")


def clear_filled(ws: Workspace, submission_id: int) -> Result[None]:
    """Begin again: no field is filled in."""
    keep_setting(ws, _key(submission_id), "{}")
    return Result(None, Changes(), "")


def _key(submission_id: int) -> str:
    return f"portal.{submission_id}.filled"


def _marks(ws: Workspace, submission_id: int) -> dict[str, str]:
    kept = json.loads(setting(ws, _key(submission_id), "{}"))
    return {str(key): str(value) for key, value in kept.items()}


def _asked(platform: Platform, item: Submission) -> list[tuple[str, list[PortalField]]]:
    """Return the fields that are asked for, gathered under their headings in order."""
    groups: dict[str, list[PortalField]] = {}
    for one in platform.portal_fields:
        if item.kind in one.for_kinds:
            groups.setdefault(one.group or "填报信息", []).append(one)
    return list(groups.items())


class _Lines:
    """Makes the lines of one submission."""

    def __init__(self, ws: Workspace, item: Submission, marks: Mapping[str, str]) -> None:
        self._item, self._marks = item, marks
        self._context: dict[str, Any] = form_context(ws, item)
        self._forms = {
            field.key: field.shown
            for form in forms_of_submission(ws, item)
            for field in form.fields
        }

    def of(self, groups: Sequence[tuple[str, Sequence[PortalField]]]) -> list[PortalLine]:
        made: list[PortalLine] = []
        filings = self._context["filings"]
        for group, fields in groups:
            if not any(one.value.per_filing for one in fields):
                made += [self._line(one, group, None) for one in fields]
                continue
            for place, filing in enumerate(filings):
                more = f" {place + 1}/{len(filings)}：{filing['title']}" if len(filings) > 1 else ""
                made += [self._line(one, f"{group}{more}", place) for one in fields]
        return made

    def _line(self, field: PortalField, section: str, filing: int | None) -> PortalLine:
        kind, name = field.value.value.split(".")
        value = self._value(kind, name, filing)
        filing_id = self._item.filing_links[filing].filing_id if filing is not None else None
        key = f"{field.label}|{field.value.value}|{filing_id or ''}"
        line = PortalLine(
            key=key,
            section=section,
            label=field.label,
            value=value,
            hint=field.hint,
            source=field.source,
            certainty=field.certainty,
            place=self._place(kind, name, filing_id),
            where=WHERE.get(kind, FACTS_WHERE),
            filled=False,
        )
        return replace(line, filled=bool(value) and self._marks.get(key) == line.mark)

    def _value(self, kind: str, name: str, filing: int | None) -> str:
        if kind == "filing":
            return str(self._context["filings"][filing or 0][name])
        if kind == "form":
            return self._forms.get(name, "")
        return str(self._context[kind][name])

    def _place(self, kind: str, name: str, filing_id: int | None) -> Place:
        if kind == "organisation":
            return Place("filings", organisation_id=self._item.organisation_id, field=name)
        if kind == "filing":
            return Place("filings", filing_id=filing_id, field=name)
        if kind == "form":
            return Place("forms", submission_id=self._item.id, field=name)
        return Place("facts", field=name)
