"""Whether a PDF in hand is an archived dossier: which one it says it is, and page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from app import pdfium
from app.dossier.fingerprint import file_hashes, opened
from app.dossier.pages import PageVerdict
from app.progress import Progress

CODE = re.compile(r"QINGBEI:([0-9A-F]{16}):V\d+")
KEYWORD = re.compile(r"册码 ([0-9A-F]{16})")
SCALE = 200 / 72
LARGEST = 3000
"""Pixels of a drawn cover's longer side; a larger page is drawn coarser."""


def code_of(path: Path) -> str:
    """Return the mark that the file names, see :func:`app.dossier.code_of`."""
    with opened(path) as pdf:
        words = pdf.docinfo.get("/Keywords", "") if "/Info" in pdf.trailer else ""
        told = KEYWORD.search(str(words))
        if told is not None:
            return told.group(1)
        if not pdf.pages:
            return ""
    return _code_on_cover(path)


def _code_on_cover(path: Path) -> str:
    import zxingcpp

    try:
        with pdfium.opened(path) as document:
            page = document[0]
            scale = min(SCALE, LARGEST / max(*page.get_size(), 1))
            cover = pdfium.picture(page, scale * pdfium.POINTS_PER_INCH)
    except pdfium.UnreadablePdfError:
        return ""
    for found in zxingcpp.read_barcodes(cover):
        told = CODE.fullmatch(found.text)
        if told is not None:
            return told.group(1)
    return ""


def _differences(
    kept: tuple[str, ...], found: tuple[str, ...]
) -> Iterator[tuple[int, int, int, int]]:
    """Tell the spans that are not the same in both.

    What is the same at both ends is left aside first: thousands of blank pages would be held
    against each other one by one.
    """
    short = min(len(kept), len(found))
    head = next((n for n in range(short) if kept[n] != found[n]), short)
    rest = short - head
    tail = next((n for n in range(rest) if kept[-1 - n] != found[-1 - n]), rest)
    inner = (kept[head : len(kept) - tail], found[head : len(found) - tail])
    for kind, a, b, c, d in SequenceMatcher(None, *inner, autojunk=False).get_opcodes():
        if kind != "equal":
            yield a + head, b + head, c + head, d + head


def compare(archived: Path, in_hand: Path, progress: Progress) -> PageVerdict:
    """Compare two files' pages, see :func:`app.dossier.compare_pages`."""
    kept, found = file_hashes(archived, progress), file_hashes(in_hand, progress)
    changed: list[int] = []
    missing: list[int] = []
    added: list[int] = []
    for a, b, c, d in _differences(kept, found):
        both = min(b - a, d - c)
        changed += range(a + 1, a + both + 1)
        missing += range(a + both + 1, b + 1)
        added += range(c + both + 1, d + 1)
    # A page that is only somewhere else is not missing there and added here.
    moved = [place for place in added if found[place - 1] in {kept[m - 1] for m in missing}]
    elsewhere = {found[place - 1] for place in moved}
    return PageVerdict(
        archived=len(kept),
        in_hand=len(found),
        changed=tuple(changed),
        missing=tuple(place for place in missing if kept[place - 1] not in elsewhere),
        added=tuple(place for place in added if place not in moved),
        moved=tuple(moved),
    )
