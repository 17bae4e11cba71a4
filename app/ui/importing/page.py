"""导入: from a file to a confirmed change of the inventory, with a preview between.

Reads, previews and writes through services alone; a list and a notice each have their own view.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.errors import ConflictError, QingBeiError
from app.progress import Progress
from app.services.import_memory import decide_subject, forget_columns, remember_columns
from app.services.import_pasted import keep_pasted
from app.services.importing import (
    ImportPreview,
    ImportSource,
    ImportSummary,
    apply_import,
    preview_import,
    read_file,
    remapped,
)
from app.services.notices import NoticePreview, NoticeSummary, apply_notices, preview_notice
from app.services.results import Changes
from app.services.workspace import Workspace
from app.ui.importing.list_view import ListView
from app.ui.importing.notice_view import NoticeView
from app.ui.importing.start_view import StartView, ask_file
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page

if TYPE_CHECKING:
    from app.intake.columns import ColumnMapping

LAST_FOLDER = "import/folder"


class ImportPage(Page):
    """Takes a file by button or drop, shows what it would do, and does it when confirmed."""

    key = "import"
    title = "导入清单或公告"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self.source: ImportSource | None = None
        self._preview: ImportPreview | NoticePreview | None = None
        self._reading = 0
        self.start_view = StartView()
        self.list_view = ListView()
        self.notice_view = NoticeView(ws.today())
        self._stack = QStackedWidget()
        for view in (self.start_view, self.list_view, self.notice_view):
            self._stack.addWidget(view)
        self.column.addWidget(self._stack, 1)
        for view in (self.list_view, self.notice_view):
            view.table.restore_columns(window.settings)
        self._connect()

    def _connect(self) -> None:
        self.start_view.asked.connect(self.on_ask)
        self.start_view.pasted.connect(self.on_paste)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(
            self.on_paste
        )
        self.start_view.dropped.connect(self._on_dropped)
        self.start_view.stopped.connect(lambda: self.jobs.cancel(self._reading))
        self.jobs.running_changed.connect(self._on_running)
        for view in (self.list_view, self.notice_view):
            view.another_asked.connect(self.on_ask)
            view.mapping_changed.connect(self._on_mapping)
            view.mapping.reset_asked.connect(self._on_reset)
        self.list_view.subjects.decided.connect(self._on_decided)
        self.list_view.subjects_changed.connect(self._ask_preview)
        self.list_view.confirmed.connect(self._import_list)
        self.notice_view.confirmed.connect(self._record_notices)

    # choosing

    def on_ask(self) -> None:
        """Let the officer choose a file."""
        folder = str(self.window_.settings.value(LAST_FOLDER) or "")
        path = ask_file(self, folder)
        if path is not None:
            self.window_.settings.setValue(LAST_FOLDER, str(path.parent))
            self.choose_file(path)

    def _on_dropped(self, paths: list[Path]) -> None:
        if len(paths) > 1:
            self.info.tell("一次导入一个文件，请逐个拖入。", "warning")
            return
        self.choose_file(paths[0])

    def open(self, **where: object) -> None:
        """Read the file that ``path`` names, or with ``paste`` what is on the clipboard."""
        if where.get("paste"):
            self.on_paste()
        path = where.get("path")
        if isinstance(path, str | Path):
            self.choose_file(Path(path))

    def on_paste(self) -> None:
        """Read the table on the clipboard; what is no table is told."""
        try:
            data = QGuiApplication.clipboard().mimeData()
            self.choose_file(keep_pasted(self.ws, data.text(), data.html()))
        except QingBeiError as error:
            self.info.tell_error(error)

    def choose_file(self, path: Path) -> None:
        """Read a file and show what it is; a file that cannot be used is told in one message."""
        self.info.dismiss()
        self._forget()
        self.start_view.tell_reading(path.name)
        self._stack.setCurrentWidget(self.start_view)

        def read(progress: Progress) -> ImportSource:
            return read_file(self.ws, path, progress, complete=False)

        self._reading = self.jobs.read(
            read,
            lambda source: self._show_source(source, keep=False),
            key="import.read",
            failed=self.tell_error,
            owner=self,
            title=f"正在读取“{path.name}”",
        )

    def leave(self) -> None:
        """Keep the columns."""
        for view in (self.list_view, self.notice_view):
            view.table.save_columns(self.window_.settings)

    def _forget(self) -> None:
        self.source = None
        self._preview = None

    def _on_running(self) -> None:
        """Go back to the start when reading ended without a file: cancelled, or failed."""
        if self._reading and not self.jobs.under_way(self._reading):
            self._reading = 0
            self.start_view.tell_reading("")

    # preview

    def _view(self) -> ListView | NoticeView:
        assert self.source is not None
        return self.notice_view if self.source.is_notice else self.list_view

    def _show_source(self, source: ImportSource, *, keep: bool) -> None:
        self.source = source
        view = self._view()
        view.show_source(source, keep=keep)
        self._stack.setCurrentWidget(view)
        self._ask_preview()

    def _ask_preview(self) -> None:
        source = self.source
        if source is None:
            return
        self._view().confirm.setEnabled(False)
        if source.missing:
            self._show_preview(None)
            return
        chosen = self.list_view.subjects.chosen()

        def look(progress: Progress) -> ImportPreview | NoticePreview:
            if source.is_notice:
                return preview_notice(self.ws, source, progress)
            return preview_import(self.ws, source, chosen, progress=progress)

        self.jobs.read(
            look,
            self._show_preview,
            key="import.preview",
            failed=self.tell_error,
            owner=self,
            title="正在与台账比对",
        )

    def _show_preview(self, preview: ImportPreview | NoticePreview | None) -> None:
        self._preview = preview
        if self.source is None:
            return
        if isinstance(preview, NoticePreview) or (preview is None and self.source.is_notice):
            self.notice_view.show_preview(preview)
        else:
            self.list_view.show_preview(preview)

    def _on_mapping(self, mapping: ColumnMapping) -> None:
        self._read_again(mapping, lambda: remember_columns(self.ws, mapping))

    def _on_reset(self) -> None:
        source = self.source
        assert source is not None
        forget_columns(self.ws, source.mapping)
        self.choose_file(source.path)

    def _on_decided(self, name: str, own: str | None) -> None:
        assert self.source is not None
        self._read_again(self.source.mapping, lambda: decide_subject(self.ws, name, own))

    def _read_again(self, mapping: ColumnMapping, keep: Callable[[], None] | None = None) -> None:
        """Read the rows anew; ``keep`` stores the officer's decision first."""
        source = self.source
        assert source is not None

        def map_again(progress: Progress) -> ImportSource:
            if keep is not None:
                keep()
            return remapped(self.ws, source, mapping, progress)

        self.jobs.read(
            map_again,
            lambda found: self._show_source(found, keep=True),
            key="import.map",
            failed=self.tell_error,
            owner=self,
            title="正在按列对应核对各行",
        )

    def refresh(self, changes: Changes | None) -> None:
        """Compare the open file with the inventory as it stands now."""
        if changes is not None and self.source is not None and not self.source.missing:
            self._read_again(self.source.mapping)

    # writing

    def _import_list(self) -> None:
        preview = self._preview
        if isinstance(preview, ImportPreview):
            declined = self.list_view.declined
            self._write(
                f"导入“{preview.source.path.name}”",
                lambda progress: apply_import(self.ws, preview, progress, declined),
                self._tell_imported,
            )

    def _record_notices(self) -> None:
        preview = self._preview
        if isinstance(preview, NoticePreview):
            proof, day = self.notice_view.proof(), self.notice_view.published_on()
            self._write(
                f"登记“{preview.source.path.name}”",
                lambda progress: apply_notices(self.ws, preview, proof, progress, published_on=day),
                self._tell_recorded,
            )

    def _write(self, title, work, done) -> None:  # type: ignore[no-untyped-def]
        self.info.dismiss()
        self._view().confirm.setEnabled(False)
        self.jobs.change(title, work, done, self._on_refused, owner=self)

    def _on_refused(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        if isinstance(error, ConflictError):
            self._ask_preview()
        else:
            self._view().confirm.setEnabled(True)
        return True

    def _tell_imported(self, done: ImportSummary) -> None:
        told = f"已导入：新增 {done.new} 个备案，更新 {done.changed} 个。"
        if done.renamed:
            told += f"主体更名：{'、'.join(done.renamed)}。"
        self._tell_done(told)

    def _tell_recorded(self, done: NoticeSummary) -> None:
        told = f"已登记 {done.recorded} 份公告：{len(done.cancelled)} 个备案改为已注销"
        self._tell_done(f"{told}，办结 {len(done.closed)} 次提交。")

    def _tell_done(self, told: str) -> None:
        self.info.tell(
            f"{told}按 Ctrl+Z 可整次撤销。",
            "success",
            action="查看台账",
            on_action=lambda: self.navigate("inventory"),
        )
