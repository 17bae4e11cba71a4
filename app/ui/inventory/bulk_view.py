"""批量修改: one field of the selected filings, with a preview of every change before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.services.filing_changes import (
    FIELDS,
    OF_ALGORITHM,
    WORDS,
    ChangeLine,
    ChangePreview,
    change_filings,
    preview_changes,
)
from app.services.filing_reading import filing_rows
from app.services.products import list_products
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.theme import tokens
from app.ui.widgets import (
    ChoiceField,
    Column,
    DateEdit,
    InfoBar,
    LineField,
    RowsModel,
    TableView,
    button,
    label,
)

LOOK_MS = 150


def _columns() -> list[Column[ChangeLine]]:
    return [
        Column("title", "备案", 130, lambda line: line.title),
        Column("old", "现在", 100, lambda line: line.old or "—"),
        Column(
            "new",
            "改为",
            150,
            lambda line: f"⚠ {line.problem}" if line.problem else line.new or "（清空）",
            colour=lambda line: tokens().danger if line.problem else "",
        ),
    ]


class BulkView(QWidget):
    """``start(ids)`` begins; signals ``done`` when it was applied, ``closed`` when it was not."""

    done = Signal()
    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.ws, self.jobs, self._info = ws, jobs, info
        self._ids: tuple[int, ...] = ()
        self.preview: ChangePreview | None = None
        self._title = label("批量修改", "heading")
        self.field: ChoiceField[str] = ChoiceField(
            [(key, word) for key, word in FIELDS.items() if key != "number"]
        )
        self.field.setAccessibleName("要修改的项目")
        self.field.value_committed.connect(self._on_field)
        self.word: ChoiceField[Any] = ChoiceField()
        self.word.value_committed.connect(self._ask)
        self.day = DateEdit(ws.today())
        self.day.value_committed.connect(self._ask)
        self.text = LineField("新的内容，留空则清空")
        self.text.textChanged.connect(lambda _text: self._ask())
        self._editors = QStackedWidget()
        for editor in (self.word, self.day, self.text):
            editor.setAccessibleName("新的内容")
            self._editors.addWidget(editor)
        self._told = label("", "muted", wrap=True)
        self.table = TableView(RowsModel(_columns()), "bulk-preview")
        self.apply = button("应用", lambda: self._on_apply(skip=False), kind="primary",
                            icon_name="check")  # fmt: skip
        self.skip = button("跳过有问题的", lambda: self._on_apply(skip=True))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(LOOK_MS)
        self._wait.timeout.connect(self._look)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.closed)
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.apply)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(button("取消", self.closed.emit, tip="取消（Esc）"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        for word, field in (("修改哪一项", self.field), ("改为", self._editors)):
            column.addWidget(label(word, "label"))
            column.addWidget(field)
        column.addWidget(self._told)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._editors.setMaximumHeight(self.text.sizeHint().height() + 4)

    def start(self, ids: Sequence[int]) -> None:
        """Begin with another selection."""
        self._ids = tuple(ids)
        self._title.setText(f"批量修改 {len(ids)} 个备案")
        self._on_field()
        self.field.setFocus()

    def _on_field(self) -> None:
        key = self.field.value() or "status"
        if key in WORDS:
            self.word.set_choices([(word, word.label) for word in WORDS[key]])
        elif key.endswith("_product"):
            self._offer_products()
        dates = key.endswith("_on")
        words = key in WORDS or key.endswith("_product")
        self._editors.setCurrentIndex(0 if words else 1 if dates else 2)
        self._look()

    def _offer_products(self) -> None:
        subjects = {row.organisation_id for row in filing_rows(self.ws, self._ids[:200])}
        own = [p for id in sorted(subjects) for p in list_products(self.ws, organisation_id=id)]
        self.word.set_choices([(product.id, product.label) for product in own])

    def value(self) -> Any:
        """Return what was entered for the chosen field."""
        place = self._editors.currentIndex()
        return (self.word.value, self.day.value, self.text.value)[place]()

    def _ask(self) -> None:
        self._wait.start()

    def _look(self) -> None:
        self._wait.stop()
        key, value, ids = self.field.value() or "status", self.value(), self._ids
        if self.day.problem and self._editors.currentIndex() == 1:
            self._refuse(self.day.problem)
            return
        if value is None and self._editors.currentIndex() == 0:
            self._refuse("没有可选的内容。")
            return
        self.jobs.read(
            lambda progress: preview_changes(self.ws, ids, key, value, progress),
            self._show,
            key="bulk-preview",
            failed=self._tell,
            owner=self,
            title="正在核对要修改的备案",
        )

    def _refuse(self, told: str) -> None:
        self._told.setText(told)
        self.table.refill((), lambda line: line.id)
        self.apply.setEnabled(False)
        self.skip.hide()

    def _show(self, preview: ChangePreview) -> None:
        self.preview = preview
        told = [f"将修改 {preview.changed} 个"]
        if preview.unchanged:
            told.append(f"{preview.unchanged} 个已是这个内容")
        if preview.refused:
            told.append(f"{preview.refused} 个不能这样改")
        text = "，".join(told) + "。"
        if preview.also:
            text += f"这一项属于算法，另有 {preview.also} 个使用同一算法的备案会一起改变。"
        elif self.field.value() in OF_ALGORITHM:
            text += "这一项属于算法。"
        if len(preview.lines) < preview.changed + preview.refused:
            text += f"下表列出前 {len(preview.lines)} 个。"
        self._told.setText(text)
        self.table.refill(preview.lines, lambda line: line.id)
        self.apply.setText(f"应用到 {preview.changed} 个备案")
        self.apply.setEnabled(bool(preview.changed) and not preview.refused)
        self.skip.setText(f"跳过 {preview.refused} 个有问题的，修改其余")
        self.skip.setVisible(bool(preview.refused and preview.changed))

    def _on_apply(self, *, skip: bool) -> None:
        key, value, ids = self.field.value() or "status", self.value(), self._ids
        self.jobs.change(
            "批量修改备案",
            lambda progress: change_filings(self.ws, ids, key, value, progress, skip_refused=skip),
            lambda _count: self.done.emit(),
            self._tell,
            owner=self,
        )

    def _tell(self, error: QingBeiError) -> bool:
        self._info.tell_error(error)
        return True
