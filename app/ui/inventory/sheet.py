"""One kind of record: filter row and table at the left, the chosen record at the right.

A change of an existing record is saved as its field is left; a new one when it is asked for.
What was typed and could not be saved is offered again when the record was left.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.services.workspace import Workspace
from app.ui.inventory.data import Inventory
from app.ui.inventory.empties import nothing_entered, nothing_found
from app.ui.inventory.filters import FilterRow
from app.ui.inventory.history_view import HistoryView
from app.ui.inventory.kinds import Kind, delete_many
from app.ui.inventory.related import Record, RelatedView, read_record
from app.ui.jobs import Jobs
from app.ui.widgets import DetailPane, InfoBar, RowsModel, TableView, button

Typed = dict[str, Any]


class Sheet(QWidget):
    """Signals: ``link_asked(kind, id)`` to another record, ``new_asked`` and ``import_asked``."""

    link_asked = Signal(str, object)
    new_asked = Signal()
    import_asked = Signal()

    def __init__(self, kind: Kind, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.kind, self.ws, self.jobs, self._info = kind, ws, jobs, info
        self.data = Inventory()
        self.subject: int | None = None
        self.current: Any = None
        self.creating = False
        self._wanted: tuple[int, str | None] | None = None
        self._sent: Typed | None = None
        self._told_error = False
        self.table = TableView(RowsModel(kind.columns()), f"inventory-{kind.key}")
        self.table.setAccessibleName(kind.word)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _row: self.edit_current())
        self.table.delete_asked.connect(self.delete_chosen)
        self.filters = FilterRow(kind)
        self.filters.changed.connect(self._show_rows)
        self.form = kind.form(ws.today())
        self.form.committed.connect(self._on_committed)
        self.form.link_asked.connect(self.link_asked)
        self.related = RelatedView()
        self.related.link_asked.connect(self.link_asked)
        self.history = HistoryView()
        self.pane = DetailPane()
        self.pane.closed.connect(self._on_closed)
        self.save = button(
            f"保存新的{kind.word}",
            self.create_record,
            kind="primary",
            icon_name="check",
            tip=f"保存新的{kind.word}（Ctrl+S）",
        )
        keys = QShortcut(QKeySequence("Ctrl+S"), self)
        keys.activated.connect(self.save_now)
        self._lay_out()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.filters)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            nothing_entered(self.kind, self.new_asked.emit, self.import_asked.emit)
        )
        self._stack.addWidget(nothing_found(self.kind, self.filters.clear))
        column.addWidget(self._stack, 1)
        self.pane.add_tab("基本信息", self.form)
        self.pane.add_tab("关联", self.related)
        self.pane.add_tab("历史", self.history)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(4)
        beside.addWidget(self.pane, 1)
        beside.addWidget(self.save)
        self.save.hide()
        self._side = side
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([760, 380])
        side.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    # what is kept between starts

    def restore(self, settings: QSettings) -> None:
        """Bring columns, filters and the place of the splitter back."""
        self.table.restore_columns(settings)
        self.filters.restore(settings)
        kept = str(settings.value(f"inventory/split-{self.kind.key}") or "").split(",")
        if len(kept) == 2 and all(part.isdigit() and int(part) for part in kept):
            self.split.setSizes([int(part) for part in kept])

    def keep(self, settings: QSettings) -> None:
        """Keep columns, filters and the place of the splitter."""
        self.table.save_columns(settings)
        self.filters.save(settings)
        sizes = self.split.sizes()
        if all(sizes):
            settings.setValue(f"inventory/split-{self.kind.key}", ",".join(map(str, sizes)))

    # showing

    def show_data(self, data: Inventory, subject: int | None) -> None:
        """Show the records of one organisation, or all."""
        self.data, self.subject = data, subject
        self.filters.offer(data)
        self._show_rows()
        if self._wanted is not None:
            id, field = self._wanted
            self._wanted = None
            if self._row(id) is None:
                self._info.tell(f"要查看的{self.kind.word}已不在台账中，可能已被删除。", "warning")
            else:
                self.show_id(id, field)
        if self.creating:
            self.form.fill(None, data, fresh=False)
        elif self.current is not None:
            self._follow_current()

    def _row(self, id: int) -> Any:
        return next((row for row in self.kind.rows(self.data) if row.id == id), None)

    def _show_rows(self) -> None:
        whole = self.kind.rows(self.data)
        mine = [row for row in whole if self.subject in (None, self.kind.subject(row))]
        rows = [row for row in mine if self.filters.fits(row)]
        self.table.refill(rows, lambda row: row.id)
        self.filters.tell_count(len(rows), len(whole))
        self._stack.setCurrentIndex(0 if rows else 2 if self.filters.active() and mine else 1)

    def _follow_current(self) -> None:
        """Show the open record as it stands now; close it when it is gone."""
        found = self._row(self.current.id)
        if found is None:
            self._close()
        else:
            self._show_record(found, fresh=False)

    def show_id(self, id: int, field: str | None) -> bool:
        """Choose a record, whatever is filtered, and give a field the focus.

        A record that was not read yet is chosen when it is; False says so.
        """
        if self._row(id) is None:
            self._wanted = (id, field)
            return False
        self._wanted = None
        if not self.table.choose(lambda row: row.id == id):
            self.filters.clear()
            if not self.table.choose(lambda row: row.id == id):
                self.subject = None
                self._show_rows()
                self.table.choose(lambda row: row.id == id)
        if field:
            self.pane.tabs.setCurrentIndex(0)
            self.form.form.focus(self.kind.fields.get(field, field))
        else:
            self.table.setFocus()
        return True

    # one record

    def _on_current(self, row: Any) -> None:
        if row is None or (self.current is not None and self.current.id == row.id):
            return
        self._tell_unsaved()
        self.creating = False
        self._show_record(row, fresh=True)

    def _show_record(self, row: Any, *, fresh: bool) -> None:
        self.current = row
        self._side.show()
        self.pane.show()
        self.save.hide()
        self.pane.set_title(self.kind.name(row))
        self.form.fill(row, self.data, fresh=fresh)
        for tab in (1, 2):
            self.pane.tabs.setTabVisible(tab, True)
        data = self.data
        self.jobs.read(
            lambda _progress: read_record(self.ws, self.kind.key, row.id, data),
            self._show_read,
            key=("inventory.record", self.kind.key),
            failed=self._on_unread,
            owner=self,
        )

    def _show_read(self, record: Record) -> None:
        self.related.show_lines(record.lines)
        self.history.show_entries(record.history, record.names)

    def _on_unread(self, _error: QingBeiError) -> bool:
        """The record went meanwhile; the refresh that follows closes it."""
        return True

    def edit_current(self) -> None:
        """Give the first field of the chosen record the focus."""
        if self.current is not None:
            self.pane.tabs.setCurrentIndex(0)
            next(iter(self.form.form.rows.values())).field.setFocus()

    def start_new(self) -> None:
        """Show an empty form."""
        self._tell_unsaved()
        self.current, self.creating = None, True
        self._unselect()
        self._side.show()
        self.pane.show()
        self.save.show()
        self.pane.set_title(f"新的{self.kind.word}")
        self.pane.tabs.setCurrentIndex(0)
        for tab in (1, 2):
            self.pane.tabs.setTabVisible(tab, False)
        self.form.fill(None, self.data, fresh=True)
        self.form.focus_first_empty()

    def _unselect(self) -> None:
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())

    def _on_closed(self) -> None:
        self._tell_unsaved()
        self._close()

    def _close(self) -> None:
        self.current, self.creating = None, False
        self._unselect()
        self._side.hide()
        self.table.setFocus()

    # what could not be saved

    def _tell_unsaved(self) -> None:
        """Offer to return to what was typed in the record that is being left."""
        if not (self.creating or self.current is not None):
            return
        typed, sent = self.form.entered(), self._sent or {}
        keys = [key for key in self.form.changed() if sent.get(key, None) != typed[key]]
        if keys:
            self._offer_return(self._id(), typed, {}, self.form.names_of(keys))

    def unsaved(self) -> str:
        """Return what was entered and is not stored, in one sentence; nothing where all is."""
        keys = self.form.changed() if self.creating or self.current is not None else []
        if not keys:
            return ""
        if self.creating:
            return f"新的{self.kind.word}还没有保存。"
        return f"“{self.kind.name(self.current)}”的{self.form.names_of(keys)}没有保存。"

    def _id(self) -> int | None:
        return None if self.current is None else int(self.current.id)

    def _offer_return(
        self, id: int | None, typed: Typed, errors: dict[str, str], names: str
    ) -> None:
        row = None if id is None else self._row(id)
        if row is None:
            what = f"刚才填写的新{self.kind.word}没有保存"
        else:
            what = f"“{self.kind.name(row)}”的{names}没有保存，仍为原来的内容"
        told = "；".join(text.rstrip("。") for text in errors.values())
        why = f"。原因：{told}" if told else ""
        self._told_error = False
        self._info.tell(
            f"{what}{why}。",
            "warning",
            action="回去保存",
            on_action=lambda: self._return_to(id, typed, errors),
        )

    def _return_to(self, id: int | None, typed: Typed, errors: dict[str, str]) -> None:
        self.link_asked.emit(self.kind.key, id)
        if id is None:
            self.start_new()
        if id == self._id() and (self.creating or id is not None):
            self.form.put_back(typed)
            self.form.show_errors(errors | self.form.bad_dates(), focus=True)

    # saving

    def _on_committed(self, key: str) -> None:
        if self.current is not None:
            self._write(self.current.id, focus=False)
        elif self.creating:
            self.form.check_left(key)

    def save_now(self) -> None:
        """Save what is open, a new record or what is being typed in an existing one."""
        if self.creating:
            self.create_record()
        elif self.current is not None:
            self.form.form.settle()
            if self.form.changed() and self._sent is None:
                self._write(self.current.id, focus=True)

    def create_record(self) -> None:
        """Save what was entered as a new record."""
        if self.creating and self._sent is None:
            self.form.form.settle()
            self._write(None, focus=True)

    def _write(self, id: int | None, *, focus: bool) -> None:
        bad = self.form.bad_dates()
        if bad:
            self.form.show_errors(bad, focus=focus)
            return
        edit, typed = self.form.edit(), self.form.entered()
        names = self.form.names_of(self.form.changed())
        self._sent = typed
        self.jobs.change(
            f"保存{self.kind.word}",
            lambda _progress: self.kind.save(self.ws, id, edit),
            lambda saved: self._on_saved(id, saved, typed),
            lambda error: self._on_unsaved(id, typed, names, error, focus=focus),
            owner=self,
        )

    def _on_saved(self, id: int | None, saved: int, typed: Typed) -> None:
        if self._sent is typed:
            self._sent = None
        if self._told_error:
            self._info.dismiss()
            self._told_error = False
        if self._id() != id or (id is None and not self.creating):
            return
        self.form.mark_stored(typed)
        for key, row in self.form.form.rows.items():
            if key not in self.form.changed():
                row.set_error("")
        if id is None:
            self.creating = False
            self._wanted = (saved, None)

    def _on_unsaved(
        self, id: int | None, typed: Typed, names: str, error: QingBeiError, *, focus: bool
    ) -> bool:
        if self._sent is typed:
            self._sent = None
        if not isinstance(error, FieldsError):
            return self._tell_error(error)
        shown = self.current is not None if id is not None else self.creating
        if self._id() != id or not shown:
            self._offer_return(id, typed, error.fields, names)
        elif not self.form.show_errors(error.fields, focus=focus):
            self._tell_error(error)
        return True

    def _tell_error(self, error: QingBeiError) -> bool:
        self._told_error = True
        self._info.tell_error(error)
        return True

    def delete_chosen(self) -> None:
        """Delete the chosen records; undo brings them back."""
        ids = [row.id for row in self.table.chosen()]
        if not ids:
            self._info.tell(f"请先选择要删除的{self.kind.word}。", "info")
            return
        groups = [ids] if self.kind.key == "filing" else [[id] for id in ids]
        if self._told_error:
            self._info.dismiss()
        for group in groups:
            self.jobs.change(
                f"删除{self.kind.word}",
                lambda progress, group=group: delete_many(  # type: ignore[misc]
                    self.kind, self.ws, group, progress
                ),
                failed=self._tell_error,
                owner=self,
            )

    def settle(self) -> None:
        """Save what is being typed in an existing record."""
        if self.current is not None:
            self.form.form.settle()
