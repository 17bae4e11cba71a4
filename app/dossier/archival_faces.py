"""Embedded faces read for their glyphs and widths: TrueType and CFF, by a code or a CID.

Knows font programs, not PDF's rules. What cannot be read is refused with :class:`NotReadableError`.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any, Protocol

import pikepdf
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from fontTools.ttLib import TTFont

# It tells of odd dates and tables on the standard error output, which says nothing of glyphs.
logging.getLogger("fontTools").setLevel(logging.CRITICAL)

SFNT = (b"\0\1\0\0", b"true", b"OTTO", b"ttcf")
CODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
SYMBOL_PAGES = (0, 0xF000, 0xF100, 0xF200)
BULLET, NO_GLYPH = 0x2022, ".notdef"
Glyph = str | None


class NotReadableError(Exception):
    """The face cannot be read; the message says why in a Chinese phrase."""


class Face(Protocol):
    """An embedded face."""

    @property
    def told_by_itself(self) -> bool:
        """Whether a symbolic face says by one table which code is which glyph."""

    @property
    def knows_names(self) -> bool:
        """Whether each character that a PDF names for a code is found by its name."""

    def glyph(self, code: int) -> Glyph:
        """Return the glyph that a code or CID shows, None where there is none."""

    def width(self, glyph: Glyph) -> float | None:
        """Return a glyph's width in thousandths of the size."""


def face_of(
    data: BytesIO,
    *,
    coding: Any = None,
    symbolic: bool = False,
    glyphs: bytes | None = None,
    cid: bool = False,
) -> Face:
    """Return the face; with ``cid`` it is asked by CID, and ``glyphs`` is the table for that.

    Raises :class:`NotReadableError`.
    """
    try:
        head = data.getvalue()[:4]
        if head not in SFNT:
            return _compact(data, coding, symbolic, cid)
        font = TTFont(data, lazy=True, fontNumber=0)
        if "CFF " in font:
            raise NotReadableError("OpenType CFF 格式")
        return _Outlines(font, coding, symbolic, glyphs, cid)
    except NotReadableError:
        raise
    except Exception as error:  # a broken face makes fontTools fail in any way
        raise NotReadableError("字体数据损坏") from error


class _Outlines:
    """TrueType outlines."""

    def __init__(
        self, font: TTFont, coding: Any, symbolic: bool, glyphs: bytes | None, cid: bool
    ) -> None:
        self._order: list[str] = font.getGlyphOrder()
        self._metrics = font["hmtx"].metrics
        self._size = font["head"].unitsPerEm
        self._glyphs, self._cid, self._symbolic = glyphs, cid, symbolic
        self._tables: dict[tuple[int, int], dict[int, str]] = {}
        if "cmap" in font and not cid:
            self._tables = {(t.platformID, t.platEncID): t.cmap for t in font["cmap"].tables}
        self._codes = None if cid or symbolic else _unicodes(coding)
        self._names = {} if cid or symbolic else _differences(coding)

    @property
    def told_by_itself(self) -> bool:
        return len(self._tables) == 1 or (3, 0) in self._tables

    @property
    def knows_names(self) -> bool:
        return not self._names or (
            (3, 1) in self._tables and all(name in agl.AGL2UV for name in self._names.values())
        )

    def glyph(self, code: int) -> Glyph:
        name = self._by_cid(code) if self._cid else self._by_code(code)
        return None if name is None or name not in self._metrics or not self._real(name) else name

    def _real(self, name: str) -> bool:
        return name != self._order[0]

    def _by_cid(self, cid: int) -> Glyph:
        place = cid
        if self._glyphs is not None:
            place = int.from_bytes(self._glyphs[2 * cid : 2 * cid + 2], "big")
        return self._order[place] if 0 < place < len(self._order) else None

    def _by_code(self, code: int) -> Glyph:
        if self._symbolic:
            tables = [self._tables[(3, 0)]] if (3, 0) in self._tables else self._tables.values()
            return next((t[p + code] for t in tables for p in SYMBOL_PAGES if p + code in t), None)
        if code in self._names:
            name = self._names[code]
            told = agl.toUnicode(name)
            unicode = ord(told) if len(told) == 1 else None
        else:
            name, unicode = "", (self._codes or {}).get(code)
        for table in ((3, 1), (0, 3), (0, 4), (3, 10)):
            if unicode is not None and unicode in self._tables.get(table, {}):
                return self._tables[table][unicode]
        roman = self._tables.get((1, 0), {})
        if unicode is not None and roman:
            try:
                return roman.get(chr(unicode).encode("mac_roman")[0])
            except UnicodeEncodeError:
                pass
        return name if name in self._metrics else None

    def width(self, glyph: Glyph) -> float | None:
        return None if glyph is None else self._metrics[glyph][0] * 1000 / self._size


