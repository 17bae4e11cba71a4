"""What a plan is made of, in tabs: submissions with their reasons, picture, estimates, likeness."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.rules.planner import (
    Plan,
    PlannedSubmission,
    PlanStyle,
    paper_sharing,
    what_if,
    why_here,
)
from app.services.plan_edits import groups_by_class, submission_of
from app.services.plan_records import plan_records
from app.services.planning import PlanView
from app.services.workspace import Workspace
from app.ui.cases.plan_estimates_view import EstimatesView
from app.ui.cases.plan_likeness import LikenessView
from app.ui.cases.plan_painting import Hint
from app.ui.cases.plan_picture import PlanPicture, plan_images
from app.ui.cases.plan_records_view import RecordsView
from app.ui.cases.plan_sharing import SharingView
from app.ui.cases.plan_tree import Picked, PlanTree
from app.ui.cases.plan_why import FilingAnswer, WhyPane
from app.ui.jobs import Jobs
from app.ui.theme import tokens
from app.ui.widgets import button, label, scrolled

ANSWER_AFTER_MS = 60
KEYS = ("submissions", "picture", "estimates", "likeness", "sharing", "records")
WORDS = ("提交安排", "图示", "估算依据", "相似程度", "共用与签署", "采用记录")


class PlanTabs(QTabWidget):
    """Fills the tab in view alone; the others are filled when they are turned to.

    ``failed(QingBeiError)`` when something cannot be read; ``move_asked`` by its button.
    """

    failed = Signal(object)
    move_asked = Signal()

    def __init__(
        self,
        ws: Workspace,
        jobs: Jobs,
        case_id: int,
        judge: Callable[[Picked, int | None], Hint],
    ) -> None:
        super().__init__()
        self.ws, self.jobs, self.case_id = ws, jobs, case_id
        self._view: PlanView | None = None
        self._plans: dict[PlanStyle, Plan] = {}
        self._style = PlanStyle.RECOMMENDED
        self.tree = PlanTree(judge)
        self.tree.chosen.connect(self._on_chosen)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(ANSWER_AFTER_MS)
        self._later.timeout.connect(self._on_chosen)
        # While a slider moves the list follows at once, the reasons when it rests.
        self.tree.renewed.connect(lambda: self._later.start())  # noqa: PLW0108
        self.why = WhyPane()
        self.picture = PlanPicture()
        self.estimates = EstimatesView()
        self.likeness = LikenessView()
        self.sharing = SharingView()
        self.records = RecordsView()
        self.heading = label("", "heading")
        tip = "把选中的备案移到别的提交"
        self.move_button = button("移到…", self.move_asked.emit, shortcut="Ctrl+M", tip=tip)
        pages = (
            self._submissions(),
            scrolled(self.picture),
            self.estimates,
            self.likeness,
            self.sharing,
            self.records,
        )
        for page, word in zip(pages, WORDS, strict=True):
            self.addTab(page, word)
        self.setMinimumHeight(340)
        self.currentChanged.connect(lambda _place: self._fill())

    def _submissions(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.heading)
        row.addStretch(1)
        row.addWidget(self.move_button)
        column.addLayout(row)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tree)
        split.addWidget(self.why)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        return made

    def open(self, key: str) -> None:
        """Turn to a tab."""
        self.setCurrentIndex(KEYS.index(key))

    def show_plans(self, view: PlanView, plans: dict[PlanStyle, Plan], style: PlanStyle) -> None:
        """Show another plan, or the same one changed."""
        self._view, self._plans, self._style = view, plans, style
        self._fill()

    def _fill(self) -> None:
        view = self._view
        if view is None:
            return
        plan, key = self._plans[self._style], KEYS[self.currentIndex()]
        if key == "submissions":
            self.tree.show_plan(plan, view.filings, self.ws.catalogue)
        elif key == "picture":
            self._draw()
        elif key == "estimates":
            used = dict.fromkeys(filing.platform for filing in plan.filings)
            found = [self.ws.catalogue.get(platform) for platform in used]
            self.estimates.show_estimates(view.estimates, [one for one in found if one])
        elif key == "likeness":
            self.jobs.read(
                lambda _progress: groups_by_class(plan),
                lambda groups: self.likeness.show_groups(groups, plan, view.choice, view.filings),
                key=("alike", self.case_id),
                owner=self,
            )
        elif key == "records":
            self.jobs.read(
                lambda _progress: plan_records(self.ws, self.case_id),
                self.records.show_records,
                key=("plan-records", self.case_id),
                failed=self._tell,
                owner=self,
            )
        else:
            self.sharing.show_papers(paper_sharing(plan, self.ws.catalogue))

    def _draw(self) -> None:
        names = {id: one.short_name for id, one in self.ws.catalogue.platforms.items()}
        look = (tokens(), self.font())
        plans, style = dict(self._plans), self._style
        self.jobs.read(
            lambda _progress: plan_images(plans, style, names, self.ws.fonts, look),
            self.picture.show_images,
            key=("plan-picture", self.case_id),
            failed=self._no_picture,
            owner=self,
        )

    def _no_picture(self, error: QingBeiError) -> bool:
        self.picture.show_images((), f"{error.message}{error.remedy}")
        return True

    # why, and what if

    def _on_chosen(self) -> None:
        self._later.stop()
        nodes = self.tree.nodes()
        self.move_button.setEnabled(bool(self.tree.picked()))
        if self._view is None:
            return
        plan = self._plans[self._style]
        one = nodes[0] if len(nodes) == 1 and nodes[0].kind in {"submission", "filing"} else None
        item = submission_of(plan, one.order) if one is not None else None
        if one is None or item is None:
            self.why.show_nothing(plan)
        elif one.kind == "submission":
            self._show_submission(item, plan)
        else:
            self._ask_why(plan, one.filing_id, one.order)

    def _show_submission(self, item: PlannedSubmission, plan: Plan) -> None:
        platform = self.ws.catalogue.get(item.platform)
        rule = platform.batch_for(item.kind) if platform else None
        told = f"{platform.short_name}：{rule.support.label}。" if platform and rule else ""
        self.why.show_submission(item, plan, told + (rule.condition if rule else ""))

    def _ask_why(self, plan: Plan, filing_id: int, order: int) -> None:
        def look(_progress: Progress) -> FilingAnswer:
            catalogue, calendar = self.ws.catalogue, self.ws.calendar
            why = why_here(plan, filing_id, catalogue, order=order)
            places = what_if(plan, filing_id, catalogue, calendar)
            return FilingAnswer(filing_id, order, why, places)

        self.jobs.read(
            look, self._show_answer, key=("why", self.case_id), failed=self._tell, owner=self
        )

    def _show_answer(self, answer: FilingAnswer) -> None:
        nodes = self.tree.nodes()
        if self._view is not None and any(one.filing_id == answer.filing_id for one in nodes):
            self.why.show_filing(answer, self._view.filings)

    def _tell(self, error: QingBeiError) -> bool:
        self.failed.emit(error)
        return True
