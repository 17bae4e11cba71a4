"""Shows a PDF page under page; pages are drawn off the GUI thread when they come into view."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.dossier import FieldBox
from app.progress import Progress
from app.ui.cases.pdf_pages import POINTS_PER_INCH, page_picture, page_sizes
from app.ui.jobs import Jobs
from app.ui.theme import tokens

GAP = 12
KEPT = 16
WIDEST = 900


class PdfView(QAbstractScrollArea):
    """Fits pages to its width. ``page_changed(place, count)`` tells which page is in view."""

    page_changed = Signal(int, int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._source: bytes | Path | None = None
        self._sizes: list[tuple[float, float]] = []
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._fresh: set[int] = set()
        self._only: frozenset[int] | None = None
        self._edition = 0
        self._boxes: tuple[FieldBox, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("打印效果")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(lambda _v: self._moved())

    def show_pdf(self, source: bytes | Path | None, only: frozenset[int] | None = None) -> None:
        """Show another document, at the same place where it is of the same length.

        With ``only`` these pages (from 0) are drawn; the others stay as they were shown.
        """
        self._edition += 1
        edition = self._edition
        if source is None:
            self._take(edition, None, [], None)
            return

        def look(_progress: Progress) -> list[tuple[float, float]]:
            return page_sizes(source)

        self._jobs.read(look, lambda sizes: self._take(edition, source, sizes, only), owner=self)

    def _take(
        self,
        edition: int,
        source: bytes | Path | None,
        sizes: list[tuple[float, float]],
        only: frozenset[int] | None,
    ) -> None:
        if edition != self._edition:
            return
        # The former picture of a page stays until the new one is there, so nothing flickers.
        self._source, self._sizes, self._only = source, sizes, only
        self._asked.clear()
        self._fresh.clear()
        self._lay_out()
        self._moved()
        self.viewport().update()

    def page_count(self) -> int:
        """Return how many pages are shown."""
        return len(self._sizes)

    def show_page(self, place: int) -> None:
        """Bring a page (from 0) to the top."""
        if 0 <= place < len(self._sizes):
            self.verticalScrollBar().setValue(int(self._top(place) - GAP))

    def pages_in_view(self) -> frozenset[int]:
        """Return the pages (from 0) of which anything is seen."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return frozenset(
            place
            for place in range(len(self._sizes))
            if self._top(place) < bottom and self._top(place) + self._height(place) > top
        )

    def mark(self, boxes: tuple[FieldBox, ...]) -> None:
        """Mark these places and bring the first into view."""
        self._boxes = boxes
        if boxes and self._sizes:
            top, scale = self._top(boxes[0].page), self._scale(boxes[0].page)
            height = self._sizes[boxes[0].page][1]
            self._bring(
                top + (height - boxes[0].rect[3]) * scale, top + (height - boxes[0].rect[1]) * scale
            )
        self.viewport().update()

    def marked(self) -> tuple[FieldBox, ...]:
        """Return the places that are marked."""
        return self._boxes

    def _bring(self, top: float, bottom: float) -> None:
        bar = self.verticalScrollBar()
        if top < bar.value() or bottom > bar.value() + self.viewport().height():
            bar.setValue(int(top - self.viewport().height() / 3))

    # geometry, in pixels of the viewport

    def _scale(self, place: int) -> float:
        room = min(self.viewport().width() - 2 * GAP, WIDEST)
        return max(room, 50) / self._sizes[place][0]

    def _height(self, place: int) -> float:
        return self._sizes[place][1] * self._scale(place)

    def _top(self, place: int) -> float:
        return GAP + sum(self._height(i) + GAP for i in range(place))

    def _lay_out(self) -> None:
        whole = self._top(len(self._sizes)) if self._sizes else 0
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(40)
        bar.setRange(0, max(0, int(whole - self.viewport().height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._asked.clear()
        self._lay_out()

    def _moved(self) -> None:
        self.viewport().update()
        if self._sizes:
            middle = self.verticalScrollBar().value() + self.viewport().height() / 2
            tops = [self._top(place) for place in range(len(self._sizes))]
            place = max((i for i, top in enumerate(tops) if top <= middle), default=0)
            self.page_changed.emit(place, len(self._sizes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        bar = self.verticalScrollBar()
        if step:
            bar.setValue(bar.value() + step * bar.pageStep())
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    # drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        now = tokens()
        painter.fillRect(self.viewport().rect(), QColor(now.line))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = self.verticalScrollBar().value()
        view = QRectF(self.viewport().rect())
        top: float = GAP
        for place in range(len(self._sizes)):
            scale = self._scale(place)
            width, height = self._sizes[place][0] * scale, self._sizes[place][1] * scale
            box = QRectF((view.width() - width) / 2, top - offset, width, height)
            if box.intersects(view):
                self._draw(painter, place, box)
            top += height + GAP

    def _draw(self, painter: QPainter, place: int, box: QRectF) -> None:
        painter.fillRect(box, QColor("#ffffff"))
        wide = round(box.width() * self.devicePixelRatioF())
        picture = self._pictures.get((place, wide))
        if picture is not None:
            painter.drawImage(box, picture)
        drawn = self._only is None or place in self._only
        if drawn and (picture is None or place not in self._fresh):
            self._ask(place, wide)
        scale = self._scale(place)
        for mark in self._boxes:
            if mark.page == place:
                left, bottom, right, upper = mark.rect
                high = self._sizes[place][1]
                where = QRectF(
                    box.left() + left * scale - 3,
                    box.top() + (high - upper) * scale - 2,
                    (right - left) * scale + 6,
                    (upper - bottom) * scale + 4,
                )
                ground = QColor(tokens().accent)
                ground.setAlpha(28)
                painter.fillRect(where, ground)
                painter.setPen(QPen(QColor("#1b4f9c"), 1.5))
                painter.drawRect(where)

    def _ask(self, place: int, wide: int) -> None:
        source, edition = self._source, self._edition
        if source is None or (place, wide) in self._asked:
            return
        self._asked.add((place, wide))
        dpi = wide / self._sizes[place][0] * POINTS_PER_INCH

        def draw(_progress: Progress) -> QImage:
            return page_picture(source, place, dpi)

        def done(image: QImage) -> None:
            if edition != self._edition:
                return
            self._fresh.add(place)
            self._pictures[place, wide] = image
            self._pictures.move_to_end((place, wide))
            while len(self._pictures) > KEPT:
                gone, _picture = self._pictures.popitem(last=False)
                self._asked.discard(gone)
                self._fresh.discard(gone[0])
            self.viewport().update()

        self._jobs.read(draw, done, owner=self, title="正在显示页面")
