"""How a Word document of a form is known again, and how each place in it is.

Knows nothing of the file's format: names, tags and fingerprints only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.dossier.characters import printable
from app.dossier.filled import FilledForm, Piece
from app.dossier.form_spec import FormSpec

SUBMISSION, FORM, VERSION = "QingBei.Submission", "QingBei.Form", "QingBei.Version"
BASE = "QingBei.Base"
"""The hidden properties of the document, and the variable with the prints of what was written."""


@dataclass(frozen=True)
class WordIdentity:
    """Which submission's form a document is, and of which version of the form's wording."""

    submission: str
    form: str
    version: str

    def properties(self) -> dict[str, str]:
        """Return the hidden properties that carry it."""
        return {SUBMISSION: self.submission, FORM: self.form, VERSION: self.version}

    @classmethod
    def of(cls, properties: Mapping[str, str]) -> WordIdentity | None:
        """Return what the properties of a document carry; None when they are not ours."""
        if not {SUBMISSION, FORM, VERSION} <= properties.keys():
            return None
        return cls(properties[SUBMISSION], properties[FORM], properties[VERSION])


def version_of(spec: FormSpec) -> str:
    """Return the fingerprint of a form's wording."""
    return hashlib.sha256(spec.model_dump_json().encode()).hexdigest()[:16]


def fingerprint(text: str) -> str:
    """Return a short print of a value, blind to what is not set and to the spaces around lines."""
    return hashlib.sha256(trimmed(text).encode()).hexdigest()[:8]


def trimmed(text: str) -> str:
    """Return a value as it is compared: what is set, without the spaces around its lines."""
    return "\n".join(line.strip() for line in printable(text).strip().split("\n"))


def tagged(form: FilledForm) -> Iterator[tuple[str, Piece]]:
    """Return each filled place of the form with its tag, in reading order.

    A tag is the field's or fact's name; an item of a list stands under its number in the list, a
    second place of the same name under ``name#2``. Word allows 64 characters.
    """
    seen: dict[str, int] = {}
    items: dict[str, dict[str, int]] = {}
    for _is_cell, line in form.lines():
        for piece in line.pieces:
            if not piece.name:
                continue
            name = _short(piece.name, items)
            seen[name] = seen.get(name, 0) + 1
            yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), piece


def _short(name: str, items: dict[str, dict[str, int]]) -> str:
    root, bracket, rest = name.partition("[")
    if not bracket:
        return name.replace("|", ".")
    identity, _, key = rest.rpartition("].")
    known = items.setdefault(root, {})
    place = known.setdefault(identity, len(known) + 1)
    return f"{root}.{place}.{key}"
