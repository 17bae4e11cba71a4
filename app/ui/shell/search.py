"""The global search: one line, results under it, from the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.progress import Progress
from app.ui.jobs import Jobs
from app.ui.widgets import make_clearable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget

WAIT_MS = 120
WIDEST = 640


class SearchHit(NamedTuple):
    """A thing that was found: its words, and what to do when it is chosen."""

    kind: str
    title: str
    subtitle: str
    choose: Callable[[], object]


Provider = Callable[[str], Sequence[SearchHit]]


class SearchBox(QLineEdit):
    """Asks its providers off the GUI thread; Down goes into the list, Enter chooses."""

    def __init__(self, jobs: Jobs, commands: Provider) -> None:
        super().__init__()
        self._jobs = jobs
        self._commands = commands
        self._providers: list[Provider] = []
        self._hits: list[SearchHit] = []
        self.setPlaceholderText("搜索备案、项目、产品、命令（Ctrl+K）")
        self.setAccessibleName("全局搜索")
        self.setToolTip("支持中文、拼音首字母、编号片段（Ctrl+K）")
        self.setMinimumWidth(180)
        self.setMaximumWidth(420)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        make_clearable(self)
        self.textEdited.connect(lambda _text: self._timer.start())

    @cached_property
    def _list(self) -> QListWidget:
        """What was found, under the line; made when something is first looked for."""
        from PySide6.QtWidgets import QListWidget

        made = QListWidget()
        made.setWindowFlags(Qt.WindowType.ToolTip)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAccessibleName("搜索结果")
        made.itemClicked.connect(lambda _item: self._choose())
        return made

    def _hide_list(self) -> None:
        if "_list" in vars(self):
            self._list.hide()

    def add_provider(self, provider: Provider) -> None:
        """Let another provider answer; it is called off the GUI thread."""
        self._providers.append(provider)

    def hits(self) -> list[SearchHit]:
        """Return what is listed now."""
        return self._hits

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            self._show([])
            return

        def look(_progress: Progress) -> list[SearchHit]:
            return [hit for provider in self._providers for hit in provider(text)]

        commands = list(self._commands(text))
        self._jobs.read(look, lambda hits: self._show(commands + hits), key="search", owner=self)

    def _show(self, hits: list[SearchHit]) -> None:
        self._hits = hits
        self._list.clear()
        for hit in hits:
            self._list.addItem(f"{hit.kind}　{hit.title}　{hit.subtitle}".strip())
        text = self.text().strip()
        if not hits and text:
            self._list.addItem(f"没有找到“{text}”")
        if not text or not self.hasFocus():
            self._list.hide()
            return
        self._list.setCurrentRow(0)
        rows = min(max(self._list.count(), 1), 12)
        self._list.setFixedSize(max(self.width(), WIDEST), rows * 28 + 8)
        self._list.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._list.show()

    def _choose(self) -> None:
        row = self._list.currentRow() if self._hits else -1
        if 0 <= row < len(self._hits):
            hit = self._hits[row]
            self._close()
            hit.choose()

    def _close(self) -> None:
        self._hide_list()
        self.clear()
        self._hits = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._hits and self._list.isVisible():
            step = 1 if key == Qt.Key.Key_Down else -1
            count = max(self._list.count(), 1)
            self._list.setCurrentRow((self._list.currentRow() + step) % count)
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
            return
        if key == Qt.Key.Key_Escape:
            self._close()
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        self._hide_list()
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Move and isinstance(watched, QWidget):
            self._hide_list()
        return super().eventFilter(watched, event)
