"""Small pictures of a document's pages, drawn when they come into view."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView

from app.progress import Progress
from app.ui.cases.pdf_pages import POINTS_PER_INCH, page_picture
from app.ui.jobs import Jobs
from app.ui.theme import tokens

WIDE, HIGH = 84, 119
LEFT_OUT_OPACITY = 0.35
Index = QModelIndex | QPersistentModelIndex


class _Pages(QAbstractListModel):
    """The pages of one document; pages that are not printed are pale and say so."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._path: Path | None = None
        self._count = 0
        self._printed: Collection[int] = ()
        self._pictures: dict[int, QImage] = {}
        self._asked: set[int] = set()

    def show_pages(self, path: Path | None, count: int) -> None:
        self.beginResetModel()
        self._path, self._count = path, count
        self._pictures, self._asked = {}, set()
        self.endResetModel()

    def set_printed(self, pages: Collection[int]) -> None:
        self._printed = pages
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: Index, role: int = 0) -> Any:
        place = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{place + 1}" if place in self._printed else f"{place + 1} 不打印"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._small(place)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignHCenter
        return None

    def _small(self, place: int) -> QPixmap:
        made = QPixmap(WIDE, HIGH)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        if place in self._pictures:
            if place not in self._printed:
                painter.setOpacity(LEFT_OUT_OPACITY)
            painter.drawImage(made.rect(), self._pictures[place])
            painter.setOpacity(1)
        else:
            self._ask(place)
        painter.setPen(QColor(tokens().line_strong))
        painter.drawRect(made.rect().adjusted(0, 0, -1, -1))
        painter.end()
        return made

    def _ask(self, place: int) -> None:
        path = self._path
        if path is None or place in self._asked:
            return
        self._asked.add(place)

        def draw(_progress: Progress) -> QImage:
            return page_picture(path, place, WIDE * 2 / 595 * POINTS_PER_INCH)

        def done(image: QImage) -> None:
            if path == self._path and place < self._count:
                self._pictures[place] = image
                self.dataChanged.emit(self.index(place), self.index(place))

        self._jobs.read(draw, done, owner=self, title="正在显示页面")


class PageThumbs(QListView):
    """One page under the other; ``asked(place)`` when one is chosen."""

    asked = Signal(int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.pages = _Pages(jobs)
        self.setModel(self.pages)
        self.setAccessibleName("页面缩略图")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(WIDE, HIGH))
        self.setGridSize(QSize(WIDE + 24, HIGH + 28))
        self.setFixedWidth(WIDE + 52)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._on_current(now))

    def _on_current(self, now: QModelIndex) -> None:
        if now.isValid():
            self.asked.emit(now.row())
