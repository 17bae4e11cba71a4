"""The one place that runs work off the GUI thread.

Changes run one after the other on a single writer thread; reads run beside them. Results come
back on the GUI thread as plain values. Undo, redo, errors and progress are handled here, once.
"""

from __future__ import annotations

import itertools
import traceback
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRunnable, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from app.errors import CancelledError, InternalError, QingBeiError
from app.progress import Progress, Seldom
from app.services.results import Changes, Result
from app.services.workspace import Workspace
from app.ui.jobs.garbage import GuiCollector

T = TypeVar("T")

SHOW_AFTER_MS = 300


class Job:
    """A piece of work under way, as the shell shows it."""

    def __init__(
        self,
        id: int,
        title: str,
        *,
        is_change: bool,
        owner: QObject | None,
        done: Callable[[Any], object] | None,
        failed: Callable[[QingBeiError], bool | None] | None,
    ) -> None:
        self.id, self.title, self.is_change = id, title, is_change
        self.owner, self.has_owner = owner, owner is not None
        self.done, self.failed = done, failed
        self.key: Hashable | None = None
        self.step, self.total, self.text = 0, 0, ""
        self.cancelled = self.visible = self.quiet = False


class _Bridge(QObject):
    reported = Signal(int, int, int, str)
    finished = Signal(int, object, object)


class _JobProgress:
    """Answers every question and shows a few."""

    def __init__(self, job: Job, bridge: _Bridge) -> None:
        self._job, self._bridge = job, bridge
        self._seldom = Seldom()

    def report(self, done: int, total: int, text: str) -> None:
        if self._job.cancelled:
            raise CancelledError
        if self._seldom.worth(text):
            self._bridge.reported.emit(self._job.id, done, total, text)


class _Task(QRunnable):
    """Runs one job's function on a pool thread and reports how it ended."""

    def __init__(self, job: Job, work: Callable[[Progress], Any], bridge: _Bridge) -> None:
        super().__init__()
        self._job, self._work, self._bridge = job, work, bridge

    def run(self) -> None:
        value: Any = None
        error: BaseException | None = None
        try:
            if self._job.cancelled:
                raise CancelledError
            value = self._work(_JobProgress(self._job, self._bridge))
        except BaseException as caught:
            error = caught
        if isValid(self._bridge):
            self._bridge.finished.emit(self._job.id, value, error)


def as_known_error(error: BaseException) -> QingBeiError:
    """Return ``error`` itself when it was raised on purpose, else a defect with its traceback."""
    if isinstance(error, QingBeiError):
        return error
    return InternalError(
        "程序遇到了意外错误，这一步没有完成，数据没有改动。",
        "请复制详情反馈，并重试这一步。",
        "".join(traceback.format_exception(error)),
    )


