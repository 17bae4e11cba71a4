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

    ``mapping_changed(ColumnMapping)`` when the officer chose another column; ``reset_asked``
    when what was chosen and kept is to be forgotten.
    """

    mapping_changed = Signal(object)
    reset_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mapping: ColumnMapping | None = None
        self._line = Elided(kind="muted")
        self._turn = button("修改列对应", self._toggle, kind="link")
        self._reset = button(
            "恢复自动识别", self.reset_asked.emit, kind="link",
            tip="不再使用为这种表头记住的列对应，重新按列名和内容识别",
        )  # fmt: skip
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
        head.addWidget(self._reset)
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
        from app.intake.columns import How

        self._reset.setVisible(not {How.REMEMBERED, How.CHOSEN}.isdisjoint(mapping.how.values()))
        if source.missing:
            self._line.set_full(f"还没有对应的列：{'、'.join(source.missing)}")
        else:
            self._line.set_full(f"列对应：{_told(mapping)}")
        restyle(self._line, "kind", "warning" if source.missing else "muted")
        self._fill(source)
        if source.missing:
            self._open(True)

    def _fill(self, source: ImportSource) -> None:
        shown = _fields_shown(source)
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
            told = label(_named(field, source.mapping), "error" if needed else "label")
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

    def text(self) -> str:
        """Return the line that tells the mapping."""
        return self._line.full()

    def _toggle(self) -> None:
        self._open(self._fields.isHidden())

    def _open(self, wanted: bool) -> None:
        self._fields.setVisible(wanted)
        self._turn.setText("收起列对应" if wanted else "修改列对应")


def _fields_shown(source: ImportSource) -> list[Field]:
    """Return the fields that a file of this kind can tell, and whatever a column was taken for."""
    from app.intake.columns import LEDGER_FIELDS, NOTICE_FIELDS, Field, FileKind

    left_out: set[Field] = {Field.SERIAL, Field.FILING_ID}
    if source.kind is FileKind.CANCEL_NOTICE:
        left_out |= {Field.REMARK, Field.PURPOSE, *LEDGER_FIELDS}
    elif source.kind is FileKind.LEDGER:
        left_out |= {Field.TYPE_OR_ROLE, Field.PUBLISHED_ON, Field.NOTICE_TITLE}
    else:
        left_out |= {*NOTICE_FIELDS, *LEDGER_FIELDS}
    left_out -= set(source.mapping.columns) - {Field.SERIAL, Field.FILING_ID}
    return [field for field in Field if field not in left_out]


def _named(field: Field, mapping: ColumnMapping) -> str:
    """Return the field's name, with how its column was found."""
    how = mapping.how.get(field) if field in mapping.columns else None
    return f"{field.label} · {how.label}" if how else field.label


def _told(mapping: ColumnMapping) -> str:
    """Return the mapping on one line; what the heading does not say itself is told."""
    from app.intake.columns import How

    parts = []
    for field, at in sorted(mapping.columns.items(), key=lambda pair: pair[1]):
        heading = mapping.headings[at] or f"第 {at + 1} 列"
        how = mapping.how.get(field, How.HEADING)
        told = "" if how is How.HEADING else f"（{how.label}）"
        parts.append(f"{field.label} ← {heading}{told}")
    return "　".join(parts)
