"""Files of a checklist item: attached, pasted, made smaller, used again, their pages edited."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from app.errors import LockedFileError, QingBeiError, TooLargeError
from app.progress import Progress
from app.services.attachments import AttachmentView, open_attachment
from app.services.materials import MaterialView, attach_files, attach_known, attached_elsewhere
from app.services.results import Result
from app.services.shrinking import Smaller, make_smaller
from app.services.workspace import Workspace
from app.ui.cases.material_card import MaterialCard, existing
from app.ui.cases.page_editor import PageEditor
from app.ui.cases.shrink_panel import ShrinkPanel
from app.ui.cases.unlock_panel import UnlockPanel
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar

FILES = "PDF 和图片 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp *.heic);;所有文件 (*)"


class Attaching(QObject):
    """Works for the checklist ``shown_in`` and tells in its ``info``.

    ``opened(widget)`` asks for the list's place for an editor, ``closed`` gives it back.
    """

    opened = Signal(QWidget)
    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar, shown_in: QWidget) -> None:
        super().__init__(shown_in)
        self.ws, self.jobs, self.info = ws, jobs, info
        self._shown_in = shown_in
        self._folder = ""
        self.editor: PageEditor | None = None
        self.shrink: ShrinkPanel | None = None
        self.unlock: UnlockPanel | None = None

    def choose(self, material_id: int) -> None:
        """Ask for files and attach them."""
        names, _ = QFileDialog.getOpenFileNames(
            self._shown_in, "选择要附的文件", self._folder, FILES
        )
        if names:
            self._folder = str(Path(names[0]).parent)
            self.attach(material_id, [Path(name) for name in names])

    def attach(
        self, material_id: int, paths: list[Path], passwords: Mapping[Path, str] | None = None
    ) -> None:
        """Check the files and attach them; folders are refused in words."""
        files = existing(paths)
        if not files:
            self.info.tell("拖入的不是文件。请打开文件夹，选择其中的文件。", "warning")
            return
        self.info.dismiss()
        self.jobs.change(
            f"附 {len(files)} 个文件",
            lambda p: attach_files(self.ws, material_id, files, p, passwords),
            lambda _count: self._on_attached(),
            failed=lambda error: self._on_unfit(material_id, files, passwords or {}, error),
            owner=self,
        )

    def paste(self, card: MaterialCard | None) -> None:
        """Attach what the clipboard holds to the item that has the focus: files or a picture."""
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

        self.change("附上粘贴的图片", work)

    def _on_attached(self) -> None:
        if self.unlock is not None and self.unlock.isVisible():
            self.closed.emit()

    def _on_unfit(
        self,
        material_id: int,
        files: tuple[Path, ...],
        passwords: Mapping[Path, str],
        error: QingBeiError,
    ) -> bool:
        if isinstance(error, TooLargeError):
            return self._offer_smaller(material_id, error)
        if not isinstance(error, LockedFileError):
            return self.tell(error)
        locked = error.path
        if self.unlock is None:
            self.unlock = UnlockPanel()
            self.unlock.closed.connect(self.closed)
        self.opened.emit(self.unlock)
        self.unlock.open(
            error,
            lambda password: self.attach(material_id, list(files), {**passwords, locked: password}),
        )
        return True

    def _offer_smaller(self, material_id: int, error: TooLargeError) -> bool:
        path = error.path

        def done(smaller: Smaller) -> None:
            if self.shrink is None:
                self.shrink = ShrinkPanel(self.ws, self.jobs)
                self.shrink.closed.connect(self.closed)
            self.opened.emit(self.shrink)
            self.shrink.open(material_id, smaller)

        def work(progress: Progress) -> Smaller:
            return make_smaller(self.ws, material_id, path, False, progress)

        def start() -> None:
            self.info.dismiss()
            self.jobs.read(work, done, failed=self.tell, owner=self, title="正在压缩")

        self.info.tell(str(error), "warning", action="压缩…", on_action=start)
        return True

    def reuse(self, card: MaterialCard) -> None:
        """Offer the files of the same item elsewhere."""
        material_id = card.item.id

        def look(_progress: Progress) -> tuple[AttachmentView, ...]:
            return attached_elsewhere(self.ws, material_id)

        self.jobs.read(look, lambda files: self._offer(card, files), owner=self)

    def _offer(self, card: MaterialCard, files: tuple[AttachmentView, ...]) -> None:
        if not files:
            self.info.tell("其他提交的同一材料下还没有文件。", "info")
            return
        menu = QMenu(self._shown_in)
        for file in files:
            action = QAction(f"{file.file_name}（{file.page_count} 页）", menu)
            action.triggered.connect(
                lambda _on=False, id=file.link_id: self.change(
                    "沿用文件", lambda _p: attach_known(self.ws, card.item.id, id)
                )
            )
            menu.addAction(action)
        # The list may have been filled anew meanwhile.
        beside = card if isValid(card) else self._shown_in
        menu.popup(beside.mapToGlobal(beside.rect().center()))

    def edit_pages(self, item: MaterialView, file: AttachmentView) -> None:
        """Show the pages of a file to be edited, in the place of the list."""
        others = tuple(other for other in item.files if other.link_id != file.link_id)
        if self.editor is None:
            self.editor = PageEditor(self.ws, self.jobs)
            self.editor.closed.connect(self.closed)
        self.opened.emit(self.editor)
        self.editor.open(file, others)

    def show_file(self, file: AttachmentView) -> None:
        """Open a copy with the system's program."""
        self.jobs.read(
            lambda progress: open_attachment(self.ws, file, progress),
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            failed=self.tell,
            owner=self,
        )

    def change(self, title: str, work: Callable[[Progress], Result[Any]]) -> None:
        """Change the checklist; what fails is told."""
        self.info.dismiss()
        self.jobs.change(title, work, failed=self.tell, owner=self)

    def tell(self, error: QingBeiError) -> bool:
        """Show what went wrong above the list."""
        self.info.tell_error(error)
        return True