class Jobs(QObject):
    """Runs changes and reads for the window.

    Signals: ``changed(Changes)`` after every change that touched something, ``running_changed``
    when what is shown as running changes, ``message(str)`` with the sentence of a finished
    change, ``failed(QingBeiError)`` for errors that no caller handled, ``undo_changed``.
    """

    changed = Signal(object)
    running_changed = Signal()
    message = Signal(str)
    failed = Signal(object)
    undo_changed = Signal()

    def __init__(self, ws: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ws = ws
        self._ids = itertools.count(1)
        self._shut = False
        self._jobs: dict[int, Job] = {}
        self._newest: dict[Hashable, int] = {}
        self._undo: list[tuple[int, str]] = []
        self._redo: list[tuple[int, str]] = []
        self._bridge = _Bridge(self)
        self._bridge.reported.connect(self._on_reported)
        self._bridge.finished.connect(self._on_finished)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._writer.setExpiryTimeout(-1)
        self._collector = GuiCollector(self)
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(3)

    def change(
        self,
        title: str,
        work: Callable[[Progress], Result[T]],
        done: Callable[[T], object] | None = None,
        failed: Callable[[QingBeiError], bool | None] | None = None,
        *,
        owner: QObject | None = None,
        quiet: bool = False,
    ) -> int:
        """Run a service that changes things; ``done`` gets its value on the GUI thread.

        ``failed`` may return True to say that it showed the error itself. Callbacks are dropped
        when ``owner`` was deleted meanwhile. ``quiet`` shows no message when it is done.
        """
        job = self._new(title, True, owner, done, failed)
        job.quiet = quiet
        self._writer.start(_Task(job, work, self._bridge))
        return job.id

    def read(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        *,
        key: Hashable | None = None,
        failed: Callable[[QingBeiError], bool | None] | None = None,
        owner: QObject | None = None,
        title: str = "正在读取",
    ) -> int:
        """Run a read; with ``key`` only the newest read of that key delivers its result.

        Once the window is closed nothing is read any more.
        """
        if self._shut:
            return 0
        job = self._new(title, False, owner, done, failed)
        job.key = key
        if key is not None:
            older = self._jobs.get(self._newest.get(key, 0))
            if older is not None:
                older.cancelled = True
            self._newest[key] = job.id
        self._readers.start(_Task(job, work, self._bridge))
        return job.id

    def _new(
        self,
        title: str,
        is_change: bool,
        owner: QObject | None,
        done: Callable[[Any], object] | None,
        failed: Callable[[QingBeiError], bool | None] | None,
    ) -> Job:
        job = Job(
            next(self._ids), title, is_change=is_change, owner=owner, done=done, failed=failed
        )
        self._jobs[job.id] = job
        QTimer.singleShot(SHOW_AFTER_MS, self, lambda: self._show_if_running(job))
        if is_change:
            self.running_changed.emit()
        return job

    def _show_if_running(self, job: Job) -> None:
        if job.id in self._jobs:
            job.visible = True
            self.running_changed.emit()

    def running(self) -> list[Job]:
        """Return the jobs that have run long enough to be shown."""
        return [job for job in self._jobs.values() if job.visible]

    def pending_changes(self) -> int:
        """Return how many changes are not yet stored."""
        return sum(job.is_change for job in self._jobs.values())

    def idle(self) -> bool:
        """Tell whether nothing is under way."""
        return not self._jobs

    def settle_reads(self, most_ms: int) -> None:
        """Wait a little for the reads under way, and hand over what they brought."""
        self._readers.waitForDone(most_ms)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def under_way(self, job_id: int) -> bool:
        """Tell whether a job has neither ended nor been cancelled to its end."""
        return job_id in self._jobs

    def cancel(self, job_id: int) -> None:
        """Ask a job to end at its next report; a change that is cancelled changes nothing."""
        job = self._jobs.get(job_id)
        if job is not None:
            job.cancelled = True

    def shut_down(self) -> None:
        """Let the changes under way end, drop the reads; called once when the window closes."""
        self._shut = True
        for job in self._jobs.values():
            if not job.is_change:
                job.cancelled = True
        self._writer.waitForDone()
        self._readers.waitForDone()
        # How a read ended may never be delivered: the window can be gone before.
        self._jobs = {id: job for id, job in self._jobs.items() if job.is_change}
        self._collector.end()

    # how work comes back

    def _on_reported(self, job_id: int, step: int, total: int, text: str) -> None:
        job = self._jobs.get(job_id)
        if job is not None:
            job.step, job.total, job.text = step, total, text
            if job.visible:
                self.running_changed.emit()

    def _on_finished(self, job_id: int, value: object, error: BaseException | None) -> None:
        job = self._jobs.pop(job_id, None)
        if job is None:
            return
        superseded = job.key is not None and self._newest.get(job.key) != job.id
        if job.key is not None and not superseded:
            self._newest.pop(job.key, None)
        gone = job.has_owner and not isValid(job.owner)
        if error is not None:
            self._tell_error(job, error, silent=superseded or gone)
        elif isinstance(value, Result):
            self._tell_change(job, value, None if gone else job.done)
        elif job.done is not None and not gone and not superseded and not job.cancelled:
            job.done(value)
        self.running_changed.emit()

    def _tell_error(self, job: Job, error: BaseException, *, silent: bool) -> None:
        if isinstance(error, CancelledError):
            if job.is_change:
                self.message.emit(f"已取消：{job.title}，没有改动数据")
            return
        known = as_known_error(error)
        if silent and not job.is_change:
            return
        handled = job.failed(known) if job.failed is not None and not silent else False
        if not handled:
            self.failed.emit(known)

    def _tell_change(
        self, job: Job, result: Result[Any], done: Callable[[Any], object] | None
    ) -> None:
        if job.is_change and result.changes.event_id is not None:
            self._undo.append((result.changes.event_id, result.summary))
            self._redo.clear()
            self.undo_changed.emit()
        if done is not None:
            done(result.value)
        if result.changes:
            self.changed.emit(result.changes)
            if result.summary and not job.quiet:
                self.message.emit(result.summary)

    # undo and redo

    def undo_text(self) -> str:
        """Return what undo would take back, or an empty text."""
        return self._undo[-1][1] if self._undo else ""

    def redo_text(self) -> str:
        """Return what redo would do again, or an empty text."""
        return self._redo[-1][1] if self._redo else ""

    def undo(self) -> None:
        """Take the last change back."""
        self._turn("撤销", self._undo, self._redo)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn("重做", self._redo, self._undo)

    def _turn(
        self, word: str, source: list[tuple[int, str]], target: list[tuple[int, str]]
    ) -> None:
        if not source:
            return
        event_id, summary = source.pop()
        self.undo_changed.emit()

        def turned(_told: str) -> None:
            target.append((self._turned_event, summary))
            self.undo_changed.emit()

        def work(_progress: Progress) -> Result[str]:
            from app.services.history import undo as undo_event

            result = undo_event(self.ws, event_id)
            self._turned_event = result.changes.event_id or 0
            # The stacks are kept here, so the result carries no event to push once more.
            return Result(result.value, Changes(result.changes.tables, None), result.summary)

        self.change(f"{word}：{summary}", work, turned)
