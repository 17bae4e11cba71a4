"""Checks of entered values that several services share; collects one message a field."""

from __future__ import annotations

from datetime import date

from app.errors import FieldsError
from app.rules.deadlines import EARLIEST_YEAR, LATEST_YEAR

LONGEST_TEXT = 4000


class Fields:
    """Collects what is wrong with the entered values; :meth:`done` raises it all at once."""

    def __init__(self) -> None:
        self._wrong: dict[str, str] = {}

    def require(self, key: str, value: str, label: str) -> str:
        """Return ``value`` without outer blanks; note it when nothing is left."""
        value = self.text(key, value, label)
        if not value:
            self.wrong(key, f"请填写{label}")
        return value

    def text(self, key: str, value: str, label: str, longest: int = LONGEST_TEXT) -> str:
        """Return ``value`` without outer blanks; note it when it is too long or not printable."""
        value = value.strip()
        if len(value) > longest:
            self.wrong(key, f"{label}不能超过 {longest} 个字，现有 {len(value)} 个字")
        if any(ord(char) < 32 and char not in "\n\t" for char in value):
            self.wrong(key, f"{label}中有不可打印的字符，请重新输入")
        return value

    def plausible(self, key: str, day: date | None) -> None:
        """Note a day that cannot be meant: a slip in the year would be counted from."""
        if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            self.wrong(key, f"年份应在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间，请检查")

    def in_order(self, key: str, earlier: date | None, later: date | None, sentence: str) -> None:
        """Note ``sentence`` for ``key`` when ``later`` lies before ``earlier``."""
        if earlier and later and later < earlier:
            self.wrong(key, sentence)

    def wrong(self, key: str, message: str) -> None:
        """Note a message; the first of a field is kept."""
        self._wrong.setdefault(key, message)

    def done(self) -> None:
        """Raise :class:`FieldsError` when anything is wrong."""
        if self._wrong:
            raise FieldsError(self._wrong)
