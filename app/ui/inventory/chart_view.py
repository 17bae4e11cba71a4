"""A chart on the screen: the drawing that the PDF carries, with its data to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.dossier import FontSet
from app.rules.stocktake_types import Stocktake
from app.ui.theme.tokens import Tokens
from app.ui.widgets import copy_text, restyle, tool

if TYPE_CHECKING:
    from app.dossier.charts import ChartColours, ChartSheet, Mark

DRAWN_WIDTH = 520.0
WIDEST = 1.35


@dataclass(frozen=True)
class ChartImage:
    """A chart as marks with the size it was drawn in, its title and what it shows."""

    title: str
    marks: tuple[Mark, ...]
    face: QFont
    width: float
    height: float
    rows: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """The chart for who cannot see it."""
        told = "；".join(f"{word}：{number}" for word, number in self.rows)
        return f"{self.title}。{told}"

    @property
    def table(self) -> str:
        """The data with tabs between, for a spreadsheet."""
        lines = [f"{word}\t{number}" for word, number in self.rows]
        return "\n".join([self.title, *lines])


def chart_images(
    report: Stocktake, fonts: FontSet, now: Tokens, face: QFont
) -> tuple[ChartImage, ...]:
    """Draw the report's charts in the window's colours and face; fit for any thread.

    Raises :class:`app.errors.CannotPrintError` when a face cannot be used.
    """
    from app.dossier.charts import draw_charts

    drawn = draw_charts(report, fonts, colours_of(now), DRAWN_WIDTH)
    return tuple(as_image(chart, face) for chart in drawn)


def colours_of(now: Tokens) -> ChartColours:
    """Return the window's colours as charts are drawn in."""
    from app.dossier.charts import ChartColours

    return ChartColours(
        ink=now.text,
        muted=now.muted,
        line=now.line_strong,
        ground=now.base,
        first=now.accent,
        warning=now.warning,
        danger=now.danger,
        quiet=now.muted,
    )


def as_image(chart: ChartSheet, face: QFont) -> ChartImage:
    """Return a drawn chart for the screen, in the window's ``face``."""
    from app.dossier.charts import marks_of

    drawing = chart.drawing
    marks = marks_of(drawing)
    return ChartImage(chart.title, marks, face, drawing.width, drawing.height, chart.rows)


def paint_marks(painter: QPainter, image: ChartImage) -> None:
    """Draw a chart's marks in the painter's present scale."""
    face = QFont(image.face)
    for mark in image.marks:
        if mark.kind == "text":
            face.setPixelSize(round(mark.wide))
            painter.setFont(face)
            painter.setPen(QColor(mark.colour))
            painter.drawText(QPointF(*mark.at), mark.text)
            continue
        pen = QPen(QColor(mark.edge or mark.colour), mark.wide)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if mark.dashed:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        if mark.kind == "box":
            painter.setBrush(QColor(mark.colour))
            painter.drawRect(QRectF(*mark.at))
        else:
            ends = mark.at
            painter.drawLines([QLineF(*ends[at : at + 4]) for at in range(0, len(ends), 4)])


class _Picture(QWidget):
    """Draws the chart as wide as there is room, in its proportions."""

    def __init__(self, image: ChartImage) -> None:
        super().__init__()
        self._image = image
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_image(self, image: ChartImage) -> None:
        """Draw another chart in the same place."""
        taller = image.height != self._image.height
        self._image = image
        if taller:
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._image.height * self._scale(width))

    def sizeHint(self) -> QSize:
        return QSize(round(self._image.width), round(self._image.height))

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 80)

    def _scale(self, width: int) -> float:
        return min(width / self._image.width, WIDEST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        scale = min(self._scale(self.width()), self.height() / self._image.height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        paint_marks(painter, self._image)
        painter.end()


class ChartCard(QFrame):
    """A chart in a card; Ctrl+C or the button copies its data."""

    def __init__(self, image: ChartImage) -> None:
        super().__init__()
        self.image = image
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(image.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 6)
        column.setSpacing(2)
        self._picture = _Picture(image)
        column.addWidget(self._picture)
        copy = tool("复制数据", "copy", self.copy, tip=f"复制“{image.title}”的数据（Ctrl+C）")
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignRight)

    def show_image(self, image: ChartImage) -> None:
        """Show another chart in this card."""
        self.image = image
        self.setAccessibleName(image.words)
        self._picture.show_image(image)

    def copy(self) -> None:
        """Put the data on the clipboard."""
        copy_text(self.image.table)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        restyle(self, "chosen", True)
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        restyle(self, "chosen", False)
        super().focusOutEvent(event)
