"""What a reader copies out of the PDF: characters beyond U+FFFF are written as UTF-16.

reportlab writes such a character's number as it is into the ToUnicode map, where PDF wants
UTF-16BE (ISO 32000-1, 9.10.3); 𬭎 would be found as another character.
"""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf

LONG_NUMBER = re.compile(rb"<([0-9A-Fa-f]{5,6})>")


def mend_unicode_maps(pdf: pikepdf.Pdf) -> None:
    """Rewrite the ToUnicode maps of ``pdf`` that hold such characters."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            stream = item.ToUnicode
            before = stream.read_bytes()
            after = LONG_NUMBER.sub(_as_utf16, before)
            if after != before:
                stream.write(after)


def _as_utf16(match: re.Match[bytes]) -> bytes:
    character = chr(int(match.group(1), 16))
    return b"<" + character.encode("utf-16-be").hex().upper().encode() + b">"


def mend_file(path: Path) -> None:
    """Rewrite the ToUnicode maps of the file at ``path`` in place; same file, same bytes."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        mend_unicode_maps(pdf)
        pdf.save(path, deterministic_id=True)
