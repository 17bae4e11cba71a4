"""What the officer decided at an import, for the next: columns of a source, and whose a name is.

A source is known by its headings, so that next month's file of the same making is understood.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.settings import keep_setting, setting
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.intake.columns import ColumnMapping
    from app.intake.mapping import ImportFile

_COLUMNS = "import/columns"
_SUBJECTS = "import/subjects"
_MOST_SOURCES = 200
NOT_OURS = ""


def remember_columns(ws: Workspace, mapping: ColumnMapping) -> None:
    """Keep the officer's mapping for files with these headings."""
    known = _stored(ws, _COLUMNS)
    key = _source_key(mapping)
    known.pop(key, None)
    known[key] = {field.value: column for field, column in mapping.columns.items()}
    kept = dict(list(known.items())[-_MOST_SOURCES:])
    keep_setting(ws, _COLUMNS, json.dumps(kept, ensure_ascii=False))


def forget_columns(ws: Workspace, mapping: ColumnMapping) -> None:
    """Forget what was kept for files with these headings."""
    known = _stored(ws, _COLUMNS)
    if known.pop(_source_key(mapping), None) is not None:
        keep_setting(ws, _COLUMNS, json.dumps(known, ensure_ascii=False))


def with_remembered(ws: Workspace, file: ImportFile) -> ImportFile:
    """Return the file with the mapping that was kept for its headings, if there is one."""
    from app.intake.columns import Field, How

    stored = _stored(ws, _COLUMNS).get(_source_key(file.mapping))
    if not isinstance(stored, dict):
        return file
    mapping = file.mapping
    columns = {
        field: int(stored[field.value])
        for field in Field
        if int(stored.get(field.value, -1)) in range(len(mapping.headings))
    }
    how = {
        field: mapping.how.get(field, How.REMEMBERED)
        if mapping.columns.get(field) == column
        else How.REMEMBERED
        for field, column in columns.items()
    }
    return replace(file, mapping=replace(mapping, columns=columns, how=how))


def decide_subject(ws: Workspace, name: str, own: str | None) -> None:
    """Keep that ``name`` (as files spell it) is the own subject ``own``, or is not one of the own.

    ``own``: the own subject's name, :data:`NOT_OURS`, or None to ask again.
    """
    from app.intake.tables import text_key

    known = _stored(ws, _SUBJECTS)
    known.pop(text_key(name), None)
    if own is not None:
        known[text_key(name)] = own
    keep_setting(ws, _SUBJECTS, json.dumps(known, ensure_ascii=False))


def decisions(ws: Workspace) -> dict[str, str]:
    """Return what was decided of names: the own name, or :data:`NOT_OURS`, by text key."""
    return {key: str(own) for key, own in _stored(ws, _SUBJECTS).items()}


def same_subjects(ws: Workspace) -> dict[str, str]:
    """Return the names that were decided to be an own subject, by text key."""
    return {key: own for key, own in decisions(ws).items() if own != NOT_OURS}


def _stored(ws: Workspace, key: str) -> dict[str, object]:
    try:
        found = json.loads(setting(ws, key, "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _source_key(mapping: ColumnMapping) -> str:
    from app.intake.tables import text_key

    words = "\n".join(map(text_key, mapping.headings))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
