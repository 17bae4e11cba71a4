"""The fields of one form of one submission, made from their description."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.dates import chinese_date
from app.services.forms import FieldView, FormView
from app.ui.widgets import (
    CertaintyTag,
    ChoiceField,
    DateEdit,
    Form,
    LineField,
    TextField,
    label,
    parse_date,
)

ROWS = 4


class FormFields(QWidget):
    """``typed`` while a text changes; ``committed(key, value)`` when it was changed and left."""

    typed = Signal()
    committed = Signal(str, str)

    def __init__(self, submission_id: int, view: FormView, today: date) -> None:
        super().__init__()
        self.submission_id, self.form_id = submission_id, view.form_id
        self._today = today
        self._views = {field.key: field for field in view.fields}
        self.form = Form()
        self.form.committed.connect(self._on_committed)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 10, 8)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(CertaintyTag(view.certainty, view.source))
        head.addWidget(label(view.source, "muted", wrap=True), 1)
        column.addLayout(head)
        for field in view.fields:
            self._add(field)
        if not view.fields:
            column.addWidget(
                label("这份表单全部取自台账和终止事实，不需要填写。", "muted", wrap=True)
            )
        column.addWidget(self.form)
        column.addStretch(1)

    def belongs(self, submission_id: int, view: FormView) -> bool:
        """Tell whether these are the fields of that form, all of them."""
        keys = [field.key for field in view.fields]
        return (self.submission_id, self.form_id, list(self._views)) == (
            submission_id,
            view.form_id,
            keys,
        )

    def _add(self, field: FieldView) -> None:
        made: QWidget
        if field.kind == "date":
            made = DateEdit(self._today)
        elif field.kind == "choice":
            made = ChoiceField([("", "请选择"), *((item, item) for item in field.choices)])
        elif field.kind == "lines":
            made = TextField("", ROWS)
            made.textChanged.connect(self.typed)
        else:
            made = LineField("", field.max_length or 4000)
            made.textEdited.connect(lambda _text: self.typed.emit())
        shared = "本项目的各次提交共用。" if field.shared else ""
        hint = "".join(part for part in (field.hint, shared) if part)
        self.form.add(field.key, field.label, made, required=field.required, hint=hint)

    def show_values(self, view: FormView) -> None:
        """Show what prints; a field that is being typed in keeps what is typed."""
        self._views = {field.key: field for field in view.fields}
        for field in view.fields:
            made = self.form.rows[field.key].field
            if self.focused() == field.key or self.form.rows[field.key].error():
                continue
            if isinstance(made, DateEdit):
                made.set_value(self._day(field.shown))
            elif isinstance(made, ChoiceField | TextField | LineField):
                made.set_value(field.shown)

    def current(self) -> dict[str, str]:
        """Return what the form would print if all that is typed now were stored."""
        return {key: self._value(key) for key in self.form.rows}

    def _day(self, text: str) -> date | None:
        try:
            return parse_date(text, self._today)
        except ValueError:
            return None

    def focused(self) -> str:
        """Return the key of the field that has the focus, or an empty text."""
        for key, row in self.form.rows.items():
            if (row.field.focusProxy() or row.field).hasFocus():
                return key
        return ""

    def _on_committed(self, key: str) -> None:
        self.committed.emit(key, self._value(key))

    def _value(self, key: str) -> str:
        made = self.form.rows[key].field
        if isinstance(made, DateEdit):
            value = chinese_date(made.value())
        elif isinstance(made, ChoiceField):
            value = made.value() or ""
        else:
            assert isinstance(made, LineField | TextField)
            value = made.value()
        # What equals the default goes on following it.
        return "" if value == self._views[key].default else value
