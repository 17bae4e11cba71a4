"""What a spreadsheet program makes of a text: what it takes for a formula, what it cannot hold.

A cell that begins with one of ``=+-@``, their full-width forms, a tab or a line break may be run
as a formula when a CSV file is opened (OWASP, CSV Injection). The mark ``'`` before it stops
that; :func:`unguarded` takes exactly that mark away again, so that a file that is exported,
edited and imported tells the same text.
"""

from __future__ import annotations

import re

MARK = "'"
_STARTS = "=+\\-@＝＋－＠\\t\\r\\n"
_FORMULA = re.compile(f"[{_STARTS}]")
# A text that already begins with marks before such a character gets one more: that way the mark
# that is taken away is always one that was set.
_GUARD = re.compile(f"{MARK}*[{_STARTS}]")
_GUARDED = re.compile(f"{MARK}+[{_STARTS}]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet program might run ``text`` as a formula."""
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """Return ``text`` as it is written into a CSV cell: with a mark before it where needed."""
    return MARK + text if _GUARD.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that :func:`guarded` was given; other texts are returned as they are."""
    return text[1:] if _GUARDED.match(text) else text


def writable(text: str) -> str:
    """Return ``text`` without characters that XML cannot hold, its line ends as one sign."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
