"""The row above a table that says which records are shown, and keeps that between starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, ProductState, Role
from app.ui.inventory.data import Inventory
from app.ui.inventory.kinds import Kind
from app.ui.widgets import ChoiceField, LineField, label

Words = Sequence[tuple[Any, str]]


def _words(kind: type[Any]) -> list[tuple[Any, str]]:
    return [(item, item.label) for item in kind]


CHOICES: dict[str, tuple[tuple[str, str, Words], ...]] = {
    "filing": (
        ("platform", "平台", ()),
        ("status", "状态", _words(FilingStatus)),
        ("type", "类别", _words(AlgorithmType)),
    ),
    "algorithm": (("type", "类别", _words(AlgorithmType)), ("role", "角色", _words(Role))),
    "product": (("kind", "形态", _words(ProductKind)), ("state", "状态", _words(ProductState))),
    "organisation": (),
}


class FilterRow(QWidget):
    """Any text and the choices of a kind; ``changed`` when other records fit."""

    changed = Signal()

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self._wanted: dict[str, str] = {}
        self.text = LineField("筛选：任意文字，可用空格隔开多个词")
        self.text.setClearButtonEnabled(True)
        self.text.setAccessibleName("筛选")
        self.text.setToolTip("筛选（Ctrl+F）")
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        self.choices: dict[str, ChoiceField[Any]] = {}
        self._count = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for key, word, pairs in CHOICES[kind.key]:
            choice: ChoiceField[Any] = ChoiceField([(None, f"{word}：全部"), *pairs])
            choice.setAccessibleName(word)
            choice.value_committed.connect(self.changed)
            self.choices[key] = choice
            row.addWidget(choice)
        row.addWidget(self._count)

    def offer(self, data: Inventory) -> None:
        """Offer the platforms; take up what was chosen when the program was left."""
        if "platform" in self.choices:
            every: list[tuple[Any, str]] = [(None, "平台：全部")]
            self.choices["platform"].set_choices(every + [(i, n) for i, n, _ in data.platforms])
        for key, kept in self._wanted.items():
            if key in self.choices:
                self.choices[key].set_value(kept)
                if self.choices[key].value() is None:
                    self.choices[key].set_value(None)
        self._wanted = {}

    def fits(self, row: Any) -> bool:
        """Tell whether a record is to be shown."""
        for key, choice in self.choices.items():
            wanted = choice.value()
            if wanted is not None and getattr(row, key) != wanted:
                return False
        words = self.text.value().casefold().split()
        if not words:
            return True
        text = self._kind.text(row)
        return all(word in text for word in words)

    def active(self) -> bool:
        """Tell whether anything is asked for."""
        chosen = any(choice.value() is not None for choice in self.choices.values())
        return chosen or bool(self.text.value())

    def clear(self) -> None:
        """Ask for nothing."""
        for choice in self.choices.values():
            choice.set_value(None)
        self.text.clear()
        self.changed.emit()

    def tell_count(self, shown: int, whole: int) -> None:
        """Say how many records are shown, of how many."""
        told = f"{shown} / {whole}" if shown != whole else str(whole)
        self._count.setText(f"{told} {self._kind.unit}")

    def count_text(self) -> str:
        """Return what is said of the number of records."""
        return self._count.text()

    def save(self, settings: QSettings) -> None:
        """Keep what is asked for."""
        kept = {key: choice.value() for key, choice in self.choices.items()}
        asked = {key: str(value) for key, value in kept.items() if value is not None}
        if self.text.value():
            asked["text"] = self.text.value()
        settings.setValue(self._name(), json.dumps(asked, ensure_ascii=False))

    def restore(self, settings: QSettings) -> None:
        """Bring back what was asked for."""
        try:
            found = json.loads(str(settings.value(self._name()) or "{}"))
        except ValueError:
            found = {}
        if isinstance(found, dict):
            self._wanted = {str(key): str(value) for key, value in found.items()}
            self.text.setText(self._wanted.pop("text", ""))

    def _name(self) -> str:
        return f"inventory/filter-{self._kind.key}"
