"""The list of findings: those that say the same of several records share a card."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.rules.findings import Alike, Finding, Severity, grouped
from app.ui.widgets.basics import CertaintyTag, Elided, Picture, button, label
from app.ui.widgets.pressable import Pressable

LINES = 6
"""Messages of a brief card keep to so many names; the menu has them all."""


class FindingCard(Pressable):
    """What was found, once; Enter or a click leads to its field.

    Where it was found at several records, that is the first of them, and a menu leads to each.
    """

    activated = Signal(object)

    def __init__(self, alike: Alike, *, brief: bool = False) -> None:
        super().__init__(lambda: self.activated.emit(alike.first), Qt.FocusPolicy.StrongFocus)
        self.alike = alike
        first = alike.first
        blocking = first.severity is Severity.BLOCKING
        self.setProperty("kind", "card")
        self.setToolTip("回车或单击：打开要处理的位置")
        self.setAccessibleName(f"{first.severity.label}：{alike.message}")
        mark = (
            Picture("error", colour="danger") if blocking else Picture("warning", colour="warning")
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(alike.message, wrap=True))
        if not brief:
            words.addWidget(label(first.remedy, "muted", wrap=True))
        if len(alike.findings) > 1:
            words.addLayout(self._records())
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if not brief:
            tag = CertaintyTag(first.certainty, first.source)
            row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)

    def _records(self) -> QHBoxLayout:
        found = self.alike.findings
        unit = "次提交" if self.alike.first.place.submission_id is not None else "项备案"
        menu = QMenu(self)
        menu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        for one in found:
            menu.addAction(one.about.replace("&", "&&"), partial(self.activated.emit, one))
        self.records = button(f"{len(found)} {unit}", kind="link", tip="逐个打开要处理的位置")
        self.records.setMenu(menu)
        names = Elided(kind="muted")
        names.set_full("、".join(one.about for one in found[:LINES]))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.records)
        row.addWidget(names, 1)
        return row


class FindingsList(QWidget):
    """Findings one under the other; ``activated(finding)`` when one is chosen."""

    activated = Signal(object)

    def __init__(self, *, brief: bool = False, most: int | None = None) -> None:
        super().__init__()
        self._brief, self._most = brief, most
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.cards: list[FindingCard] = []
        self.left_out = 0

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show other findings; ``left_out`` tells how many groups are more than are shown."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.deleteLater()
        groups = grouped(findings)
        shown = groups[: self._most]
        self.left_out = len(groups) - len(shown)
        self.cards = []
        for alike in shown:
            card = FindingCard(alike, brief=self._brief)
            card.activated.connect(self.activated)
            self._column.addWidget(card)
            self.cards.append(card)
