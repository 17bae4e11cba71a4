"""平台目录: the platforms at the left, and at the right all that is known of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from app.catalogue import Catalogue, Platform
from app.progress import Progress
from app.services.results import Changes
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.platforms.entry import EntryView
from app.ui.shell import MainWindow, Page
from app.ui.widgets import label, scrolled

ID = Qt.ItemDataRole.UserRole
ROW = QSize(0, 52)


class PlatformsPage(Page):
    """Shows the catalogue; every rule with its source, its certainty and its day."""

    key = "platforms"
    title = "平台目录"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self._catalogue: Catalogue | None = None
        self._wanted = ""
        self.list = QListWidget()
        self.list.setAccessibleName("平台")
        self.list.setMinimumWidth(200)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda now, _before: self._show_entry(now))
        self.entry: EntryView | None = None
        self._place = QVBoxLayout()
        self._place.setContentsMargins(8, 0, 0, 0)
        right = QWidget()
        right.setLayout(self._place)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([250, 900])
        self._version = label("", "muted", copy=True)
        self.column.addWidget(split, 1)
        self.column.addWidget(self._version)

    def refresh(self, changes: Changes | None) -> None:
        """Read the catalogue; it stays as it is while the program runs."""
        if self._catalogue is None:

            def look(_progress: Progress) -> Catalogue:
                return self.ws.catalogue

            self.jobs.read(look, self._show, key="catalogue", failed=self.tell_error, owner=self)

    def open(self, **where: object) -> None:
        """Show the platform that ``platform`` names."""
        self._wanted = str(where.get("platform") or "")
        self._choose(self._wanted)

    def _show(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.list.clear()
        for platform in catalogue.platforms.values():
            own = " · 自定义规则" if platform.overridden else ""
            item = QListWidgetItem(f"{platform.short_name}\n{platform.batch.support.label}{own}")
            item.setData(ID, platform.id)
            item.setSizeHint(ROW)
            item.setToolTip(platform.name)
            self.list.addItem(item)
        self._version.setText(
            f"共 {len(catalogue.platforms)} 个平台，目录版本 {catalogue.version}。"
            "标为“待核实”的内容，办理前请向平台确认。"
        )
        self._choose(self._wanted)

    def _choose(self, platform_id: str) -> None:
        places = range(self.list.count())
        found = [at for at in places if self.list.item(at).data(ID) == platform_id]
        if self.list.count():
            self.list.setCurrentRow(found[0] if found else max(self.list.currentRow(), 0))

    def _show_entry(self, item: QListWidgetItem | None) -> None:
        if item is None or self._catalogue is None:
            return
        platform: Platform | None = self._catalogue.get(item.data(ID))
        if platform is None:
            return
        while (old := self._place.takeAt(0)) is not None:
            shown = old.widget()
            if shown is not None:
                shown.hide()
                shown.deleteLater()
        self.entry = EntryView(platform, self._catalogue)
        self.entry.platform_asked.connect(self._choose)
        self._place.addWidget(scrolled(self.entry))
