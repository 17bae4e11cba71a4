"""填写表单: the fields of a form beside the page that they print on."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListWidget,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import FieldsError, QingBeiError
from app.progress import Progress
from app.services.cases import CaseView
from app.services.forms import FormView, forms_of, save_form_value
from app.services.workspace import Workspace
from app.ui.cases.form_fields import FormFields
from app.ui.cases.form_word import FormWord
from app.ui.cases.live_form import FormPages
from app.ui.cases.pdf_view import PdfView
from app.ui.cases.picker import SubmissionPicker
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, InfoBar, button, dropped_files, label, scrolled

PAUSE_MS = 700
"""What is typed is saved after this long a pause; the page follows every key."""


class FormsStep(Step):
    """Saves each field as it is left or typing pauses; takes a Word document that is dropped."""

    key = "forms"
    title = "填写表单"
    hint = "内容默认取自台账和终止事实，可逐份改写；清空一栏即恢复默认。右侧就是打印效果。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.picker = SubmissionPicker()
        self.picker.picked.connect(self._on_picked)
        self.forms = QListWidget()
        self.forms.setAccessibleName("表单")
        self.forms.currentRowChanged.connect(lambda _row: self._on_form())
        self.view = PdfView(jobs)
        self.pages = FormPages(ws, jobs, self.view, self._tell)
        self.pages.shown.connect(self._mark)
        self.word = FormWord(self, self.info, self._shown_form)
        self.word.pane_opened.connect(self._on_pane)
        self.word.pane_closed.connect(self._on_pane_closed)
        self.word.trial.connect(self._on_trial)
        self.setAcceptDrops(True)
        self._pages = label("", "muted")
        self.view.page_changed.connect(
            lambda place, count: self._pages.setText(f"第 {place + 1} 页 / 共 {count} 页")
        )
        self.fields: FormFields | None = None
        self._views: tuple[FormView, ...] = ()
        self._wanted: tuple[str, str] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        self._lay_out()

    def _lay_out(self) -> None:
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.forms)
        self._place = QVBoxLayout()
        column.addLayout(self._place, 1)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.setSpacing(4)
        side.addWidget(self.view, 1)
        self.template = button(
            "本单位版本", self._on_template, kind="link",
            tip="查看和修改这份表单的文字，保存为本单位版本",
        )  # fmt: skip
        foot = QHBoxLayout()
        foot.addWidget(self._pages, 1)
        foot.addWidget(self.template)
        side.addLayout(foot)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        self._side = QStackedWidget()
        self._side.addWidget(self._left)
        split.addWidget(self._side)
        split.addWidget(right)
        split.setSizes([420, 480])
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.picker, 1)
        top.addWidget(self.word.out)
        top.addWidget(self.word.into)
        body.addLayout(top)
        body.addWidget(split, 1)
        self._empty = EmptyState(
            "file", "没有要填写的表单", "采用办理方案后，平台要求的申请表、说明和承诺书在这里填写。"
        )
        self._empty.add_action("去办理方案", lambda: self.place.go("plan"), primary=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)

    # showing

    def load(self, case: CaseView) -> None:
        """Show the forms of the chosen submission."""
        self._body.setVisible(bool(case.live))
        self._empty.setVisible(not case.live)
        if self.picker.show_submissions(case.live) is not None:
            self._ask()

    def _on_picked(self, _submission_id: int) -> None:
        self.settle()
        self.word.close()
        self._ask()

    def _ask(self) -> None:
        chosen = self.picker.current()
        if chosen is None:
            return

        def look(_progress: Progress) -> tuple[FormView, ...]:
            return forms_of(self.ws, chosen)

        self.jobs.read(
            look,
            lambda views: self._show(chosen, views),
            key=("forms", self.case_id),
            failed=self._tell,
            owner=self,
        )

    def _show(self, submission_id: int, views: tuple[FormView, ...]) -> None:
        if [v.form_id for v in views] != [v.form_id for v in self._views]:
            place = max(self.forms.currentRow(), 0)
            self.forms.blockSignals(True)
            self.forms.clear()
            self.forms.addItems([view.title for view in views])
            self.forms.setCurrentRow(min(place, len(views) - 1))
            self.forms.blockSignals(False)
            self.forms.setFixedHeight(min(max(len(views), 1), 6) * 30 + 8)
        self._views = views
        if self._wanted is not None:
            self._choose_form(*self._wanted)
        self._show_form(submission_id)

    def _current(self) -> FormView | None:
        place = self.forms.currentRow()
        return self._views[place] if 0 <= place < len(self._views) else None

    def _shown_form(self) -> tuple[int, FormView] | None:
        chosen, view = self.picker.current(), self._current()
        return None if chosen is None or view is None else (chosen, view)

    def _on_form(self) -> None:
        self.settle()
        self.word.close()
        chosen = self.picker.current()
        if chosen is not None:
            self._show_form(chosen)

    def _show_form(self, submission_id: int) -> None:
        view = self._current()
        self.template.setEnabled(view is not None)
        self.word.out.setEnabled(view is not None)
        self.word.into.setEnabled(view is not None)
        if view is None:
            self._drop_fields()
            self.pages.close()
            self._pages.setText("这次提交没有由程序生成的表单，请直接准备材料。")
            return
        same = self.fields is not None and self.fields.belongs(submission_id, view)
        if not same:
            self._drop_fields()
            fields = FormFields(submission_id, view, self.ws.today())
            fields.typed.connect(self._on_typed)
            fields.committed.connect(self._on_committed)
            self.fields = fields
            self._area = scrolled(fields)
            self._place.addWidget(self._area)
        assert self.fields is not None
        self.fields.show_values(view)
        if self._wanted is not None:
            self._focus(self._wanted[1])
        self.pages.open(submission_id, view.form_id)
        self.pages.draw(self._typed(), anew=True)

    def _drop_fields(self) -> None:
        if self.fields is not None:
            self._place.removeWidget(self._area)
            self._area.deleteLater()
            self.fields = None

    def _typed(self) -> dict[str, str]:
        typed = self.fields.current() if self.fields is not None else {}
        return {**typed, **self.word.tried()}

    # typing

    def _on_typed(self) -> None:
        self._pause.start()
        self.pages.draw(self._typed(), whole=False)

    def _on_committed(self, key: str, value: str) -> None:
        fields = self.fields
        assert fields is not None
        submission_id, form_id = fields.submission_id, fields.form_id
        self.jobs.change(
            "填写表单",
            lambda _progress: save_form_value(self.ws, submission_id, form_id, key, value),
            lambda _none: fields.form.rows[key].set_error(""),
            self._on_refused,
            owner=fields,
            quiet=True,
        )

    def _on_refused(self, error: QingBeiError) -> bool:
        if isinstance(error, FieldsError) and self.fields is not None:
            for key, message in error.fields.items():
                if key in self.fields.form.rows:
                    self.fields.form.rows[key].set_error(message)
                    return True
        return self._tell(error)

    def settle(self) -> None:
        """Save what is being typed."""
        self._pause.stop()
        if self.fields is not None:
            self.fields.form.settle()

    def _on_template(self) -> None:
        shown = self._shown_form()
        if shown is not None:
            self.settle()
            self.place.leave_to("templates", form_id=shown[1].form_id, submission_id=shown[0])

    # through Word

    def _on_pane(self, pane: QWidget) -> None:
        self.settle()
        self._side.addWidget(pane)
        self._side.setCurrentWidget(pane)

    def _on_pane_closed(self) -> None:
        self._side.setCurrentWidget(self._left)
        self.pages.draw(self._typed())

    def _on_trial(self, _values: dict[str, str]) -> None:
        self.pages.draw(self._typed())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event) and self._shown_form() is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.settle()
        self.word.open(dropped_files(event))

    # where the focus is, and where findings lead

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible() and self.isAncestorOf(now):
            self._mark()

    def _mark(self) -> None:
        key = self.fields.focused() if self.fields is not None else ""
        self.view.mark(self.pages.boxes.get(key, ()))

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Open the form that has the field (``field``, or ``form.field``) and give it the focus."""
        if field is None and submission_id is None:
            return
        form, _, key = (field or "").rpartition(".")
        self._wanted = (form, key)
        if submission_id is not None and submission_id != self.picker.current():
            self.picker.pick(submission_id)
        elif self._views and self.picker.current() is not None:
            self._choose_form(form, key)
            self._on_form()

    def _choose_form(self, form: str, key: str) -> None:
        for place, view in enumerate(self._views):
            if view.form_id == form or (not form and key in {f.key for f in view.fields}):
                self.forms.blockSignals(True)
                self.forms.setCurrentRow(place)
                self.forms.blockSignals(False)
                return

    def _focus(self, key: str) -> None:
        self._wanted = None
        assert self.fields is not None
        first = next(iter(self.fields.form.rows), "")
        if self.fields.form.focus(key or first):
            self._area.ensureWidgetVisible(self.fields.form.rows[key or first], 0, 60)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True
