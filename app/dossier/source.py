"""The full input of one dossier: what is printed, in which order, from which files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class FormPart:
    """A form to be printed from ``context`` (see ``services.forms.form_context``).

    ``code`` is the paper part of the code on its pages (see ``model.page_code``); none is drawn
    without it.
    """

    form_id: str
    title: str
    context: Mapping[str, Any]
    code: str = ""


@dataclass(frozen=True)
class AttachmentFile:
    """One attached file: where its bytes are, what they hash to, and how it was called."""

    path: Path
    sha256: str
    file_name: str
    media_type: str


@dataclass(frozen=True)
class AttachmentPart:
    """A material made of attached files, bound behind one divider."""

    title: str
    files: tuple[AttachmentFile, ...]


@dataclass(frozen=True)
class DossierInput:
    """Everything a dossier is made from.

    ``missing`` says in sentences why a ``draft`` is one; ``parts`` are in printing order.
    """

    title: str
    subtitle: tuple[str, ...]
    organisation: str
    platform: str
    submission: str
    created_on: date
    version: int
    draft: bool
    missing: tuple[str, ...]
    parts: tuple[FormPart | AttachmentPart, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the input as plain JSON values; files by hash and name, never by place."""
        contexts: list[Mapping[str, Any]] = []
        parts: list[dict[str, Any]] = []
        for part in self.parts:
            if isinstance(part, FormPart):
                if part.context not in contexts:
                    contexts.append(part.context)
                place = contexts.index(part.context)
                named = {"form": part.form_id, "title": part.title, "context": place}
                parts.append(named | ({"code": part.code} if part.code else {}))
            else:
                files = [
                    {"sha256": f.sha256, "file_name": f.file_name, "media_type": f.media_type}
                    for f in part.files
                ]
                parts.append({"title": part.title, "files": files})
        return {
            "title": self.title,
            "subtitle": list(self.subtitle),
            "organisation": self.organisation,
            "platform": self.platform,
            "submission": self.submission,
            "created_on": self.created_on.isoformat(),
            "version": self.version,
            "draft": self.draft,
            "missing": list(self.missing),
            "contexts": [dict(context) for context in contexts],
            "parts": parts,
        }
