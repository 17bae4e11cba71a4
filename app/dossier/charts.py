"""The charts of a stocktaking, drawn once: as marks for the screen and as vectors in the PDF.

No state is told by colour alone: every bar carries its word and number, and its own hatching.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from reportlab.graphics.shapes import Drawing, Line, Path, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.dossier.fonts import FontSet
from app.dossier.typeset import Typesetter
from app.model.kinds import FilingStatus
from app.rules.stocktake_types import URGENT, Stocktake, Tally

SIZE, SMALL = 10.0, 9.0
ROW, BAR, HEAD = 24, 13, 30
TALLEST = 96
MOST_ROWS = 13
HATCH_GAP = 5
SEGMENT_LEAST = 2.0
WORD_SHARE = 0.42


@dataclass(frozen=True)
class ChartColours:
    """Colours as #rrggbb; the four series are told apart by their hatching as well."""

    ink: str = "#1d2630"
    muted: str = "#566373"
    line: str = "#b9c2cd"
    ground: str = "#ffffff"
    first: str = "#1b4f9c"
    warning: str = "#b06f00"
    danger: str = "#b3261e"
    quiet: str = "#9aa6b4"


@dataclass(frozen=True)
class Paint:
    """How a bar is filled: its colour, and its hatching (none, rising, crossed, level)."""

    colour: str
    hatch: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its word, its parts with their paint, and what stands at its end."""

    word: str
    parts: tuple[tuple[int, Paint], ...]
    told: str

    @property
    def count(self) -> int:
        """The whole length."""
        return sum(count for count, _paint in self.parts)


@dataclass(frozen=True)
class ChartSheet:
    """A finished drawing with its title and what it shows: words and numbers, bar by bar."""

    key: str
    title: str
    rows: tuple[tuple[str, str], ...]
    drawing: Drawing


def chart_font(fonts: FontSet) -> str:
    """Return the registered name of an upright face without serifs, where there is one."""
    plain = next(
        (face for face in fonts.rare if "Sans" in face.name or "msyh" in face.name), fonts.plain
    )
    return Typesetter(fonts).name(plain)


def draw_charts(
    report: Stocktake, fonts: FontSet, colours: ChartColours, width: float
) -> tuple[ChartSheet, ...]:
    """Return the charts that have something to show, each ``width`` points wide."""
    pen = ChartPen(chart_font(fonts), colours, width)
    plain = Paint(colours.first)
    of_status = _status_paints(colours)
    platforms = [
        Bar(
            item.label,
            tuple((count, of_status[status]) for status, count in item.by_status),
            f"{item.count}（"
            + " · ".join(f"{status.label} {count}" for status, count in item.by_status)
            + "）",
        )
        for item in report.by_platform
    ]
    used = [s for s in FilingStatus if any(item.key == s.value for item in report.by_status)]
    gaps = [
        Bar(
            group.kind.label,
            ((group.count, _urgency(URGENT.get(group.kind, ""), colours)),),
            f"{group.count}",
        )
        for group in report.groups
    ]
    legend = tuple((status.label, of_status[status]) for status in used)
    drawn = [
        ("gaps", "问题（按种类）", gaps, ()),
        ("platforms", "备案（按平台和状态）", platforms, legend),
        ("types", "算法备案（按类别）", _plain_bars(report.by_type, plain), ()),
        ("organisations", "备案（按主体）", _plain_bars(report.by_organisation, plain), ()),
    ]
    made = [
        ChartSheet(key, title, _rows(bars), pen.bars(title, bars, marks))
        for key, title, bars, marks in drawn
        if bars and not (key == "organisations" and len(bars) < 2)
    ]
    years = _plain_bars(report.by_year, plain)
    if years:
        title = "备案（按备案年份）"
        made.append(ChartSheet("years", title, _rows(years), pen.columns(title, years)))
    return tuple(made)


@dataclass(frozen=True)
class Mark:
    """One mark of a drawing for the screen; places are from the top left, in points.

    ``kind`` is box (x, y, width, height in ``at``), lines (x1, y1, x2, y2, again and again) or
    text (x and the foot of the letters). ``wide`` is the pen's width or the size of the letters.
    """

    kind: Literal["box", "lines", "text"]
    at: tuple[float, ...]
    colour: str
    wide: float
    edge: str = ""
    text: str = ""
    dashed: bool = False


def marks_of(drawing: Drawing) -> tuple[Mark, ...]:
    """Return what a drawing of :class:`ChartPen` consists of, in the order it is drawn."""
    return tuple(_mark(shape, drawing.height) for shape in drawing.contents)


def _mark(shape: Any, height: float) -> Mark:
    if isinstance(shape, String):
        place = (shape.x, height - shape.y)
        return Mark("text", place, _hex(shape.fillColor), shape.fontSize, text=shape.text)
    if isinstance(shape, Rect):
        box = (shape.x, height - shape.y - shape.height, shape.width, shape.height)
        colour, edge = _hex(shape.fillColor), _hex(shape.strokeColor)
        return Mark("box", box, colour, shape.strokeWidth, edge)
    ends = shape.points if isinstance(shape, Path) else [shape.x1, shape.y1, shape.x2, shape.y2]
    turned = tuple(height - end if place % 2 else end for place, end in enumerate(ends))
    dashed = bool(getattr(shape, "strokeDashArray", None))
    return Mark("lines", turned, _hex(shape.strokeColor), shape.strokeWidth, dashed=dashed)


def _hex(colour: Any) -> str:
    return f"#{colour.hexval()[2:]}"


def _plain_bars(tallies: Sequence[Tally], paint: Paint) -> list[Bar]:
    return [Bar(item.label, ((item.count, paint),), f"{item.count}") for item in tallies]


def _rows(bars: Sequence[Bar]) -> tuple[tuple[str, str], ...]:
    return tuple((bar.word, bar.told) for bar in bars)


def _status_paints(colours: ChartColours) -> dict[FilingStatus, Paint]:
    return {
        FilingStatus.ACTIVE: Paint(colours.first),
        FilingStatus.CANCELLING: Paint(colours.warning, "rising"),
        FilingStatus.CANCELLED: Paint(colours.quiet, "level"),
        FilingStatus.REVOKED: Paint(colours.danger, "crossed"),
    }


def _urgency(tone: str, colours: ChartColours) -> Paint:
    if tone == "danger":
        return Paint(colours.danger, "crossed")
    return Paint(colours.warning, "rising") if tone == "warning" else Paint(colours.first)


class ChartPen:
    """Draws in one face, one set of colours and one width."""

    def __init__(self, font: str, colours: ChartColours, width: float) -> None:
        self._font, self.colours, self.width = font, colours, width

    def sheet(self, height: float) -> Drawing:
        """Return an empty drawing that begins in this face, so that no other is ever named."""
        return Drawing(self.width, height, initialFontName=self._font)

    def bars(self, title: str, bars: Sequence[Bar], legend: Sequence[tuple[str, Paint]]) -> Drawing:
        """Lying bars, each with its word before and its number behind."""
        bars = self._bounded(bars)
        sheet = self.sheet(HEAD + ROW * len(bars) + 4)
        top = sheet.height - HEAD
        self._title(sheet, title, legend)
        left = max(self.wide(bar.word, SIZE) for bar in bars) + 10
        behind = max(self.wide(bar.told, SMALL) for bar in bars) + 10
        room = max(self.width - left - behind, 40)
        most = max(bar.count for bar in bars) or 1
        for place, bar in enumerate(bars):
            base = round(top - ROW * (place + 1) + (ROW - BAR) / 2)
            self.text(sheet, left - 8, base + 3, bar.word, SIZE, anchor="end")
            x = left
            for count, paint in bar.parts:
                length = max(room * count / most, SEGMENT_LEAST) if count else 0
                self.bar(sheet, (x, base, length, BAR), paint)
                x += length
            self.text(sheet, x + 6, base + 3, bar.told, SMALL, colour=self.colours.muted)
        sheet.add(Line(left, 2, left, top, strokeColor=HexColor(self.colours.line)))
        return sheet

    def columns(self, title: str, bars: Sequence[Bar]) -> Drawing:
        """Standing bars with their number above and their word below."""
        bars = self._bounded(bars)
        sheet = self.sheet(HEAD + TALLEST + 40)
        self._title(sheet, title, ())
        step = min((self.width - 8) / len(bars), 76)
        most = max(bar.count for bar in bars) or 1
        for place, bar in enumerate(bars):
            middle = 4 + step * (place + 0.5)
            height = max(TALLEST * bar.count / most, SEGMENT_LEAST)
            thick = min(step * 0.6, 36)
            self.bar(sheet, (middle - thick / 2, 20, thick, height), bar.parts[0][1])
            self.text(sheet, middle, 24 + height, bar.told, SMALL, anchor="middle")
            self.text(sheet, middle, 5, bar.word, SMALL, anchor="middle", colour=self.colours.muted)
        sheet.add(Line(4, 20, 4 + step * len(bars), 20, strokeColor=HexColor(self.colours.line)))
        return sheet

    def _bounded(self, bars: Sequence[Bar]) -> list[Bar]:
        """Gather what would not fit into a last bar, and shorten words that leave no room."""
        shown, rest = bars, bars[:0]
        if len(bars) > MOST_ROWS:
            shown, rest = bars[: MOST_ROWS - 1], bars[MOST_ROWS - 1 :]
        made = [
            replace(bar, word=self.short(bar.word, self.width * WORD_SHARE, SIZE)) for bar in shown
        ]
        if rest:
            count = sum(bar.count for bar in rest)
            paint = Paint(self.colours.quiet, "level")
            made.append(Bar(f"其余 {len(rest)} 项", ((count, paint),), f"{count}"))
        return made

    def short(self, word: str, room: float, size: float) -> str:
        """Return ``word``, cut with … where it is wider than ``room``."""
        if self.wide(word, size) <= room:
            return word
        while word and self.wide(f"{word}…", size) > room:
            word = word[:-1]
        return f"{word}…"

    def _title(self, sheet: Drawing, title: str, legend: Sequence[tuple[str, Paint]]) -> None:
        self.text(sheet, 0, sheet.height - 14, title, SIZE + 1)
        x = self.width
        for word, paint in reversed(legend):
            x -= self.wide(word, SMALL)
            self.text(sheet, x, sheet.height - 14, word, SMALL)
            x -= 16
            self.bar(sheet, (x, sheet.height - 15, 12, 10), paint)
            x -= 12

    def text(
        self,
        sheet: Drawing,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        anchor: str = "start",
        colour: str = "",
    ) -> None:
        """Write ``text`` at a place; ``anchor`` is start, middle or end."""
        if anchor != "start":
            x -= self.wide(text, size) / (1 if anchor == "end" else 2)
        ink = HexColor(colour or self.colours.ink)
        sheet.add(String(x, round(y), text, fontName=self._font, fontSize=size, fillColor=ink))

    def wide(self, text: str, size: float) -> float:
        """Return how wide ``text`` is."""
        return float(stringWidth(text, self._font, size))

    def bar(self, sheet: Drawing, box: tuple[float, float, float, float], paint: Paint) -> None:
        """Draw a filled box with its hatching."""
        x, y, width, height = box
        edge: Any = HexColor(self.colours.ground)
        options: Any = {
            "fillColor": HexColor(paint.colour),
            "strokeColor": edge,
            "strokeWidth": 0.6,
        }
        sheet.add(Rect(x, y, width, height, **options))
        if paint.hatch == "level":
            sheet.add(_scratches([(x, y + height / 2, x + width, y + height / 2)], edge))
        if paint.hatch in ("rising", "crossed"):
            lines = _slanted(x, y, width, height)
            if paint.hatch == "crossed":
                lines += [
                    (x1, 2 * y + height - y1, x2, 2 * y + height - y2) for x1, y1, x2, y2 in lines
                ]
            sheet.add(_scratches(lines, edge))


def _scratches(lines: Sequence[tuple[float, float, float, float]], colour: Any) -> Path:
    made = Path(strokeColor=colour, strokeWidth=1, fillColor=None)
    for x1, y1, x2, y2 in lines:
        made.moveTo(x1, y1)
        made.lineTo(x2, y2)
    return made


def _slanted(
    x: float, y: float, width: float, height: float
) -> list[tuple[float, float, float, float]]:
    """Return lines at 45° that stay within the box."""
    found = []
    start = -height + HATCH_GAP
    while start < width:
        left, right = max(start, 0.0), min(start + height, width)
        if right > left:
            found.append((x + left, y + left - start, x + right, y + right - start))
        start += HATCH_GAP
    return found
