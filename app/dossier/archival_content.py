"""A drawing read operator by operator for what an archival file may not hold (ISO 19005-2, 6.2).

Everything that a drawing draws in turn (forms, patterns, soft masks, characters that are drawings)
is read once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf

from app.dossier import archival_objects as objects
from app.dossier.archival import Breach
from app.dossier.archival_colours import SPOT_TWICE, look_at_space
from app.dossier.archival_fonts import FontReader
from app.dossier.archival_use import FontUse, Use
from app.dossier.fingerprint import unpacked

# fmt: off
OPERATORS = frozenset((
    "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1",
    "Do", "DP", "EI", "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h", "i", "ID", "j", "J",
    "K", "k", "l", "M", "m", "MP", "n", "q", "Q", "re", "RG", "rg", "ri", "s", "S", "SC", "sc",
    "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw",
    "Tz", "v", "w", "W", "W*", "y", "'", '"',
))
# fmt: on
DEVICE = {
    "g": "/DeviceGray",
    "G": "/DeviceGray",
    "rg": "/DeviceRGB",
    "RG": "/DeviceRGB",
    "k": "/DeviceCMYK",
    "K": "/DeviceCMYK",
}  # fmt: skip
MOST_SAVED = 28
INVISIBLE = 3
NOT_AS_TOLD = (
    IndexError, KeyError, TypeError, ValueError, AttributeError, RecursionError, pikepdf.PdfError,
)  # fmt: skip
"""What is raised where a PDF holds another kind of value than the standard says."""
DEEPEST = 24
LARGEST_CONTENT = 4 * 1024 * 1024
"""So many bytes of operators are read; once read they take fifty times the room."""

HEX_STRING = re.compile(rb"(?<!<)<([0-9A-Fa-f\s]+)>(?!>)")

TOO_MUCH = Breach("6.2.2", "绘图指令过多，本程序不能逐项核对")
BROKEN = Breach("6.2.2", "页面内容无法完整读取")
UNKNOWN_OPERATOR = Breach("6.2.2", "使用了标准以外的绘图指令")
NOT_NAMED = Breach("6.2.2", "引用了没有列出的资源")
TOO_DEEP = Breach("6.1.13", "绘图状态的嵌套超过 28 层")
ODD_STRING = Breach("6.1.6", "十六进制字符串的位数是奇数")
LONG_STRING = Breach("6.1.13", "单个字符串超过 32767 字节")
OVERPRINT = Breach("6.2.4.2", "在标定的 CMYK 颜色上使用了叠印模式 1")


class DrawingReader:
    """Reads the drawings of one file."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Use] = {}
        self._fonts: dict[Any, FontReader] = {}
        self._spots = Use()

    def breaches(self, use: Use) -> set[Breach]:
        """Return what a page or drawing breaks, its fonts and spot colours looked at too."""
        found = set(use.breaches)
        for key, used in use.fonts.items():
            if key not in self._fonts:
                self._fonts[key] = FontReader(used.font)
            found |= set(self._fonts[key].breaches(used.seen, used.hidden))
        if self._spots.take_in(Use(spots=use.spots)):
            found.add(SPOT_TWICE)
        if use.profiled_cmyk and use.overprinting:
            found.add(OVERPRINT)
        return found

    def page(self, page: pikepdf.Page) -> Use:
        """Return what a page's own content uses."""
        use = Use()
        resources: Any = page.obj.get("/Resources", page.resources)
        self._group(page.obj, resources, use)
        _Reading(self, use, resources, 0).run(page)
        return use

    def drawing(self, thing: Any, depth: int = 0) -> Use:
        """Return what an XObject or a pattern uses."""
        if depth > DEEPEST:
            return Use({BROKEN})
        key = thing.objgen
        if key in self._known:
            return self._known[key]
        use = Use()
        if key != (0, 0):
            self._known[key] = use  # what draws itself ends here
        self._fill(thing, use, depth)
        return use

    def _fill(self, thing: Any, use: Use, depth: int) -> None:
        use.breaches |= set(objects.stream_breaches(thing))
        kind = str(thing.get("/Subtype", ""))
        if kind == "/Image":
            self._image(thing, use, depth)
        elif kind == "/Form" or "/PatternType" in thing:
            resources = thing.get("/Resources")
            self._group(thing, resources, use)
            _Reading(self, use, resources, depth).run(thing)

    def _image(self, image: Any, use: Use, depth: int) -> None:
        if not image.get("/ImageMask", False) and "/ColorSpace" in image:
            look_at_space(image.ColorSpace, None, use)
        for key in ("/SMask", "/Mask"):
            mask = image.get(key)
            if isinstance(mask, pikepdf.Stream):
                use.take_in(self.drawing(mask, depth + 1))

    def _group(self, thing: Any, resources: Any, use: Use) -> None:
        group = thing.get("/Group")
        if isinstance(group, pikepdf.Dictionary) and "/CS" in group:
            look_at_space(group.CS, resources, use)


