"""What a page says of what was done in it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.errors import QingBeiError
from app.ui.widgets.basics import button, label, restyle, tool

Offer = tuple[str, Callable[[], object]]
"""The word on a button, and what it does."""


class InfoBar(QFrame):
    """A message inside the page: its remedy, 复制详情 for errors, and a close button.

    It stays until it is closed or the page tells something else.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = ""
        self._action_slot: Callable[[], object] | None = None
        self._second_slot: Callable[[], object] | None = None
        self._filled = False
        self.hide()

    def _fill(self) -> None:
        """Make what is inside, when there is something to tell."""
        self._filled = True
        self._text = label(wrap=True, copy=True)
        self._copy = button("复制详情", self._on_copy, kind="link")
        self._action = button("", kind="link")
        self._action.clicked.connect(lambda: self._run(self._action_slot))
        self._second = button("", kind="link")
        self._second.clicked.connect(lambda: self._run(self._second_slot))
        close = tool("关闭", "close", self.dismiss, word=False)
        self._again = QHBoxLayout()
        self._again.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addLayout(self._again)
        row.addWidget(self._action)
        row.addWidget(self._second)
        row.addWidget(self._copy)
        row.addWidget(close)

    def tell(
        self,
        text: str,
        tone: str = "info",
        *,
        details: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
        second: Offer | None = None,
        again: Sequence[Offer] = (),
    ) -> None:
        """Show ``text`` on the ground of ``tone`` (info, success, warning, danger).

        What can be done about it is offered as ``action`` and as ``second``, a word and what it
        does: the bar goes with it. It stays for what is offered ``again``.
        """
        if not self._filled:
            self._fill()
        self._text.setText(text)
        self._details = details
        self._copy.setVisible(tone == "danger")
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._action_slot = on_action
        self._second.setText(second[0] if second else "")
        self._second.setVisible(second is not None)
        self._second_slot = second[1] if second else None
        self._offer_again(again)
        restyle(self, "kind", tone)
        self.show()

    def _offer_again(self, offers: Sequence[Offer]) -> None:
        while (entry := self._again.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for word, slot in offers:
            self._again.addWidget(button(word, slot, kind="link"))

    def tell_error(self, error: QingBeiError) -> None:
        """Show an error with its remedy and its details to copy."""
        self.tell(f"{error.message}{error.remedy}", "danger", details=error.details)

    def text(self) -> str:
        """Return the message shown."""
        return self._text.text() if self._filled else ""

    def dismiss(self) -> None:
        """Hide the bar."""
        self.hide()
        self.closed.emit()

    def _on_copy(self) -> None:
        whole = "\n".join(part for part in (self._text.text(), self._details) if part)
        QGuiApplication.clipboard().setText(whole)

    def _run(self, slot: Callable[[], object] | None) -> None:
        self.dismiss()
        if slot is not None:
            slot()
