"""One case as a page: the stepper, the open step, and beside it what always matters."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.rules.case_progress import Next
from app.rules.findings import Finding
from app.services.case_changes import keep_step, rename_case
from app.services.workspace import Workspace
from app.ui.cases.board_data import STEP_TITLES, BoardData, read_board, step_states
from app.ui.cases.next_button import NextButton
from app.ui.cases.side import SidePane
from app.ui.cases.step import Step
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, LineField, StepItem, Stepper, button, label

# The wizard's order; to add a step is to add a file and a line.
STEPS = {
    "filings": "app.ui.cases.steps.filings:FilingsStep",
    "facts": "app.ui.cases.steps.facts:FactsStep",
    "plan": "app.ui.cases.steps.plan:PlanStep",
    "materials": "app.ui.cases.steps.materials:MaterialsStep",
    "forms": "app.ui.cases.steps.forms:FormsStep",
    "check": "app.ui.cases.steps.check:CheckStep",
    "export": "app.ui.cases.steps.export:ExportStep",
    "track": "app.ui.cases.steps.track:TrackStep",
}

# Pages of a case that are opened from a step and lead back to it.
VIEWS = {
    "package": ("app.ui.cases.package_view:UploadView", "export"),
    "portal": ("app.ui.cases.portal_view:PortalView", "export"),
    "print": ("app.ui.cases.print_view:PrintView", "export"),
}


class CaseBoard(QWidget):
    """Holds the steps of one case; each is made when it is first visited."""

    closed = Signal()
    page_asked = Signal(str, object)
    gone = Signal(object)

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, info: InfoBar) -> None:
        super().__init__()
        self.ws, self.jobs, self.case_id, self._info = ws, jobs, case_id, info
        self.data: BoardData | None = None
        self.key = ""
        self._wanted: tuple[str, int | None, str | None] | None = None
        self.steps: dict[str, Step] = {}
        self.title = LineField("项目名称", 100)
        self.title.setProperty("kind", "title")
        self.title.setAccessibleName("项目名称")
        self.title.setToolTip("项目名称，改完按回车保存")
        self.title.value_committed.connect(self._on_renamed)
        self.stepper = Stepper([StepItem(key, title) for key, title in STEP_TITLES.items()])
        self.stepper.asked.connect(self._go_to)
        self.side = SidePane()
        self.side.submission_asked.connect(lambda id: self.go("materials", id))
        self.next = NextButton()
        self.next.asked.connect(self.on_next)
        self.side.finding_chosen.connect(self.on_finding)
        self._stack = QStackedWidget()
        self._heading = label("", "title")
        self._hint = label("", "muted", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        back = button("全部项目", self.closed.emit, icon_name="back", shortcut="Alt+Up")
        head.addWidget(back)
        head.addWidget(self.title, 1)
        head.addWidget(self.next)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self._heading)
        middle.addWidget(self._hint)
        middle.addWidget(self._stack, 1)
        middle.addLayout(self._foot())
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.stepper)
        body.addLayout(middle, 1)
        body.addWidget(_upright())
        body.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body, 1)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.back = button("上一步", lambda: self._turn(-1), icon_name="back", shortcut="Alt+Left")
        self.forward = button(
            "下一步", lambda: self._turn(1), kind="primary", shortcut="Ctrl+Return"
        )
        row.addWidget(label("填写的内容随时保存，可以随时离开。", "muted"))
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        return row

    # moving about

    def go(self, step: str, submission_id: int | None = None, field: str | None = None) -> None:
        """Open a step, and there the submission and the field named."""
        self._wanted = (step, submission_id, field)
        if self.data is not None:
            self._show_wanted()

    def _go_to(self, step: str) -> None:
        self.go(step)

    def leave_to(self, page: str, **where: object) -> None:
        """Open another page of the window."""
        self.page_asked.emit(page, where)

    def settle(self) -> None:
        """Save what is being typed."""
        if self.key:
            self.steps[self.key].settle()
        self.title._on_left()

    def _turn(self, by: int) -> None:
        keys = list(STEPS)
        home = _step_of(self.key)
        if self.key != home and by < 0:
            self.go(home)
            return
        place = keys.index(home) + by
        if 0 <= place < len(keys):
            self.go(keys[place])

    def _show_wanted(self) -> None:
        assert self.data is not None
        assert self._wanted is not None
        key, submission_id, field = self._wanted
        self._wanted = None
        if key != self.key:
            if self.key:
                self.steps[self.key].settle()
            self._open(key)
        if submission_id is not None or field is not None:
            self.steps[key].show_field(submission_id, field)

    def _open(self, key: str) -> None:
        assert self.data is not None
        step = self.steps.get(key) or self._make(key)
        self.key = key
        self._heading.setText(step.title)
        self._hint.setText(step.hint)
        self._hint.setVisible(bool(step.hint))
        step.load(self.data.case)
        self._stack.setCurrentWidget(step)
        home = _step_of(key)
        self.stepper.set_current(home)
        keys = list(STEPS)
        self.back.setText("上一步" if key == home else f"返回{STEP_TITLES[home]}")
        self.back.setEnabled(key != keys[0])
        self.forward.setEnabled(home != keys[-1])
        self._keep(home)

    def _make(self, key: str) -> Step:
        module, name = (STEPS[key] if key in STEPS else VIEWS[key][0]).split(":")
        step = getattr(import_module(module), name)(self.ws, self.jobs, self.case_id, self)
        assert isinstance(step, Step)
        self.steps[key] = step
        self._stack.addWidget(step)
        return step

    def _keep(self, key: str) -> None:
        def write(_progress: Progress) -> None:
            keep_step(self.ws, self.case_id, key)

        self.jobs.read(write, lambda _none: None, key="case.step")

    def on_finding(self, finding: Finding) -> None:
        """Go where a finding is mended."""
        place = finding.place
        for kind in ("filing", "product", "organisation"):
            found = getattr(place, f"{kind}_id")
            if found is not None:
                self.leave_to("inventory", **{f"{kind}_id": found, "field": place.field})
                return
        self.go(place.step, place.submission_id, place.field)

    def on_next(self, ahead: Next) -> None:
        """Go right to what is to be done next."""
        if ahead.finding is not None:
            self.on_finding(ahead.finding)
        else:
            self.go(ahead.step, ahead.submission_id, ahead.field)

    # showing

    def refresh(self) -> None:
        """Read the case again and show it."""
        self.jobs.read(
            lambda _progress: read_board(self.ws, self.case_id),
            self._show,
            key=("board", self.case_id),
            failed=self._on_gone,
            owner=self,
        )

    def _show(self, data: BoardData) -> None:
        first = self.data is None
        self.data = data
        if not self.title.hasFocus():
            self.title.set_value(data.case.title)
        for key, state in step_states(data).items():
            self.stepper.set_state(key, state)
        self.side.show_board(data)
        self.next.show_next(data.progress.next)
        if first and self._wanted is None:
            self._wanted = (data.case.step if data.case.step in STEPS else "filings", None, None)
        if self.key:
            self.steps[self.key].load(data.case)
        if self._wanted is not None:
            self._show_wanted()

    def _on_gone(self, error: QingBeiError) -> bool:
        self.gone.emit(error)
        return True

    def _on_renamed(self) -> None:
        self.jobs.change(
            "改项目名称",
            lambda _progress: rename_case(self.ws, self.case_id, self.title.value()),
            failed=self._on_bad_title,
            owner=self,
        )

    def _on_bad_title(self, error: QingBeiError) -> bool:
        assert self.data is not None
        self._info.tell_error(error)
        self.title.set_value(self.data.case.title)
        return True


def _step_of(key: str) -> str:
    """Return the step itself, or the step that a view was opened from."""
    return VIEWS[key][1] if key in VIEWS else key


def _upright() -> QLabel:
    made = QLabel()
    made.setFrameShape(QFrame.Shape.VLine)
    made.setFixedWidth(1)
    made.setProperty("kind", "line")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
