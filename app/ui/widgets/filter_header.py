"""A table's heading with a field below each column that narrows what is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

GAP = 2


class FilterHeader(QHeaderView):
    """Holds one field a column; the fields follow the columns as these move and scroll."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.fields: dict[int, QWidget] = {}
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.sectionResized.connect(lambda *_sizes: self.place_fields())
        self.sectionMoved.connect(lambda *_places: self.place_fields())
        self.geometriesChanged.connect(self.place_fields)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.place_fields())

    def set_field(self, section: int, field: QWidget) -> None:
        """Put a field below a column."""
        field.setParent(self)
        self.fields[section] = field
        field.show()
        self.updateGeometries()
        self.place_fields()

    def _field_height(self) -> int:
        return max((field.sizeHint().height() for field in self.fields.values()), default=0)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        height = self._field_height()
        return QSize(size.width(), size.height() + (height + 2 * GAP if height else 0))

    def updateGeometries(self) -> None:
        height = self._field_height()
        self.setViewportMargins(0, 0, 0, height + 2 * GAP if height else 0)
        super().updateGeometries()
        self.place_fields()

    def place_fields(self) -> None:
        """Bring each field below its column."""
        height = self._field_height()
        top = self.height() - height - GAP
        for section, field in self.fields.items():
            width = self.sectionSize(section)
            field.setVisible(not self.isSectionHidden(section) and width > 24)
            left = self.sectionViewportPosition(section)
            field.setGeometry(left + GAP, top, max(width - 2 * GAP, 0), height)
