"""导出打印: one dossier for each submission, kept by version; preview, print, save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.errors import NotArchivalError, QingBeiError
from app.progress import Progress
from app.rules.findings import Severity
from app.services.booklets import booklet_pdf
from app.services.cases import CaseView
from app.services.checks import findings_by_submission
from app.services.dossiers import (
    DossierView,
    export_dossier,
    list_dossiers,
    open_copy,
    save_dossier,
)
from app.services.verifying import Verdict, verify_file
from app.services.workspace import Workspace
from app.ui.cases.dossier_card import DossierCard
from app.ui.cases.pdf_view import PdfView
from app.ui.cases.printing import ask_printer, print_pdf
from app.ui.cases.step import CasePlace, Step
from app.ui.cases.steps.export_options import ExportOptions, KeptOptions, kept_options
from app.ui.cases.steps.export_words import exported, refused
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, InfoBar, button, dropped_files, label, scrolled
from app.ui.widgets.written import open_in_system, tell_written

if TYPE_CHECKING:
    from app.dossier import DossierOptions

T = TypeVar("T")


@dataclass(frozen=True)
class _State:
    """How many findings block a submission, and its versions, newest first."""

    missing: int
    dossiers: tuple[DossierView, ...]


@dataclass(frozen=True)
class _Found:
    """What is shown: how the firm binds, and each submission's state."""

    options: KeptOptions
    states: dict[int, _State]


