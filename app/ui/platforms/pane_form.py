"""What the pane at the right of the catalogue shows: a form that is saved as one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.kinds import CheckMethod
from app.progress import Progress
from app.services.results import Result
from app.services.rule_checks import CheckInput
from app.services.workspace import Workspace
from app.ui.platforms.inputs import FilesField
from app.ui.widgets import ChoiceField, DateEdit, Form, LineField, TextField

Work = Callable[[Progress], Result[Any]]


@dataclass(frozen=True)
class Choices:
    """What the forms offer to choose from, as pairs of key and word."""

    platforms: Sequence[tuple[str, str]]
    laws: Sequence[tuple[str, str]]
    forms: Sequence[tuple[str, str]]


class PaneForm(QWidget):
    """A form of the pane: its fields, what is wrong with them, and the change that saves them."""

    title = ""
    saving = ""
    save_word = "保存"

    def __init__(self, ws: Workspace) -> None:
        super().__init__()
        self.ws = ws
        self.form = Form()
        self._before: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.form)
        column.addStretch(1)

    def ready(self) -> None:
        """Take the fields as they stand for what was there before."""
        self._before = self.entered()

    def entered(self) -> dict[str, Any]:
        """Return every field as it stands."""
        return {key: _raw(row.field) for key, row in self.form.rows.items()}

    def dirty(self) -> bool:
        """Tell whether something was entered that is not saved."""
        return self.entered() != self._before

    def problems(self) -> dict[str, str]:
        """Return what is wrong with the fields before anything is asked of a service."""
        self.form.settle()
        return {
            key: row.field.problem
            for key, row in self.form.rows.items()
            if isinstance(row.field, DateEdit) and row.field.problem
        }

    def work(self) -> Work:
        """Return the change that saves what was entered."""
        raise NotImplementedError

    def value_of(self, key: str) -> Any:
        """Return what a field holds."""
        return self.form.rows[key].field.value()  # type: ignore[attr-defined]


class CheckedForm(PaneForm):
    """A form that ends with how the rule was verified."""

    def add_check(self, today: date, *, needed: bool) -> None:
        """Add the fields of a verification."""
        add = self.form.add
        nothing: list[tuple[CheckMethod | None, str]] = (
            [] if needed else [(None, "没有核实，只作记录")]
        )
        ways = [*nothing, *((item, item.label) for item in CheckMethod)]
        how: ChoiceField[CheckMethod | None] = ChoiceField(ways)
        if needed:
            how.set_value(None)
        add("how", "核实方式", how, required=needed)
        add("with_whom", "核实对象", LineField("部门、姓名或电话", 200))
        add("note", "核实情况", TextField("对方怎么答复的", 3))
        add("files", "凭证", FilesField())

    def add_day(self, today: date) -> None:
        """Add the day of the verification, today unless told otherwise."""
        day = DateEdit(today)
        day.set_value(today)
        self.form.add("verified_on", "核实日期", day, required=True)

    def check(self) -> CheckInput:
        """Return what was entered of the verification."""
        return CheckInput(
            verified_on=self.value_of("verified_on"),
            how=self.value_of("how"),
            with_whom=self.value_of("with_whom"),
            note=self.value_of("note"),
            files=self.value_of("files"),
        )


def _raw(field: Any) -> Any:
    return field.line.text().strip() if isinstance(field, DateEdit) else field.value()
