"""A list before it is imported: columns, subjects, and what becomes of every row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.services.importing import ImportPreview, ImportSource
from app.ui.importing.filters import FilterButtons
from app.ui.importing.lines import LineKind, PreviewLine, columns, counts, preview_lines
from app.ui.importing.mapping import MappingPanel
from app.ui.importing.parts import Detail, FileHead
from app.ui.importing.subjects import SubjectsPanel
from app.ui.widgets import RowsModel, TableView, button, label


class ListView(QWidget):
    """Shows a source and its preview; changes nothing itself.

    Signals: ``mapping_changed(ColumnMapping)``, ``subjects_changed``, ``confirmed``,
    ``another_asked``.
    """

    mapping_changed = Signal(object)
    subjects_changed = Signal()
    confirmed = Signal()
    another_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head = FileHead()
        self.head.another_asked.connect(self.another_asked)
        self.mapping = MappingPanel()
        self.mapping.mapping_changed.connect(self.mapping_changed)
        self.subjects = SubjectsPanel()
        self.subjects.changed.connect(self.subjects_changed)
        self.filters = FilterButtons([(kind.value, kind.label) for kind in LineKind])
        self.filters.chosen.connect(lambda _key: self._fill())
        self.model = RowsModel(columns())
        self.table = TableView(self.model, "import_list")
        self.detail = Detail()
        self.table.current_changed.connect(self.detail.show_line)
        self._told = label("", "muted", wrap=True)
        self.confirm = button(
            "导入", self.confirmed.emit, kind="primary", icon_name="import", shortcut="Ctrl+Return"
        )
        self.confirm.setEnabled(False)
        self._lines: list[PreviewLine] = []
        self._build()

    def _build(self) -> None:
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(12, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.filters)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.detail)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.subjects.setMinimumWidth(220)
        split.addWidget(self.subjects)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([280, 900])
        foot = QHBoxLayout()
        foot.addWidget(self._told, 1)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.mapping)
        column.addWidget(split, 1)
        column.addLayout(foot)

    def show_source(self, source: ImportSource, *, keep: bool) -> None:
        """Show a file that was read; ``keep`` holds the subjects chosen."""
        self.head.show_source(source)
        self.mapping.show_source(source)
        self.subjects.show_subjects(source.organisations, keep=keep)
        if not keep:
            self.filters.choose("")

    def show_preview(self, preview: ImportPreview | None) -> None:
        """Show what importing would do; None where the columns are not known yet."""
        self._lines = preview_lines(preview) if preview else []
        self.filters.show_counts(counts(self._lines))
        self._fill()
        wanted = len(preview.new) + len(preview.changed) if preview else 0
        self.confirm.setEnabled(wanted > 0)
        self.confirm.setText(f"导入 {wanted} 项" if wanted else "没有可导入的变化")
        self._told.setText(self._sentence(preview, wanted))

    def _sentence(self, preview: ImportPreview | None, wanted: int) -> str:
        if preview is None:
            return "请先在上方为缺少的字段选择对应的列。"
        if self.subjects.chosen() == frozenset():
            return "请先在左侧选择本单位的主体，或选择全部主体。"
        parts = []
        if not wanted:
            parts.append("所选主体的内容与台账一致，没有需要写入的变化。")
        if preview.filtered_out:
            parts.append(f"其他主体的 {preview.filtered_out} 行不导入。")
        if preview.rejected:
            parts.append(f"{len(preview.rejected)} 行被拒绝，原因见“说明”，不影响其余各行。")
        parts += preview.source.file.skipped
        return "".join(parts)

    def lines(self) -> list[PreviewLine]:
        """Return the rows of the preview, whatever the filter."""
        return self._lines

    def _fill(self) -> None:
        kind = self.filters.current()
        shown = [line for line in self._lines if not kind or line.kind == kind]
        self.table.refill(shown, lambda line: line.line)
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        if not shown:
            self.detail.show_line(None)
