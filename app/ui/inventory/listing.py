"""The left side of a sheet: what is asked for, and the windowed table that answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.services.inventory_table import (
    TableQuery,
    filing_groups,
    listed_count,
    platforms_listed,
)
from app.services.workspace import Workspace
from app.ui.inventory.editing import edit_in
from app.ui.inventory.empties import nothing_entered, nothing_found
from app.ui.inventory.filters import FilterRow
from app.ui.inventory.kinds import Kind
from app.ui.inventory.view_tools import ViewTools
from app.ui.jobs import Jobs
from app.ui.widgets import EmptyState, GridView, InfoBar, WindowModel


class Found(NamedTuple):
    """The answer to a query: ids in order, groups, and how many records there are at all."""

    query: TableQuery
    ids: Sequence[int]
    groups: tuple[tuple[str, int], ...]
    whole: int
    platforms: tuple[tuple[str, str], ...]


def look_up(ws: Workspace, kind: Kind, query: TableQuery, known: Found | None) -> Found:
    """Answer a query; ``known`` is an answer from the same data, for what does not change."""
    ids = kind.ids(ws, query)
    if known is None:
        known = Found(query, ids, (), listed_count(ws, kind.key), _platforms(ws, kind))
    return Found(
        query,
        ids,
        tuple(filing_groups(ws, ids, query.group)) if query.group else (),
        known.whole,
        known.platforms,
    )


def _platforms(ws: Workspace, kind: Kind) -> tuple[tuple[str, str], ...]:
    return tuple(platforms_listed(ws)) if kind.key == "filing" else ()


class Listing(QWidget):
    """Signals: ``shown`` when an answer is on the screen, ``new_asked``, ``import_asked``."""

    shown = Signal()
    new_asked = Signal()
    import_asked = Signal()

    def __init__(self, kind: Kind, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.kind, self.ws, self.jobs, self._info = kind, ws, jobs, info
        self.subject: int | None = None
        self.sort: tuple[tuple[str, bool], ...] = ()
        self.found: Found | None = None
        self._known: Found | None = None
        self.model = WindowModel(kind.columns(), lambda ids: kind.rows(ws, ids), kind.tone)
        self.table = GridView(self.model, f"inventory-{kind.key}")
        self.table.setAccessibleName(kind.word)
        for view in (self.table, self.table.frozen):
            edit_in(view, ws.today())
        self.table.sort_asked.connect(self._on_sort)
        self.filters = FilterRow(kind)
        self.filters.changed.connect(self.look)
        places = {column.key: place for place, column in enumerate(self.model.columns)}
        self.table.set_fields({places[k]: field for k, field in self.filters.fields().items()})
        self.tools = ViewTools(self)
        for tool in self.tools.buttons():
            self.filters.add_tool(tool)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)

    @cached_property
    def _nothing_entered(self) -> EmptyState:
        return self._kept(nothing_entered(self.kind, self.new_asked.emit, self.import_asked.emit))

    @cached_property
    def _nothing_found(self) -> EmptyState:
        return self._kept(nothing_found(self.kind, self.filters.clear))

    def _kept(self, empty: EmptyState) -> EmptyState:
        self._stack.addWidget(empty)
        return empty

    def query(self) -> TableQuery:
        """Return what is asked now."""
        return self.filters.query(self.subject, self.sort)

    def refresh(self) -> None:
        """Look up anew: the data have changed."""
        self._known = None
        self.look()

    def look(self) -> None:
        """Look up what is asked for; the newest question alone is answered."""
        query, known = self.query(), self._known
        self.jobs.read(
            lambda _progress: look_up(self.ws, self.kind, query, known),
            self._show,
            key=("inventory.ids", self.kind.key),
            failed=self._on_failed,
            owner=self,
        )

    def _show(self, found: Found) -> None:
        self.found = self._known = found
        self.filters.offer_platforms(found.platforms)
        self.model.set_sort(found.query.sort)
        self.table.show_ids(found.ids, found.groups)
        self.filters.tell_count(len(found.ids), found.whole)
        asked = found.query.narrowed
        if found.ids:
            self._stack.setCurrentWidget(self.table)
        else:
            searched = asked and found.whole
            self._stack.setCurrentWidget(self._nothing_found if searched else self._nothing_entered)
        self.shown.emit()

    def _on_failed(self, error: QingBeiError) -> bool:
        self._info.tell_error(error)
        return True

    def _on_sort(self, sort: tuple[tuple[str, bool], ...]) -> None:
        self.sort = sort
        self.look()

    def today(self) -> date:
        """Today in the data folder's zone."""
        return self.ws.today()

    # views: filters, order and columns under a name

    def view(self) -> dict[str, Any]:
        """Return what is asked and how it is shown, plain enough to be written down."""
        return {
            "filters": self.filters.kept(),
            "sort": [[key, down] for key, down in self.sort],
            "layout": self.table.layout_kept(),
        }

    def show_view(self, kept: dict[str, Any]) -> None:
        """Ask and show as was kept; what is not known is left out."""
        known = {column.key for column in self.model.columns if column.sort}
        self.sort = tuple(
            (str(key), bool(down)) for key, down in kept.get("sort", ()) if key in known
        )
        self.table.restore_layout(dict(kept.get("layout", {})))
        self.filters.apply({str(k): str(v) for k, v in dict(kept.get("filters", {})).items()})

    def restore(self, settings: QSettings) -> None:
        """Bring columns, filters and views back."""
        self.table.restore_columns(settings)
        self.tools.restore(settings)
        self.filters.blockSignals(True)
        self.filters.restore(settings)
        self.filters.blockSignals(False)

    def keep(self, settings: QSettings) -> None:
        """Keep columns, filters and views."""
        self.table.save_columns(settings)
        self.filters.save(settings)
        self.tools.keep(settings)
