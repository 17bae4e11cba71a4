"""Asks for the password of a locked PDF, in the place of the checklist."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import LockedFileError
from app.ui.widgets import InfoBar, button, label


class UnlockPanel(QWidget):
    """Signals: ``closed()`` when the officer goes back; what was typed is forgotten then."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._use: Callable[[str], None] | None = None
        self._asked = ""
        self.info = InfoBar()
        self.title = label("", "heading", wrap=True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setMaxLength(200)
        self.password.setMaximumWidth(360)
        self.password.setPlaceholderText("打开密码")
        self.password.setAccessibleName("打开密码")
        self.password.returnPressed.connect(self._on_take)
        self.take = button("打开并附上", self._on_take, kind="primary")
        self.back = button("返回，不附", self.closed.emit, icon_name="back", shortcut="Esc")
        row = QHBoxLayout()
        for widget in (self.password, self.take, self.back):
            row.addWidget(widget)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.info)
        whole.addWidget(self.title)
        whole.addWidget(
            label(
                "存入材料库的是解开后的内容，装订和上传都不再需要密码。密码只用这一次，不会保存；"
                "原件请自行保留。",
                "muted",
                wrap=True,
            )
        )
        whole.addLayout(row)
        whole.addStretch(1)

    def open(self, error: LockedFileError, use: Callable[[str], None]) -> None:
        """Ask for the password of the file that ``error`` names; ``use`` tries it."""
        again = self._asked == str(error.path) and self.isVisible()
        self._asked, self._use = str(error.path), use
        self.title.setText(f"“{error.path.name}”有打开密码")
        self.info.dismiss()
        if again:
            self.info.tell(str(error), "warning")
        self.password.setFocus()
        self.password.selectAll()

    def _on_take(self) -> None:
        if not self.password.text():
            self.info.tell("请先输入密码。", "warning")
        elif self._use is not None:
            self._use(self.password.text())

    def hideEvent(self, event: QHideEvent) -> None:
        self.password.clear()
        self._use = None  # it may hold what opened another file
        super().hideEvent(event)
