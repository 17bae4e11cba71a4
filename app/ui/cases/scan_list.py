"""The scanned pages as a list: a thumbnail, what the page is, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.progress import Progress
from app.rules.scan_sets import Told
from app.services.scan_reading import ScanPage, ScanReading
from app.ui.cases.scan_pictures import scan_picture
from app.ui.cases.scan_words import page_fate, page_place, page_title
from app.ui.jobs import Jobs
from app.ui.theme import tokens

THUMB = QSize(46, 65)
PAD = 8
KEPT = 600
Index = QModelIndex | QPersistentModelIndex


class ScanModel(QAbstractListModel):
    """One row a page; thumbnails are drawn when a row is first painted."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._reading: ScanReading | None = None
        self._choices: dict[int, int | None] = {}
        self._pictures: dict[tuple[int, int], QImage] = {}
        self._asked: set[tuple[int, int]] = set()
        self._edition = 0

    def show_pages(self, reading: ScanReading | None, choices: Mapping[int, int | None]) -> None:
        """Show other pages, or the same with other choices."""
        same = (
            self._reading is not None
            and reading is not None
            and len(reading.pages) == len(self._reading.pages)
        )
        if same and reading is not None:
            self._reading, self._choices = reading, dict(choices)
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
            return
        self.beginResetModel()
        self._edition += 1
        self._reading, self._choices = reading, dict(choices)
        self._pictures.clear()
        self._asked.clear()
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self._reading = None
        self.show_pages(None, {})

    def page(self, row: int) -> ScanPage:
        """Return the page of a row."""
        assert self._reading is not None
        return self._reading.pages[row]

    def fate(self, row: int) -> Told:
        """Return where the page of a row goes."""
        assert self._reading is not None
        return page_fate(self.page(row), self._reading, self._choices)

    def rowCount(self, parent: Index | None = None) -> int:
        if self._reading is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._reading.pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        page = self.page(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{page.index + 1}. {page_title(page)}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{page_title(page)}\n{page_place(page)}\n{self.fate(index.row()).text}"
        return None

    def picture(self, row: int, ratio: float) -> QImage | None:
        """Return the row's thumbnail when it is there, else have it drawn."""
        page = self.page(row)
        key = (row, page.turn)
        if key in self._pictures:
            return self._pictures[key]
        if key not in self._asked:
            self._asked.add(key)
            side, edition = round(THUMB.height() * ratio * 1.3), self._edition

            def draw(_progress: Progress) -> QImage:
                return scan_picture(page, side)

            self._jobs.read(
                draw,
                lambda image: self._take(edition, key, image),
                failed=lambda _error: True,
                owner=self,
                title="正在显示页面",
            )
        return None

    def _take(self, edition: int, key: tuple[int, int], image: QImage) -> None:
        if edition != self._edition:
            return
        self._pictures[key] = image
        while len(self._pictures) > KEPT:
            gone = next(iter(self._pictures))
            del self._pictures[gone]
            self._asked.discard(gone)
        at = self.index(key[0])
        self.dataChanged.emit(at, at)


class _Row(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, THUMB.height() + 2 * PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ScanModel)
        now = tokens()
        painter.save()
        box = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(now.accent_soft))
        painter.setPen(QColor(now.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        frame = QRect(box.left() + PAD, box.top() + PAD, THUMB.width(), THUMB.height())
        self._picture(painter, frame, model, index.row())
        self._words(painter, box, frame.right() + 12, model, index)
        painter.restore()

    def _picture(self, painter: QPainter, frame: QRect, model: ScanModel, row: int) -> None:
        picture = model.picture(row, painter.device().devicePixelRatio())
        painter.fillRect(frame, QColor("#ffffff"))
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(frame.topLeft(), size)
            place.moveCenter(frame.center())
            painter.drawImage(place, picture)
        painter.setPen(QColor(tokens().line_strong))
        painter.drawRect(frame)

    def _words(
        self, painter: QPainter, box: QRect, left: int, model: ScanModel, index: Index
    ) -> None:
        now, page, fate = tokens(), model.page(index.row()), model.fate(index.row())
        room = QRect(left, box.top() + PAD, box.right() - left - PAD, THUMB.height())
        high = room.height() // 3
        tone = {"success": now.success, "warning": now.warning}.get(fate.tone, now.muted)
        lines = (
            (index.data(), now.text),
            (page_place(page), now.muted),
            (fate.text, tone),
        )
        for place, (text, colour) in enumerate(lines):
            line = QRect(room.left(), room.top() + place * high, room.width(), high)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, line.width()
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


class ScanList(QListView):
    """The list; ``chosen(row)`` as one moves through it, ``decide_asked`` on Enter."""

    chosen = Signal(int)
    decide_asked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.pages = ScanModel(jobs)
        self.setModel(self.pages)
        self.setItemDelegate(_Row(self))
        self.setAccessibleName("扫描的页")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda now, _old: self.chosen.emit(now.row()))
        self.activated.connect(lambda _index: self.decide_asked.emit())

    def go_to(self, row: int) -> None:
        """Choose a row."""
        self.setCurrentIndex(self.pages.index(row))
