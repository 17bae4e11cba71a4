"""Which characters of a typed text are set at all."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """Return the text without invisible characters that no face draws; line ends stay."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    kept = (
        " " if c in "\t\u00a0" else c
        for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    )
    return "".join(
        c for c in kept if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
