"""One shared paper beside their list: what it is, whose, how long valid, its files and its uses.

A paper that is there is saved as each field is left; a new one when the officer says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.model.kinds import PaperKind
from app.rules.paper_terms import Term, term_words
from app.services.attachments import AttachmentView
from app.services.organisations import OrganisationView
from app.services.shared_papers import PaperEdit, PaperUse, PaperView, guess_kind
from app.services.workspace import Workspace
from app.ui.papers.term_fields import TermFields
from app.ui.papers.words import TONES
from app.ui.widgets import (
    Chip,
    ChoiceField,
    DropZone,
    Elided,
    Form,
    LineField,
    SectionTitle,
    button,
    label,
    scrolled,
    tool,
)

FOR_ALL = "各主体共用（个人证件）"
MOST_USES = 30


class PaperPane(QWidget):
    """Signals: ``edited(paper_id, PaperEdit)``, ``made(PaperEdit, paths)``, ``given_up()``,
    ``files_asked(paper_id, paths or None)``, ``file_removed(link_id)``, ``file_opened(view)``,
    ``file_edited(view)``, ``use_chosen(PaperUse)``.
    """

    edited = Signal(int, object)
    made = Signal(object, object)
    given_up = Signal()
    files_asked = Signal(int, object)
    file_removed = Signal(int)
    file_opened = Signal(object)
    file_edited = Signal(object)
    use_chosen = Signal(object)

    def __init__(self, ws: Workspace) -> None:
        super().__init__()
        self._ws = ws
        self.paper: PaperView | None = None
        self.pending: tuple[Path, ...] = ()
        self.setProperty("kind", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(340)
        self.title = Elided("", "heading")
        self.state = Chip("")
        self.kind: ChoiceField[PaperKind] = ChoiceField([(kind, kind.label) for kind in PaperKind])
        self.owner: ChoiceField[int | None] = ChoiceField([(None, FOR_ALL)])
        self.holder = LineField("证件或委托书上的姓名", 50)
        self.note = LineField("如：副本、加盖公章的复印件", 500)
        self.term = TermFields(ws.today())
        self.form = Form()
        self.form.add("kind", "种类", self.kind)
        self.form.add("organisation_id", "主体", self.owner)
        self.form.add("holder", "姓名", self.holder, hint="个人证件和委托书写明是谁的。")
        self.form.add_widget(self.term)
        self.form.add("note", "备注", self.note)
        self.form.committed.connect(lambda _key: self._on_committed())
        self.term.committed.connect(self._on_committed)
        self.save = button("保存", self._on_save, kind="primary", shortcut="Ctrl+S")
        self.give_up = button("放弃", self.given_up.emit)
        self._parts: list[QWidget] = []
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 4)
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        head.addWidget(self.give_up)
        head.addWidget(self.save)
        self.zone = DropZone()
        self.zone.setAccessibleName("文件")
        self.zone.dropped.connect(self._on_dropped)
        zone = QVBoxLayout(self.zone)
        zone.setContentsMargins(12, 8, 8, 8)
        zone.setSpacing(4)
        self.add = button(
            "加文件…", lambda: self.files_asked.emit(self._id(), None), icon_name="attach",
            tip="选择 PDF 或图片；也可以拖到这里",
        )  # fmt: skip
        self._files = QVBoxLayout()
        self._files.setSpacing(2)
        zone.addLayout(self._files)
        zone.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._uses_title = SectionTitle("用在哪里")
        self._uses = QVBoxLayout()
        self._uses.setSpacing(0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.form)
        column.addWidget(SectionTitle("文件"))
        column.addWidget(self.zone)
        column.addWidget(self._uses_title)
        column.addLayout(self._uses)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(scrolled(inside), 1)

    def set_owners(self, owners: Sequence[OrganisationView]) -> None:
        """Offer these subjects."""
        self.owner.set_choices([*((o.id, o.name) for o in owners), (None, FOR_ALL)])

    # a paper that is there

    def show_paper(self, paper: PaperView, uses: Sequence[PaperUse]) -> None:
        """Show a paper; a field that is being typed in stays as it is."""
        other = self.paper is None or self.paper.id != paper.id
        self.paper, self.pending = paper, ()
        self.title.set_full(paper.title)
        self.state.set(
            "已有新版" if paper.replaced else paper.validity.label,
            "neutral" if paper.replaced else TONES[paper.validity],
            term_words(paper.term, self._ws.today()),
        )
        edit = PaperEdit(
            paper.kind, paper.organisation_id, paper.holder, *paper.term, note=paper.note
        )
        self._fill(edit, keep_typed=not other)
        self.save.hide()
        self.give_up.hide()
        self.add.setVisible(True)
        self._clear()
        for file in paper.files:
            self._put(self._files, self._file_row(file))
        self._uses_title.show()
        self._uses_title.set_text("用在哪里", f"{len(uses)} 处" if uses else "")
        if not uses:
            self._put(self._uses, label("还没有材料清单用到它。", "muted"))
        for use in uses[:MOST_USES]:
            made = button(
                f"{use.case_title} · {use.label}（{use.state.label}）".replace("&", "&&"),
                lambda use=use: self.use_chosen.emit(use),  # type: ignore[misc]
                kind="link",
                tip=f"打开“{use.case_title}”的这项材料",
            )
            made.setStyleSheet("text-align: left; padding-left: 0;")
            self._put(self._uses, made)
        if len(uses) > MOST_USES:
            more = len(uses) - MOST_USES
            self._put(self._uses, label(f"另有 {more} 处。", "muted"))

    def _file_row(self, file: AttachmentView) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Elided(file.file_name), 1)
        row.addWidget(label(f"{file.page_count} 页", "muted"))
        row.addWidget(
            tool("编辑页面", "edit", lambda: self.file_edited.emit(file), word=False,
                 tip=f"编辑“{file.file_name}”的页面：旋转、裁切、校正、排序")
        )  # fmt: skip
        row.addWidget(
            tool("查看", "open", lambda: self.file_opened.emit(file), word=False,
                 tip=f"打开“{file.file_name}”")
        )  # fmt: skip
        row.addWidget(
            tool("移除", "close", lambda: self.file_removed.emit(file.link_id), word=False,
                 tip=f"移除“{file.file_name}”，可撤销；已带入的清单不变")
        )  # fmt: skip
        return made

    # a new paper

    def start_new(self, paths: Sequence[Path], owner: int | None) -> None:
        """Ask what chosen files are; nothing is kept before 保存."""
        self.paper, self.pending = None, tuple(paths)
        self.title.set_full("新的共用材料")
        self.state.set("")
        kind = guess_kind(path.name for path in paths)
        self._fill(PaperEdit(kind, owner), keep_typed=False)
        self.save.show()
        self.give_up.show()
        self.add.setVisible(False)
        self._clear()
        for path in paths:
            self._put(self._files, Elided(path.name))
        self._uses_title.hide()
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_pending(self, paths: Sequence[Path]) -> None:
        """Put further files to a paper that is not kept yet; what was entered stays."""
        for path in paths:
            if path not in self.pending and path.is_file():
                self.pending = (*self.pending, path)
                self._put(self._files, Elided(path.name))

    def _on_save(self) -> None:
        self.form.settle()
        if self.paper is None and self.term.take_text():
            self.made.emit(self.edit(), self.pending)

    # fields

    def edit(self) -> PaperEdit:
        """Return what was entered."""
        term = self.term.term()
        kind = self.kind.value() or PaperKind.LICENCE
        return PaperEdit(
            kind=kind,
            organisation_id=self.owner.value(),
            holder=self.holder.value(),
            valid_from=term.valid_from,
            valid_until=term.valid_until,
            long_term=term.long_term,
            note=self.note.value(),
        )

    def _fill(self, edit: PaperEdit, *, keep_typed: bool) -> None:
        self.show_errors({}, focus=False)
        self.kind.set_value(edit.kind)
        self.owner.set_value(edit.organisation_id)
        for field, text in ((self.holder, edit.holder), (self.note, edit.note)):
            if not (keep_typed and field.hasFocus()):
                field.set_value(text)
        if not (keep_typed and self.term.is_typed_in()):
            self.term.set_term(Term(edit.valid_from, edit.valid_until, edit.long_term))

    def _on_committed(self) -> None:
        if self.paper is not None:
            self.edited.emit(self.paper.id, self.edit())

    def settle(self) -> None:
        """Save what is being typed into a paper that is there."""
        if self.paper is not None and self.isVisible():
            self.form.settle()
            self.term.take_text()

    def show_errors(self, errors: dict[str, str], *, focus: bool = True) -> None:
        """Show each message beside its field."""
        self.form.show_errors(errors, focus=focus)
        self.term.show_errors(errors)

    def tell_wrong(self, error: QingBeiError) -> bool:
        """Show an error beside its fields; False when it has no field here."""
        if not isinstance(error, FieldsError) or "files" in error.fields:
            return False
        self.show_errors(error.fields)
        return True

    # files

    def _id(self) -> int:
        return self.paper.id if self.paper else 0

    def _on_dropped(self, paths: list[Path]) -> None:
        if self.paper is not None:
            self.files_asked.emit(self.paper.id, paths)
        else:
            self.add_pending(paths)

    def _put(self, column: QVBoxLayout, part: QWidget) -> None:
        self._parts.append(part)
        column.addWidget(part)

    def _clear(self) -> None:
        for part in self._parts:
            part.hide()
            part.setParent(None)
            part.deleteLater()
        self._parts = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.paper is None:
            self.given_up.emit()
            return
        super().keyPressEvent(event)