@dataclass
class _State:
    font: FontUse | None = None
    mode: int = 0


class _Reading:
    """One content stream on its way."""

    def __init__(self, reader: DrawingReader, use: Use, resources: Any, depth: int) -> None:
        self._reader, self._use, self._depth = reader, use, depth
        self._resources = resources if isinstance(resources, pikepdf.Dictionary) else None
        self._state = _State()
        self._kept: list[_State] = []
        self._acts: dict[str, Callable[[Any], None]] = {
            "q": self._save, "Q": self._restore, "Tf": self._set_font, "Tr": self._set_mode,
            "Tj": self._show, "'": self._show, '"': self._show, "TJ": self._show_all,
            "Do": self._draw, "cs": self._space, "CS": self._space, "sh": self._shade,
            "scn": self._paint, "SCN": self._paint, "gs": self._set_state, "ri": self._intent,
            **dict.fromkeys(("g", "G", "rg", "RG", "k", "K"), lambda _o: None),
        }  # fmt: skip

    def run(self, content: Any) -> None:
        """Read it all."""
        whole = _bytes(content)
        if len(whole) > LARGEST_CONTENT:
            self._use.breaches.add(TOO_MUCH)
            return
        try:
            instructions = pikepdf.parse_content_stream(content)
        except (pikepdf.PdfError, ValueError):
            self._use.breaches.add(BROKEN)
            return
        if any(len(b"".join(found.split())) % 2 for found in HEX_STRING.findall(whole)):
            self._use.breaches.add(ODD_STRING)
        devices: set[str] = set()
        for instruction in instructions:
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline(instruction.iimage.obj)
                continue
            name = str(instruction.operator)
            if name not in OPERATORS:
                self._use.breaches.add(UNKNOWN_OPERATOR)
            elif name in DEVICE:
                devices.add(DEVICE[name])
            elif name in self._acts:
                self._act(name, instruction.operands)
        for device in sorted(devices):
            look_at_space(pikepdf.Name(device), self._resources, self._use)

    def _act(self, name: str, operands: Any) -> None:
        try:
            self._acts[name](operands)
        except NOT_AS_TOLD:
            self._use.breaches.add(BROKEN)

    # state

    def _save(self, _operands: Any) -> None:
        self._kept.append(_State(self._state.font, self._state.mode))
        if len(self._kept) > MOST_SAVED:
            self._use.breaches.add(TOO_DEEP)

    def _restore(self, _operands: Any) -> None:
        if self._kept:
            self._state = self._kept.pop()

    def _set_mode(self, operands: Any) -> None:
        self._state.mode = int(operands[0])

    def _set_font(self, operands: Any) -> None:
        self._take_font(self._named("/Font", operands[0]))

    def _take_font(self, font: Any) -> None:
        if not isinstance(font, pikepdf.Dictionary):
            self._state.font = None
            return
        key = font.objgen if font.is_indirect else font.unparse()
        known = key in self._use.fonts
        self._state.font = self._use.font(key, font)
        if not known and str(font.get("/Subtype", "")) == "/Type3":
            self._drawn_font(font)

    def _drawn_font(self, font: Any) -> None:
        resources = font.get("/Resources")
        for name in font.CharProcs:
            _Reading(self._reader, self._use, resources, self._depth + 1).run(font.CharProcs[name])

    def _set_state(self, operands: Any) -> None:
        state = self._named("/ExtGState", operands[0])
        if state is None:
            return
        self._use.breaches |= set(objects.state_breaches(state))
        if state.get("/OPM", 0) == 1 and (state.get("/OP", False) or state.get("/op", False)):
            self._use.overprinting = True
        if "/Font" in state:
            self._take_font(state.Font[0])
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
            self._take_in(mask.G)

    def _intent(self, operands: Any) -> None:
        if operands[0] not in objects.INTENTS:
            self._use.breaches.add(objects.INTENT)

    # text

    def _show(self, operands: Any) -> None:
        self._codes(bytes(operands[-1]))

    def _show_all(self, operands: Any) -> None:
        for item in operands[0]:
            if isinstance(item, pikepdf.String):
                self._codes(bytes(item))

    def _codes(self, shown: bytes) -> None:
        if len(shown) > objects.LONGEST_STRING:
            self._use.breaches.add(LONG_STRING)
        used = self._state.font
        if used is None:
            self._use.breaches.add(NOT_NAMED)
            return
        noted = used.hidden if self._state.mode == INVISIBLE else used.seen
        if str(used.font.get("/Subtype", "")) == "/Type0":
            noted.update(
                high << 8 | low for high, low in zip(shown[::2], shown[1::2], strict=False)
            )
        else:
            noted.update(shown)

    # colours and drawings

    def _space(self, operands: Any) -> None:
        look_at_space(operands[0], self._resources, self._use)

    def _shade(self, operands: Any) -> None:
        self._shading(self._named("/Shading", operands[0]))

    def _shading(self, shading: Any) -> None:
        if shading is not None:
            look_at_space(shading.get("/ColorSpace"), self._resources, self._use)

    def _paint(self, operands: Any) -> None:
        if len(operands) == 0 or not isinstance(operands[-1], pikepdf.Name):
            return
        pattern = self._named("/Pattern", operands[-1])
        if pattern is None:
            return
        if pattern.get("/PatternType") == 2:
            self._shading(pattern.get("/Shading"))
            if "/ExtGState" in pattern:
                self._use.breaches |= set(objects.state_breaches(pattern.ExtGState))
        else:
            self._take_in(pattern)

    def _draw(self, operands: Any) -> None:
        thing = self._named("/XObject", operands[0])
        if thing is not None:
            self._take_in(thing)

    def _take_in(self, thing: Any) -> None:
        if self._use.take_in(self._reader.drawing(thing, self._depth + 1)):
            self._use.breaches.add(SPOT_TWICE)

    def _inline(self, image: Any) -> None:
        self._use.breaches |= set(objects.stream_breaches(image))
        if not image.get("/ImageMask", False):
            look_at_space(image.get("/ColorSpace"), self._resources, self._use)

    def _named(self, kind: str, name: Any) -> Any:
        """Return a resource; what is not listed with the drawing itself breaks the rule."""
        group = self._resources.get(kind) if self._resources is not None else None
        found = group.get(name) if isinstance(group, pikepdf.Dictionary) else None
        if found is None:
            self._use.breaches.add(NOT_NAMED)
        return found


def _bytes(content: Any) -> bytes:
    """Return the unpacked bytes of a stream, or of all that a page draws."""
    if isinstance(content, pikepdf.Page):
        streams = content.obj.get("/Contents")
        every = list(streams) if isinstance(streams, pikepdf.Array) else [streams]
        return b"\n".join(unpacked(one) for one in every if isinstance(one, pikepdf.Stream))
    return unpacked(content)
