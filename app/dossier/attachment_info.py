"""What is known of an attached file once its content was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
TIFF, BMP, HEIC = "image/tiff", "image/bmp", "image/heic"

REMOVED, QUALITY = "removed", "quality"
MOST_NAMED = 5


@dataclass(frozen=True)
class AttachmentNote:
    """Something the officer should know of a file, in complete Chinese sentences.

    ``kind`` is ``removed`` for what stays behind when the file is bound, ``quality`` for what
    may bring the material back.
    """

    kind: str
    message: str
    remedy: str

    def to_json(self) -> dict[str, str]:
        """Return the note as plain values."""
        return {"kind": self.kind, "message": self.message, "remedy": self.remedy}


def read_notes(kept: Sequence[Mapping[str, Any]]) -> tuple[AttachmentNote, ...]:
    """Return the notes that :meth:`AttachmentNote.to_json` wrote."""
    return tuple(AttachmentNote(n["kind"], n["message"], n["remedy"]) for n in kept)


def pages_named(pages: Sequence[int]) -> str:
    """Return pages (from 1) as words: 第 2、3 页, the rest as a number."""
    first = "、".join(str(page) for page in pages[:MOST_NAMED])
    return f"第 {first} 页" + (f"等 {len(pages)} 页" if len(pages) > MOST_NAMED else "")


@dataclass(frozen=True)
class AttachmentInfo:
    """The file's kind by content, how many pages it will take, and what is to be known of it."""

    media_type: str
    page_count: int
    notes: tuple[AttachmentNote, ...] = ()
