"""A cancellation notice before it is recorded: what it proves, closes, and does not name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.dates import chinese_date
from app.services.importing import ImportSource
from app.services.notices import NoticePreview
from app.ui.importing.filters import FilterButtons
from app.ui.importing.mapping import MappingPanel
from app.ui.importing.notice_lines import (
    MentionKind,
    NoticeLine,
    columns,
    counts,
    notice_lines,
)
from app.ui.importing.parts import Detail, FileHead
from app.ui.widgets import DateEdit, Elided, RowsModel, TableView, button, label

PROOFS = "公告原件 (*.pdf *.jpg *.jpeg *.png)"


class NoticeView(QWidget):
    """Shows the notices of a file; changes nothing itself.

    Signals: ``mapping_changed(ColumnMapping)``, ``confirmed``, ``another_asked``.
    """

    mapping_changed = Signal(object)
    confirmed = Signal()
    another_asked = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.head = FileHead()
        self.head.another_asked.connect(self.another_asked)
        self.mapping = MappingPanel()
        self.mapping.mapping_changed.connect(self.mapping_changed)
        self._notices = label("", wrap=True, copy=True)
        self._closes = label("", wrap=True, copy=True)
        self._problems = label("", "warning", wrap=True, copy=True)
        self.day = DateEdit(today)
        self.day.setFixedWidth(240)
        self.day.value_committed.connect(self._show_ready)
        self._day_row = QWidget()
        self._proof: Path | None = None
        self._proof_name = Elided("不附原件时，保存导入的文件作为依据。", "muted")
        self.filters = FilterButtons([(kind.value, kind.label) for kind in MentionKind])
        self.filters.chosen.connect(lambda _key: self._fill())
        self.model = RowsModel(columns())
        self.table = TableView(self.model, "import_notice")
        self.detail = Detail()
        self.table.current_changed.connect(self.detail.show_line)
        self._told = label("", "muted", wrap=True)
        self.confirm = button(
            "登记公告", self.confirmed.emit, kind="primary", icon_name="check",
            shortcut="Ctrl+Return",
        )  # fmt: skip
        self._preview: NoticePreview | None = None
        self._lines: list[NoticeLine] = []
        self._build()

    def _build(self) -> None:
        day = QHBoxLayout(self._day_row)
        day.setContentsMargins(0, 0, 0, 0)
        day.addWidget(label("公告日期（文件中没有，请按原文填写）", "label"))
        day.addWidget(self.day)
        day.addStretch(1)
        proof = QHBoxLayout()
        proof.addWidget(button("附上公告原件…", self._on_proof, icon_name="attach"))
        proof.addWidget(self._proof_name, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._told, 1)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.mapping)
        for widget in (self._notices, self._closes, self._problems, self._day_row):
            column.addWidget(widget)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addLayout(proof)
        column.addLayout(foot)

    def show_source(self, source: ImportSource, *, keep: bool) -> None:
        """Show a file that was read; ``keep`` holds the filter, the day and the proof."""
        self.head.show_source(source)
        self.mapping.show_source(source)
        if not keep:
            self.day.set_value(None)
            self.take_proof(None)
            self.filters.choose("")

    def show_preview(self, preview: NoticePreview | None) -> None:
        """Show what recording the notices would do; None where the columns are not known yet."""
        self._preview = preview
        self._lines = notice_lines(preview) if preview else []
        self.filters.show_counts(counts(self._lines))
        self._fill()
        self._notices.setText(_notice_text(preview) if preview else "")
        self._closes.setText(_closing_text(preview) if preview else "")
        problems = [text for view in preview.notices for text in view.problems] if preview else []
        self._problems.setText("\n".join(f"⚠ {text}" for text in problems))
        self._problems.setVisible(bool(problems))
        self._closes.setVisible(bool(self._closes.text()))
        self._day_row.setVisible(bool(preview and preview.needs_day))
        self._show_ready()

    def published_on(self) -> date | None:
        """Return the day that the officer entered for notices without one."""
        return self.day.value()

    def proof(self) -> Path | None:
        """Return the notice as published, where it was attached."""
        return self._proof

    def take_proof(self, path: Path | None) -> None:
        """Attach the notice as published, or none."""
        self._proof = path
        self._proof_name.set_full(
            f"公告原件：{path.name}" if path else "不附原件时，保存导入的文件作为依据。"
        )

    def lines(self) -> list[NoticeLine]:
        """Return the rows of the preview, whatever the filter."""
        return self._lines

    def _on_proof(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择公告原件", "", PROOFS)
        if name:
            self.take_proof(Path(name))

    def _show_ready(self) -> None:
        preview = self._preview
        count = len(preview.notices) if preview else 0
        self.confirm.setText(f"登记 {count} 份公告" if count else "登记公告")
        told = ""
        if preview is None:
            told = "请先在上方为缺少的字段选择对应的列。"
        elif preview.needs_day and self.day.value() is None:
            told = "请先填写公告日期。"
        elif all(view.known for view in preview.notices) and not (
            preview.to_cancel or preview.to_close
        ):
            told = "这些公告都已登记过，没有需要写入的变化。"
        self.confirm.setEnabled(not told)
        self._told.setText(told or "登记后，公告作为注销的依据保存，可用 Ctrl+Z 整份撤销。")

    def _fill(self) -> None:
        kind = self.filters.current()
        shown = [line for line in self._lines if not kind or line.kind == kind]
        self.table.refill(shown, lambda line: (line.kind, line.number, line.title))
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        if not shown:
            self.detail.show_line(None)


def _notice_text(preview: NoticePreview) -> str:
    numbers = sum(len(view.own) + view.foreign_count for view in preview.notices)
    own = sum(len(view.own) for view in preview.notices)
    known = sum(view.known for view in preview.notices)
    days = sorted(view.published_on for view in preview.notices if view.published_on)
    span = ""
    if days:
        span = f"（{chinese_date(days[0])}"
        span += f" 至 {chinese_date(days[-1])}）" if days[0] != days[-1] else "）"
    told = f"{len(preview.notices)} 份注销公告{span}，共 {numbers} 个编号，其中本单位 {own} 个。"
    return told + (f"已登记过 {known} 份。" if known else "")


def _closing_text(preview: NoticePreview) -> str:
    if not preview.to_close:
        return ""
    return f"据此办结 {len(preview.to_close)} 次提交：{'；'.join(preview.to_close)}。"
