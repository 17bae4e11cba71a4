"""共用材料: all papers that serve several submissions, with their terms, files and uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import QingBeiError
from app.progress import Progress
from app.rules.paper_terms import WATCHED
from app.services.attachments import AttachmentView, open_attachment
from app.services.organisations import OrganisationView, list_organisations
from app.services.page_editing import save_paper_pages
from app.services.paper_editions import Edition, look_at_paper, new_edition
from app.services.results import Result
from app.services.shared_papers import (
    PaperEdit,
    PaperUse,
    PaperView,
    add_files,
    add_paper,
    delete_paper,
    list_papers,
    remove_file,
    save_paper,
    uses_of,
)
from app.services.workspace import Workspace
from app.ui.cases.attaching import FILES
from app.ui.cases.material_card import existing
from app.ui.jobs import Jobs
from app.ui.papers.columns import paper_columns
from app.ui.papers.edition_panel import EditionPanel
from app.ui.papers.paper_pane import PaperPane
from app.ui.widgets import (
    EmptyState,
    InfoBar,
    RowsModel,
    TableView,
    button,
    dropped_files,
    label,
)

if TYPE_CHECKING:
    from app.ui.cases.page_editor import PageEditor


class Papers(NamedTuple):
    """What is read at once: the papers, and the subjects that they may belong to."""

    rows: list[PaperView]
    owners: list[OrganisationView]


class PapersView(QWidget):
    """``refresh(subject)`` reads again. Signals: ``link_asked(kind, target)``."""

    link_asked = Signal(str, object)

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.ws, self.jobs, self.info = ws, jobs, info
        self._subject: int | None = None
        self._owners: list[OrganisationView] = []
        self._wanted: int | None = None
        self._folder = ""
        self.setAcceptDrops(True)
        self.stack = QStackedWidget()
        self.pane = PaperPane(ws)
        self.model = RowsModel(paper_columns(ws))
        self.table = TableView(self.model, "papers")
        self.table.setAccessibleName("共用材料")
        self.table.current_changed.connect(self._on_current)
        self.table.delete_asked.connect(self._on_delete)
        self.table.opened.connect(lambda _row: self.pane.kind.setFocus())
        self.pane.edited.connect(self._on_edited)
        self.pane.made.connect(self._on_made)
        self.pane.given_up.connect(self._on_given_up)
        self.pane.files_asked.connect(self._on_files)
        self.pane.file_removed.connect(
            lambda id: self._change("移除文件", lambda _p: remove_file(self.ws, id))
        )
        self.pane.file_opened.connect(self._on_open_file)
        self.pane.file_edited.connect(self._on_edit_file)
        self.editor: PageEditor | None = None
        self.pane.use_chosen.connect(
            lambda use: self.link_asked.emit("material", (use.case_id, use.submission_id, use.item))
        )
        self.panel = EditionPanel(ws, jobs)
        self.panel.closed.connect(lambda: self.stack.setCurrentIndex(0))
        self.old = QCheckBox("显示旧版")
        self.old.toggled.connect(lambda _on: self.refresh(self._subject))
        self._count = label("", "muted")
        self._lay_out()

    def _lay_out(self) -> None:
        self.new = button(
            "添加…", self.choose_new, kind="primary", icon_name="add",
            tip="选择证照的 PDF 或图片；也可以把文件拖到这里",
        )  # fmt: skip
        self.renew = button(
            "换新版…", self._on_renew, icon_name="import",
            tip="换上新的一份；未提交的材料清单由您选择是否换用",
        )  # fmt: skip
        self.delete = button(
            "删除", self._on_delete, icon_name="delete", tip="删除所选的共用材料（Del），可撤销"
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.new, self.renew, self.delete, self.old):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._count)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([760, 400])
        self.splitter.setChildrenCollapsible(False)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.splitter, 1)
        self._empty = EmptyState(
            "attach",
            "还没有共用材料",
            "营业执照、身份证、授权委托书等证照存一次，各次提交一键带入，到期前提醒。"
            "把文件拖到这里，或在材料清单中把已附的证照“存为共用材料”。",
        )
        self._empty.add_action("添加…", self.choose_new, primary=True, icon_name="add")
        for part in (filled, self._empty, self.panel):
            self.stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    # showing

    def refresh(self, subject: int | None) -> None:
        """Read the papers of a subject, or of all."""
        self._subject = subject
        replaced = self.old.isChecked()

        def look(_progress: Progress) -> Papers:
            rows = list_papers(self.ws, subject, replaced=replaced)
            return Papers(rows, list_organisations(self.ws))

        self.jobs.read(look, self._show, key="papers", failed=self._tell, owner=self)

    def _show(self, found: Papers) -> None:
        self._owners = found.owners
        self.pane.set_owners(found.owners)
        self.table.refill(found.rows, lambda row: row.id)
        due = sum(row.validity in WATCHED and not row.replaced for row in found.rows)
        self._count.setText(
            f"共 {len(found.rows)} 份" + (f"，{due} 份已过期或即将到期" if due else "")
        )
        self._show_stack(any_rows=bool(found.rows))
        if self._wanted is not None and self.show_paper(self._wanted):
            self._wanted = None
        elif found.rows and not self.table.currentIndex().isValid() and not self.pane.pending:
            self.table.selectRow(0)
        else:
            self._on_current(self._current())

    def _show_stack(self, *, any_rows: bool) -> None:
        if not self._is_busy():
            self.stack.setCurrentIndex(0 if any_rows or self.pane.pending else 1)

    def _is_busy(self) -> bool:
        """Tell whether a panel or the page editor has the place of the list."""
        return self.stack.currentIndex() > 1

    def show_paper(self, paper_id: int) -> bool:
        """Bring a paper into view; when it is not listed yet, as soon as it is."""
        if self.table.choose(lambda row: row.id == paper_id):
            return True
        self._wanted = paper_id
        return False

    def _current(self) -> PaperView | None:
        index = self.table.currentIndex()
        return self.model.row(index) if index.isValid() else None

    def _on_current(self, row: PaperView | None) -> None:
        self.renew.setEnabled(row is not None and not row.replaced)
        self.delete.setEnabled(row is not None)
        if self.pane.pending:
            return
        self.pane.setVisible(row is not None)
        if row is None:
            return

        def look(_progress: Progress) -> tuple[PaperUse, ...]:
            return uses_of(self.ws, row.id)

        self.jobs.read(
            look,
            lambda uses: self._show_pane(row, uses),
            key="paper.uses",
            failed=self._tell,
            owner=self,
        )

    def _show_pane(self, row: PaperView, uses: tuple[PaperUse, ...]) -> None:
        if not self.pane.pending:
            self.pane.show_paper(row, uses)

    # new papers

    def choose_new(self) -> None:
        """Ask for files and what they are."""
        paths = self._choose("选择证照的文件")
        if paths:
            self.start_new(paths)

    def start_new(self, paths: Sequence[Path]) -> None:
        """Ask what these files are; folders are refused in words."""
        files = existing(list(paths))
        if not files:
            self.info.tell("拖入的不是文件。请打开文件夹，选择其中的文件。", "warning")
            return
        if not self._owners:
            self.info.tell("请先在“主体”中新建企业主体，证照属于一个主体。", "warning")
            return
        self.info.dismiss()
        self.pane.settle()
        self.pane.show()
        self.stack.setCurrentIndex(0)
        named = next(
            (o.id for o in self._owners if any(o.name in path.stem for path in files)), None
        )
        only = self._owners[0].id if len(self._owners) == 1 else None
        self.pane.start_new(files, self._subject or named or only)

    def _on_made(self, edit: PaperEdit, paths: Sequence[Path]) -> None:
        self.info.dismiss()
        self.jobs.change(
            "存入共用材料",
            lambda progress: add_paper(self.ws, edit, paths, progress),
            self._on_added,
            self._on_wrong,
            owner=self,
        )

    def _on_added(self, paper_id: int) -> None:
        self.pane.pending = ()
        self._wanted = paper_id

    def _on_given_up(self) -> None:
        self.pane.pending = ()
        self._show_stack(any_rows=bool(self.model.rows))
        self._on_current(self._current())
        self.table.setFocus()

    # changing

    def _on_edited(self, paper_id: int, edit: PaperEdit) -> None:
        self.jobs.change(
            "修改共用材料",
            lambda _p: save_paper(self.ws, paper_id, edit),
            lambda _none: self.pane.show_errors({}, focus=False),
            self._on_wrong,
            owner=self,
        )

    def _on_wrong(self, error: QingBeiError) -> bool:
        return self.pane.tell_wrong(error) or self._tell(error)

    def _on_files(self, paper_id: int, paths: list[Path] | None) -> None:
        chosen = existing(paths) if paths is not None else self._choose("选择要加入的文件")
        if chosen:
            self._change("加入文件", lambda p: add_files(self.ws, paper_id, chosen, p))

    def _on_delete(self) -> None:
        for row in self.table.chosen():
            self._change("删除共用材料", partial(self._delete, row.id))

    def _delete(self, paper_id: int, _progress: Progress) -> Result[None]:
        return delete_paper(self.ws, paper_id)

    def _on_renew(self) -> None:
        row = self._current()
        paths = self._choose("选择新版的文件") if row is not None else ()
        if row is not None and paths:
            self.renew_with(row.id, paths)

    def renew_with(self, paper_id: int, paths: Sequence[Path]) -> None:
        """Ask for the new edition's term and where it goes."""

        def look(_progress: Progress) -> Edition:
            return look_at_paper(self.ws, paper_id, paths)

        self.jobs.read(
            look, lambda found: self._ask(paper_id, paths, found), failed=self._tell, owner=self
        )

    def _ask(self, paper_id: int, paths: Sequence[Path], look: Edition) -> None:
        def keep(
            edit: PaperEdit, former: int | None, chosen: Sequence[int], progress: Progress
        ) -> Result[int]:
            if former is None:
                return add_paper(self.ws, edit, paths, progress)
            return new_edition(
                self.ws, paper_id, paths, edit, submission_ids=chosen, progress=progress
            )

        self.info.dismiss()
        self.stack.setCurrentWidget(self.panel)
        self.panel.open(look, keep)

    def _change(self, title: str, work: Callable[[Progress], Result[Any]]) -> None:
        self.info.dismiss()
        self.jobs.change(title, work, failed=self._tell, owner=self)

    def _on_open_file(self, file: AttachmentView) -> None:
        self.jobs.read(
            lambda progress: open_attachment(self.ws, file, progress),
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            failed=self._tell,
            owner=self,
        )

    def _on_edit_file(self, file: AttachmentView) -> None:
        from app.ui.cases.page_editor import PageEditor

        if self.editor is None:
            self.editor = PageEditor(self.ws, self.jobs)
            self.editor.closed.connect(lambda: self.stack.setCurrentIndex(0))
            self.stack.addWidget(self.editor)
        self.stack.setCurrentWidget(self.editor)
        self.editor.open(file, (), save_paper_pages)

    def _choose(self, title: str) -> tuple[Path, ...]:
        names, _ = QFileDialog.getOpenFileNames(self, title, self._folder, FILES)
        if names:
            self._folder = str(Path(names[0]).parent)
        return tuple(Path(name) for name in names)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    def settle(self) -> None:
        """Save what is being typed."""
        self.pane.settle()

    def unsaved(self) -> str:
        """Return that files were chosen for a paper or an edition that is not kept yet."""
        is_open = self.pane.pending or self.stack.currentWidget() is self.panel
        return "选好的共用材料还没有保存。" if is_open else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event) and not self._is_busy():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            if self.pane.pending:
                self.pane.add_pending(files)
            else:
                self.start_new(files)
