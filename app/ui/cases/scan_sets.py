"""What would be filed, material by material: how complete it is, and what is said of the seal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.scan_filing import SetView
from app.ui.widgets import Chip, Elided, label

MOST_SHOWN = 60


class ScanSets(QWidget):
    """One line a material."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self.told: list[str] = []

    def show_sets(self, sets: Sequence[SetView]) -> None:
        """Show these."""
        while self._column.count() > 1:
            entry = self._column.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.told = [told.text for item in sets for told in item.told]
        for item in sets[:MOST_SHOWN]:
            self._column.insertWidget(self._column.count() - 1, _line(item))
        if len(sets) > MOST_SHOWN:
            more = label(f"等 {len(sets)} 份材料", "muted")
            self._column.insertWidget(self._column.count() - 1, more)
        if not sets:
            none = label("还没有可以归档的页。请在下面逐页指定材料。", "muted", wrap=True)
            self._column.insertWidget(self._column.count() - 1, none)


def _line(item: SetView) -> QFrame:
    made = QFrame()
    made.setProperty("kind", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(10, 6, 10, 6)
    column.setSpacing(3)
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Elided(item.target.label), 1)
    whole = max((page.pages for page in item.pages), default=0)
    if whole:
        there = {page.page for page in item.pages if page.page}
        kept = whole - len(item.verdict.missing)
        earlier = kept - len(there)
        words = f"{kept} / {whole} 页" + (f"（{earlier} 页此前已归档）" if earlier else "")
        head.addWidget(Chip(words, "success" if kept == whole else "warning"))
    else:
        head.addWidget(Chip(f"{len(item.pages)} 页", "neutral"))
    column.addLayout(head)
    for told in item.told:
        kind = "warning" if told.tone == "warning" else "muted"
        column.addWidget(label(told.text, kind, wrap=True))
    return made
