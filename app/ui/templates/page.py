"""表单模板: the forms at the left, the text of one in the middle, its pages at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.dossier import FormPreview
from app.errors import FieldsError, QingBeiError
from app.progress import Progress
from app.services.form_templates import (
    TemplatePreview,
    TemplateRow,
    TemplateView,
    list_templates,
    lost_in,
    template_view,
)
from app.services.letterheads import TABLE as LETTERHEADS
from app.services.own_forms import keep_form, restore_form, save_form
from app.services.results import Changes, Result
from app.services.workspace import OWN_FORMS, Workspace
from app.ui.cases.pdf_view import PdfView
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page
from app.ui.templates.editor import TemplateEditor
from app.ui.templates.letterhead import LetterheadPanel
from app.ui.templates.moved import MovedForm
from app.ui.widgets import button, label, scrolled, tool

PAUSE_MS = 150
Drawn = tuple[TemplatePreview, FormPreview, tuple[str, ...]]
Shown = tuple[tuple[TemplateRow, ...], TemplateView]


class TemplatesPage(Page):
    """Shows the forms' texts and lets the officer keep the firm's own."""

    key = "templates"
    title = "表单模板"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self.view: TemplateView | None = None
        self.editor: TemplateEditor | None = None
        self.moved: MovedForm | None = None
        self.letterhead: LetterheadPanel | None = None
        self._preview: TemplatePreview | None = None
        self._wanted, self._submission, self._back = "", 0, False
        self._rows: tuple[TemplateRow, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("表单")
        self.list.currentRowChanged.connect(lambda _row: self._on_current())
        self._middle = QStackedWidget()
        self.pages = PdfView(jobs)
        self.told = label("", "muted", wrap=True)
        self.lost = label("", "error", wrap=True)
        self.lost.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.column.addLayout(self._tools())
        hint = "占位标记（如〔主体名称〕）打印时换成台账和办理中的内容。修改保存后，这份表单的打印、材料册和 Word 都用本单位版本。"  # noqa: E501
        self.column.addWidget(label(hint, "muted", wrap=True))
        self.column.addWidget(self._body(), 1)

    def _tools(self) -> QHBoxLayout:
        self.back = tool("返回", "back", self.on_back, shortcut="Alt+Up")
        self.save = button("保存", self.on_save, kind="primary", shortcut="Ctrl+S",
                           tip="保存为本单位版本（可撤销）")  # fmt: skip
        self.drop = button("放弃修改", self.on_drop, tip="回到上次保存的文字")
        self.marks = tool("插入内容", "add", tip="在光标处插入占位标记")
        self.menu = menu = QMenu(self.marks)
        menu.aboutToShow.connect(self._fill_menu)
        self.marks.setMenu(menu)
        self.marks.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.restore = button("恢复随附版本", self.on_restore,
                              tip="去掉本单位版本，用随附的文字（可撤销）")  # fmt: skip
        self.head = button("抬头…", self.on_letterhead, shortcut="Ctrl+H",
                           tip="单位名称、标志和红线，印在选定表单的标题上方")  # fmt: skip
        self.compare = button("比较", self.on_compare, tip="与随附版本逐段比较")
        row = QHBoxLayout()
        row.setSpacing(8)
        for made in (self.back, self.marks):
            row.addWidget(made)
        row.addStretch(1)
        for other in (self.head, self.compare, self.restore, self.drop, self.save):
            row.addWidget(other)
        return row

    def _fill_menu(self) -> None:
        if self.editor is not None:
            self.editor.fill_menu(self.menu)

    def _body(self) -> QWidget:
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.setSpacing(4)
        side.addWidget(self.lost)
        side.addWidget(self.pages, 1)
        side.addWidget(self.told)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for part in (self.list, self._middle, right):
            split.addWidget(part)
        split.setStretchFactor(1, 1)
        split.setStretchFactor(2, 1)
        split.setSizes([190, 520, 480])
        return split

    # what is shown

    def refresh(self, changes: Changes | None) -> None:
        """Read again where a form's text was changed; what is being written stays."""
        if changes is None or changes.touches(OWN_FORMS):
            self._ask()
        if changes is not None and changes.touches(LETTERHEADS):
            self._preview = None
            self._draw()
        if self.letterhead is not None:
            self.letterhead.refresh()

    def open(self, **where: object) -> None:
        """Show the form that ``form_id`` names, filled from ``submission_id``."""
        self._submission = int(str(where.get("submission_id") or 0))
        self._back = bool(self._submission)
        wanted = str(where.get("form_id") or "")
        if wanted and not self.unsaved():
            self._wanted = wanted
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed into a letterhead; a form's text waits to be saved."""
        if self.letterhead is not None:
            self.letterhead.settle()

    def unsaved(self) -> str:
        """Return what would be lost if the program closed now."""
        if self.view is None or self.editor is None:
            return ""
        if self.editor.content() == self.view.content:
            return ""
        return f"《{self.view.row.title}》的修改还没有保存。"

    def _current(self) -> str:
        row = self.list.currentRow()
        return self._rows[row].form_id if 0 <= row < len(self._rows) else ""

    def _ask(self) -> None:
        wanted = self._wanted or self._current()

        def look(_progress: Progress) -> Shown:
            rows = list_templates(self.ws)
            known = {row.form_id for row in rows}
            return rows, template_view(self.ws, wanted if wanted in known else rows[0].form_id)

        self.jobs.read(look, self._show, key="templates", failed=self.tell_error, owner=self)

    def _show(self, shown: Shown) -> None:
        self._rows, view = shown
        self._wanted = ""
        kept = bool(self.unsaved())
        place = next((at for at, r in enumerate(self._rows) if r.form_id == view.row.form_id), 0)
        if kept and self.view is not None:
            place = self._place_of(self.view)
        self.list.blockSignals(True)
        self.list.clear()
        for row in self._rows:
            item = QListWidgetItem(_told(row))
            item.setToolTip(_told(row))
            self.list.addItem(item)
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        here = self.view is not None and self.view.row.form_id == view.row.form_id
        if here and self.editor is not None and self.editor.content() == view.content:
            self._go_on(view)
        elif not kept:
            self._show_view(view)
        elif here:
            self.view = view
        self._follow()

    def _place_of(self, view: TemplateView) -> int:
        ids = [row.form_id for row in self._rows]
        return ids.index(view.row.form_id) if view.row.form_id in ids else 0

    def _show_view(self, view: TemplateView) -> None:
        self.view = view
        self._preview = None
        head = self.letterhead
        while self._middle.count():
            self._drop_shown()
        self.moved = self.letterhead = None
        self.editor = TemplateEditor(view)
        self.editor.edited.connect(self._on_edited)
        self._middle.addWidget(scrolled(self.editor))
        if head is not None:  # Its pages are looked at form by form.
            self.on_letterhead(head.subject.value())
        self._tell_row(view)
        self._draw()

    def _go_on(self, view: TemplateView) -> None:
        """Take what is stored as what is written: the cursor stays where it is."""
        self.view = view
        self._preview = None
        self._tell_row(view)
        self._draw()

    def _tell_row(self, view: TemplateView) -> None:
        if view.row.unfit:
            self.info.tell(
                "本单位版本与更新后的表单不符，现在打印的是随附版本。"
                "请比较后改好保存，或恢复随附版本。",
                "warning", action="比较", on_action=self.on_compare,
            )  # fmt: skip
        elif view.row.moved:
            self.info.tell(
                "本单位版本保存之后，随附版本更新了。没有您的决定，本单位版本不会改变。",
                "warning", action="比较", on_action=self.on_compare,
            )  # fmt: skip

    def _on_current(self) -> None:
        told = self.unsaved()
        if told and self.view is not None:
            self.list.blockSignals(True)
            self.list.setCurrentRow(self._place_of(self.view))
            self.list.blockSignals(False)
            self.info.tell(f"{told}请先保存或放弃修改。", "warning")
            return
        self.info.dismiss()
        self._ask()

    def _follow(self) -> None:
        own = self.view is not None and self.view.row.own
        changed = bool(self.unsaved())
        self.save.setEnabled(changed)
        self.drop.setEnabled(changed)
        self.restore.setEnabled(own)
        aside = self.moved is not None or self.letterhead is not None
        self.compare.setEnabled(own and not aside)
        self.head.setEnabled(not aside)
        self.marks.setEnabled(not aside)

    # writing

    def _on_edited(self) -> None:
        self._follow()
        self._pause.start()

    def _draw(self) -> None:
        if self.view is None or self.editor is None:
            return
        form_id, content = self.view.row.form_id, self.editor.content()
        known, submission = self._preview, self._submission or None

        def work(_progress: Progress) -> Drawn:
            preview = known or TemplatePreview(self.ws, form_id, submission)
            return preview, preview.draw(content), lost_in(self.ws, form_id, content)

        self.jobs.read(
            work, self._drawn, key="template.preview", failed=self._not_drawn, owner=self.editor,
            title="正在排版",
        )  # fmt: skip

    def _drawn(self, made: Drawn) -> None:
        self._preview, preview, lost = made
        if self.editor is not None:
            self.editor.show_errors({}, focus=False)
        self.pages.show_pdf(preview.pdf)
        self.told.setText(self._preview.told)
        names = "、".join(f"“{name}”" for name in lost)
        self.lost.setText(f"填写的{names}不再打印在这份表单上；如果不是有意，请插回。")
        self.lost.setVisible(bool(lost))

    def _not_drawn(self, error: QingBeiError) -> bool:
        if isinstance(error, FieldsError) and self.editor is not None:
            self.editor.show_errors(error.fields, focus=False)
            self.told.setText("文字有误，预览停在改动之前。")
            return True
        return self.tell_error(error)

    # one action each

    def on_save(self) -> None:
        """Keep what is written as the firm's own version."""
        if self.view is None or self.editor is None:
            return
        form_id, content = self.view.row.form_id, self.editor.content()
        self.save.setEnabled(False)

        def saved(_none: None) -> None:
            if self.view is not None:
                self.info.dismiss()
                # What is typed meanwhile is not saved yet, and stays.
                self.view = replace(self.view, content=content)
                self._wanted = form_id
                self._ask()

        self.jobs.change(
            "保存本单位版本",
            lambda _progress: save_form(self.ws, form_id, content),
            saved,
            self._refused,
            owner=self,
        )

    def _refused(self, error: QingBeiError) -> bool:
        self._follow()
        if isinstance(error, FieldsError) and self.editor is not None:
            self.editor.show_errors(error.fields, focus=True)
        return self.tell_error(error)

    def _read_anew(self, form_id: str) -> None:
        """Show what is stored, whatever is written."""
        self.view, self.editor = None, None
        self._wanted = form_id
        self._ask()

    def on_drop(self) -> None:
        """Go back to what is stored."""
        if self.view is not None:
            self.info.dismiss()
            self._read_anew(self.view.row.form_id)

    def on_restore(self) -> None:
        """Drop the firm's own version."""
        self._settle("恢复随附版本", restore_form)

    def _settle(self, title: str, service: Callable[[Workspace, str], Result[None]]) -> None:
        if self.view is None:
            return
        form_id = self.view.row.form_id
        self.jobs.change(
            title,
            lambda _progress: service(self.ws, form_id),
            lambda _none: self._settled(form_id),
            self.tell_error,
            owner=self,
        )

    def _settled(self, form_id: str) -> None:
        self.info.dismiss()
        self._read_anew(form_id)

    def on_compare(self) -> None:
        """Show the shipped text of then, the firm's own, and the shipped text of now."""
        if self.view is None or self.view.based_on is None:
            return
        told = self.unsaved()
        if told:
            self.info.tell(f"{told}请先保存或放弃修改，再比较。", "warning")
            return
        self.moved = MovedForm(self.view)
        self.moved.kept.connect(lambda: self._settle("保留本单位版本", keep_form))
        self.moved.taken.connect(lambda: self._settle("采用随附版本", restore_form))
        self.moved.left.connect(self._leave_aside)
        self._show_aside(self.moved)

    def on_letterhead(self, subject_id: int | None = None) -> None:
        """Show what stands above the forms, in the place of the text; what is written stays."""
        forms = [(row.form_id, row.title) for row in self._rows]
        self.letterhead = LetterheadPanel(self.ws, self.jobs, forms, self.tell_error, subject_id)
        self.letterhead.left.connect(self._leave_aside)
        self._show_aside(self.letterhead)
        self.letterhead.refresh()

    def _show_aside(self, panel: QWidget) -> None:
        self._middle.addWidget(scrolled(panel))
        self._middle.setCurrentIndex(self._middle.count() - 1)
        panel.setFocus()
        self._follow()

    def _leave_aside(self) -> None:
        if self.letterhead is not None:
            self.letterhead.settle()
        self._drop_shown()
        self.moved = self.letterhead = None
        self._follow()

    def _drop_shown(self) -> None:
        shown = self._middle.currentWidget()
        assert shown is not None
        self._middle.removeWidget(shown)
        shown.deleteLater()

    def on_back(self) -> None:
        """Go back to where one came from; what is not saved stays here."""
        self.navigate("cases" if self._back else "platforms")


def _told(row: TemplateRow) -> str:
    marks = [
        "本单位版本" if row.own else "",
        "不符，未使用" if row.unfit else "随附版本有更新" if row.moved else "",
    ]
    told = " · ".join(mark for mark in marks if mark)
    return f"{row.title}\n{told or '随附版本'}"
