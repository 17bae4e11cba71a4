"""A list before it is imported: columns, subjects, and what becomes of every row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.services.importing import Choice, ImportPreview, ImportSource, kept_back
from app.ui.importing.choices import RowDetail, overwriting
from app.ui.importing.filters import FilterButtons
from app.ui.importing.lines import LineKind, PreviewLine, columns, counts, preview_lines
from app.ui.importing.mapping import MappingPanel
from app.ui.importing.parts import FileHead
from app.ui.importing.subjects import SubjectsPanel
from app.ui.widgets import RowsModel, TableView, button, label

if TYPE_CHECKING:
    from app.intake.differences import DifferenceField


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
        self.detail = RowDetail()
        self.table.current_changed.connect(self.detail.show_line)
        self.detail.chosen.connect(self._on_chosen)
        self.keep_all = button(
            "冲突处保留台账", self._keep_all, kind="link",
            tip="文件与台账不同的字段都保留台账的值，只补充台账为空的字段",
        )  # fmt: skip
        self.take_all = button(
            "全部采用文件", self._take_all, kind="link", tip="所有字段都采用文件中的值"
        )
        self._conflicts = label("", "muted")
        self.declined: frozenset[Choice] = frozenset()
        self._overwriting: frozenset[Choice] = frozenset()
        self._preview: ImportPreview | None = None
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
        above = QHBoxLayout()
        above.addWidget(self.filters)
        above.addStretch(1)
        above.addWidget(self._conflicts)
        above.addWidget(self.keep_all)
        above.addWidget(self.take_all)
        inside.addLayout(above)
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
        self.subjects.show_subjects(
            source.organisations, keep=keep, all_ours=source.kind.value == "ledger"
        )
        if not keep:
            self.declined = frozenset()
            self.filters.choose("")

    def show_preview(self, preview: ImportPreview | None) -> None:
        """Show what importing would do; None where the columns are not known yet."""
        self._preview = preview
        self._show()

    def _show(self) -> None:
        preview = self._preview
        self._lines = preview_lines(preview, self.declined) if preview else []
        self._overwriting = overwriting(preview.changed) if preview else frozenset()
        self.filters.show_counts(counts(self._lines))
        self._fill()
        self._tell()

    def _tell(self) -> None:
        """Say how many rows would be written, and what of the inventory would be lost."""
        wanted = self._wanted()
        self.confirm.setEnabled(wanted > 0)
        self.confirm.setText(f"导入 {wanted} 项" if wanted else "没有可导入的变化")
        self._told.setText(self._sentence(self._preview, wanted))
        kept = len(self._overwriting & self.declined)
        self._conflicts.setText(f"{len(self._overwriting)} 处与台账不同，保留台账 {kept} 处")
        self._conflicts.setVisible(bool(self._overwriting))
        self.keep_all.setVisible(kept < len(self._overwriting))
        self.take_all.setVisible(bool(self.declined))

    def _wanted(self) -> int:
        """Return how many rows would be written."""
        changed = sum(
            line.matched is not None and len(line.declined) < len(line.matched.differences)
            for line in self._lines
        )
        return changed + (len(self._preview.new) if self._preview else 0)

    def _on_chosen(self, filing_id: int, field: DifferenceField, take: bool) -> None:
        choice = frozenset({(filing_id, field)})
        self.declined = self.declined - choice if take else self.declined | choice
        for lines, put in (
            (self._lines, self._lines.__setitem__),
            (self.model.rows, self.model.put),
        ):
            for place, line in enumerate(lines):
                if line.matched is not None and line.matched.existing.id == filing_id:
                    put(place, replace(line, declined=kept_back(line.matched, self.declined)))
        self._tell()

    def _keep_all(self) -> None:
        if self._preview is not None:
            self.declined |= overwriting(self._preview.changed)
            self._show()

    def _take_all(self) -> None:
        self.declined = frozenset()
        self._show()

    def _sentence(self, preview: ImportPreview | None, wanted: int) -> str:
        if preview is None:
            return "请先在上方为缺少的字段选择对应的列。"
        if self.subjects.chosen() == frozenset():
            return "请先在左侧选择本单位的主体，或选择全部主体。"
        parts = []
        if not wanted and not self.declined:
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
        self.table.refill(shown, lambda line: line.row.line)
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        if not shown:
            self.detail.show_line(None)
