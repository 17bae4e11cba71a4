"""备案台账: what the firm has, in four tables; every field is edited where it is shown."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.results import Changes
from app.services.sample import load_sample
from app.services.workspace import Workspace
from app.ui.inventory.data import Inventory, read_inventory
from app.ui.inventory.kinds import KINDS
from app.ui.inventory.sheet import Sheet
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page
from app.ui.widgets import EmptyState, button

LAST_TAB = "inventory/tab"


class InventoryPage(Page):
    """Holds a sheet for each kind of record."""

    key = "inventory"
    title = "备案台账"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self.sheets = {kind.key: Sheet(kind, ws, jobs, self.info) for kind in KINDS}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("台账种类")
        self._stack = QStackedWidget()
        self._read = False
        self._new_wanted = False
        for kind in KINDS:
            sheet = self.sheets[kind.key]
            sheet.restore(window.settings)
            sheet.link_asked.connect(self._on_link)
            sheet.new_asked.connect(self.on_new)
            sheet.import_asked.connect(lambda: self.navigate("import"))
            self.tabs.addTab(kind.word)
            self._stack.addWidget(sheet)
        self.tabs.currentChanged.connect(self._on_tab)
        self._empty = self._first_steps()
        self._whole = QStackedWidget()
        self._whole.addWidget(self._filled())
        self._whole.addWidget(self._empty)
        self.column.addWidget(self._whole, 1)
        window.subject_changed.connect(lambda _id: self.refresh(None))
        for keys, slot in (
            ("Ctrl+N", self.on_new),
            ("Ctrl+F", self._on_find),
            ("F2", self._on_edit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        kept = window.settings.value(LAST_TAB)
        if kept and str(kept).isdigit():
            self.tabs.setCurrentIndex(int(str(kept)))

    def _filled(self) -> QWidget:
        side = QWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.new = button(
            "新建", self.on_new, kind="primary", icon_name="add", tip="新建（Ctrl+N）"
        )
        head.addWidget(self.new)
        head.addWidget(
            button(
                "导入",
                lambda: self.navigate("import"),
                icon_name="import",
                tip="导入公布的清单、自己的表格或注销公告（Ctrl+I）",
            )
        )
        head.addWidget(
            button(
                "删除",
                lambda: self.sheet().delete_chosen(),
                icon_name="delete",
                tip="删除所选的行（Del），可撤销",
            )
        )
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        return side

    def _first_steps(self) -> EmptyState:
        empty = EmptyState(
            "inventory",
            "台账还是空的",
            "这里记录企业的全部备案：算法、网站、应用、系统，以及使用它们的产品和主体。"
            "可以导入网信办公布的清单或自己的表格，也可以逐个新建。",
        )
        empty.add_action(
            "导入清单", lambda: self.navigate("import"), primary=True, icon_name="import"
        )
        empty.add_action("新建企业主体", self._on_first, icon_name="add")
        self.sample = empty.add_action("载入示例企业", self._on_sample, icon_name="building")
        return empty

    def sheet(self) -> Sheet:
        """Return the sheet that is shown."""
        return list(self.sheets.values())[self.tabs.currentIndex()]

    # what is open

    def open(self, **where: object) -> None:
        """Show the record named (``filing_id``, …) and its ``field``, or a ``new`` filing."""
        if where.get("new"):
            self._new_wanted = True
            self.tabs.setCurrentIndex(0)
            if self._read:
                self._start_wanted()
            return
        for place, key in enumerate(self.sheets):
            id = where.get(f"{key}_id")
            if isinstance(id, int):
                self._show_tab(place)
                field = where.get("field")
                if not self.sheets[key].show_id(id, str(field) if field else None):
                    self.refresh(None)

    def _start_wanted(self) -> None:
        self._new_wanted = False
        if self.sheets["organisation"].data.organisations:
            self.on_new()
        else:
            self._on_first()

    def _on_first(self) -> None:
        """Begin with the organisation: every other record belongs to one."""
        self._whole.setCurrentIndex(0)
        self._show_tab(list(self.sheets).index("organisation"))
        self.sheet().start_new()

    def on_new(self) -> None:
        """Begin a new record of the kind that is shown."""
        sheet = self.sheet()
        if sheet.kind.key != "organisation" and not sheet.data.organisations:
            self.info.tell(f"请先新建企业主体，{sheet.kind.word}都属于一个主体。", "info")
            self._on_first()
            return
        sheet.start_new()

    def _on_find(self) -> None:
        self.sheet().filters.text.setFocus()

    def _on_edit(self) -> None:
        self.sheet().edit_current()

    def _show_tab(self, place: int) -> None:
        self.tabs.setCurrentIndex(place)

    def _on_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.window_.settings.setValue(LAST_TAB, place)

    def _on_link(self, kind: str, id: object) -> None:
        if kind == "case":
            self.navigate("cases", case_id=id)
        elif isinstance(id, int):
            self.open(**{f"{kind}_id": id})
        else:
            self._show_tab(list(self.sheets).index(kind))

    def _on_sample(self) -> None:
        self.jobs.change(
            "载入示例企业",
            lambda progress: load_sample(self.ws, progress),
            failed=self.tell_error,
            owner=self,
        )

    # showing

    def refresh(self, changes: Changes | None) -> None:
        """Read the inventory again."""

        def look(_progress: Progress) -> Inventory:
            return read_inventory(self.ws)

        self.jobs.read(look, self._show, key="inventory", failed=self.tell_error, owner=self)

    def _show(self, data: Inventory) -> None:
        self._read = True
        subject = self.window_.subject.currentData()
        for sheet in self.sheets.values():
            sheet.show_data(data, subject)
        making = any(sheet.creating for sheet in self.sheets.values())
        self._whole.setCurrentIndex(1 if data.empty and not making else 0)
        for place, kind in enumerate(KINDS):
            self.tabs.setTabText(place, f"{kind.word} {len(kind.rows(data))}")
        if self._new_wanted:
            self._start_wanted()

    def unsaved(self) -> str:
        """Return which records hold what could not be stored."""
        return "".join(sheet.unsaved() for sheet in self.sheets.values())

    def leave(self) -> None:
        """Save what is being typed; keep columns, filters and splitters."""
        for sheet in self.sheets.values():
            sheet.settle()
            sheet.keep(self.window_.settings)
