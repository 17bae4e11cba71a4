"""抬头: what stands above the forms of a subject, and which of them carry it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.progress import Progress
from app.services.letterheads import (
    LONGEST_LINE,
    LONGEST_NAME,
    LetterheadView,
    drop_logo,
    list_letterheads,
    save_letterhead,
    set_logo,
)
from app.services.results import Result
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.widgets import ChoiceField, DropZone, Form, LineField, button, label

LOGO_HEIGHT, LOGO_WIDTH = 56, 240
NO_LOGO = "没有标志。把 PNG 或 JPG 图片拖到这里，或选择图片。"
LOST = "标志的文件已丢失或被改动，现在印的没有标志。请重新选择图片。"
PICTURES = "图片 (*.png *.jpg *.jpeg *.bmp *.tif *.tiff)"


class LetterheadPanel(QWidget):
    """Saves what is changed at once; ``left`` goes back to the text of the form."""

    left = Signal()

    def __init__(
        self,
        ws: Workspace,
        jobs: Jobs,
        forms: Sequence[tuple[str, str]],
        failed: Callable[[QingBeiError], bool],
        subject_id: int | None = None,
    ) -> None:
        super().__init__()
        self._ws, self._jobs, self._failed = ws, jobs, failed
        self._wanted = subject_id
        self._saving = 0  # the newest change, by the id of its job
        self._views: dict[int, LetterheadView] = {}
        self.subject = ChoiceField[int]()
        self.subject.value_committed.connect(lambda: self._fill(anew=True))
        self.name = LineField("", LONGEST_NAME)
        self.line = LineField("如：地址、电话", LONGEST_LINE)
        self.red = QCheckBox("红色，下面划一条红线")
        self.red.clicked.connect(lambda _on: self._save())
        self.forms = {id: QCheckBox(title) for id, title in forms}
        for box in self.forms.values():
            box.clicked.connect(lambda _on: self._save())
        self.logo = label(NO_LOGO, "muted", wrap=True)
        self.logo.setMinimumHeight(LOGO_HEIGHT)
        self.choose = button("选择图片…", self._on_choose, tip="作为标志印在名称左边")
        self.drop = button("去掉标志", self._on_drop)
        self.leave = button("返回编辑", self.left.emit, tip="回到表单的文字")
        self.form = Form()
        self._lay_out()
        self.setFocusProxy(self.leave)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 10, 8)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(label("抬头", "section"), 1)
        top.addWidget(self.leave)
        column.addLayout(top)
        told = "抬头印在表单第一页的标题上方，Word 文档的页眉中也有。改动随时保存，可以撤销。"
        column.addWidget(label(told, "muted", wrap=True))
        self.form.add("subject", "主体", self.subject)
        self.form.add("name", "名称", self.name)
        self.form.add("line", "第二行", self.line, hint="不填则没有第二行。")
        self.form.add_widget(self.red)
        self.form.committed.connect(lambda key: None if key == "subject" else self._save())
        column.addWidget(self.form)
        column.addWidget(label("标志", "label"))
        column.addWidget(self._logo_zone())
        column.addWidget(label("用在这些表单上（报给机关的申请表一般不用抬头）", "label"))
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, box in enumerate(self.forms.values()):
            grid.addWidget(box, place // 2, place % 2)
        column.addLayout(grid)
        column.addStretch(1)

    def _logo_zone(self) -> QWidget:
        zone = DropZone()
        zone.dropped.connect(lambda files: self._take(files[0]))
        row = QHBoxLayout(zone)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.logo, 1)
        row.addWidget(self.choose)
        row.addWidget(self.drop)
        return zone

    # what is shown

    def refresh(self) -> None:
        """Read the letterheads again; what is being typed stays."""
        self._jobs.read(
            lambda _progress: list_letterheads(self._ws),
            self._show,
            key="letterheads",
            failed=self._failed,
            owner=self,
        )

    def _show(self, views: tuple[LetterheadView, ...]) -> None:
        first = not self._views
        if self._jobs.under_way(self._saving):
            return  # What was read is older than what was chosen meanwhile.
        self._views = {view.organisation_id: view for view in views}
        self.subject.set_choices([(view.organisation_id, view.organisation) for view in views])
        if first:
            used = next((view.organisation_id for view in views if view.forms), None)
            wanted = self._wanted if self._wanted in self._views else used
            if wanted is not None:
                self.subject.set_value(wanted)
        self.setEnabled(bool(views))
        self._fill(anew=first)

    def _current(self) -> LetterheadView | None:
        chosen = self.subject.value()
        return self._views.get(chosen) if chosen is not None else None

    def _fill(self, *, anew: bool) -> None:
        view = self._current()
        if view is None:
            return
        self.form.show_errors({}, focus=False)
        self.name.setPlaceholderText(view.organisation)
        for field, text in ((self.name, view.name), (self.line, view.line)):
            if anew or not field.hasFocus():
                field.set_value(text)
        self.red.setChecked(view.red)
        for id, box in self.forms.items():
            box.setChecked(id in view.forms)
        self.drop.setVisible(bool(view.logo) or view.logo_lost)
        picture = QPixmap()
        if view.logo and picture.loadFromData(view.logo):
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
            self.logo.setPixmap(
                picture.scaled(LOGO_WIDTH, LOGO_HEIGHT, keep, smooth.SmoothTransformation)
            )
            self.logo.setAccessibleName("标志")
        else:
            self.logo.setText(LOST if view.logo_lost else NO_LOGO)

    # each change

    def settle(self) -> None:
        """Keep what is being typed before the panel is left."""
        self.form.settle()

    def _save(self) -> None:
        view = self._current()
        if view is None:
            return
        id, name, line, red = (
            view.organisation_id,
            self.name.value(),
            self.line.value(),
            self.red.isChecked(),
        )
        forms = [form for form, box in self.forms.items() if box.isChecked()]
        self._change(
            lambda _progress: save_letterhead(
                self._ws, id, name=name, line=line, red=red, forms=forms
            )
        )

    def _take(self, path: Path) -> None:
        view = self._current()
        if view is not None:
            id = view.organisation_id
            self._change(lambda progress: set_logo(self._ws, id, path, progress))

    def _on_choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, "选择标志", "", PICTURES)
        if path:
            self._take(Path(path))

    def _on_drop(self) -> None:
        view = self._current()
        if view is not None:
            id = view.organisation_id
            self._change(lambda _progress: drop_logo(self._ws, id))

    def _change(self, work: Callable[[Progress], Result[None]]) -> None:
        self._saving = self._jobs.change(
            "保存抬头", work, failed=self._refused, owner=self, quiet=True
        )

    def _refused(self, error: QingBeiError) -> bool:
        if isinstance(error, FieldsError) and self.form.show_errors(error.fields):
            return True
        return self._failed(error)
