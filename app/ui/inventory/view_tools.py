"""列 and 视图: which columns are shown and how densely, and views kept under a name."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QSettings
from PySide6.QtWidgets import QMenu, QToolButton

from app.ui.widgets import tool
from app.ui.widgets.grid import DENSITIES

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from app.ui.inventory.listing import Listing

MOST_VIEWS = 30


class ViewTools(QObject):
    """The two buttons with their menus; views are kept with the window's state."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._listing = listing
        self.views: dict[str, dict[str, Any]] = {}
        self.columns = self._button("列", "menu", "选择显示的列和行高", self._fill_columns)
        self.view = self._button("视图", "preview", "保存和打开视图", self._fill_views)
        for header in (listing.table.head, listing.table.frozen.head):
            header.customContextMenuRequested.connect(self._on_heading_menu)

    def buttons(self) -> tuple[QToolButton, QToolButton]:
        """Return the buttons."""
        return self.columns, self.view

    def _button(
        self, word: str, icon_name: str, tip: str, fill: Callable[[QMenu], None]
    ) -> QToolButton:
        made = tool(word, icon_name, tip=tip)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        menu.aboutToShow.connect(lambda: fill(menu))
        made.setMenu(menu)
        return made

    # columns

    def _on_heading_menu(self, place: QPoint) -> None:
        menu = self.columns.menu()
        assert menu is not None
        menu.popup(self._listing.table.head.mapToGlobal(place))

    def _fill_columns(self, menu: QMenu) -> None:
        from PySide6.QtGui import QActionGroup

        menu.clear()
        table = self._listing.table
        shown = set(table.shown_columns())
        for place, column in enumerate(table.grid.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled(place > 0)
            action.toggled.connect(lambda on, key=column.key: table.show_column(key, on))
        menu.addSeparator()
        group = QActionGroup(menu)
        for key, (word, _height) in DENSITIES.items():
            action = group.addAction(f"行高：{word}")
            action.setCheckable(True)
            action.setChecked(key == table.density())
            action.triggered.connect(lambda _on=False, key=key: table.set_density(key))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("恢复默认的列").triggered.connect(lambda _on=False: self._reset())

    def _reset(self) -> None:
        self._listing.table.reset_columns()
        self._listing.table.set_density("normal")

    # views

    def _fill_views(self, menu: QMenu) -> None:
        menu.clear()
        self._act(menu, "全部（清除筛选和排序）", self._show_everything)
        if self.views:
            menu.addSeparator()
        for name in self.views:
            self._act(menu, name, partial(self._open, name))
        menu.addSeparator()
        keep = self._act(menu, "把现在的样子存为视图…", self._ask_name)
        keep.setEnabled(len(self.views) < MOST_VIEWS)
        if self.views:
            away = menu.addMenu("删除视图")
            for name in self.views:
                self._act(away, name, partial(self.views.pop, name, None))

    def _act(self, menu: QMenu, word: str, done: Callable[[], object]) -> QAction:
        action = menu.addAction(word.replace("&", "&&"))
        action.triggered.connect(lambda _on=False: done())
        return action

    def _open(self, name: str) -> None:
        self._listing.show_view(self.views[name])

    def _show_everything(self) -> None:
        self._listing.sort = ()
        self._listing.filters.apply({})

    def _ask_name(self) -> None:
        from PySide6.QtWidgets import QInputDialog

        name, agreed = QInputDialog.getText(
            self._listing, "保存视图", "视图名称（已有同名视图会被替换）："
        )
        if agreed and name.strip():
            self.save_view(name.strip())

    def save_view(self, name: str) -> None:
        """Keep what is asked and shown now under a name."""
        self.views[name[:40]] = self._listing.view()

    # between starts

    def _key(self) -> str:
        return f"inventory/views-{self._listing.kind.key}"

    def restore(self, settings: QSettings) -> None:
        """Bring the views back."""
        try:
            found = json.loads(str(settings.value(self._key()) or "{}"))
        except ValueError:
            found = {}
        if isinstance(found, dict):
            self.views = {str(k): v for k, v in found.items() if isinstance(v, dict)}

    def keep(self, settings: QSettings) -> None:
        """Keep the views."""
        settings.setValue(self._key(), json.dumps(self.views, ensure_ascii=False))