def _compact(data: BytesIO, coding: Any, symbolic: bool, cid: bool) -> _Compact:
    fonts = CFFFontSet()
    fonts.decompile(data, None)
    return _Compact(fonts[0], coding, symbolic, cid)


class _Compact:
    """CFF outlines."""

    told_by_itself = knows_names = True

    def __init__(self, top: Any, coding: Any, symbolic: bool, cid: bool) -> None:
        if [round(v, 6) for v in top.FontMatrix] != [0.001, 0, 0, 0.001, 0, 0]:
            raise NotReadableError("字形的单位不是千分之一")
        self._strings, self._cid = top.CharStrings, cid
        self._keyed = hasattr(top, "ROS")
        if self._keyed and not cid:
            raise NotReadableError("字体格式与用法不符")
        self._order = list(top.charset)
        self._widths: dict[str, float] = {}
        self._names = {} if cid else _named_codes(top, coding, symbolic)

    def glyph(self, code: int) -> Glyph:
        if not self._cid:
            name: Glyph = self._names.get(code)
        elif self._keyed:
            name = f"cid{code:05d}" if code else None
        else:
            name = self._order[code] if 0 < code < len(self._order) else None
        return name if name and name != NO_GLYPH and name in self._strings else None

    def width(self, glyph: Glyph) -> float | None:
        if glyph is None:
            return None
        if glyph not in self._widths:
            drawn = self._strings[glyph]
            try:
                drawn.draw(NullPen())
                self._widths[glyph] = float(drawn.width)
            except Exception:  # as with the whole face
                return None
        return self._widths[glyph]


def _named_codes(top: Any, coding: Any, symbolic: bool) -> dict[int, str]:
    """Return which glyph's name a simple CFF font shows for each code."""
    from fontTools.encodings.StandardEncoding import StandardEncoding

    codes = _unicodes(coding)
    if codes is None:
        own: Any = top.Encoding
        standard = isinstance(own, str) or (isinstance(coding, pikepdf.Dictionary) and not symbolic)
        found = dict(enumerate(StandardEncoding if standard else own))
    else:
        by_unicode = {agl.toUnicode(name): name for name in reversed(list(top.charset))}
        found = {c: by_unicode[chr(u)] for c, u in codes.items() if chr(u) in by_unicode}
    return found | _differences(coding)


def _unicodes(coding: Any) -> dict[int, int] | None:
    """Return the characters of a PDF encoding's base; None when it names none."""
    base = coding.get("/BaseEncoding") if isinstance(coding, pikepdf.Dictionary) else coding
    if not isinstance(base, pikepdf.Name) or str(base) not in CODINGS:
        return None
    found = {}
    for code in range(32, 256):
        try:
            found[code] = ord(bytes([code]).decode(CODINGS[str(base)]))
        except UnicodeDecodeError:
            found[code] = BULLET
    if str(base) == "/WinAnsiEncoding":
        # PDF shows a space and a hyphen for these (ISO 32000-1, Annex D.2).
        found |= {0x7F: BULLET, 0xA0: 0x20, 0xAD: 0x2D}
    return found


def _differences(coding: Any) -> dict[int, str]:
    listed = coding.get("/Differences") if isinstance(coding, pikepdf.Dictionary) else None
    found, code = {}, 0
    for item in listed if isinstance(listed, pikepdf.Array) else ():
        if isinstance(item, pikepdf.Name):
            found[code] = bytes(item)[1:].decode("latin-1")
            code += 1
        else:
            code = int(item)
    return found
