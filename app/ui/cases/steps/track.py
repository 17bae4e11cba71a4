"""跟踪: what happened to each submission after it left the house, and what is recorded next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.model.kinds import SubmissionState, TrackKind
from app.progress import Progress
from app.services.attachments import AttachmentView, open_attachment
from app.services.cases import CaseView
from app.services.dates import chinese_date
from app.services.tracking import TrackedSubmission, record_step, tracked
from app.services.workspace import Workspace
from app.ui.cases.picker import SubmissionPicker
from app.ui.cases.step import CasePlace, Step
from app.ui.cases.timeline import Timeline
from app.ui.deadlines.words import days_tone, days_words
from app.ui.jobs import Jobs
from app.ui.widgets import (
    Chip,
    ChoiceField,
    DateEdit,
    EmptyState,
    Form,
    InfoBar,
    SectionTitle,
    TextField,
    button,
    card,
    label,
    scrolled,
)

STATE_TONES = {
    SubmissionState.PREPARING: "neutral",
    SubmissionState.SUBMITTED: "accent",
    SubmissionState.RETURNED: "danger",
    SubmissionState.ACCEPTED: "success",
    SubmissionState.CLOSED: "success",
    SubmissionState.REPLANNED: "neutral",
}
WITH_REPLY = (TrackKind.INQUIRY, TrackKind.RETURNED)
FILES = "PDF 和图片 (*.pdf *.jpg *.jpeg *.png)"


class TrackStep(Step):
    """A time line for each submission, and below it the form for the next entry."""

    key = "track"
    title = "跟踪"
    hint = "停止服务不等于备案已注销：以系统状态或注销公告确认后，再记录“办结”。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.picker = SubmissionPicker()
        self.picker.picked.connect(lambda _id: self._show_current())
        self.state, self._due = Chip(), Chip()
        self._due_on = label("", "muted", copy=True)
        self.timeline = Timeline()
        self.timeline.proof_asked.connect(self._on_proof)
        self.kind: ChoiceField[TrackKind] = ChoiceField()
        self.kind.value_committed.connect(self._on_kind)
        self.happened_on = DateEdit(ws.today())
        self.text = TextField("平台的意见、受理编号、经办人等", 3)
        self.reply_due_on = DateEdit(ws.today())
        self.form = Form()
        self.save = button(
            "记录", self._on_save, kind="primary", icon_name="check", shortcut="Ctrl+S"
        )
        self._proof: Path | None = None
        self._proof_name = label("没有附凭证", "muted")
        self._tracked: dict[int, TrackedSubmission] = {}
        self._empty = EmptyState(
            "deadline", "还没有要跟踪的提交", "采用方案、导出并提交后，在这里记录结果。"
        )
        self._empty.add_action("去办理方案", lambda: self.place.go("plan"), primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.state, self._due, self._due_on):
            head.addWidget(widget)
        head.addStretch(1)
        self.rules = button(
            "查看当时的规则",
            self._on_rules,
            kind="link",
            tip="制定方案时平台的规则，与现在的规则比较",
        )
        head.addWidget(self.rules)
        head.addWidget(
            button(
                "导入注销公告…",
                lambda: self.place.leave_to("import"),
                icon_name="import",
                tip="公告列出的编号会自动办结，并附公告为凭证",
            )
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.timeline)
        self._nothing = label("还没有记录。", "muted")
        column.addWidget(self._nothing)
        self._entry = self._entry_card()
        column.addWidget(self._entry)
        column.addStretch(1)
        self._area = scrolled(inside)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.picker)
        body.addLayout(head)
        body.addWidget(self._area, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)

    def _entry_card(self) -> QWidget:
        frame = card()
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(8)
        column.addWidget(SectionTitle("记录新的进展"))
        self.form.add("kind", "发生了什么", self.kind, required=True)
        self.form.add("happened_on", "日期", self.happened_on, required=True)
        self.form.add("text", "说明", self.text)
        self.form.add(
            "reply_due_on",
            "须在何时前答复",
            self.reply_due_on,
            hint="按平台通知上的日期填写，没有写明可不填。",
        )
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addWidget(button("附凭证…", self._on_choose_proof, icon_name="attach"))
        row.addWidget(self._proof_name, 1)
        row.addWidget(self.save)
        column.addLayout(row)
        return frame

    # showing

    def load(self, case: CaseView) -> None:
        """Show the chosen submission's records."""
        self._body.setVisible(bool(case.submissions))
        self._empty.setVisible(not case.submissions)
        self.picker.show_submissions(case.submissions)

        def look(_progress: Progress) -> list[TrackedSubmission]:
            return tracked(self.ws, self.case_id)

        self.jobs.read(look, self._show, key=("track", self.case_id), failed=self._tell, owner=self)

    def _show(self, items: list[TrackedSubmission]) -> None:
        self._tracked = {item.submission.id: item for item in items}
        self._show_current()

    def _current(self) -> TrackedSubmission | None:
        chosen = self.picker.current()
        return self._tracked.get(chosen) if chosen is not None else None

    def _show_current(self) -> None:
        item = self._current()
        if item is None:
            return
        view = item.submission
        self.state.set(view.state.label, STATE_TONES[view.state])
        waiting = view.state in (SubmissionState.PREPARING, SubmissionState.RETURNED)
        self._due.set(days_words(view.days_left) if waiting else "", days_tone(view.days_left))
        estimated = "（估算）" if view.due_estimated else ""
        self._due_on.setText(
            f"法定最后一日：{chinese_date(view.due_on)}{estimated}"
            if view.due_on
            else "没有查到公开的期限规定"
        )
        self.rules.setVisible(bool(view.catalogue_version))
        self.timeline.show_records(item.records)
        self._nothing.setVisible(not item.records)
        self.kind.set_choices([(kind, kind.label) for kind in item.allowed])
        self._entry.setVisible(bool(item.allowed))
        self._on_kind()

    def _on_rules(self) -> None:
        item = self._current()
        if item is not None:
            view = item.submission
            self.place.leave_to("platforms", platform=view.platform, version=view.catalogue_version)

    def _on_kind(self) -> None:
        asks = self.kind.value() in WITH_REPLY
        self.form.rows["reply_due_on"].setVisible(asks)

    # recording

    def _on_choose_proof(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择凭证", "", FILES)
        if name:
            self.take_proof(Path(name))

    def take_proof(self, path: Path | None) -> None:
        """Attach a file to the entry that is being made."""
        self._proof = path
        self._proof_name.setText(path.name if path else "没有附凭证")

    def _on_save(self) -> None:
        item, kind = self._current(), self.kind.value()
        if item is None or kind is None:
            return
        if not self.happened_on.take_text() or not self.reply_due_on.take_text():
            return
        day, text, proof = self.happened_on.value(), self.text.value(), self._proof
        reply = self.reply_due_on.value() if kind in WITH_REPLY else None
        submission_id = item.submission.id
        self.info.dismiss()
        self.jobs.change(
            f"记录{kind.label}",
            lambda progress: record_step(
                self.ws,
                submission_id,
                kind,
                day,
                text,
                reply_due_on=reply,
                proof=proof,
                progress=progress,
            ),
            self._on_recorded,
            self._on_refused,
            owner=self,
        )

    def _on_recorded(self, _id: int) -> None:
        self.form.show_errors({})
        self.happened_on.set_value(None)
        self.reply_due_on.set_value(None)
        self.text.set_value("")
        self.take_proof(None)

    def _on_refused(self, error: QingBeiError) -> bool:
        if isinstance(error, FieldsError) and self.form.show_errors(error.fields):
            return True
        return self._tell(error)

    def _on_proof(self, file: AttachmentView) -> None:
        self.jobs.read(
            lambda progress: open_attachment(self.ws, file, progress),
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            failed=self._tell,
            owner=self,
        )

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Show a submission's records."""
        if submission_id is not None:
            self.picker.pick(submission_id)
        if field:
            self.form.focus(field)
