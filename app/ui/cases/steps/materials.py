"""准备材料: the checklist of one submission; files are attached by button or by dropping them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QGuiApplication,
    QImage,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.errors import QingBeiError, TooLargeError
from app.progress import Progress
from app.services.attachments import AttachmentView, open_attachment
from app.services.cases import CaseView
from app.services.materials import (
    MaterialView,
    attach_files,
    attach_known,
    attached_elsewhere,
    checklist,
    detach_file,
    mark_applicable,
    mark_not_applicable,
)
from app.services.results import Result
from app.services.shrinking import Smaller, make_smaller
from app.services.workspace import Workspace
from app.ui.cases.material_card import MaterialCard, existing
from app.ui.cases.page_editor import PageEditor
from app.ui.cases.picker import SubmissionPicker
from app.ui.cases.shrink_panel import ShrinkPanel
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, InfoBar, SectionTitle, label, scrolled

FILES = "PDF 和图片 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp *.heic);;所有文件 (*)"


class MaterialsStep(Step):
    """Shows what is asked and what is there, and how many items are still missing."""

    key = "materials"
    title = "准备材料"
    hint = "把 PDF 或图片拖到对应的材料上，或按“附文件”，也可以粘贴。原件不会被改动或移走。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.picker = SubmissionPicker()
        self.picker.picked.connect(lambda _id: self._ask())
        self.missing = label("", "heading")
        self._names = label("", "muted", wrap=True)
        self.cards: dict[str, MaterialCard] = {}
        self._folder = ""
        self._wanted: str | None = None
        self._shown: tuple[int | None, tuple[MaterialView, ...]] = (None, ())
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
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self.picker)
        left = QHBoxLayout()
        left.addWidget(self.missing)
        left.addWidget(self._names, 1)
        body.addLayout(left)
        body.addWidget(self._area, 1)
        self.editor: PageEditor | None = None
        self.shrink: ShrinkPanel | None = None
        paste = QShortcut(QKeySequence.StandardKey.Paste, self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self._on_paste)
        whole = self._whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._empty, 1)

    def load(self, case: CaseView) -> None:
        """Show the checklist of the chosen submission."""
        panes = (self.editor, self.shrink)
        editing = any(pane is not None and pane.isVisible() for pane in panes)
        self._body.setVisible(bool(case.submissions) and not editing)
        self._empty.setVisible(not case.submissions)
        if self.picker.show_submissions(case.submissions) is not None:
            self._ask()

    def _ask(self) -> None:
        chosen = self.picker.current()
        if chosen is None:
            return

        def look(_progress: Progress) -> tuple[MaterialView, ...]:
            return checklist(self.ws, chosen)

        self.jobs.read(
            look,
            lambda items: self._show(chosen, items),
            key=("checklist", self.case_id),
            failed=self._tell,
            owner=self,
        )

    def _show(self, submission_id: int, items: tuple[MaterialView, ...]) -> None:
        if self._shown != (submission_id, items):
            self._shown = (submission_id, items)
            self._fill(items)
        left = [item for item in items if not item.satisfied]
        self.missing.setText(f"还差 {len(left)} 项" if left else "材料已齐")
        self._names.setText("、".join(item.name for item in left))
        if self._wanted is not None:
            self._focus(self._wanted)

    def _fill(self, items: Sequence[MaterialView]) -> None:
        # What a former filling put in goes away with its own parent, order and all.
        while self._list.count() > 1:
            entry = self._list.takeAt(0)
            old = entry.widget() if entry is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self.cards = {}
        asked = [item for item in items if item.asked]
        for item in asked:
            card = self._card(item)
            self.cards[item.item] = card
            self._list.insertWidget(self._list.count() - 1, card)
        rest = [item for item in items if not item.asked]
        if rest:
            self._list.insertWidget(self._list.count() - 1, SectionTitle("本次不需要"))
            told = "\n".join(f"{item.name}：{item.condition}" for item in rest)
            self._list.insertWidget(self._list.count() - 1, label(told, "muted", wrap=True))

    def _card(self, item: MaterialView) -> MaterialCard:
        card = MaterialCard(item)
        card.attach_asked.connect(self._on_attach)
        card.files_dropped.connect(self.attach)
        card.detach_asked.connect(
            lambda link: self._change("移除文件", lambda _p: detach_file(self.ws, link))
        )
        card.not_applicable.connect(
            lambda id, reason: self._change(
                "标为不适用", lambda _p: mark_not_applicable(self.ws, id, reason)
            )
        )
        card.applicable.connect(
            lambda id: self._change("恢复为需要", lambda _p: mark_applicable(self.ws, id))
        )
        card.open_asked.connect(self._on_open)
        card.edit_asked.connect(lambda file: self.edit_pages(item, file))
        card.reuse_asked.connect(self._on_reuse)
        card.form_asked.connect(
            lambda form: self.place.go("forms", self.picker.current(), f"{form}.")
        )
        return card

    # attaching

    def _on_attach(self, material_id: int) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选择要附的文件", self._folder, FILES)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.attach(material_id, [Path(name) for name in names])

    def attach(self, material_id: int, paths: list[Path]) -> None:
        """Check the files and attach them; folders are refused in words."""
        files = existing(paths)
        if not files:
            self.info.tell("拖入的不是文件。请打开文件夹，选择其中的文件。", "warning")
            return
        self.info.dismiss()
        self.jobs.change(
            f"附 {len(files)} 个文件",
            lambda p: attach_files(self.ws, material_id, files, p),
            failed=lambda error: self._offer_smaller(material_id, error),
            owner=self,
        )

    def _on_paste(self) -> None:
        """Attach what the clipboard holds to the item that has the focus: files or a picture."""
        focus = self.focusWidget()
        card = next((c for c in self.cards.values() if focus and c.isAncestorOf(focus)), None)
        if card is None:
            self.info.tell("请先用 Tab 键或鼠标选中一项材料的按钮，再粘贴。", "warning")
            return
        held = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
        if files:
            self.attach(card.item.id, files)
        elif held.hasImage():
            self._paste_picture(card.item.id, QGuiApplication.clipboard().image())
        else:
            self.info.tell("剪贴板中没有文件或图片。", "warning")

    def _paste_picture(self, material_id: int, picture: QImage) -> None:
        def work(progress: Progress) -> Result[int]:
            folder = Path(tempfile.mkdtemp(dir=self.ws.folder, prefix="pasted-"))
            path = folder / f"粘贴的图片-{datetime.now():%m%d%H%M%S}.png"
            try:
                picture.save(str(path))
                return attach_files(self.ws, material_id, (path,), progress)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        self._change("附上粘贴的图片", work)

    def _offer_smaller(self, material_id: int, error: QingBeiError) -> bool:
        if not isinstance(error, TooLargeError):
            return self._tell(error)
        path = error.path

        def done(smaller: Smaller) -> None:
            if self.shrink is None:
                self.shrink = ShrinkPanel(self.ws, self.jobs)
                self.shrink.closed.connect(self._on_edited)
                self._whole.addWidget(self.shrink, 1)
            self._body.hide()
            self.shrink.show()
            self.shrink.open(material_id, smaller)

        def work(progress: Progress) -> Smaller:
            return make_smaller(self.ws, material_id, path, False, progress)

        def start() -> None:
            self.info.dismiss()
            self.jobs.read(work, done, failed=self._tell, owner=self, title="正在压缩")

        self.info.tell(str(error), "warning", action="压缩…", on_action=start)
        return True

    def _on_reuse(self, material_id: int) -> None:
        def look(_progress: Progress) -> tuple[AttachmentView, ...]:
            return attached_elsewhere(self.ws, material_id)

        self.jobs.read(look, lambda files: self._offer(material_id, files), owner=self)

    def _offer(self, material_id: int, files: tuple[AttachmentView, ...]) -> None:
        if not files:
            self.info.tell("其他提交的同一材料下还没有文件。", "info")
            return
        menu = QMenu(self)
        for file in files:
            action = QAction(f"{file.file_name}（{file.page_count} 页）", menu)
            action.triggered.connect(
                lambda _on=False, id=file.id: self._change(
                    "沿用文件", lambda _p: attach_known(self.ws, material_id, id)
                )
            )
            menu.addAction(action)
        card = next((c for c in self.cards.values() if c.item.id == material_id), None)
        if card is not None:
            menu.popup(card.mapToGlobal(card.rect().center()))

    def edit_pages(self, item: MaterialView, file: AttachmentView) -> None:
        """Show the pages of a file to be edited, in the place of the list."""
        others = tuple(other for other in item.files if other.link_id != file.link_id)
        if self.editor is None:
            self.editor = PageEditor(self.ws, self.jobs)
            self.editor.closed.connect(self._on_edited)
            self._whole.addWidget(self.editor, 1)
        self._body.hide()
        self.editor.show()
        self.editor.open(file, others)

    def _on_edited(self) -> None:
        for pane in (self.editor, self.shrink):
            if pane is not None:
                pane.hide()
        self._body.show()

    def _on_open(self, file: AttachmentView) -> None:
        self.jobs.read(
            lambda _progress: open_attachment(self.ws, file),
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            failed=self._tell,
            owner=self,
        )

    def _change(self, title: str, work: Callable[[Progress], Result[Any]]) -> None:
        self.info.dismiss()
        self.jobs.change(title, work, failed=self._tell, owner=self)

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True

    # where findings lead

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Bring the item into view, when its submission's checklist is there."""
        self._wanted = field
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
