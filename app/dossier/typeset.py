"""Text set with the faces at hand: styles, and for each character a face that has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus.paragraph import ParaLines

from app.dossier import sheet
from app.dossier.breaking import line_ends
from app.dossier.characters import printable
from app.dossier.fonts import Face, FontSet
from app.dossier.lines import broken_lines
from app.errors import CannotPrintError

rl_config.useA85 = 0  # Packed streams as they are: nobody sends these files as plain text.

Sink = Callable[[str, int, tuple[float, float, float, float]], None]
"""Told a mark's name, its page from 1, and its box (left, bottom, right, top) in points."""

ALIGN: dict[str, Any] = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}


@cache
def _registered(path: Path, name: str) -> frozenset[int]:
    """Make the face known to reportlab; return the code points that it has glyphs for."""
    try:
        font = TTFont(name, str(path), subfontIndex=0)
    except (TTFError, OSError) as error:
        raise CannotPrintError(
            f"无法使用字体文件“{path.name}”。", "请重新安装本程序或修复系统字体。", repr(error)
        ) from error
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


class Typesetter:
    """Paragraphs in the faces of one font set; ``sink`` learns where marked ones were drawn."""

    def __init__(self, fonts: FontSet, sink: Sink | None = None) -> None:
        self.fonts = fonts
        self.sink = sink
        self._styles: dict[tuple[object, ...], ParagraphStyle] = {}
        self._models: dict[int, tuple[ParagraphStyle, Any]] = {}

    def draws(self, _page: int) -> bool:
        """Tell whether anything is drawn on a page (from 1), or only room is made for it."""
        return True

    def name(self, face: Face) -> str:
        """Return the face's registered name."""
        _registered(face.path, face.name)
        return face.name

    def width(self, text: str, face: Face, size: float) -> float:
        """Return how wide ``text`` is on one line, in points."""
        width = float(pdfmetrics.stringWidth(text, self.name(face), size))
        return width + len(text) * sheet.spacing(size)

    def lines(self, text: str, face: Face, size: float, room: float) -> list[str]:
        """Return ``text`` in lines that fit into ``room`` points."""
        found: list[str] = []
        for piece in text.split("\n"):
            clean = printable(piece)
            widths = [self.width(c, self._face(c, face, text), size) for c in clean]
            ends = line_ends(clean, widths, [room])
            found += [clean[a:b] for a, b in zip([0, *ends], ends, strict=False)] or [""]
        return found

    def cell_font(self) -> Any:
        """Return the style command that keeps reportlab's own face out of a table's empty cells."""
        return ("FONTNAME", (0, 0), (-1, -1), self.name(self.fonts.body))

    def style(
        self,
        face: Face,
        size: float,
        leading: float,
        align: str = "left",
        *,
        indent: float = 0,
        left: float = 0,
        keep: bool = False,
    ) -> ParagraphStyle:
        """Return a style that breaks lines as Chinese does, made once and changed by nobody.

        ``keep``: on a page with the next.
        """
        key = (face, size, leading, align, indent, left, keep)
        if key not in self._styles:
            self._styles[key] = ParagraphStyle(
                name="",
                fontName=self.name(face),
                fontSize=size,
                leading=leading,
                alignment=ALIGN[align],
                firstLineIndent=indent,
                leftIndent=left,
                keepWithNext=int(keep),
                wordWrap="CJK",
            )
        return self._styles[key]

    def paragraph(
        self, text: str, face: Face, style: ParagraphStyle, marks: Iterable[str] = ()
    ) -> Paragraph:
        """Return ``text`` as a flowable; a newline breaks the line."""
        frags = self.frags(text, face, style)
        return MarkedParagraph("", style, tuple(marks), self.sink, frags=frags)

    def frags(self, text: str, face: Face, style: ParagraphStyle) -> list[Any]:
        """Return what reportlab's parser would make of ``text``, with every space as it is.

        The parser folds spaces, wide ones too. Raises :class:`CannotPrintError` naming the
        character that no face has.
        """
        model, made = self._model(style), []
        for chosen, run in self.runs(text, face):
            name = self.name(chosen)
            for place, line in enumerate(run.split("\n")):
                if place:
                    made.append(model.clone(text="", fontName=name, lineBreak=True))
                if line:
                    made.append(model.clone(text=line, fontName=name))
        return made

    def _model(self, style: ParagraphStyle) -> Any:
        """Return what reportlab's parser makes of a plain text in this style, made once."""
        key = id(style)
        if key not in self._models:
            self._models[key] = (style, Paragraph("x", style).frags[0])
        return self._models[key][1]

    def runs(self, text: str, face: Face) -> list[tuple[Face, str]]:
        """Return ``text`` in pieces, each with a face that has all its characters.

        Raises :class:`CannotPrintError` naming the character that no face has.
        """
        clean = printable(text)
        known = _registered(face.path, face.name)
        if all(ord(character) in known or character == "\n" for character in clean):
            return [(face, clean)] if clean else []
        runs: list[tuple[Face, list[str]]] = []
        for character in clean:
            chosen = self._face(character, face, text)
            if not runs or runs[-1][0] != chosen:
                runs.append((chosen, []))
            runs[-1][1].append(character)
        return [(chosen, "".join(characters)) for chosen, characters in runs]

    def _face(self, character: str, face: Face, text: str) -> Face:
        if character == "\n":
            return face
        code = ord(character)
        for candidate in (face, *self.fonts.rare):
            if code in _registered(candidate.path, candidate.name):
                return candidate
        raise CannotPrintError(
            f"现有字体没有“{character}”（U+{code:04X}）这个字，"
            f"它出现在“{text.strip()[:30]}”中，无法打印。",
            "请安装含有该字的字体，或改用与证照一致的通用写法后重试。",
        )


