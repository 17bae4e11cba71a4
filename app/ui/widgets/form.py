"""Fields of a form: label above or beside, a required mark, a hint, and the error beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.widgets.basics import label, restyle
from app.ui.widgets.dates import DateEdit
from app.ui.widgets.fields import LineField


class TextField(QPlainTextEdit):
    """Several lines of text; Tab leaves it; ``value_committed`` when it was changed and left."""

    value_committed = Signal()

    def __init__(self, placeholder: str = "", rows: int = 3) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * rows + 18
        self.setFixedHeight(height)
        self._kept = ""

    def value(self) -> str:
        """Return the text without outer blanks."""
        return self.toPlainText().strip()

    def set_value(self, value: str) -> None:
        """Show a text without telling that it was entered."""
        self._kept = value
        if self.toPlainText() != value:
            self.setPlainText(value)

    def commit(self) -> None:
        """Tell what was typed so far."""
        if self.value() != self._kept:
            self._kept = self.value()
            self.value_committed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()


class FieldRow(QWidget):
    """A field with its label, hint and error; the error's line is there from the start."""

    def __init__(
        self, name: str, field: QWidget, *, required: bool = False, hint: str = ""
    ) -> None:
        super().__init__()
        self.field = field
        self.name = name
        self._hint_text = hint
        self._label = label(f"{name} *" if required else name, "label")
        if required:
            self._label.setToolTip("必填")
        self._label.setBuddy(field)
        self._below = label(hint, "muted", wrap=True)
        field.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._label)
        column.addWidget(field)
        column.addWidget(self._below)
        self._below.setVisible(bool(hint))
        if isinstance(field, DateEdit):
            field.problem_changed.connect(self.set_error)

    def set_error(self, message: str) -> None:
        """Show what is wrong beside the field, or the hint again."""
        self._below.setText(message or self._hint_text)
        self._below.setVisible(bool(message or self._hint_text))
        restyle(self._below, "kind", "error" if message else "muted")
        target = self.field.line if isinstance(self.field, DateEdit) else self.field
        restyle(target, "wrong", bool(message))

    def error(self) -> str:
        """Return the message shown, or an empty text."""
        return self._below.text() if self._below.property("kind") == "error" else ""

    def hide_name(self) -> None:
        """Leave the label out where what stands around the field tells what it is."""
        self._label.hide()

    def set_hint(self, hint: str) -> None:
        """Show another hint; an error that stands stays."""
        self._hint_text = hint
        if not self.error():
            self.set_error("")


class Form(QWidget):
    """Rows of fields by key; puts the messages of a FieldsError beside their fields."""

    committed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.rows: dict[str, FieldRow] = {}

    def add(
        self, key: str, name: str, field: QWidget, *, required: bool = False, hint: str = ""
    ) -> FieldRow:
        """Add a field under ``key``; ``committed`` tells its key when it was changed and left."""
        row = FieldRow(name, field, required=required, hint=hint)
        field.setObjectName(key)
        self.rows[key] = row
        self.column.addWidget(row)
        committed = getattr(field, "value_committed", None)
        if committed is not None:
            committed.connect(lambda: self.committed.emit(key))
        return row

    def add_widget(self, widget: QWidget) -> None:
        """Add anything else between the fields."""
        self.column.addWidget(widget)

    def show_errors(self, errors: dict[str, str], *, focus: bool = True) -> bool:
        """Show each message beside its field, clear the others; True when all found a place.

        The first wrong field gets the ``focus``, unless something else is being typed.
        """
        for key, row in self.rows.items():
            row.set_error(errors.get(key, ""))
        first = next((key for key in self.rows if key in errors), None)
        if first is not None and focus:
            self.rows[first].field.setFocus()
        return set(errors) <= set(self.rows)

    def focus(self, key: str) -> bool:
        """Give the field under ``key`` the focus; False when there is none."""
        row = self.rows.get(key)
        if row is None:
            return False
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def settle(self) -> None:
        """Take what is being typed into account before the form is left."""
        for row in self.rows.values():
            field = row.field
            if isinstance(field, TextField):
                field.commit()
            elif isinstance(field, DateEdit):
                field.take_text()
            elif isinstance(field, LineField):
                field._on_left()
