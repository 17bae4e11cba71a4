"""One kind of record: its listing at the left, the chosen record at the right.

A change of an existing record is saved as its field is left; a new one when it is asked for.
What was typed and could not be saved is offered again when the record was left.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.services.workspace import Workspace
from app.ui.inventory.data import Inventory
from app.ui.inventory.kinds import Kind, delete_many
from app.ui.inventory.listing import Listing
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, button

if TYPE_CHECKING:
    from app.ui.inventory.history_view import HistoryView
    from app.ui.inventory.record_form import RecordForm
    from app.ui.inventory.related import Record, RelatedView
    from app.ui.widgets import DetailPane

Typed = dict[str, Any]


class Sheet(QWidget):
    """Signals: ``link_asked(kind, id)`` to another record, ``new_asked`` and ``import_asked``."""

    link_asked = Signal(str, object)
    new_asked = Signal()
    import_asked = Signal()

    def __init__(self, kind: Kind, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.kind, self.ws, self.jobs, self._info = kind, ws, jobs, info
        self.data = Inventory(ws)
        self.current: Any = None
        self.creating = False
        self._wanted: tuple[int, str | None] | None = None
        self._sent: Typed | None = None
        self._told_error = False
        self.listing = Listing(kind, ws, jobs, info)
        self.listing.shown.connect(self._on_shown)
        self.listing.new_asked.connect(self.new_asked)
        self.listing.import_asked.connect(self.import_asked)
        self.table, self.filters = self.listing.table, self.listing.filters
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _row: self.edit_current())
        self.table.delete_asked.connect(self.delete_chosen)
        keys = QShortcut(QKeySequence("Ctrl+S"), self)
        keys.activated.connect(self.save_now)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.listing)
        self._sizes = [760, 380]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    # the right side, made when it is first needed

    @cached_property
    def form(self) -> RecordForm:
        """The form of the record that is shown."""
        made = self.kind.form(self.ws.today())
        made.committed.connect(self._on_committed)
        made.link_asked.connect(self.link_asked)
        return made

    @cached_property
    def related(self) -> RelatedView:
        """What belongs with the record."""
        from app.ui.inventory.related import RelatedView

        made = RelatedView()
        made.link_asked.connect(self.link_asked)
        return made

    @cached_property
    def history(self) -> HistoryView:
        """What happened to the record."""
        from app.ui.inventory.history_view import HistoryView

        return HistoryView()

    @cached_property
    def pane(self) -> DetailPane:
        """The pane with form, related records and history."""
        from app.ui.widgets import DetailPane

        made = DetailPane()
        made.closed.connect(self._on_closed)
        made.add_tab("基本信息", self.form)
        made.add_tab("关联", self.related)
        made.add_tab("历史", self.history)
        return made

    @cached_property
    def save(self) -> QPushButton:
        """The button that saves a new record."""
        made = button(
            f"保存新的{self.kind.word}",
            self.create_record,
            kind="primary",
            icon_name="check",
            tip=f"保存新的{self.kind.word}（Ctrl+S）",
        )
        made.hide()
        return made

    @cached_property
    def side(self) -> QStackedWidget:
        """The right side: the record, or a tool over the selection."""
        record = QWidget()
        beside = QVBoxLayout(record)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(4)
        beside.addWidget(self.pane, 1)
        beside.addWidget(self.save)
        made = QStackedWidget()
        made.addWidget(record)
        made.hide()
        self.split.addWidget(made)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes(self._sizes)
        return made

    # what is kept between starts

    def restore(self, settings: QSettings) -> None:
        """Bring columns, filters and the place of the splitter back."""
        self.listing.restore(settings)
        kept = str(settings.value(f"inventory/split-{self.kind.key}") or "").split(",")
        if len(kept) == 2 and all(part.isdigit() and int(part) for part in kept):
            self._sizes = [int(part) for part in kept]

    def keep(self, settings: QSettings) -> None:
        """Keep columns, filters and the place of the splitter."""
        self.listing.keep(settings)
        sizes = self.split.sizes()
        if len(sizes) == 2 and all(sizes):
            settings.setValue(f"inventory/split-{self.kind.key}", ",".join(map(str, sizes)))

    # showing

    def refresh(self, subject: int | None) -> None:
        """Read again; the records of one organisation, or all."""
        self.data = Inventory(self.ws)
        self.listing.subject = subject
        self.listing.refresh()

    def _on_shown(self) -> None:
        if self._wanted is not None:
            id, field = self._wanted
            self._wanted = None
            if self._row(id) is None:
                self._info.tell(f"要查看的{self.kind.word}已不在台账中，可能已被删除。", "warning")
            else:
                self.show_id(id, field, search=self.listing.query().narrowed)
        if self.creating:
            self.form.fill(None, self.data, fresh=False)
        elif self.current is not None:
            self._follow_current()

    def _row(self, id: int) -> Any:
        return self.kind.read(self.ws, id)

    def _follow_current(self) -> None:
        """Show the open record as it stands now; close it when it is gone."""
        found = self._row(self.current.id)
        if found is None:
            self._close()
        else:
            self._show_record(found, fresh=False)

    def show_id(self, id: int, field: str | None, *, search: bool = True) -> bool:
        """Choose a record, whatever is filtered, and give a field the focus.

        A record that is not in the table yet is chosen when it is; False says so.
        """
        found = self._row(id)
        if found is None or self.listing.found is None:
            self._wanted = (id, field)
            return False
        if not self.table.choose_id(id):
            if search:
                self._search(id, field)
                return True
            self._show_record(found, fresh=True)
        if field:
            self.pane.tabs.setCurrentIndex(0)
            self.form.form.focus(self.kind.fields.get(field, field))
        else:
            self.table.setFocus()
        return True

    def _search(self, id: int, field: str | None) -> None:
        """Look for a record that is filtered out, folded away, or new since the table was read."""
        self._wanted = (id, field)
        self.listing.subject = None
        self.table.grid.unfold()
        if self.listing.query().narrowed:
            self.filters.clear()
        else:
            self.listing.refresh()

    # tools over the selection

    def add_tool(self, tool: Any) -> None:
        """Take in a pane that works on the selection; it says ``done`` or ``closed``."""
        self.side.addWidget(tool)
        for signal in (tool.done, tool.closed):
            signal.connect(self._on_tool_closed)

    def show_tool(self, tool: QWidget) -> None:
        """Show a pane in place of the record."""
        self._tell_unsaved()
        self.current, self.creating = None, False
        self.side.setCurrentWidget(tool)
        self.side.show()

    def _on_tool_closed(self) -> None:
        self.side.setCurrentIndex(0)
        self.side.hide()
        self.table.setFocus()

    # one record

    def _on_current(self, row: Any) -> None:
        if row is None or (self.current is not None and self.current.id == row.id):
            return
        self._tell_unsaved()
        self.creating = False
        found = self._row(row.id)
        if found is not None:
            self._show_record(found, fresh=True)

    def _show_record(self, row: Any, *, fresh: bool) -> None:
        self.current = row
        self._show_side()
        self.save.hide()
        self.pane.set_title(self.kind.name(row))
        self.form.fill(row, self.data, fresh=fresh)
        for tab in (1, 2):
            self.pane.tabs.setTabVisible(tab, True)
        self.jobs.read(
            lambda _progress: self._read(row.id),
            self._show_read,
            key=("inventory.record", self.kind.key),
            failed=self._on_unread,
            owner=self,
        )

    def _show_side(self) -> None:
        self.side.setCurrentIndex(0)
        self.side.show()
        self.pane.show()

    def _read(self, id: int) -> Record:
        from app.ui.inventory.related import read_record

        return read_record(self.ws, self.kind.key, id)

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
        self._show_side()
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
        self.side.hide()
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
        ids = self.table.chosen_ids()
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
