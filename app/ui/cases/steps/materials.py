"""准备材料: the checklist of one submission; files are attached by button or by dropping them.

From here the forms go to paper (打印待签章页) and come back by scanner (扫描归档).
"""

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
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

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
from app.services.scan_filing import Filed
from app.services.scan_folder import NewScans, mark_seen
from app.services.shrinking import Smaller, make_smaller
from app.services.workspace import Workspace
from app.ui.cases.material_card import MaterialCard, existing
from app.ui.cases.page_editor import PageEditor
from app.ui.cases.picker import SubmissionPicker
from app.ui.cases.scan_view import ScanView
from app.ui.cases.scan_watch import ScanWatch
from app.ui.cases.shrink_panel import ShrinkPanel
from app.ui.cases.stack_pane import StackPane
from app.ui.cases.step import CasePlace, Step
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

SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;所有文件 (*)"
FILES = "PDF 和图片 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp *.heic);;所有文件 (*)"


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
        self.printing = StackPane(ws, jobs, case_id)
        self.printing.closed.connect(self._back)
        self.scanning = ScanView(ws, jobs, case_id)
        self.scanning.closed.connect(self._back)
        self.scanning.failed.connect(self._on_not_read)
        self.scanning.filed.connect(self._on_filed)
        self.offer = InfoBar()
        self._watch = ScanWatch(ws, jobs, self)
        self._watch.found.connect(self._on_found)
        self._body = QStackedWidget()
        for part in (self._checklist(), self.printing, self.scanning):
            self._body.addWidget(part)
        self.editor: PageEditor | None = None
        self.shrink: ShrinkPanel | None = None
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
        column.addWidget(self.picker)
        column.addWidget(self._bar())
        column.addWidget(self._area, 1)
        return made

    def _bar(self) -> QWidget:
        """What is missing, and the two ways of the paper; scans are dropped on it."""
        self.zone = DropZone()
        self.zone.setAccessibleName("扫描归档")
        self.zone.dropped.connect(self.read_scans)
        self.print = button(
            "打印待签章页",
            self._on_print,
            icon_name="print",
            shortcut="Ctrl+P",
            tip="把要签字、盖章的表单打印成一叠，每页带清备码",
        )
        self.scan = button(
            "扫描归档…",
            self._on_scan,
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
        self._names.set_full("、".join(item.name for item in left))
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
                self.shrink.closed.connect(self._on_closed)
                self._body.addWidget(self.shrink)
            self._open(self.shrink)
            self.shrink.open(material_id, smaller)

        def work(progress: Progress) -> Smaller:
            return make_smaller(self.ws, material_id, path, False, progress)

        def start() -> None:
            self.info.dismiss()
            self.jobs.read(work, done, failed=self._tell, owner=self, title="正在压缩")

        self.info.tell(str(error), "warning", action="压缩…", on_action=start)
        return True

    # paper: out with a code, back by scanner

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # What falls beside the cards is a scan; on a card it is that item's file.
        if dropped_files(event) and self._body.currentIndex() == 0 and self._body.isVisible():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.read_scans(files)

    def _open(self, part: QWidget) -> None:
        # New scans are offered beside the checklist only: reading them would drop what is open.
        self.offer.hide()
        self._body.setCurrentWidget(part)

    def _on_closed(self) -> None:
        self._body.setCurrentIndex(0)
        self._watch.look()

    def _back(self) -> None:
        self._on_closed()
        self.scan.setFocus()

    def _on_print(self) -> None:
        self.info.dismiss()
        self.printing.open(self.picker.current())
        self._open(self.printing)

    def _on_scan(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选择扫描件", self._folder, SCANS)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.read_scans([Path(name) for name in names])

    def read_scans(self, paths: list[Path]) -> None:
        """Read scans and show where their pages go; folders are refused in words."""
        files = existing(paths)
        if not files:
            self.info.tell("拖入的不是文件。请打开文件夹，选择其中的文件。", "warning")
            return
        self.info.dismiss()
        self._open(self.scanning)
        self.scanning.read(files)

    def _on_not_read(self, error: QingBeiError) -> None:
        self._back()
        self.info.tell_error(error)

    def _on_filed(self, filed: Filed, paths: list[Path]) -> None:
        self._back()
        told = f"已归档 {filed.pages} 页到 {filed.items} 份材料，原件已存。"
        doubts = [*filed.missing, *filed.large]
        if doubts:
            self.info.tell(f"{told}{'；'.join(doubts)}。", "warning")
        else:
            self.info.tell(f"{told}按 Ctrl+Z 可撤销。", "success")
        self._put_by(paths)

    def _put_by(self, paths: list[Path]) -> None:
        def write(_progress: Progress) -> None:
            mark_seen(self.ws, paths)

        self.jobs.read(write, lambda _none: self._watch.look(), key="scan.seen", owner=self)

    def _on_found(self, found: NewScans) -> None:
        if not found.files or self._body.currentIndex() != 0:
            self.offer.hide()
            return
        files = list(found.files)
        names = "、".join(f"“{path.name}”" for path in files[:3])
        more = f"等 {len(files)} 个" if len(files) > 3 else ""
        self.offer.tell(
            f"扫描文件夹中有新文件：{names}{more}。",
            "info",
            action="读取",
            on_action=lambda: self.read_scans(files),
            second=("不再提示", lambda: self._put_by(files)),
        )

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
                lambda _on=False, id=file.link_id: self._change(
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
            self.editor.closed.connect(self._on_closed)
            self._body.addWidget(self.editor)
        self._open(self.editor)
        self.editor.open(file, others)

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
