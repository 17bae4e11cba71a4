"""准备材料: the checklist of one submission; files are attached by button or by dropping them.

From here the forms go to paper (打印待签章页) and come back by scanner (扫描归档).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.cases import CaseView
from app.services.material_evidence import Standing, mark_checked, standings, take_check_back
from app.services.materials import (
    MaterialView,
    checklist,
    detach_file,
    mark_applicable,
    mark_not_applicable,
)
from app.services.paper_use import PaperOffer, offers, waiting_count
from app.services.workspace import Workspace
from app.ui.cases.attaching import Attaching
from app.ui.cases.material_card import MaterialCard
from app.ui.cases.page_editor import PageEditor
from app.ui.cases.paper_bringing import PaperBringing
from app.ui.cases.paper_round import PaperRound
from app.ui.cases.paper_row import PaperRow
from app.ui.cases.picker import SubmissionPicker
from app.ui.cases.shrink_panel import ShrinkPanel
from app.ui.cases.step import CasePlace, Step
from app.ui.cases.unlock_panel import UnlockPanel
from app.ui.jobs import Jobs
from app.ui.widgets import (
    DropZone,
    Elided,
    EmptyState,
    InfoBar,
    SectionTitle,
    button,
    dropped_files,
    label,
    scrolled,
)


class Look(NamedTuple):
    """What is read of the chosen submission; ``waiting`` counts what the case can bring in."""

    submission_id: int
    items: tuple[MaterialView, ...]
    standings: dict[str, Standing]
    offers: dict[str, PaperOffer]
    waiting: int


class MaterialsStep(Step):
    """Shows what is asked and what is there, and how many items are still missing."""

    key = "materials"
    title = "准备材料"
    hint = (
        "文件拖到（或粘贴到）对应的材料上；签章后的扫描件拖到“扫描归档”，按页上的清备码归位。"
        "原件不会改动。"
    )

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.setAcceptDrops(True)
        self.info = InfoBar()
        self.picker = SubmissionPicker()
        self.picker.picked.connect(self._on_picked)
        self.missing = label("", "heading")
        self._names = Elided("", "muted")
        self.cards: dict[str, MaterialCard] = {}
        self._wanted: str | None = None
        self._shown: Look | None = None
        self._due: dict[int, date | None] = {}
        self._empty = EmptyState(
            "attach", "先采用办理方案", "方案采用后，这里按每次提交列出材料清单。"
        )
        self._empty.add_action("去办理方案", lambda: self.place.go("plan"), primary=True)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 12, 8)
        self._list.setSpacing(8)
        self._list.addStretch(1)
        self._area = scrolled(inside)
        self._body = QStackedWidget()
        self.files = Attaching(ws, jobs, self.info, self)
        self.paper = PaperRound(
            ws,
            jobs,
            case_id,
            info=self.info,
            shown_in=self,
            free=lambda: self._body.currentIndex() == 0,
        )
        self.papers = PaperBringing(ws, jobs, case_id, self.info, self)
        for work, back in (
            (self.files, self._on_closed),
            (self.papers, self._on_closed),
            (self.paper, self._back),
        ):
            work.opened.connect(self._open)
            work.closed.connect(back)
        self.printing, self.scanning = self.paper.printing, self.paper.scanning
        self.offer, self._watch = self.paper.offer, self.paper.watch
        self.attach, self.edit_pages = self.files.attach, self.files.edit_pages
        self.read_scans = self.paper.read_scans
        for part in (self._checklist(), self.printing, self.scanning):
            self._body.addWidget(part)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self._on_paste)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addWidget(self.offer)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)

    def _checklist(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.shared = button(
            "共用材料",
            lambda: self.place.leave_to("inventory", view="papers"),
            icon_name="copy",
            tip="营业执照、身份证等几次提交共用的证照，及其有效期",
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.picker, 1)
        head.addWidget(self.shared)
        column.addLayout(head)
        column.addWidget(self._bar())
        column.addWidget(self.papers.bar)
        column.addWidget(self._area, 1)
        return made

    def _bar(self) -> QWidget:
        """What is missing, and the two ways of the paper; scans are dropped on it."""
        self.zone = DropZone()
        self.zone.setAccessibleName("扫描归档")
        self.zone.dropped.connect(self.read_scans)
        self.print = button(
            "打印待签章页",
            lambda: self.paper.print_forms(self.picker.current()),
            icon_name="print",
            shortcut="Ctrl+P",
            tip="把要签字、盖章的表单打印成一叠，每页带清备码",
        )
        self.scan = button(
            "扫描归档…",
            self.paper.choose,
            icon_name="import",
            shortcut="Ctrl+Shift+S",
            tip="选择签章后的扫描件，也可以把文件拖到这里；按清备码归到各项材料",
        )
        row = QHBoxLayout(self.zone)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.missing)
        row.addWidget(self._names, 1)
        row.addWidget(self.print)
        row.addWidget(self.scan)
        return self.zone

    def load(self, case: CaseView) -> None:
        """Show the checklist of the chosen submission."""
        self._body.setVisible(bool(case.live))
        self._empty.setVisible(not case.live)
        self.printing.show_submissions(case.live)
        self._due = {item.id: item.due_on for item in case.live}
        if self.picker.show_submissions(case.live) is not None:
            self._ask()
            self._watch.look()

    def _on_picked(self, _submission_id: int) -> None:
        self.info.dismiss()
        self._ask()

    def _ask(self) -> None:
        chosen = self.picker.current()
        if chosen is None:
            return

        def look(_progress: Progress) -> Look:
            return Look(
                chosen,
                checklist(self.ws, chosen),
                standings(self.ws, chosen),
                offers(self.ws, chosen),
                waiting_count(self.ws, self.case_id),
            )

        self.jobs.read(
            look,
            self._show,
            key=("checklist", self.case_id),
            failed=self.files.tell,
            owner=self,
        )

    def _show(self, found: Look) -> None:
        if self._shown != found:
            self._shown = found
            self._fill(found)
        items = found.items
        self.papers.show_offers(found.submission_id, found.offers, found.waiting)
        left = [item for item in items if not item.satisfied]
        self.missing.setText(f"还差 {len(left)} 项" if left else "材料已齐")
        self._names.set_full("、".join(item.name for item in left))
        if self._wanted is not None:
            self._focus(self._wanted)

    def _fill(self, found: Look) -> None:
        # What a former filling put in goes away with its own parent, order and all.
        while self._list.count() > 1:
            entry = self._list.takeAt(0)
            old = entry.widget() if entry is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self.cards = {}
        asked = [item for item in found.items if item.asked]
        for item in asked:
            card = self._card(item, found)
            self.cards[item.item] = card
            self._list.insertWidget(self._list.count() - 1, card)
        rest = [item for item in found.items if not item.asked]
        if rest:
            self._list.insertWidget(self._list.count() - 1, SectionTitle("本次不需要"))
            told = "\n".join(f"{item.name}：{item.condition}" for item in rest)
            self._list.insertWidget(self._list.count() - 1, label(told, "muted", wrap=True))

    def _card(self, item: MaterialView, found: Look) -> MaterialCard:
        offer, papers = found.offers.get(item.item), None
        if item.paper_kind is not None and (item.files or offer is not None):
            papers = PaperRow(item, offer, self.ws.today(), self._due.get(found.submission_id))
        card = MaterialCard(item, found.standings.get(item.item), papers)
        card.bring_asked.connect(self.papers.bring)
        card.keep_asked.connect(self.papers.keep)
        card.paper_asked.connect(
            lambda id: self.place.leave_to("inventory", view="papers", paper_id=id)
        )
        card.attach_asked.connect(self.files.choose)
        card.files_dropped.connect(self.attach)
        card.detach_asked.connect(
            lambda link: self.files.change("移除文件", lambda _p: detach_file(self.ws, link))
        )
        card.not_applicable.connect(
            lambda id, reason: self.files.change(
                "标为不适用", lambda _p: mark_not_applicable(self.ws, id, reason)
            )
        )
        card.applicable.connect(
            lambda id: self.files.change("恢复为需要", lambda _p: mark_applicable(self.ws, id))
        )
        card.check_asked.connect(self._on_check)
        card.open_asked.connect(self.files.show_file)
        card.edit_asked.connect(lambda file: self.edit_pages(item, file))
        card.reuse_asked.connect(lambda _id: self.files.reuse(card))
        card.form_asked.connect(
            lambda form: self.place.go("forms", self.picker.current(), f"{form}.")
        )
        return card

    def _on_check(self, material_id: int, checked: bool) -> None:
        done, title = (mark_checked, "核对无误") if checked else (take_check_back, "取消核对")
        # The cards are made anew: the keyboard stays at this one.
        self._wanted = next(
            (key for key, c in self.cards.items() if c.item.id == material_id), None
        )
        self.files.change(title, lambda _p: done(self.ws, material_id))

    # what takes the place of the list, and leads back to it

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # What falls beside the cards is a scan; on a card it is that item's file.
        if dropped_files(event) and self._body.currentIndex() == 0 and self._body.isVisible():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.read_scans(files)

    @property
    def editor(self) -> PageEditor | None:
        """The page editor, once a file was edited."""
        return self.files.editor

    @property
    def shrink(self) -> ShrinkPanel | None:
        """The panel of a file made smaller, once one was too large."""
        return self.files.shrink

    @property
    def unlock(self) -> UnlockPanel | None:
        """The question for a locked file's password, once it was asked."""
        return self.files.unlock

    def _on_paste(self) -> None:
        if self._body.currentIndex() != 0:
            return
        focus = self.focusWidget()
        self.files.paste(
            next((c for c in self.cards.values() if focus and c.isAncestorOf(focus)), None)
        )

    def _open(self, part: QWidget) -> None:
        # New scans are offered beside the checklist only: reading them would drop what is open.
        self.offer.hide()
        if self._body.indexOf(part) < 0:
            self._body.addWidget(part)
        self._body.setCurrentWidget(part)

    def _on_closed(self) -> None:
        self._body.setCurrentIndex(0)
        self._watch.look()

    def _back(self) -> None:
        self._on_closed()
        self.scan.setFocus()

    # where findings lead

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Bring the item into view, when its submission's checklist is there."""
        self._wanted = field
        if self._body.currentWidget() is self.printing:
            self._on_closed()
        if submission_id is not None and submission_id != self.picker.current():
            self.picker.pick(submission_id)
        elif field is not None and self.cards:
            self._focus(field)

    def _focus(self, field: str) -> None:
        self._wanted = None
        card = self.cards.get(field)
        if card is not None:
            self._area.ensureWidgetVisible(card, 0, 40)
            card.focus_first()
