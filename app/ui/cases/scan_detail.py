"""One scanned page in full: its picture, what is known of it, and where it is to go."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.scan_reading import ScanPage, ScanReading
from app.ui.cases.scan_pictures import scan_picture
from app.ui.cases.scan_words import page_notes, page_place, page_title
from app.ui.jobs import Jobs
from app.ui.theme import tokens
from app.ui.widgets import ChoiceField, button, label

LONG_SIDE = 1100


class _Sheet(QWidget):
    """Paints a page as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(160, 160))
        self.setAccessibleName("扫描页")

    def show_image(self, image: QImage | None) -> None:
        """Show another page."""
        self._image = image
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens().line))
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.rect().adjusted(8, 8, -8, -8)
        place = QRect(
            room.topLeft(),
            self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio),
        )
        place.moveCenter(room.center())
        painter.drawImage(place, self._image)


class ScanDetail(QWidget):
    """Signals: ``decided(index, material_id or None)`` and ``turn_asked(index)``."""

    decided = Signal(int, object)
    turn_asked = Signal(int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._page: ScanPage | None = None
        self._title = label("", "heading", wrap=True)
        self._place = label("", "muted", wrap=True)
        self._notes = label("", wrap=True, copy=True)
        self.choice: ChoiceField[int | None] = ChoiceField()
        self.choice.setAccessibleName("归到")
        self.choice.value_committed.connect(self._on_decided)
        self.turn = button("转 90°", self._on_turn, tip="把这一页顺时针转 90°")
        self.sheet = _Sheet()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("归到", "label"))
        row.addWidget(self.choice, 1)
        row.addWidget(self.turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._title, self._place):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._notes)
        column.addWidget(self.sheet, 1)

    def show_page(
        self, page: ScanPage, reading: ScanReading, choices: Mapping[int, int | None]
    ) -> None:
        """Show a page as it is decided now."""
        other = self._page is None or (self._page.source, self._page.place, self._page.turn) != (
            page.source,
            page.place,
            page.turn,
        )
        self._page = page
        self._title.setText(page_title(page))
        self._place.setText(page_place(page))
        notes = "\n".join(page_notes(page, reading, choices))
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        offered: list[tuple[int | None, str]] = [(None, "不归档")]
        offered += [(target.material_id, target.label) for target in reading.targets]
        self.choice.set_choices(offered)
        self.choice.set_value(choices.get(page.index))
        # The code tells how a page stands; only without one it is the officer who knows.
        self.turn.setVisible(not page.page)
        if other:
            self._draw(page)

    def _draw(self, page: ScanPage) -> None:
        self.sheet.show_image(None)

        def draw(_progress: Progress) -> QImage:
            return scan_picture(page, LONG_SIDE)

        self._jobs.read(
            draw,
            self.sheet.show_image,
            key="scan.page",
            failed=lambda _error: True,
            owner=self,
            title="正在显示页面",
        )

    def _on_decided(self) -> None:
        if self._page is not None:
            self.decided.emit(self._page.index, self.choice.value())

    def _on_turn(self) -> None:
        if self._page is not None:
            self.turn_asked.emit(self._page.index)