class ExportStep(Step):
    """Cards at the left, the pages of the chosen version at the right."""

    key = "export"
    title = "导出打印"
    hint = (
        "每次提交一册 PDF：封面、目录、表单和全部附件。导出的每一版都存档，台账以后改动也不影响。"
    )

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.cards: list[DossierCard] = []
        self._case: CaseView | None = None
        self._shown: int | None = None
        self._refused: list[int] = []
        self._made: list[DossierView] = []
        self._failed = False
        self._known: object = None
        self.all = button("全部导出", self._on_all, icon_name="export", shortcut="Ctrl+E")
        self.verify = button(
            "核对材料册…",
            self._on_verify,
            icon_name="check",
            tip="选择一份 PDF，或把它拖到这里，逐页核对是否为存档的材料册",
        )
        self.options = ExportOptions(ws, jobs, self._tell)
        self._told = label("", "muted", wrap=True)
        self.view = PdfView(jobs)
        self._name = label("选择一版预览。", "muted", wrap=True)
        self.print_list = button("打印清单", self._on_print_list, icon_name="print")
        self.print_list.hide()
        self._list_pdf: Path | None = None
        self.setAcceptDrops(True)
        self._empty = EmptyState(
            "print", "先采用办理方案", "方案采用后，每次提交可以导出一册材料。"
        )
        self._empty.add_action("去办理方案", lambda: self.place.go("plan"), primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 12, 8)
        self._list.setSpacing(8)
        self._list.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._told, 1)
        head.addWidget(self.all)
        column.addLayout(head)
        more = QHBoxLayout()
        more.addWidget(self.options)
        more.addStretch(1)
        more.addWidget(self.verify, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(more)
        column.addWidget(scrolled(inside), 1)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self._name, 1)
        top.addWidget(self.print_list)
        side.addLayout(top)
        side.addWidget(self.view, 1)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.setChildrenCollapsible(False)
        self._body.addWidget(left)
        self._body.addWidget(right)
        self._body.setSizes([480, 420])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)

    # showing

    def load(self, case: CaseView) -> None:
        """Show each submission with its versions."""
        self._case = case
        self._body.setVisible(bool(case.live))
        self._empty.setVisible(not case.live)

        def look(_progress: Progress) -> _Found:
            return _Found(
                kept_options(self.ws),
                {
                    id: _State(
                        missing=sum(finding.severity is Severity.BLOCKING for finding in found),
                        dossiers=list_dossiers(self.ws, id),
                    )
                    for id, found in findings_by_submission(self.ws, self.case_id).items()
                },
            )

        self.jobs.read(
            look, self._show, key=("export", self.case_id), failed=self._tell, owner=self
        )

    def _show(self, found: _Found) -> None:
        case, states = self._case, found.states
        assert case is not None
        self.options.show_kept(found.options)
        if (case.live, states) == self._known:
            return
        self._known = (case.live, states)
        for old in self.cards:
            self._list.removeWidget(old)
            old.deleteLater()
        self.cards = []
        for place, item in enumerate(case.live):
            state = states.get(item.id, _State(0, ()))
            card = DossierCard(item, state.missing, state.dossiers, place + 1)
            card.export_asked.connect(lambda id: self.export([id]))
            card.shown.connect(self.show_dossier)
            card.open_asked.connect(self._on_open)
            card.print_asked.connect(self._on_print)
            card.save_asked.connect(self._on_save)
            card.list_asked.connect(self.show_list)
            card.check_asked.connect(lambda: self.place.go("check"))
            card.view_asked.connect(self.place.go)
            self.cards.append(card)
            self._list.insertWidget(place, card)
        drafts = sum(bool(state.missing) for state in states.values())
        self._told.setText(
            f"{len(states)} 次提交，其中 {drafts} 次还不完整，只能导出草稿。"
            if drafts
            else f"{len(states)} 次提交，材料都已齐备。"
        )
        if self._shown is None:
            newest = next((card.dossiers[0] for card in self.cards if card.dossiers), None)
            if newest is not None:
                self.show_dossier(newest)

    def show_dossier(self, dossier: DossierView) -> None:
        """Show a version's pages."""
        self._shown = dossier.id
        self.print_list.hide()
        draft = f"　缺：{'；'.join(dossier.missing)}" if dossier.missing else ""
        self._name.setText(f"{dossier.file_name}　{dossier.state.label}")
        self._name.setToolTip(draft)
        self.view.show_pdf(dossier.path)

    # exporting

    def _on_all(self) -> None:
        if self._case is not None:
            self.export([item.id for item in self._case.live])

    def export(self, ids: list[int], wish: DossierOptions | None = None) -> None:
        """Export these submissions one after the other, as ticked without a ``wish``.

        Each is kept as it is done.
        """
        self.info.dismiss()
        self._refused, self._made, self._failed = [], [], False
        options = wish or self.options.wish()
        for id in ids:
            self.jobs.change(
                "导出材料册",
                lambda progress, id=id: export_dossier(self.ws, id, progress, options),  # type: ignore[misc]
                self._on_exported,
                partial(self._on_failed, id, options),
                owner=self,
            )

    def _on_failed(self, submission_id: int, options: DossierOptions, error: QingBeiError) -> bool:
        """Tell an error; pages that only lack the officer's consent may be drawn at once."""
        self._failed = True
        if not isinstance(error, NotArchivalError):
            return self._tell(error)
        self._refused.append(submission_id)
        again = list(self._refused)
        self.info.tell(
            refused(error, len(again)),
            "danger",
            details=error.details,
            action="按图片装入并导出",
            on_action=lambda: self.export(again, replace(options, archival_pictures=True)),
        )
        return True

    def _on_exported(self, dossier: DossierView) -> None:
        self._made.append(dossier)
        self.show_dossier(dossier)
        if self._failed:
            return  # What went wrong with another one stays told.
        missing = any(made.missing for made in self._made)
        opening = (
            ("打开", lambda: self._on_open(dossier)),
            ("打开所在文件夹", lambda: self._on_open(dossier, folder=True)),
        )
        self.info.tell(
            exported(self._made),
            "warning" if missing else "success",
            again=opening if len(self._made) == 1 else (),
            action="查看缺项" if missing else "",
            on_action=lambda: self.place.go("check"),
        )

    # the list of what is printed

    def show_list(self, submission_id: int) -> None:
        """Show how many copies of what are printed, sealed and signed."""
        duplex = self.options.duplex.isChecked()

        def make(_progress: Progress) -> Path:
            folder = self.ws.folder / "opened"
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"印制清单-{submission_id}.pdf"
            target.write_bytes(booklet_pdf(self.ws, submission_id, duplex=duplex))
            return target

        def done(path: Path) -> None:
            self._list_pdf = path
            self._shown = None
            self._name.setText("印制清单：每项材料的份数、印章和签字")
            self._name.setToolTip("")
            self.print_list.show()
            self.view.show_pdf(path)

        self._run(make, done, "正在编印制清单")

    def _on_print_list(self) -> None:
        path = self._list_pdf
        if path is None:
            return
        printer = ask_printer(self, "印制清单", self.view.page_count())
        if printer is not None:
            self._run(
                lambda progress: print_pdf(path, printer, progress),
                lambda pages: self.info.tell(f"已送去打印 {pages} 页。", "success"),
                "正在打印",
            )

    # whether a file in hand is an archived one

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.verify_path(files[0])

    def _on_verify(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选择要核对的材料册", "", "PDF 文件 (*.pdf);;所有文件 (*)"
        )
        if name:
            self.verify_path(Path(name))

    def verify_path(self, path: Path) -> None:
        """Tell whether a file is an archived dossier, and which pages are not."""

        def done(verdict: Verdict) -> None:
            told = "".join(verdict.sentences())
            self.info.tell(f"“{path.name}”：{told}", "success" if verdict.same else "warning")

        self._run(
            lambda progress: verify_file(self.ws, path, progress), done, f"正在核对“{path.name}”"
        )

    # one version

    def _on_open(self, dossier: DossierView, *, folder: bool = False) -> None:
        """Open a copy, or the ``folder`` where it lies; what is told of the export stays."""
        self.jobs.read(
            lambda progress: open_copy(self.ws, dossier.id, progress),
            lambda path: open_in_system(str(path.parent if folder else path)),
            failed=self._tell,
            owner=self,
            title="正在打开",
        )

    def _on_save(self, dossier: DossierView) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "另存材料册", dossier.file_name, "PDF 文件 (*.pdf)"
        )
        if name:
            self.save_to(dossier, Path(name))

    def save_to(self, dossier: DossierView, target: Path) -> None:
        """Write a copy of the archived file."""
        if target.suffix.lower() != ".pdf":
            target = target.with_name(target.name + ".pdf")
        self._run(
            lambda progress: save_dossier(self.ws, dossier.id, target, progress),
            lambda path: tell_written(self.info, f"已保存到“{path}”。", path),
            "正在保存",
        )

    def _on_print(self, dossier: DossierView) -> None:
        self.place.go("print", dossier.submission_id, str(dossier.id))

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], object], title: str) -> None:
        self.info.dismiss()
        self.jobs.read(work, done, failed=self._tell, owner=self, title=title)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Show the newest version of a submission."""
        for card in self.cards:
            if card.item.id == submission_id:
                card.export.setFocus()
                if card.dossiers:
                    self.show_dossier(card.dossiers[0])
