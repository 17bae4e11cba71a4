"""备案台账: what the firm has, in four tables; every field is edited where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.inventory_table import listed_count
from app.services.results import Changes, Result
from app.services.workspace import Workspace
from app.ui.inventory.filing_actions import FilingActions
from app.ui.inventory.kinds import KINDS
from app.ui.inventory.sheet import Sheet
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page
from app.ui.widgets import EmptyState, button

LAST_TAB = "inventory/tab"
VIEWS = (
    ("stocktake", "盘点", "app.ui.inventory.stocktake_view:StocktakeView"),
    ("matrix", "关系", "app.ui.inventory.matrix_view:MatrixView"),
    ("papers", "共用材料", "app.ui.papers.papers_view:PapersView"),
)
"""What stands behind the four tables: the report on them, what uses what, shared papers."""
VIEWED = (
    "organisation", "product", "algorithm", "filing", "filing_product", "case", "case_filing",
    "algorithm_former_name", "organisation_former_name", "shared_paper", "shared_paper_file",
    "material_file", "submission",
)  # fmt: skip
"""The tables that the views look at."""


class Sheets(dict[str, Sheet]):
    """The sheets by kind, each made when it is first asked for."""

    def __init__(self, make: Callable[[str], Sheet]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> Sheet:
        self[key] = made = self._make(key)
        return made


class InventoryPage(Page):
    """Holds a sheet for each kind of record."""

    key = "inventory"
    title = "备案台账"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self.sheets = Sheets(self._make_sheet)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("台账种类")
        self._stack = QStackedWidget()
        self._read = False
        self._new_wanted = False
        self._stale: set[str] = set()
        self._for_filings: list[QWidget] = []
        for kind in KINDS:
            self.tabs.addTab(kind.word)
        self._views: dict[str, Any] = {}
        for _key, word, _place in VIEWS:
            self.tabs.addTab(word)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._filled())
        self.column.addWidget(self._whole, 1)
        kept = window.settings.value(LAST_TAB)
        if kept and str(kept).isdigit() and int(str(kept)) < self.tabs.count():
            self.tabs.setCurrentIndex(int(str(kept)))
        self._show_sheet()
        self.tabs.currentChanged.connect(self._on_tab)
        window.subject_changed.connect(lambda _id: self.refresh(None))
        for keys, slot in (
            ("Ctrl+N", self.on_new),
            ("Ctrl+F", self._on_find),
            ("F2", self._on_edit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _make_sheet(self, key: str) -> Sheet:
        kind = next(kind for kind in KINDS if kind.key == key)
        sheet = Sheet(kind, self.ws, self.jobs, self.info)
        sheet.restore(self.window_.settings)
        sheet.link_asked.connect(self._on_link)
        sheet.new_asked.connect(self.on_new)
        sheet.import_asked.connect(lambda: self.navigate("import"))
        sheet.table.paste_asked.connect(lambda: self.navigate("import", paste=True))
        self._stack.addWidget(sheet)
        self._stale.add(key)
        return sheet

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
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        head.addLayout(self._tools)
        self.delete = button(
            "删除",
            lambda: self.sheet().delete_chosen(),
            icon_name="delete",
            tip="删除所选的行（Del），可撤销",
        )
        head.addWidget(self.delete)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        return side

    def _add_filing_tools(self, sheet: Sheet) -> None:
        from app.ui.inventory.export_view import ExportMenu

        self.actions_ = FilingActions(sheet, self.jobs, self.info)
        made: list[QWidget] = list(self.actions_.buttons())
        made.append(ExportMenu(self.ws, self.jobs, self.actions_.choice, self.info))
        for tool in made:
            self._tools.addWidget(tool)
        self._for_filings = made

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
        """Return the sheet that is shown; that of the filings while a view is."""
        place = self.tabs.currentIndex()
        return self.sheets[KINDS[place if place < len(KINDS) else 0].key]

    def view(self) -> Any:
        """Return the view that is shown, None while a sheet is."""
        place = self.tabs.currentIndex() - len(KINDS)
        if place < 0:
            return None
        key, _word, where = VIEWS[place]
        if key not in self._views:
            module, name = where.split(":")
            made = getattr(import_module(module), name)(self.ws, self.jobs, self.info)
            made.link_asked.connect(self._on_link)
            self._stack.addWidget(made)
            self._views[key] = made
            self._stale.add(key)
        return self._views[key]

    # what is open

    def open(self, **where: object) -> None:
        """Show the record named (``filing_id``, …) and its ``field``, or a ``new`` filing."""
        if where.get("new"):
            self._new_wanted = True
            self.tabs.setCurrentIndex(0)
            if self._read:
                self._start_wanted()
            return
        if where.get("view"):
            self._open_view(str(where["view"]), where.get("paper_id"))
            return
        for place, key in enumerate(kind.key for kind in KINDS):
            id = where.get(f"{key}_id")
            if isinstance(id, int):
                self._show_tab(place)
                field = where.get("field")
                if not self.sheets[key].show_id(id, str(field) if field else None):
                    self.refresh(None)

    def _open_view(self, key: str, paper_id: object) -> None:
        self._show_tab(len(KINDS) + [view[0] for view in VIEWS].index(key))
        if isinstance(paper_id, int):
            self.view().show_paper(paper_id)

    def _start_wanted(self) -> None:
        self._new_wanted = False
        if self.sheets["organisation"].data.organisations:
            self.on_new()
        else:
            self._on_first()

    def _on_first(self) -> None:
        """Begin with the organisation: every other record belongs to one."""
        self._show_whole(empty=False)
        self._show_tab(_place("organisation"))
        self.sheet().start_new()

    def on_new(self) -> None:
        """Begin a new record of the kind that is shown."""
        view = self.view()
        if hasattr(view, "choose_new"):
            view.choose_new()
            return
        sheet = self.sheet()
        self._show_tab(_place(sheet.kind.key))
        if sheet.kind.key != "organisation" and not sheet.data.organisations:
            self.info.tell(f"请先新建企业主体，{sheet.kind.word}都属于一个主体。", "info")
            self._on_first()
            return
        sheet.start_new()

    def _on_find(self) -> None:
        view = self.view()
        found = self.sheet().filters.text if view is None else getattr(view, "text", None)
        if found is not None:
            found.setFocus()

    def _on_edit(self) -> None:
        if self.view() is not None:
            return
        table = self.sheet().table
        if not (table.hasFocus() and table.edit_cell(table.currentIndex())):
            self.sheet().edit_current()

    def _show_tab(self, place: int) -> None:
        self.tabs.setCurrentIndex(place)

    def _on_tab(self, place: int) -> None:
        self.window_.settings.setValue(LAST_TAB, place)
        self._show_sheet()
        self._refresh_shown()

    def _show_sheet(self) -> None:
        view = self.view()
        shown = view if view is not None else self.sheet()
        self._stack.setCurrentWidget(shown)
        filings = view is None and shown.kind.key == "filing"
        if filings and not self._for_filings:
            self._add_filing_tools(shown)
        for tool in self._for_filings:
            tool.setVisible(filings)
        self.delete.setVisible(view is None)
        self.new.setVisible(not hasattr(view, "choose_new"))

    def _on_link(self, kind: str, id: object) -> None:
        if kind == "case":
            self.navigate("cases", case_id=id)
        elif kind == "material" and isinstance(id, tuple):
            case_id, submission_id, item = id
            self.navigate(
                "cases", case_id=case_id, step="materials", submission_id=submission_id, field=item
            )
        elif kind == "paper":
            self._open_view("papers", id)
        elif isinstance(id, int):
            self.open(**{f"{kind}_id": id})
        else:
            self._show_tab(_place(kind))

    def _on_sample(self) -> None:
        self.jobs.change("载入示例企业", self._load_sample, failed=self.tell_error, owner=self)

    def _load_sample(self, progress: Progress) -> Result[int]:
        from app.services.sample import load_sample

        return load_sample(self.ws, progress)

    # showing

    def refresh(self, changes: Changes | None) -> None:
        """Read the shown sheet again, the others when they are shown; count all."""
        self._stale |= set(self.sheets)
        if changes is None or changes.touches(*VIEWED):
            self._stale |= set(self._views)
        self._refresh_shown()

        def count(_progress: Progress) -> dict[str, int]:
            return {kind.key: listed_count(self.ws, kind.key) for kind in KINDS}

        self.jobs.read(
            count, self._show_counts, key="inventory", failed=self.tell_error, owner=self
        )

    def _refresh_shown(self) -> None:
        view = self.view()
        shown = view if view is not None else self.sheet()
        place = self.tabs.currentIndex()
        key = KINDS[place].key if view is None else VIEWS[place - len(KINDS)][0]
        if key in self._stale:
            self._stale.discard(key)
            shown.refresh(self.window_.subject.value())

    def _show_counts(self, counts: dict[str, int]) -> None:
        self._read = True
        making = any(sheet.creating for sheet in self.sheets.values())
        self._show_whole(empty=not any(counts.values()) and not making)
        for place, kind in enumerate(KINDS):
            self.tabs.setTabText(place, f"{kind.word} {counts[kind.key]:,}")
        if self._new_wanted:
            self._start_wanted()

    def _show_whole(self, *, empty: bool) -> None:
        """Show the tables, or what to begin with."""
        if empty and self._whole.count() == 1:
            self._whole.addWidget(self._first_steps())
        self._whole.setCurrentIndex(int(empty))

    def unsaved(self) -> str:
        """Return which records hold what could not be stored."""
        parts = [*self.sheets.values(), *self._views.values()]
        return "".join(part.unsaved() for part in parts if hasattr(part, "unsaved"))

    def leave(self) -> None:
        """Save what is being typed; keep columns, filters and splitters."""
        for sheet in self.sheets.values():
            sheet.settle()
            sheet.keep(self.window_.settings)
        for view in self._views.values():
            if hasattr(view, "settle"):
                view.settle()


def _place(key: str) -> int:
    return [kind.key for kind in KINDS].index(key)
