"""Notes and actions of a file held against ISO 19005-2, 6.3 and 6.5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from app.dossier.archival import Breach
from app.dossier.archival_content import DrawingReader
from app.dossier.archival_use import Use

ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/SubmitForm", "/Named"}
NAMED = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
NOTES = {
    "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine",
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup",
    "/Widget", "/PrinterMark", "/TrapNet", "/Watermark", "/Redact",
}  # fmt: skip
BARE = {"/Link", "/Popup"}
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLES = 1, 2, 4, 32, 256
DEEPEST = 50

NOTE_KIND = Breach("6.3.1", "含有不允许的批注类型（附件、声音、影片、三维等）")
NOTE_FLAGS = Breach("6.3.2", "批注没有设为可打印，或设为隐藏")
NO_APPEARANCE = Breach("6.3.3", "批注没有外观，或外观不唯一")
FIELD_ACTION = Breach("6.4.1", "表单域带有动作")
ACTION = Breach("6.5.1", "含有不允许的动作（脚本、启动程序、多媒体等）")
FURTHER = Breach("6.5.2", "含有由事件触发的动作")


def action_breaches(action: Any, *, further: bool = False) -> Iterator[Breach]:
    """Return what an action and those after it break; ``further``: it is tied to an event."""
    if further:
        yield FURTHER
    waiting, seen = [action], 0
    while waiting and seen < DEEPEST:
        seen += 1
        one = waiting.pop()
        if isinstance(one, pikepdf.Array) and len(one) and isinstance(one[0], pikepdf.Dictionary):
            waiting += list(one)  # several actions; a place begins with a page and is none
        if not isinstance(one, pikepdf.Dictionary) or "/S" not in one:
            continue
        kind = str(one.S)
        if kind not in ACTIONS or (kind == "/Named" and str(one.get("/N", "")) not in NAMED):
            yield ACTION
        waiting.append(one.get("/Next"))


def note_breaches(page: pikepdf.Page, reader: DrawingReader, use: Use) -> Iterator[Breach]:
    """Return what a page's notes break; what their appearances draw is noted in ``use``."""
    notes = page.obj.get("/Annots")
    for note in notes if isinstance(notes, pikepdf.Array) else ():
        if not isinstance(note, pikepdf.Dictionary):
            continue
        kind = str(note.get("/Subtype", ""))
        if kind not in NOTES:
            yield NOTE_KIND
        if kind == "/Widget" and "/A" in note:
            yield FIELD_ACTION
        flags = int(note.get("/F", 0))
        shown = flags & PRINT and not flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLES)
        if kind != "/Popup" and not shown:
            yield NOTE_FLAGS
        look = note.get("/AP")
        if isinstance(look, pikepdf.Dictionary):
            if set(look.keys()) != {"/N"}:
                yield NO_APPEARANCE
            _take_in(look.get("/N"), kind, reader, use)
        elif kind not in BARE and not _empty(note):
            yield NO_APPEARANCE


def _take_in(look: Any, kind: str, reader: DrawingReader, use: Use) -> None:
    if isinstance(look, pikepdf.Stream):
        use.take_in(reader.drawing(look))
    elif kind == "/Widget" and isinstance(look, pikepdf.Dictionary):
        for state in look.keys():  # noqa: SIM118
            _take_in(look[state], "", reader, use)


def _empty(note: Any) -> bool:
    left, bottom, right, top = (float(value) for value in note.get("/Rect", (0, 0, 0, 0)))
    return left == right and bottom == top
