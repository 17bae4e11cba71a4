"""Whether a font carries all that its shown characters need (ISO 19005-2, 6.2.11).

A font that this module cannot read to the end is told as such: what is not known to conform does
not conform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf

from app.dossier.archival import Breach
from app.dossier.archival_faces import Face, NotReadableError, face_of
from app.dossier.fingerprint import unpacked

WIDTH_SLACK = 1.0
"""How far a told width may be from the face's own, in thousandths of its size."""

PROGRAMS = {"/FontFile": "Type 1", "/FontFile2": "TrueType", "/FontFile3": "CFF"}
PROGRAM_KINDS = {"/Type1C", "/CIDFontType0C", "/OpenType"}
IDENTITY = {"/Identity-H", "/Identity-V"}
LARGEST_PROGRAM = 64 * 1024 * 1024


class FontReader:
    """One font of a file; ``breaches`` may be asked for different characters."""

    def __init__(self, font: Any) -> None:
        self._font = font
        self._kind = str(font.get("/Subtype", ""))
        self._composite = self._kind == "/Type0"

    @cached_property
    def name(self) -> str:
        """How the font is called in messages."""
        name = self._font.get("/BaseFont")
        raw = bytes(name)[1:] if isinstance(name, pikepdf.Name) else b""
        for coding in ("utf-8", "gbk"):
            try:
                return raw.decode(coding).split("+")[-1] or "未命名"
            except UnicodeDecodeError:
                continue
        return "未命名"

    def breaches(self, seen: Iterable[int], hidden: Iterable[int]) -> Iterator[Breach]:
        """Return what is broken by showing these codes; ``hidden`` are those of invisible text."""
        seen, hidden = set(seen), set(hidden)
        if self._kind == "/Type3" or not (seen or hidden):
            return
        if not self._embedded:
            if seen:
                yield self._breach("6.2.11.4.1", "没有嵌入")
            return
        try:
            yield from self._structure()
            face = self._face
        except NotReadableError as problem:
            yield self._breach("6.2.11.4.1", f"的字形无法逐字核对（{problem}）")
            return
        for code in sorted(seen | hidden):
            glyph = face.glyph(code)
            if not glyph:
                yield self._breach("6.2.11.8", "缺少用到的字形")
                return
        for code in sorted(seen):
            own = face.width(face.glyph(code))
            if own is None or abs(own - self._told_width(code)) > WIDTH_SLACK:
                yield self._breach("6.2.11.5", "的字宽与嵌入的字形不一致")
                return

    def _breach(self, clause: str, text: str) -> Breach:
        return Breach(clause, f"字体“{self.name}”{text}")

    @cached_property
    def _inner(self) -> Any:
        """The dictionary that holds widths and descriptor: a composite font's descendant."""
        if not self._composite:
            return self._font
        inner = self._font.get("/DescendantFonts")
        if isinstance(inner, pikepdf.Array) and len(inner) == 1:
            return inner[0]
        return pikepdf.Dictionary()

    @cached_property
    def _descriptor(self) -> Any:
        found = self._inner.get("/FontDescriptor")
        return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()

    @property
    def _embedded(self) -> bool:
        return any(isinstance(self._descriptor.get(key), pikepdf.Stream) for key in PROGRAMS)

    def _structure(self) -> Iterator[Breach]:
        inner = self._inner
        if not isinstance(inner.get("/BaseFont"), pikepdf.Name) or "/Type" not in self._font:
            yield self._breach("6.2.11.2", "的字典不完整")
        program = self._descriptor.get("/FontFile3")
        if program is not None and str(program.get("/Subtype", "")) not in PROGRAM_KINDS:
            yield self._breach("6.2.11.2", "的嵌入格式不明")
        if self._composite:
            coding = self._font.get("/Encoding")
            if not isinstance(coding, pikepdf.Name) or str(coding) not in IDENTITY:
                raise NotReadableError("编码不是 Identity")
            if str(inner.get("/Subtype", "")) == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
                yield self._breach("6.2.11.3.2", "缺少字符到字形的对照（CIDToGIDMap）")
            return
        widths, first, last = (inner.get(k) for k in ("/Widths", "/FirstChar", "/LastChar"))
        if (
            not isinstance(widths, pikepdf.Array)
            or not isinstance(first, int)
            or not isinstance(last, int)
            or len(widths) != last - first + 1
        ):
            yield self._breach("6.2.11.2", "的字宽表不完整")
            raise NotReadableError("没有字宽表")
        if self._kind == "/TrueType":
            yield from self._true_type_coding()

    def _true_type_coding(self) -> Iterator[Breach]:
        coding = self._font.get("/Encoding")
        if self._symbolic:
            if coding is not None:
                yield self._breach("6.2.11.6", "是符号字体，却另设了编码")
            if not self._face.told_by_itself:
                yield self._breach("6.2.11.6", "是符号字体，内部的字符表不唯一")
            return
        base = coding.get("/BaseEncoding") if isinstance(coding, pikepdf.Dictionary) else coding
        if not isinstance(base, pikepdf.Name) or str(base) not in (
            "/WinAnsiEncoding",
            "/MacRomanEncoding",
        ):
            yield self._breach("6.2.11.6", "的编码不是规定的两种之一")
        if not self._face.knows_names:
            yield self._breach("6.2.11.6", "另设的字符名称无法对照")

    @property
    def _symbolic(self) -> bool:
        return bool(int(self._descriptor.get("/Flags", 0)) & 4)

    @cached_property
    def _face(self) -> Face:
        key = next(key for key in PROGRAMS if key in self._descriptor)
        program = self._descriptor[key]
        data = unpacked(program)
        if key == "/FontFile":
            raise NotReadableError("Type 1 格式")
        if len(data) > LARGEST_PROGRAM:
            raise NotReadableError("字体过大")
        if self._composite:
            return face_of(BytesIO(data), glyphs=self._glyph_map, cid=True)
        return face_of(BytesIO(data), coding=self._font.get("/Encoding"), symbolic=self._symbolic)

    @cached_property
    def _glyph_map(self) -> bytes | None:
        found = self._inner.get("/CIDToGIDMap")
        return unpacked(found) if isinstance(found, pikepdf.Stream) else None

    def _told_width(self, code: int) -> float:
        if self._composite:
            return self._cid_widths.get(code, float(self._inner.get("/DW", 1000)))
        place = code - int(self._inner.FirstChar)
        if 0 <= place < len(self._inner.Widths):
            return float(self._inner.Widths[place])
        return float(self._descriptor.get("/MissingWidth", 0))

    @cached_property
    def _cid_widths(self) -> dict[int, float]:
        found: dict[int, float] = {}
        told = iter(list(self._inner.get("/W", pikepdf.Array())))
        for begin, then in zip(told, told, strict=False):
            first = int(begin)
            if isinstance(then, pikepdf.Array):
                found.update((first + at, float(width)) for at, width in enumerate(then))
            elif (width := next(told, None)) is not None:
                last = min(int(then), 65535)
                found.update(dict.fromkeys(range(first, last + 1), float(width)))
        return found
