"""One kind of record: filter row and table at the left, the chosen record at the right.

A change of an existing record is saved as its field is left; a new one when it is asked for.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.model.kinds import AlgorithmType, FilingStatus
from app.progress import Progress
from app.services.history import HistoryEntry, history_of
from app.services.workspace import Workspace
from app.ui.inventory.data import Inventory
from app.ui.inventory.history_view import HistoryView
from app.ui.inventory.kinds import Kind, delete_many
from app.ui.jobs import Jobs
from app.ui.widgets import (
    ChoiceField,
    DetailPane,
    InfoBar,
    LineField,
    RowsModel,
    TableView,
    button,
    label,
)


class Sheet(QWidget):
    """Signals: ``link_asked(kind, id)`` to another record, ``told(text, tone)`` for the page."""

    link_asked = Signal(str, object)

    def __init__(self, kind: Kind, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.kind, self.ws, self.jobs, self._info = kind, ws, jobs, info
        self.data = Inventory()
        self.subject: int | None = None
        self.current: Any = None
        self.creating = False
        self._wanted: tuple[int, str | None] | None = None
        self._draft: dict[str, Any] = {}
        self.table = TableView(RowsModel(kind.columns()), f"inventory-{kind.key}")
        self.table.setAccessibleName(kind.word)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _row: self.edit_current())
        self.table.delete_asked.connect(self.delete_chosen)
        self.filter = LineField("筛选：任意文字，可用空格隔开多个词")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("筛选")
        self.filter.textChanged.connect(lambda _text: self._show_rows())
        self.choices: dict[str, ChoiceField[Any]] = {}
        self._count = label("", "muted")
        self.form = kind.form(ws.today())
        self.form.committed.connect(self._on_committed)
        self.form.link_asked.connect(self.link_asked)
        self.history = HistoryView()
        self.pane = DetailPane()
        self.pane.closed.connect(self._on_closed)
        self.save = button(
            f"保存新的{kind.word}",
            self.create_record,
            kind="primary",
            icon_name="check",
            shortcut="Ctrl+S",
        )
        self._lay_out()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        if self.kind.key == "filing":
            self._add_choice(row, "platform", "平台", [])
            self._add_choice(row, "status", "状态", [(s, s.label) for s in FilingStatus])
            self._add_choice(row, "type", "类别", [(t, t.label) for t in AlgorithmType])
        row.addWidget(self._count)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.pane.add_tab("基本信息", self.form)
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
        self.split.setObjectName(f"inventory-split-{self.kind.key}")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([760, 380])
        side.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _add_choice(
        self, row: QHBoxLayout, key: str, word: str, pairs: list[tuple[Any, str]]
    ) -> None:
        choice: ChoiceField[Any] = ChoiceField([(None, f"{word}：全部"), *pairs])
        choice.setAccessibleName(word)
        choice.value_committed.connect(self._show_rows)
        self.choices[key] = choice
        row.addWidget(choice)

    # showing

    def show_data(self, data: Inventory, subject: int | None) -> None:
        """Show the records of one organisation, or all."""
        self.data, self.subject = data, subject
        if "platform" in self.choices:
            pairs: list[tuple[Any, str]] = [(None, "平台：全部")]
            self.choices["platform"].set_choices(pairs + [(i, n) for i, n, _ in data.platforms])
        self._show_rows()
        if self._wanted is not None:
            id, field = self._wanted
            self.show_id(id, field)
        elif self.creating:
            self.form.fill(None, data, fresh=False)
        elif self.current is not None:
            self._follow_current()

    def _show_rows(self) -> None:
        words = self.filter.value().casefold().split()
        rows = [row for row in self.kind.rows(self.data) if self._fits(row, words)]
        self.table.refill(rows, lambda row: row.id)
        whole = len(self.kind.rows(self.data))
        shown = f"{len(rows)} / {whole}" if len(rows) != whole else str(whole)
        self._count.setText(f"{shown} {self.kind.unit}")

    def _fits(self, row: Any, words: list[str]) -> bool:
        if self.subject is not None and self.kind.subject(row) != self.subject:
            return False
        for key, choice in self.choices.items():
            wanted = choice.value()
            if wanted is not None and getattr(row, key) != wanted:
                return False
        if not words:
            return True
        text = self.kind.text(row)
        return all(word in text for word in words)

    def _follow_current(self) -> None:
        """Show the open record as it stands now; close it when it is gone."""
        id = self.current.id
        found = next((row for row in self.kind.rows(self.data) if row.id == id), None)
        if found is None:
            self._close()
        else:
            self._show_record(found, fresh=False)

    def show_id(self, id: int, field: str | None) -> None:
        """Choose a record, whatever is filtered, and give a field the focus."""
        rows = self.kind.rows(self.data)
        if not any(row.id == id for row in rows):
            self._wanted = (id, field)
            return
        self._wanted = None
        if not self.table.choose(lambda row: row.id == id):
            self._clear_filters()
            self.table.choose(lambda row: row.id == id)
        if field:
            self.form.form.focus(field)
        else:
            self.table.setFocus()

    def _clear_filters(self) -> None:
        self.filter.clear()
        for choice in self.choices.values():
            choice.set_value(None)
        self.subject = None
        self._show_rows()

    # one record

    def _on_current(self, row: Any) -> None:
        if row is None or (self.current is not None and self.current.id == row.id):
            return
        self._warn_of_unsaved()
        self.creating = False
        self._show_record(row, fresh=True)

    def _warn_of_unsaved(self) -> None:
        """Tell which entries of the record that is being left were refused."""
        if not self._side.isVisible():
            return
        names = self.form.unsaved()
        if self.creating and self._typed():
            self._info.tell(
                f"刚才填写的新{self.kind.word}没有保存。",
                "warning",
                action="回去保存",
                on_action=self._return_to_new,
            )
        elif names and self.current is not None:
            name = self.kind.name(self.current)
            self._info.tell(f"“{name}”的{'、'.join(names)}没有保存，仍为原来的内容。", "warning")

    def _typed(self) -> bool:
        """Keep what is in the form of a new record; tell whether any text was typed."""
        self._draft = {key: _value(row.field) for key, row in self.form.form.rows.items()}
        return any(
            isinstance(value, str) and value
            for key, value in self._draft.items()
            if key != "platform"
        )

    def _return_to_new(self) -> None:
        draft = self._draft
        self.start_new()
        for key, value in draft.items():
            put = getattr(self.form.form.rows[key].field, "set_value", None)
            if put is not None:
                put(value)
        self.form.after_fill(None)

    def _show_record(self, row: Any, *, fresh: bool) -> None:
        self.current = row
        self._side.show()
        self.pane.show()
        self.save.setVisible(False)
        self.pane.set_title(self.kind.name(row))
        self.form.fill(row, self.data, fresh=fresh)
        self.pane.tabs.setTabVisible(1, True)

        def look(_progress: Progress) -> list[HistoryEntry]:
            return history_of(self.ws, self.kind.key, row.id)

        self.jobs.read(look, self.history.show_entries, key=("history", self.kind.key), owner=self)

    def edit_current(self) -> None:
        """Give the first field of the chosen record the focus."""
        if self.current is not None:
            next(iter(self.form.form.rows.values())).field.setFocus()

    def start_new(self) -> None:
        """Show an empty form."""
        self._warn_of_unsaved()
        self.current, self.creating = None, True
        self.table.clearSelection()
        self._side.show()
        self.pane.show()
        self.save.show()
        self.pane.set_title(f"新的{self.kind.word}")
        self.pane.tabs.setCurrentIndex(0)
        self.pane.tabs.setTabVisible(1, False)
        self.form.fill(None, self.data, fresh=True)
        rows = self.form.form.rows.values()
        empty = next((r for r in rows if not r.isHidden() and not _has_value(r.field)), None)
        if empty is not None:
            empty.field.setFocus()

    def _on_closed(self) -> None:
        self._warn_of_unsaved()
        self._close()

    def _close(self) -> None:
        self.current, self.creating = None, False
        self.table.clearSelection()
        self.table.setCurrentIndex(self.table.model().index(-1, -1))
        self._side.hide()
        self.table.setFocus()

    # saving

    def _on_committed(self) -> None:
        if self.current is not None:
            self._write(self.current.id)

    def create_record(self) -> None:
        """Save what was entered as a new record."""
        if self.creating:
            self.form.form.settle()
            self._write(None)

    def _write(self, id: int | None) -> None:
        bad = self.form.bad_dates()
        if bad:
            self.form.show_errors(bad)
            return
        edit = self.form.edit()
        title = f"保存{self.kind.word}"
        self.jobs.change(
            title,
            lambda _progress: self.kind.save(self.ws, id, edit),
            self._on_saved,
            self._on_refused,
            owner=self,
        )

    def _on_saved(self, id: int) -> None:
        self._info.dismiss()
        for row in self.form.form.rows.values():
            row.set_error("")
        if self.creating:
            self.creating = False
            self._wanted = (id, None)

    def _on_refused(self, error: QingBeiError) -> bool:
        if isinstance(error, FieldsError) and self.form.show_errors(error.fields):
            return True
        self._info.tell_error(error)
        return True

    def delete_chosen(self) -> None:
        """Delete the chosen records; undo brings them back."""
        ids = [row.id for row in self.table.chosen()]
        if not ids:
            self._info.tell(f"请先选择要删除的{self.kind.word}。", "info")
            return
        groups = [ids] if self.kind.key == "filing" else [[id] for id in ids]
        self._info.dismiss()
        for group in groups:
            self.jobs.change(
                f"删除{self.kind.word}",
                lambda progress, group=group: delete_many(  # type: ignore[misc]
                    self.kind, self.ws, group, progress
                ),
                failed=self._on_refused,
                owner=self,
            )

    def settle(self) -> None:
        """Save what is being typed in an existing record."""
        if self.current is not None:
            self.form.form.settle()


def _value(field: Any) -> Any:
    value = getattr(field, "value", None)
    return value() if callable(value) else None


def _has_value(field: Any) -> bool:
    return bool(_value(field))
