"""The line above the catalogue that says what there is to do about its rules."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.rules.rule_age import CHECK_AGAIN_AFTER_DAYS
from app.services.platform_rules import CatalogueView
from app.ui.widgets import Picture, button, label

Place = tuple[str, str]


class AttentionStrip(QFrame):
    """Tells what is due; ``walk_asked("due" or "moved")`` leads through it one by one."""

    walk_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "warning")
        self.due = label("", wrap=True)
        self.moved = label("", wrap=True)
        self.left_out = label("", "warning", wrap=True, copy=True)
        self.walk_due = button("逐条复核", lambda: self.walk_asked.emit("due"), kind="link")
        self.walk_moved = button("逐条比较", lambda: self.walk_asked.emit("moved"), kind="link")
        words = QVBoxLayout()
        words.setSpacing(2)
        for told, walk in ((self.due, self.walk_due), (self.moved, self.walk_moved)):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(told)
            row.addWidget(walk)
            row.addStretch(1)
            words.addLayout(row)
        words.addWidget(self.left_out)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(10, 6, 10, 6)
        whole.setSpacing(8)
        whole.addWidget(Picture("warning", colour="warning"))
        whole.addLayout(words, 1)
        self.hide()

    def show_view(self, view: CatalogueView) -> None:
        """Tell what there is to do; nothing is told where there is nothing."""
        due, moved = len(view.due), len(view.moved)
        self.due.setText(f"{due} 条规则超过 {CHECK_AGAIN_AFTER_DAYS} 天没有核实，使用前请复核。")
        self.moved.setText(f"{moved} 条自定义规则的随附规则已更新，请比较后决定。")
        self.left_out.setText("\n".join(f"未采用的自定义规则：{told}。" for told in view.left_out))
        for shown, widgets in (
            (bool(due), (self.due, self.walk_due)),
            (bool(moved), (self.moved, self.walk_moved)),
            (bool(view.left_out), (self.left_out,)),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        self.setVisible(bool(due or moved or view.left_out))


class Walk:
    """Which rule comes next while the officer is led through what is due (or has moved)."""

    def __init__(self) -> None:
        self.kind = ""
        self._skipped: set[Place] = set()

    def start(self, kind: str) -> None:
        """Begin with all that is ``due`` or has ``moved``."""
        self.kind, self._skipped = kind, set()

    def stop(self) -> None:
        """End the walk."""
        self.kind = ""

    def skip(self, place: Place) -> None:
        """Leave a rule for another day."""
        self._skipped.add(place)

    def rest(self, view: CatalogueView) -> list[Place]:
        """Return what is still to be looked at, in the order of the page."""
        wanted = {"due": view.due, "moved": view.moved}.get(self.kind, ())
        return [place for place in wanted if place not in self._skipped]
