"""A table's heading with a field below each column that narrows what is shown."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

GAP = 2


class FilterHeader(QHeaderView):
    """Holds one field a column; the fields follow the columns as these move and scroll."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.fields: dict[int, QWidget] = {}
        self._together: tuple[QWidget, ...] = ()
        self._height = 0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.sectionResized.connect(lambda *_sizes: self.place_fields())
        self.sectionMoved.connect(lambda *_places: self.place_fields())
        self.geometriesChanged.connect(self.place_fields)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.place_fields())

    def set_fields(self, fields: dict[int, QWidget], together: Collection[QWidget]) -> None:
        """Put a field below each of some columns, as high as the highest of all ``together``."""
        for field in fields.values():
            field.setParent(self)
            field.show()
        self.fields.update(fields)
        self._together = tuple(together)
        self._measure()
        self.updateGeometries()

    def _measure(self) -> None:
        self._height = max((f.sizeHint().height() for f in self._together), default=0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.fields:
            self._measure()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        height = self._height
        return QSize(size.width(), size.height() + (height + 2 * GAP if height else 0))

    def updateGeometries(self) -> None:
        height = self._height
        self.setViewportMargins(0, 0, 0, height + 2 * GAP if height else 0)
        super().updateGeometries()
        self.place_fields()

    def place_fields(self) -> None:
        """Bring each field below its column."""
        height = self._height
        top = self.height() - height - GAP
        for section, field in self.fields.items():
            width = self.sectionSize(section)
            field.setVisible(not self.isSectionHidden(section) and width > 24)
            left = self.sectionViewportPosition(section)
            field.setGeometry(left + GAP, top, max(width - 2 * GAP, 0), height)
