"""What the forms of the four kinds of record share: filling, reading, errors beside fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.inventory.data import Inventory
from app.ui.widgets import ChoiceField, DateEdit, Form, LineField, TextField


class RecordForm(QWidget):
    """The fields of one record. ``committed(key)`` when one of them was changed and left."""

    committed = Signal(str)
    link_asked = Signal(str, object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.form = Form()
        self.form.committed.connect(self._on_committed)
        self._filling = False
        self._shown: dict[str, Any] = {}
        self._kept: dict[str, Any] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 8, 16, 12)
        self.column.setSpacing(8)
        self.build()
        for field in self.rows.values():
            for part in _inputs(field):
                part.installEventFilter(self)
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def build(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def offer(self, data: Inventory) -> None:
        """Offer the records that can be chosen."""

    def values(self, record: Any, data: Inventory) -> dict[str, Any]:
        """Return the value of each field for a record; None is a new one."""
        raise NotImplementedError

    def edit(self) -> Any:
        """Return what was entered."""
        raise NotImplementedError

    def fill(self, record: Any, data: Inventory, *, fresh: bool) -> None:
        """Show a record; unless ``fresh``, what was typed and is not stored stays."""
        self._filling = True
        if fresh:
            self._kept = {}
            self.form.show_errors({})
        else:
            self._kept = {key: self.rows[key].value() for key in self.changed()}
        self.offer(data)
        for key, value in self.values(record, data).items():
            field = self.rows[key]
            if key not in self._kept:
                field.set_value(value)
                self._shown[key] = _raw(field)
            elif isinstance(field, ChoiceField):
                field.set_value(self._kept[key])
        self.after_fill(record)
        self._filling = False

    def after_fill(self, record: Any) -> None:
        """Show what depends on the values."""

    @property
    def rows(self) -> dict[str, Any]:
        """The fields by key."""
        return {key: row.field for key, row in self.form.rows.items()}

    def kept(self, key: str, stored: Any) -> Any:
        """Return what was chosen in a field and is not stored yet, else what is stored."""
        return self._kept.get(key, stored)

    # what was typed and is not stored

    def entered(self) -> dict[str, Any]:
        """Return every field as it stands, a date as its text."""
        return {key: _raw(field) for key, field in self.rows.items()}

    def changed(self) -> list[str]:
        """Return the keys of the fields that differ from what is stored."""
        now = self.entered()
        return [key for key, before in self._shown.items() if now[key] != before]

    def mark_stored(self, entered: dict[str, Any]) -> None:
        """Take what was ``entered`` as stored; the fields show what became of it next."""
        self._shown |= {key: entered[key] for key in self._shown}

    def focus_first_empty(self) -> None:
        """Give the focus to the first field that waits for something."""
        rows = self.form.rows.values()
        empty = next((row for row in rows if not row.isHidden() and not _raw(row.field)), None)
        if empty is not None:
            empty.field.setFocus()

    def put_back(self, entered: dict[str, Any]) -> None:
        """Show what was entered before, without telling."""
        self._filling = True
        # Twice: what some fields offer follows from what others hold.
        for _pass in range(2):
            for key, field in self.rows.items():
                _put(field, entered[key])
            self.after_put()
        self._filling = False

    def after_put(self) -> None:
        """Show what depends on values that were put back."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Esc in a changed field as: what was stored again."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                return False
            key = next((key for key in self.changed() if watched in _inputs(self.rows[key])), None)
            if key is not None and event.type() == QEvent.Type.KeyPress:
                self._filling = True
                _put(self.rows[key], self._shown[key])
                self.form.rows[key].set_error("")
                self.after_put()
                self._filling = False
                return True
        return super().eventFilter(watched, event)

    def show_errors(self, errors: dict[str, str], *, focus: bool) -> bool:
        """Show messages beside their fields; False when one has no field here."""
        return self.form.show_errors(errors, focus=focus)

    def check(self, key: str) -> str:
        """Return what is wrong with one field of a record that is not stored yet."""
        return ""

    def check_left(self, key: str) -> None:
        """Show beside a field that was left what is wrong with it."""
        row = self.form.rows[key]
        if not (isinstance(row.field, DateEdit) and row.field.problem):
            row.set_error(self.check(key))

    def names_of(self, keys: Iterable[str]) -> str:
        """Return the fields' names, one after the other."""
        return "、".join(self.form.rows[key].name for key in keys)

    def bad_dates(self) -> dict[str, str]:
        """Return the messages of fields that hold no date."""
        return {
            key: row.field.problem
            for key, row in self.form.rows.items()
            if isinstance(row.field, DateEdit) and row.field.problem
        }

    def _on_committed(self, key: str) -> None:
        if not self._filling:
            self.committed.emit(key)

    def text(self, key: str) -> str:
        """Return a text field's value."""
        field = self.form.rows[key].field
        assert isinstance(field, LineField | TextField)
        return field.value()

    def choice(self, key: str) -> Any:
        """Return a choice's value."""
        field = self.form.rows[key].field
        assert isinstance(field, ChoiceField)
        return field.value()

    def day(self, key: str) -> date | None:
        """Return a date field's value."""
        field = self.form.rows[key].field
        assert isinstance(field, DateEdit)
        return field.value()

    def choices(self, key: str, pairs: list[tuple[Any, str]]) -> None:
        """Offer other values in a choice."""
        field = self.form.rows[key].field
        assert isinstance(field, ChoiceField)
        field.set_choices(pairs)


def split_names(text: str) -> tuple[str, ...]:
    """Return former names, one a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _inputs(field: QWidget) -> tuple[QWidget, ...]:
    return (field.line,) if isinstance(field, DateEdit) else (field,)


def _raw(field: Any) -> Any:
    return field.line.text().strip() if isinstance(field, DateEdit) else field.value()


def _put(field: Any, value: Any) -> None:
    if isinstance(field, DateEdit):
        field.line.setText(value)
        field.take_text()
    else:
        field.set_value(value)
