"""What the forms of the four kinds of record share: filling, reading, errors beside fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.inventory.data import Inventory
from app.ui.widgets import ChoiceField, DateEdit, Form, LineField, TextField


class RecordForm(QWidget):
    """The fields of one record. ``committed`` when one of them was changed and left."""

    committed = Signal()
    link_asked = Signal(str, object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.form = Form()
        self.form.committed.connect(lambda _key: self._on_committed())
        self._filling = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 8, 16, 12)
        self.column.setSpacing(8)
        self.build()
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
        """Show a record; unless ``fresh``, what is being typed or was refused stays."""
        self._filling = True
        self.offer(data)
        if fresh:
            self.form.show_errors({})
        for key, value in self.values(record, data).items():
            row = self.form.rows[key]
            if fresh or not (row.error() or is_focused(row.field)):
                row.field.set_value(value)  # type: ignore[attr-defined]
        self.after_fill(record)
        self._filling = False

    def after_fill(self, record: Any) -> None:
        """Show what depends on the values."""

    def show_errors(self, errors: dict[str, str]) -> bool:
        """Show messages beside their fields; False when one has no field here."""
        return self.form.show_errors(errors)

    def unsaved(self) -> list[str]:
        """Return the names of the fields whose value was refused."""
        return [row.name for row in self.form.rows.values() if row.error()]

    def bad_dates(self) -> dict[str, str]:
        """Return the messages of fields that hold no date."""
        return {
            key: row.field.problem
            for key, row in self.form.rows.items()
            if isinstance(row.field, DateEdit) and row.field.problem
        }

    def _on_committed(self) -> None:
        if not self._filling:
            self.committed.emit()

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


def is_focused(field: QWidget) -> bool:
    """Tell whether a field, or the line inside it, has the focus."""
    return (field.focusProxy() or field).hasFocus()


def split_names(text: str) -> tuple[str, ...]:
    """Return former names, one a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
