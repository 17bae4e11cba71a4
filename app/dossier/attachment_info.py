"""What is known of an attached file once its content was read."""

from __future__ import annotations

from dataclasses import dataclass

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"


@dataclass(frozen=True)
class AttachmentInfo:
    """The file's kind by content, and how many pages it will take."""

    media_type: str
    page_count: int
