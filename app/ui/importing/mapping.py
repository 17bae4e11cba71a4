"""Which column was taken for which field, and the officer's own choice where that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.importing import ImportSource
from app.ui.widgets import Elided, button, label, restyle

if TYPE_CHECKING:
    from app.intake.columns import ColumnMapping, Field

A_ROW = 4
NONE = "（没有这一列）"
LONGEST = 24


class MappingPanel(QWidget):
    """One line that tells the mapping; opened, a choice of column for each field.

    ``mapping_changed(ColumnMapping)`` when the officer chose another column.
    """

    mapping_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mapping: ColumnMapping | None = None
        self._line = Elided(kind="muted")
        self._turn = button("修改列对应", self._toggle, kind="link")
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for place in range(A_ROW):
            self._grid.setColumnStretch(place, 1)
        self._fields.hide()
        self.combos: dict[str, QComboBox] = {}
        self._fields_of: dict[str, Field] = {}
        self._made: list[QWidget] = []
        head = QHBoxLayout()
        head.addWidget(self._line, 1)
        head.addWidget(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._fields)

    def show_source(self, source: ImportSource) -> None:
        """Show the mapping of a file; what is missing opens the choice."""
        mapping = source.mapping
        self._mapping = mapping
        pairs = sorted(mapping.columns.items(), key=lambda pair: pair[1])
        shown = "　".join(f"{field.label} ← {mapping.headings[at]}" for field, at in pairs)
        if source.missing:
            self._line.set_full(f"还没有对应的列：{'、'.join(source.missing)}")
        else:
            self._line.set_full(f"列对应：{shown}")
        restyle(self._line, "kind", "warning" if source.missing else "muted")
        self._fill(source)
        if source.missing:
            self._open(True)

    def _fill(self, source: ImportSource) -> None:
        from app.intake.columns import Field, FileKind

        notice_only = {Field.CANCELLED_ON, Field.PUBLISHED_ON, Field.NOTICE_TITLE}
        list_only = {Field.REMARK, Field.PURPOSE}
        left_out = list_only if source.kind is FileKind.CANCEL_NOTICE else notice_only
        shown = [f for f in Field if f is not Field.SERIAL and f not in left_out]
        for old in self._made:
            self._grid.removeWidget(old)
            old.deleteLater()
        self._made = []
        self.combos = {}
        self._fields_of = {field.value: field for field in shown}
        for place, field in enumerate(shown):
            combo = self._combo(source.mapping)
            combo.setAccessibleName(field.label)
            column = source.mapping.columns.get(field)
            combo.setCurrentIndex(combo.findData(column) if column is not None else 0)
            combo.activated.connect(lambda _row, field=field: self._on_chosen(field.value))
            needed = field in source.mapping.missing(source.kind)
            restyle(combo, "wrong", needed)
            row, at = divmod(place, A_ROW)
            told = label(field.label, "error" if needed else "label")
            self._made += [told, combo]
            self._grid.addWidget(told, row * 2, at)
            self._grid.addWidget(combo, row * 2 + 1, at)
            self.combos[field.value] = combo

    def _combo(self, mapping: ColumnMapping) -> QComboBox:
        made = QComboBox()
        made.setMinimumContentsLength(8)
        made.addItem(NONE, None)
        for column, heading in enumerate(mapping.headings):
            made.addItem(heading[:LONGEST] or f"第 {column + 1} 列", column)
        return made

    def _on_chosen(self, key: str) -> None:
        assert self._mapping is not None
        column = self.combos[key].currentData()
        mapping = self._mapping.with_column(self._fields_of[key], column)
        if mapping != self._mapping:
            self._mapping = mapping
            self.mapping_changed.emit(mapping)

    def _toggle(self) -> None:
        self._open(self._fields.isHidden())

    def _open(self, wanted: bool) -> None:
        self._fields.setVisible(wanted)
        self._turn.setText("收起列对应" if wanted else "修改列对应")
