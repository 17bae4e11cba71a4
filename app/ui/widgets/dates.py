"""Reading dates as people type them, and the field for it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.dates import chinese_date
from app.ui.widgets.basics import restyle, tool

_WITH_YEAR = re.compile(r"^(\d{4})\D+(\d{1,2})\D+(\d{1,2})日?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NO_YEAR = re.compile(r"^(\d{1,2})\D+(\d{1,2})日?$")


def parse_date(text: str, today: date) -> date | None:
    """Return the day meant by ``text``; None for an empty text.

    Takes 2026-7-1, 2026/7/1, 2026.7.1, 2026年7月1日, 20260701, 7月1日 and 7-1 (the year of
    ``today``). Raises ValueError for anything else or a day that does not exist.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not plain:
        return None
    match = _WITH_YEAR.match(plain) or _COMPACT.match(plain)
    if match:
        year, month, day = (int(part) for part in match.groups())
        return date(year, month, day)
    match = _NO_YEAR.match(plain)
    if match:
        return date(today.year, int(match[1]), int(match[2]))
    raise ValueError(text)


class DateEdit(QWidget):
    """A date typed freely and shown as 2026年7月1日, with a calendar to pick from.

    ``value_committed`` is emitted when another valid day (or none) was entered and the field
    left; ``problem`` holds the sentence while the text is no date, and ``problem_changed`` tells.
    """

    value_committed = Signal()
    problem_changed = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._value: date | None = None
        self.problem = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText("如 2026-7-1 或 7月1日")
        self.line.editingFinished.connect(self._on_left)
        self._pick = tool(
            "打开日历", "calendar", self._open_calendar, word=False, tip="打开日历（Alt+↓）"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self._pick)
        self.setFocusProxy(self.line)
        self._popup: QWidget | None = None

    def value(self) -> date | None:
        """Return the day, or None."""
        return self._value

    def set_value(self, value: date | None) -> None:
        """Show a day without telling that it was entered."""
        self._value = value
        self.line.setText(chinese_date(value))
        self._tell("")

    def take_text(self) -> bool:
        """Read what was typed; False, with :attr:`problem` told, when it is no date."""
        text = self.line.text()
        try:
            value = parse_date(text, self._today)
        except ValueError:
            self._tell(f"“{text}”不是有效的日期，请按 2026-7-1 的样子填写")
            return False
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.value_committed.emit()
        return True

    def _on_left(self) -> None:
        self.take_text()

    def _tell(self, problem: str) -> None:
        restyle(self.line, "wrong", bool(problem))
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit(problem)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_calendar()
            return
        super().keyPressEvent(event)

    def _open_calendar(self) -> None:
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(popup)
        column.setContentsMargins(4, 4, 4, 4)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = self._value or self._today
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))

        def picked(day: QDate) -> None:
            popup.close()
            self.line.setText(chinese_date(date(day.year(), day.month(), day.day())))
            self.take_text()
            self.line.setFocus()

        calendar.clicked.connect(picked)
        calendar.activated.connect(picked)
        column.addWidget(calendar)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        calendar.setFocus()
        self._popup = popup
