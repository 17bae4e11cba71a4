"""What can be put right in an attached page for the archive without changing how it looks.

What is taken away is beside the drawing: notes of other programs, hints to the screen, lists that
PDF/A allows to leave out. A page's stored original is never touched; this is the copy being bound.
"""

from __future__ import annotations

from typing import Any

import pikepdf

from app.dossier.archival_objects import FORBIDDEN_FILTERS, filters_of, is_text

OF_STREAMS = ("/Metadata", "/PieceInfo", "/OPI", "/Alternates", "/Interpolate", "/LastModified")
OF_FONTS = ("/CIDSet", "/CharSet")
OF_STATES = ("/HT", "/HTP")


class Mender:
    """Goes through what a drawing holds; what several drawings share is mended once."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def mend(self, drawing: Any) -> None:
        """Mend a drawing, in the file that it is bound into, with all that it refers to."""
        waiting = [drawing]
        while waiting:
            thing = waiting.pop()
            if not isinstance(thing, pikepdf.Object):
                continue
            if thing.is_indirect:
                if thing.objgen in self._seen:
                    continue
                self._seen.add(thing.objgen)
            if isinstance(thing, pikepdf.Array):
                waiting += list(thing)
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                _mend_one(thing)
                waiting += [thing[key] for key in thing.keys() if key != "/Parent"]  # noqa: SIM118


def _mend_one(thing: Any) -> None:
    if isinstance(thing, pikepdf.Stream):
        _without(thing, OF_STREAMS)
        _repack(thing)
    kind = thing.get("/Type")
    if kind == "/FontDescriptor" or "/FontName" in thing:
        _without(thing, OF_FONTS)
        _rename(thing, "/FontName")
    elif kind == "/Font" or "/BaseFont" in thing:
        _rename(thing, "/BaseFont")
        _complete(thing)
    elif kind == "/ExtGState" or "/TR" in thing or "/HT" in thing:
        _without(thing, OF_STATES)
        if thing.get("/TR") == "/Identity":
            del thing["/TR"]


def _without(thing: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in thing:
            del thing[key]


def _repack(stream: Any) -> None:
    """Unpack what was packed by LZW; it is packed anew when the file is written."""
    if FORBIDDEN_FILTERS & set(filters_of(stream)):
        try:
            stream.write(stream.read_bytes())
        except pikepdf.PdfError:
            return


def _rename(thing: Any, key: str) -> None:
    """Give a font whose name is not UTF-8 (many are in GBK) the same name in plain letters."""
    name = thing.get(key)
    if not isinstance(name, pikepdf.Name):
        return
    raw = bytes(name)[1:]
    if not is_text(raw):
        subset, plus, own = raw.rpartition(b"+")
        thing[key] = pikepdf.Name("/" + (subset + plus).decode("latin-1") + own.hex().upper())


def _complete(font: Any) -> None:
    """Say what PDF takes as said where nothing is: CIDs are the numbers of the glyphs."""
    descriptor = font.get("/FontDescriptor")
    if (
        font.get("/Subtype") == "/CIDFontType2"
        and "/CIDToGIDMap" not in font
        and isinstance(descriptor, pikepdf.Dictionary)
        and "/FontFile2" in descriptor
    ):
        font.CIDToGIDMap = pikepdf.Name.Identity
