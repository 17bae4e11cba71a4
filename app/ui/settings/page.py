"""设置: the data and its copies, scans, looks, fonts, the sample firm, the program itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app import APP_NAME, __version__
from app.errors import QingBeiError
from app.progress import Progress
from app.services.results import Changes
from app.services.sample import has_sample, remove_sample
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.settings.data import BackupSection, DataSection
from app.ui.settings.fonts import FontSection
from app.ui.settings.licences import Part, licence_folder, parts
from app.ui.settings.scans import ScanSection
from app.ui.settings.sections import Section
from app.ui.shell import MainWindow, Page
from app.ui.theme import appearance
from app.ui.theme.kept import keep_appearance
from app.ui.widgets import Column, RowsModel, TableView, button, label, scrolled
from app.ui.widgets.written import open_in_system

LOOKS = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"))
WIDTH = 900
LICENCES_HEIGHT = 240


class SettingsPage(Page):
    """What concerns the program and its data as a whole."""

    key = "settings"
    title = "设置"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self.data = DataSection(ws)
        self.data.told.connect(lambda text: self.info.tell(text, "warning"))
        self.backups = BackupSection(ws, jobs)
        self.backups.failed.connect(self.tell_error)
        self.backups.made.connect(lambda text: self.info.tell(text, "success"))
        self.scans = ScanSection(ws, jobs)
        self.scans.failed.connect(self.tell_error)
        self.scans.told.connect(lambda text: self.info.tell(text, "warning"))
        self.fonts = FontSection(ws, jobs)
        self.sample = self._sample_section()
        inside = QWidget()
        column = QVBoxLayout()
        column.setSpacing(4)
        for section in (
            self.data, self.backups, self.scans, self._look_section(), self.fonts, self.sample,
            self._about_section(),
        ):  # fmt: skip
            section.setMaximumWidth(WIDTH)
            column.addWidget(section)
        column.addStretch(1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 8, 0)
        row.addLayout(column, 1)
        row.addStretch(0)
        self.column.addWidget(scrolled(inside), 1)

    def _look_section(self) -> Section:
        section = Section("外观")
        self.looks = QButtonGroup(self)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, word in LOOKS:
            made = button(word, kind="segment")
            made.setCheckable(True)
            made.setChecked(key == appearance())
            made.setProperty("look", key)
            made.clicked.connect(
                lambda _checked=False, key=key: keep_appearance(self.window_.settings, key)
            )
            self.looks.addButton(made)
            row.addWidget(made)
        row.addStretch(1)
        section.add_row("明暗", bar)
        return section

    def _sample_section(self) -> Section:
        section = Section("示例企业")
        told = label("台账中有示例企业（名称和编号均为虚构）。正式使用前可以移除。", wrap=True)
        self._remove = button("移除示例企业", self.on_remove_sample, icon_name="delete")
        section.add_row("示例数据", told, self._remove)
        section.hide()
        return section

    def _about_section(self) -> Section:
        section = Section("关于")
        section.head.row.addWidget(
            button("快捷键", self.window_.show_shortcuts, tip="显示快捷键表（F1）")
        )
        folder = licence_folder()
        if folder is not None:
            section.head.row.addWidget(
                button("许可文本", lambda: open_in_system(str(folder)), icon_name="folder")
            )
        section.add_row("版本", label(f"{APP_NAME} {__version__}", copy=True))
        section.add_row("许可", label("MIT 许可，离线运行，不收集任何数据。", copy=True))
        section.add_row("开源组件", label("本程序使用下列开源组件，各自的许可如下。", "muted"))
        self.licences = RowsModel(_part_columns())
        self.licences.set_rows(parts())
        table = TableView(self.licences, "licences")
        table.setFixedHeight(LICENCES_HEIGHT)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        section.add(table)
        return section

    def refresh(self, changes: Changes | None) -> None:
        """Look again at what may have changed."""
        self.backups.refresh()
        self.scans.refresh()
        if changes is None:
            self.fonts.refresh()

        def look(_progress: Progress) -> bool:
            return has_sample(self.ws)

        self.jobs.read(
            look, self.sample.setVisible, key="has_sample", failed=self.tell_error, owner=self
        )

    def on_remove_sample(self) -> None:
        """Take the sample firm out; it can be undone."""
        self._remove.setEnabled(False)

        def removed(count: int) -> None:
            self._remove.setEnabled(True)
            told = f"已移除示例企业和它的 {count} 个备案。按 Ctrl+Z 可撤销。"
            self.info.tell(told, "success")

        def failed(error: QingBeiError) -> bool:
            self._remove.setEnabled(True)
            return self.tell_error(error)

        self.jobs.change(
            "移除示例企业", lambda _progress: remove_sample(self.ws), removed, failed, owner=self
        )


def _part_columns() -> list[Column[Part]]:
    return [
        Column("name", "组件", 190, lambda part: part.name),
        Column("version", "版本", 100, lambda part: part.version or "随程序附带"),
        Column("licence", "许可", 200, lambda part: part.licence),
        Column("purpose", "用途", 260, lambda part: part.purpose),
    ]
