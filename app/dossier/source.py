"""The full input of one dossier: what is printed, in which order, from which files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.dossier.archival import NAME
from app.dossier.page_edits import PageEdit


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
    """One attached file: where its bytes are, what they hash to, and how it was called.

    ``edits`` say which of its pages are shown, in which order and how; none: all as they are.
    They may name pages of ``merged`` files too, counted from 1.
    """

    path: Path
    sha256: str
    file_name: str
    media_type: str
    edits: tuple[PageEdit, ...] = ()
    merged: tuple[AttachmentFile, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the file as plain values; its place is left out."""
        made: dict[str, Any] = {
            "sha256": self.sha256,
            "file_name": self.file_name,
            "media_type": self.media_type,
        }
        if self.edits:
            made["edits"] = [edit.to_json() for edit in self.edits]
        if self.merged:
            made["merged"] = [file.to_json() for file in self.merged]
        return made


@dataclass(frozen=True)
class AttachmentPart:
    """A material made of attached files, bound behind one divider."""

    title: str
    files: tuple[AttachmentFile, ...]


@dataclass(frozen=True)
class DossierOptions:
    """How the officer wants it bound.

    ``duplex``: each part begins on the front of a sheet, with pages said to be blank before it.
    ``archival``: the file is PDF/A-2b; ``archival_pictures``: attached pages that cannot conform
    may then be drawn as pictures.
    """

    duplex: bool = False
    archival: bool = False
    archival_pictures: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the options as plain values.

        What was not asked for is left out, so that an ordinary dossier keeps its mark.
        """
        made: dict[str, Any] = {"duplex": self.duplex}
        if self.archival:
            made["archival"] = NAME
            if self.archival_pictures:
                made["archival_pictures"] = True
        return made


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
    options: DossierOptions = field(default_factory=DossierOptions)

    @property
    def code(self) -> str:
        """The dossier's own mark (册码): 16 hexadecimal digits of the hash of its input."""
        kept = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(kept.encode()).hexdigest()[:16].upper()

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
                files = [file.to_json() for file in part.files]
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
            "options": self.options.to_json(),
            "contexts": [dict(context) for context in contexts],
            "parts": parts,
        }
