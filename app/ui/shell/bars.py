"""The bars of the window: running work in the top bar, the truth about saving in the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.ui.jobs import Jobs
from app.ui.widgets import Elided, label, tool


class RunningWork(QWidget):
    """The job that runs: what it does, how far it is, and a button to cancel it."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._job_id = 0
        self._text = Elided(kind="muted")
        self._text.setMinimumWidth(160)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._cancel = tool("取消", "close", self._on_cancel, tip="取消正在进行的工作")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        jobs.running_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        running = self._jobs.running()
        self.setVisible(bool(running))
        if not running:
            return
        job = running[0]
        self._job_id = job.id
        more = f"（另有 {len(running) - 1} 项）" if len(running) > 1 else ""
        self._text.set_full(f"{job.text or job.title}{more}")
        self._bar.setRange(0, job.total)
        self._bar.setValue(job.step)
        self._cancel.setEnabled(not job.cancelled)

    def _on_cancel(self) -> None:
        self._jobs.cancel(self._job_id)
        self._text.set_full("正在取消…")


class Foot(QWidget):
    """The line at the bottom: data folder, last backup, messages, and whether all is saved."""

    def __init__(self, jobs: Jobs, folder: str) -> None:
        super().__init__()
        self._jobs = jobs
        self.setProperty("kind", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._folder = Elided(f"数据目录：{folder}", "muted")
        self._backup = label("", "muted")
        self._message = Elided()
        self._saved = label("已全部保存", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(16)
        row.addWidget(self._folder, 2)
        row.addWidget(self._message, 3)
        row.addWidget(self._backup)
        row.addWidget(self._saved)
        jobs.running_changed.connect(self._show)
        jobs.message.connect(self._message.set_full)

    def tell_backup(self, text: str) -> None:
        """Say when the last backup was made."""
        self._backup.setText(text)

    def message(self) -> str:
        """Return the last message."""
        return self._message.full()

    def _show(self) -> None:
        pending = self._jobs.pending_changes()
        self._saved.setText("正在保存…" if pending else "已全部保存")
