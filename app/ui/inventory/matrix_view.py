"""关系: what still runs where, algorithm by product by platform, and what a stop would orphan."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import QingBeiError
from app.progress import Progress
from app.services.relations import Relations, relations
from app.services.workspace import Workspace
from app.ui.inventory.matrix_model import CellState, MatrixModel
from app.ui.inventory.matrix_table import MatrixTable
from app.ui.inventory.stop_panel import StopPanel
from app.ui.jobs import Jobs
from app.ui.widgets import Chip, ChoiceField, EmptyState, InfoBar, button, copy_text, label

TYPED_MS = 120


class MatrixView(QWidget):
    """``refresh(subject)`` reads the relations again. Signals: ``link_asked(kind, id)``."""

    link_asked = Signal(str, int)

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.ws, self.jobs, self.info = ws, jobs, info
        self._matrix = Relations((), (), ())
        self._subject: int | None = None
        self._job = 0
        self.model = MatrixModel()
        self.table = MatrixTable(self.model)
        self.panel = StopPanel()
        self.text = QLineEdit()
        self.text.setPlaceholderText("按算法、主体、编号或产品筛选")
        self.text.setClearButtonEnabled(True)
        self.text.setAccessibleName("筛选矩阵")
        self.text.setMinimumWidth(220)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._filter)
        self.text.textChanged.connect(lambda _text: self._typed.start())
        self.text.returnPressed.connect(self._into_table)
        self.platform: ChoiceField[str] = ChoiceField()
        self.platform.setAccessibleName("平台")
        self.platform.currentIndexChanged.connect(lambda _place: self._filter())
        self._count = label("", "muted")
        self.copy = button(
            "复制矩阵", self._on_copy, icon_name="copy",
            tip="复制显示的整个矩阵，可粘贴到 Excel 或 WPS（所选单元格：Ctrl+C）",
        )  # fmt: skip
        self._empty = EmptyState(
            "inventory",
            "还没有可以对照的内容",
            "录入或导入备案和产品后，这里逐格显示每个产品在哪个平台上还在使用哪个算法，"
            "勾选要停用的产品，立即看到哪些备案因此需要注销。",
        )
        self._nothing = EmptyState("search", "没有符合条件的算法或备案", "请放宽筛选条件。")
        self._nothing.add_action("清除筛选", self._on_clear, primary=True)
        self._lay_out()
        self.table.link_asked.connect(self.link_asked)
        self.table.row_marked.connect(self.panel.turn_row)
        self.panel.link_asked.connect(self.link_asked)
        self.panel.rows_changed.connect(self.model.mark_rows)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.text)
        head.addWidget(self.platform)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.copy)
        legend = QHBoxLayout()
        legend.setSpacing(6)
        for state in CellState:
            word = f"{state.letter} {state.word.partition('：')[0]}"
            legend.addWidget(Chip(word, state.tone, state.word))
        legend.addStretch(1)
        self._part = QStackedWidget()
        self._part.addWidget(self.table)
        self._part.addWidget(self._nothing)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self._part)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([820, 340])
        self.splitter.setChildrenCollapsible(False)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(legend)
        column.addWidget(self.splitter, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(filled)
        self.stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    # reading

    def refresh(self, subject: int | None) -> None:
        """Read the relations of all subjects (None) or of one, off the GUI thread."""
        self._subject = subject

        def look(progress: Progress) -> Relations:
            return relations(self.ws, subject, progress)

        self.jobs.read(
            look, self._show, key=("relations", id(self)), failed=self._tell, owner=self,
            title="正在读取关系",
        )  # fmt: skip

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def _show(self, matrix: Relations) -> None:
        self._matrix = matrix
        self.stack.setCurrentIndex(0 if matrix.rows or matrix.products else 1)
        self.platform.blockSignals(True)
        self.platform.set_choices([("", "全部平台"), *((p.id, p.word) for p in matrix.platforms)])
        self.platform.blockSignals(False)
        self.panel.show_matrix(matrix)
        self._filter()

    # showing

    def _filter(self) -> None:
        current = self.table.currentIndex()
        row = self.model.rows[current.row()].key if current.isValid() else None
        column = current.column()
        platform = self.platform.value() or ""
        self.model.show_matrix(self._matrix, platform, self.text.text())
        self._part.setCurrentWidget(self.table if self.model.rows else self._nothing)
        self._count.setText(f"{len(self.model.rows)} 行 × {len(self.model.products)} 个产品")
        keys = [item.key for item in self.model.rows]
        if row in keys:
            self.table.setCurrentIndex(
                self.model.index(keys.index(row), min(column, self.model.columnCount() - 1))
            )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "panel"):
            self.panel.show_matrix(self._matrix)

    def _into_table(self) -> None:
        self._typed.stop()
        self._filter()
        if self.model.rows:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, 0))

    def _on_clear(self) -> None:
        self.text.clear()
        self.platform.setCurrentIndex(0)
        self._filter()

    def _on_copy(self) -> None:
        copy_text(self.model.tsv())
