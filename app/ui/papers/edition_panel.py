"""Asks before a paper is kept for others too: its term, and where the new edition goes.

It takes the place of what it was opened from and keeps nothing before it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.model.kinds import PaperKind
from app.progress import Progress
from app.services.paper_editions import Edition
from app.services.results import Result
from app.services.shared_papers import PaperEdit
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.papers.term_fields import TermFields
from app.ui.widgets import FieldRow, InfoBar, LineField, SectionTitle, button, label, scrolled

Keep = Callable[[PaperEdit, int | None, Sequence[int], Progress], Result[int]]
"""Keeps the paper: as entered, in the place of a former one, in these submissions."""

FIELDS_WIDTH = 420


class EditionPanel(QWidget):
    """Signals: ``closed()`` when the paper was kept or the officer went back."""

    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._look: Edition | None = None
        self._keep: Keep | None = None
        self.info = InfoBar()
        self.title = label("", "heading", wrap=True)
        self.told = label("", "muted", wrap=True, copy=True)
        self.holder = LineField("证件上的姓名", 50)
        self._holder_row = FieldRow("姓名", self.holder)
        self.term = TermFields(ws.today())
        self.note = LineField("如：副本、年检到期", 500)
        self.replace_former = QCheckBox("作为新版，替换原有的一份")
        self.replace_former.toggled.connect(self._on_replace)
        self.uses: dict[int, QCheckBox] = {}
        self.save = button("存为共用材料", self._on_save, kind="primary", shortcut="Ctrl+S")
        self.back = button("返回，不存", self.closed.emit, icon_name="back", shortcut="Esc")
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        head.addWidget(self.save)
        fields = QWidget()
        fields.setMaximumWidth(FIELDS_WIDTH)
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._holder_row)
        column.addWidget(self.term)
        column.addWidget(FieldRow("备注", self.note))
        self._former = QWidget()
        former = QVBoxLayout(self._former)
        former.setContentsMargins(0, 0, 0, 0)
        former.setSpacing(4)
        former.addWidget(SectionTitle("已有的一份"))
        self._former_told = label("", wrap=True, copy=True)
        former.addWidget(self._former_told)
        former.addWidget(self.replace_former)
        self._uses_told = label("", "muted", wrap=True)
        former.addWidget(self._uses_told)
        self._uses = QVBoxLayout()
        self._uses.setSpacing(4)
        former.addLayout(self._uses)
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 8, 0)
        whole.setSpacing(8)
        whole.addWidget(self.told)
        whole.addWidget(fields)
        whole.addWidget(self._former)
        whole.addStretch(1)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(8)
        outside.addWidget(self.info)
        outside.addLayout(head)
        outside.addWidget(scrolled(inside), 1)

    def open(self, look: Edition, keep: Keep) -> None:
        """Show what would be kept; ``keep`` keeps it."""
        self._look, self._keep = look, keep
        self.info.dismiss()
        self.save.setEnabled(True)
        renews = look.former_id is not None
        self.title.setText(f"“{look.title}”{'换为新版' if renews else '存为共用材料'}")
        self.save.setText("保存")
        files = "、".join(look.files)
        self.told.setText(f"文件：{files}。其他提交和项目可以一键带入，到期前提醒。")
        self.holder.set_value(look.edit.holder)
        named = look.edit.kind.of_person or look.edit.kind is PaperKind.AUTHORISATION
        self._holder_row.setVisible(named)
        edit = look.edit
        self.term.set_term(edit.term)
        self.term.show_errors({})
        self.note.set_value(edit.note)
        self._former.setVisible(renews)
        self._former_told.setText(look.former_told)
        self.replace_former.setChecked(renews)
        self._fill_uses(look)
        self.term.begins.setFocus()

    def _fill_uses(self, look: Edition) -> None:
        for made in self.uses.values():
            self._uses.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.uses = {}
        open_ones = {use.submission_id: use for use in look.uses if use.open}
        for id, use in open_ones.items():
            made = QCheckBox(f"{use.case_title} · {use.label}".replace("&", "&&"))
            made.setChecked(True)
            self.uses[id] = made
            self._uses.addWidget(made)
        sent = len({use.submission_id for use in look.uses if not use.open})
        told = "以下未提交的材料清单换用新版：" if open_ones else "没有未提交的材料清单用到它。"
        if sent:
            told += f"已提交的 {sent} 次保持原样；已导出的材料册也不会改动。"
        self._uses_told.setText(told)

    def _on_replace(self, on: bool) -> None:
        for made in self.uses.values():
            made.setEnabled(on)

    def _on_save(self) -> None:
        look, keep = self._look, self._keep
        if look is None or keep is None or not self.term.take_text():
            return
        term = self.term.term()
        edit = replace(
            look.edit,
            holder=self.holder.value(),
            note=self.note.value(),
            valid_from=term.valid_from,
            valid_until=term.valid_until,
            long_term=term.long_term,
        )
        replaces = look.former_id is not None and self.replace_former.isChecked()
        former = look.former_id if replaces else None
        chosen = [id for id, made in self.uses.items() if made.isChecked()] if replaces else []
        self.save.setEnabled(False)
        self._jobs.change(
            "存为共用材料",
            lambda progress: keep(edit, former, chosen, progress),
            lambda _id: self.closed.emit(),
            self._on_failed,
            owner=self,
        )

    def _on_failed(self, error: QingBeiError) -> bool:
        self.save.setEnabled(True)
        if isinstance(error, FieldsError):
            self.term.show_errors(error.fields)
            self._holder_row.set_error(error.fields.get("holder", ""))
            if set(error.fields) <= {"valid_from", "valid_until", "holder"}:
                return True
        self.info.tell_error(error)
        return True
