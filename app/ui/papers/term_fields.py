"""The fields of a paper's term: from, until, or for good; entered the same wherever it is kept."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.rules.paper_terms import Term
from app.ui.widgets import DateEdit, FieldRow


class TermFields(QWidget):
    """``committed`` when another term was entered and its field left."""

    committed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.begins, self.ends = DateEdit(today), DateEdit(today)
        self.long_term = QCheckBox("长期有效，没有到期日")
        self.long_term.setToolTip("证照上写明“长期”，或没有到期日")
        self.from_row = FieldRow("有效期自", self.begins)
        self.until_row = FieldRow("有效期至", self.ends)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.from_row)
        column.addWidget(self.until_row)
        column.addWidget(self.long_term)
        self.long_term.toggled.connect(self._on_long_term)
        for field in (self.begins, self.ends):
            field.value_committed.connect(self.committed)

    def term(self) -> Term:
        """Return what was entered."""
        long_term = self.long_term.isChecked()
        return Term(self.begins.value(), None if long_term else self.ends.value(), long_term)

    def set_term(self, term: Term) -> None:
        """Show a term without telling that it was entered."""
        blocked = self.long_term.blockSignals(True)
        self.begins.set_value(term.valid_from)
        self.ends.set_value(term.valid_until)
        self.long_term.setChecked(term.long_term)
        self.ends.setEnabled(not term.long_term)
        self.long_term.blockSignals(blocked)

    def is_typed_in(self) -> bool:
        """Tell whether one of the fields has the focus."""
        return self.begins.line.hasFocus() or self.ends.line.hasFocus()

    def take_text(self) -> bool:
        """Read what was typed; False, with the problem told, when it is no date."""
        return all([self.begins.take_text(), self.ends.take_text()])

    def show_errors(self, errors: dict[str, str]) -> None:
        """Show each message beside its field, clear the others."""
        self.from_row.set_error(errors.get("valid_from", ""))
        self.until_row.set_error(errors.get("valid_until", ""))

    def _on_long_term(self, on: bool) -> None:
        self.ends.setEnabled(not on)
        self.committed.emit()
