"""Where the data lies, and the copies of it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.errors import QingBeiError
from app.progress import Progress
from app.services.backups import BackupView, back_up, list_backups
from app.services.dates import in_china
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.settings.sections import Section
from app.ui.widgets import Column, RowsModel, TableView, button, copy_text, label
from app.ui.widgets.written import open_in_system

TABLE_HEIGHT = 178
RESTORE = (
    "需要恢复时：关闭清备，把选中的副本复制到数据目录，改名为 qingbei.db 替换原文件，"
    "并删除同目录下的 qingbei.db-wal 和 qingbei.db-shm（如果有），再打开清备。"
    "附件和已导出的 PDF 保存在数据目录的 vault 中，不随副本改变。"
)


class DataSection(Section):
    """数据目录: open it, copy its path. ``told(str)`` says what could not be done."""

    told = Signal(str)

    def __init__(self, ws: Workspace) -> None:
        super().__init__("数据目录")
        folder = str(ws.folder)

        def show() -> None:
            if not open_in_system(folder):
                self.told.emit("系统没有可以打开文件夹的程序，请用“复制路径”。")

        self.path = label(folder, copy=True, wrap=True)
        self.add_row(
            "位置",
            self.path,
            button("打开文件夹", show, icon_name="folder"),
            button("复制路径", lambda: copy_text(folder), icon_name="copy"),
        )
        self.add(label("全部数据只保存在这个目录中，程序不联网。", "muted"))


class BackupSection(Section):
    """备份: the copies of the database, and one made at once. ``failed(error)``, ``made(text)``."""

    failed = Signal(object)
    made = Signal(str)

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__("备份")
        self._ws, self._jobs = ws, jobs
        self._now = button("立即备份", self.on_back_up, icon_name="copy")
        self._show = button(
            "打开备份文件夹", lambda: open_in_system(str(ws.paths.backups)), icon_name="folder"
        )
        self.head.row.addWidget(self._show)
        self.head.row.addWidget(self._now)
        self.model = RowsModel(_columns())
        self.table = TableView(self.model, "backups")
        self.table.setFixedHeight(TABLE_HEIGHT)
        self._none = label("还没有副本。有数据后每天自动备份一次，也可以现在备份。", "muted")
        self.add(self._none)
        self.add(self.table)
        self.add(label(RESTORE, "muted", wrap=True, copy=True))

    def refresh(self) -> None:
        """List the copies."""

        def look(_progress: Progress) -> list[BackupView]:
            return list_backups(self._ws)

        self._jobs.read(look, self._show_copies, key="backups", failed=self._fail, owner=self)

    def on_back_up(self) -> None:
        """Make a copy now."""
        self._now.setEnabled(False)

        def copy(progress: Progress) -> BackupView:
            return back_up(self._ws, progress)

        self._jobs.read(
            copy, self._copied, key="back_up", failed=self._fail, owner=self, title="正在备份"
        )

    def _copied(self, made: BackupView) -> None:
        self._now.setEnabled(True)
        self.made.emit(f"已备份到“{made.path.name}”。")
        self.refresh()

    def _fail(self, error: QingBeiError) -> bool:
        self._now.setEnabled(True)
        self.failed.emit(error)
        return True

    def _show_copies(self, found: list[BackupView]) -> None:
        self.table.refill(found, lambda item: item.path)
        self.table.setVisible(bool(found))
        self._none.setVisible(not found)


def _columns() -> list[Column[BackupView]]:
    return [
        Column(
            "at",
            "时间",
            170,
            lambda item: f"{in_china(item.made_at):%Y-%m-%d %H:%M:%S}",
        ),
        Column(
            "kind", "种类", 120, lambda item: "升级前副本" if item.before_upgrade else "日常备份"
        ),
        Column(
            "size",
            "大小",
            100,
            lambda item: f"{item.size_bytes / 1024:,.0f} KB",
            order=lambda item: item.size_bytes,
        ),
        Column("name", "文件", 320, lambda item: item.path.name, copied=lambda i: str(i.path)),
    ]