class MarkedParagraph(Paragraph):
    """A paragraph that tells where it was drawn; so do the parts it is split into."""

    def __init__(
        self,
        text: Any,
        style: Any = None,
        marks: tuple[str, ...] = (),
        sink: Sink | None = None,
        **options: Any,
    ) -> None:
        super().__init__(text, style, **options)
        self._marks, self._sink = marks, sink
        self._broken: tuple[tuple[float, ...], Any] | None = None

    def breakLinesCJK(self, maxWidths: Any) -> Any:
        """Break the lines by the rules of Chinese punctuation, which reportlab knows in part.

        reportlab asks for the same lines up to three times: to measure, to split and to draw.
        """
        room = tuple(maxWidths) if isinstance(maxWidths, list | tuple) else (maxWidths,)
        if self._broken is None or self._broken[0] != room:
            if getattr(self, "_splitpara", 0) or not self.frags:
                return super().breakLinesCJK(maxWidths)
            self._broken = (room, broken_lines(self.frags, room))
        self.height = 0
        return self._broken[1]

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Split as a paragraph does; hand on the marks, and the lines as they are broken.

        reportlab would join the rest's lines with spaces and break it anew.
        """
        parts: list[Flowable] = super().split(aW, aH)
        for part in parts:
            if isinstance(part, MarkedParagraph):
                part._marks, part._sink = self._marks, self._sink
        if len(parts) == 2 and self._broken is not None:
            room, lines = self._broken[0], self._broken[1].lines
            first, rest = parts
            cut = len(first.blPara.lines)  # type: ignore[attr-defined]
            first._broken = (room, ParaLines(kind=1, lines=lines[:cut]))  # type: ignore[attr-defined]
            rest._broken = ((room[-1], room[-1]), ParaLines(kind=1, lines=lines[cut:]))  # type: ignore[attr-defined]
        return parts

    def beginText(self, x: float, y: float) -> Any:
        """Begin the text where, and with its characters as close as, the grid wants them.

        reportlab puts the first base line a type size below the top, whatever the face.
        """
        size = self.style.fontSize
        text = super().beginText(x, y + size - sheet.baseline(size, self.style.leading))
        closer = sheet.spacing(size)
        if closer:
            text.setCharSpace(closer)
        return text

    def draw(self) -> None:
        """Draw, and tell the place."""
        super().draw()
        if self._sink is None or not self._marks:
            return
        left, bottom = self.canv.absolutePosition(0, 0)
        # An empty cell has no height of its own, but a place where something could stand.
        lacking = max(0.0, self.style.leading - self.height) / 2
        # Below text of the grid is the space to the next line, which is not its own.
        free = sheet.BETWEEN if self.style.leading == sheet.LINE else 0.0
        top = bottom + self.height + lacking
        box = (left, bottom - lacking + free, left + self.width, top)
        for mark in self._marks:
            self._sink(mark, self.canv.getPageNumber(), box)


class Mark(Flowable):
    """Takes no room and tells which page it stands on."""

    def __init__(self, name: str, sink: Sink) -> None:
        super().__init__()
        self._name, self._sink = name, sink

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Tell the page."""
        self._sink(self._name, self.canv.getPageNumber(), (0, 0, 0, 0))
