"""What an exported list says of itself: when it was made, of how much, chosen how, from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ExportAbout:
    """Told on the second sheet of a workbook and above a printed list.

    ``organisations`` are the names of the subjects that occur, in the order of the rows' ids;
    ``told_filter`` says in words which rows were chosen.
    """

    title: str
    made_on: date
    count: int
    organisations: tuple[str, ...]
    told_filter: str
    source: str

    @property
    def organisation(self) -> str:
        """The subjects in one line."""
        if len(self.organisations) > 1:
            return f"{self.organisations[0]}等 {len(self.organisations)} 个主体"
        return "".join(self.organisations)


def day_in_words(day: date) -> str:
    """Return 2026年11月24日."""
    return f"{day.year}年{day.month}月{day.day}日"
