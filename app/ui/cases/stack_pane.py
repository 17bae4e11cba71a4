"""打印待签章页: which forms go to paper, how they look there, and out to printer or file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import QingBeiError
from app.progress import Progress
from app.services.cases import SubmissionView
from app.services.dates import chinese_date
from app.services.print_stack import (
    STACK_NAME,
    PaperState,
    PaperView,
    StackView,
    make_stack,
    papers_to_sign,
    record_stack,
    save_stack,
)
from app.services.workspace import Workspace
from app.ui.cases.pdf_view import PdfView
from app.ui.cases.printing import ask_printer, print_pdf
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, InfoBar, button, label
from app.ui.widgets.written import tell_written

PAPER = Qt.ItemDataRole.UserRole
CHECK = Qt.CheckState
ROW = 26
NEXT = "签字、盖章后扫描，用“扫描归档”收回。"


class StackPane(QWidget):
    """A tree of submissions and their forms at the left, the stack's pages at the right."""

    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int) -> None:
        super().__init__()
        self.ws, self.jobs, self._case_id = ws, jobs, case_id
        self._labels: dict[int, str] = {}
        self._first: int | None = None
        self.papers: tuple[PaperView, ...] = ()
        self.stack: StackView | None = None
        self.info = InfoBar()
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("要签字或盖章的表单")
        self.tree.setHeaderLabels(["表单", "状态"])
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemChanged.connect(lambda _item, _column: self._on_checked())
        self.duplex = QCheckBox("双面打印：每份从新的一张纸开始")
        self.duplex.toggled.connect(lambda _on: self._make())
        self.view = PdfView(jobs)
        self._told = label("", "muted", wrap=True)
        self.save = button("另存为…", self._on_save, icon_name="export")
        self.print = button("打印…", self._on_print, kind="primary", icon_name="print")
        self._empty = EmptyState(
            "seal", "没有要签字或盖章的表单", "本项目的清单中，程序生成的表单都不需要签字或盖章。"
        )
        self._empty.add_action("返回清单", self.closed.emit, primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(button("返回清单", self.closed.emit, icon_name="back", shortcut="Esc"))
        head.addWidget(label("打印待签章页", "heading"))
        head.addStretch(1)
        head.addWidget(self.save)
        head.addWidget(self.print)
        choose = QHBoxLayout()
        choose.setSpacing(8)
        for text, wanted in (
            ("本次提交", lambda paper: paper.submission_id == self._first),
            ("整个项目", lambda _paper: True),
            ("还没打印的", lambda paper: paper.due),
        ):
            choose.addWidget(button(text, self._chooser(wanted), kind="link"))
        choose.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addLayout(choose)
        column.addWidget(self.tree, 1)
        column.addWidget(self.duplex)
        column.addWidget(self._told)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(left)
        body.addWidget(self.view)
        body.setSizes([360, 340])
        self._inside = QStackedWidget()
        self._inside.addWidget(body)
        self._inside.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.info)
        whole.addLayout(head)
        whole.addWidget(self._inside, 1)

    def show_submissions(self, items: Sequence[SubmissionView]) -> None:
        """Take how the submissions are called; what is shown is read again."""
        self._labels = {item.id: item.label for item in items}
        if self.isVisible():
            self._read(keep=True)

    def open(self, submission_id: int | None) -> None:
        """Offer the case's forms; those of this submission that are due are chosen."""
        self._first = submission_id
        self.info.dismiss()
        self._read(keep=False)
        self.tree.setFocus()

    def _read(self, *, keep: bool) -> None:
        def look(_progress: Progress) -> tuple[PaperView, ...]:
            return papers_to_sign(self.ws, self._case_id)

        self.jobs.read(
            look,
            lambda papers: self._show(papers, keep=keep),
            key=("papers", self._case_id),
            failed=self._tell,
            owner=self,
        )

    def _show(self, papers: tuple[PaperView, ...], *, keep: bool) -> None:
        chosen = set(self.chosen())
        if keep and papers == self.papers:
            return
        self.papers = papers
        self._inside.setCurrentIndex(0 if papers else 1)
        if not keep:
            mine = {p.material_id for p in papers if p.submission_id == self._first and p.due}
            chosen = mine or {p.material_id for p in papers if p.due}
        self.tree.blockSignals(True)
        self.tree.clear()
        for id in dict.fromkeys(paper.submission_id for paper in papers):
            mine_of = [paper for paper in papers if paper.submission_id == id]
            parent = QTreeWidgetItem(
                self.tree, [f"{mine_of[0].number}. {self._labels.get(id, '')}"]
            )
            parent.setFlags(parent.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            parent.setFirstColumnSpanned(True)
            parent.setSizeHint(0, QSize(0, ROW))
            parent.setToolTip(0, self._labels.get(id, ""))
            for paper in mine_of:
                parent.addChild(_entry(paper, chosen=paper.material_id in chosen))
        self.tree.expandAll()
        self.tree.blockSignals(False)
        entries = self._entries()
        if entries:
            self.tree.setCurrentItem(entries[0])
        self._on_checked()

    def chosen(self) -> list[int]:
        """Return the ids of the materials whose form is to be printed."""
        return [
            entry.data(0, PAPER)
            for entry in self._entries()
            if entry.checkState(0) is CHECK.Checked
        ]

    def _entries(self) -> list[QTreeWidgetItem]:
        found = []
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            children = [top.child(k) for k in range(top.childCount())] if top is not None else []
            found += [child for child in children if child is not None]
        return found

    def _chooser(self, wanted: Callable[[PaperView], bool]) -> Callable[[], None]:
        def choose() -> None:
            ids = {paper.material_id for paper in self.papers if wanted(paper)}
            self.tree.blockSignals(True)
            for entry in self._entries():
                entry.setCheckState(
                    0, CHECK.Checked if entry.data(0, PAPER) in ids else CHECK.Unchecked
                )
            self.tree.blockSignals(False)
            self.tree.viewport().update()
            self._on_checked()

        return choose

    # the stack

    def _on_checked(self) -> None:
        self._make()

    def _make(self) -> None:
        ids, duplex = self.chosen(), self.duplex.isChecked()
        self.stack = None
        self._set_ready(False)
        if not ids:
            self.view.show_pdf(None)
            self._told.setText("勾选要打印的表单，右侧可看到每一页。")
            return

        def make(progress: Progress) -> StackView:
            return make_stack(self.ws, self._case_id, ids, duplex=duplex, progress=progress)

        self.jobs.read(
            make,
            lambda stack: self._take(stack, ids, duplex=duplex),
            key=("stack", self._case_id),
            failed=self._tell,
            owner=self,
            title="正在排版待签章页",
        )

    def _take(self, stack: StackView, ids: list[int], *, duplex: bool) -> None:
        if (self.chosen(), self.duplex.isChecked()) != (ids, duplex):
            return  # chosen otherwise while it was made
        self.stack = stack
        chosen = set(ids)
        copies = [
            paper for paper in self.papers if paper.material_id in chosen and paper.copies > 1
        ]
        told = f"{len(stack.papers)} 份表单，共 {stack.page_count} 页。"
        if copies:
            names = "、".join(f"“{paper.name}”{paper.copies} 份" for paper in copies)
            told += f"已按要求的份数排好：{names}，各份的清备码相同，签章后扫描一份归档即可。"
        self._told.setText(told)
        self._set_ready(True)
        self.view.show_pdf(stack.path)

    def _set_ready(self, ready: bool) -> None:
        self.save.setEnabled(ready)
        self.print.setEnabled(ready)

    def _on_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "另存待签章页", f"{STACK_NAME}.pdf", "PDF 文件 (*.pdf)"
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, target: Path) -> None:
        """Write the stack to a file; it counts as printed."""
        stack = self.stack
        if stack is None:
            return
        if target.suffix.lower() != ".pdf":
            target = target.with_name(target.name + ".pdf")
        self.info.dismiss()
        self.jobs.change(
            "另存待签章页",
            lambda progress: save_stack(self.ws, stack, target, progress),
            self._saved,
            self._tell,
            owner=self,
        )

    def _on_print(self) -> None:
        stack = self.stack
        printer = ask_printer(self, STACK_NAME, stack.page_count) if stack is not None else None
        if stack is None or printer is None:
            return

        def printed(pages: int) -> None:
            self.jobs.change(
                "记录打印",
                lambda _progress: record_stack(self.ws, stack),
                lambda _none: self._done(f"已送去打印 {pages} 页。"),
                self._tell,
                owner=self,
                quiet=True,
            )

        self.info.dismiss()
        self.jobs.read(
            lambda progress: print_pdf(stack.path, printer, progress),
            printed,
            failed=self._tell,
            owner=self,
            title="正在打印",
        )

    def _saved(self, path: Path) -> None:
        tell_written(self.info, f"已保存到“{path}”。{NEXT}", path)
        self._read(keep=True)

    def _done(self, told: str) -> None:
        self.info.tell(f"{told}{NEXT}", "success")
        self._read(keep=True)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True


def _entry(paper: PaperView, *, chosen: bool) -> QTreeWidgetItem:
    day = f" {chinese_date(paper.printed_on)}" if paper.state is PaperState.CURRENT else ""
    copies = f" · {paper.copies} 份" if paper.copies > 1 else ""
    made = QTreeWidgetItem([paper.name, f"{paper.state.label}{day}{copies}"])
    made.setData(0, PAPER, paper.material_id)
    made.setSizeHint(0, QSize(0, ROW))
    _check(made, chosen)
    made.setToolTip(0, f"{paper.name}：{paper.demands}{copies}")
    return made


def _check(entry: QTreeWidgetItem, on: bool) -> None:
    entry.setCheckState(0, CHECK.Checked if on else CHECK.Unchecked)
