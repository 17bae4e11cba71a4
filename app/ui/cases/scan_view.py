"""扫描归档: scans are read, every page is shown with where it goes, the officer confirms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import QingBeiError
from app.progress import Progress
from app.services.results import Result
from app.services.scan_filing import Filed, file_scans, sets_of
from app.services.scan_reading import ScanReading, read_scans, turned
from app.services.workspace import Workspace
from app.ui.cases.scan_detail import ScanDetail
from app.ui.cases.scan_list import ScanList
from app.ui.cases.scan_sets import ScanSets
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, button, label, scrolled


class ScanView(QWidget):
    """Signals: ``closed`` (nothing was filed), ``failed(error)`` when the scans cannot be read,
    ``filed(Filed, paths)``."""

    closed = Signal()
    failed = Signal(object)
    filed = Signal(object, list)

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int) -> None:
        super().__init__()
        self.ws, self.jobs, self._case_id = ws, jobs, case_id
        self.reading: ScanReading | None = None
        self.choices: dict[int, int | None] = {}
        self._paths: list[Path] = []
        self._job = 0
        self.info = InfoBar()
        self.list = ScanList(jobs)
        self.list.chosen.connect(self._on_chosen)
        self.list.decide_asked.connect(self._on_decide)
        self.detail = ScanDetail(jobs)
        self.detail.decided.connect(self.decide)
        self.detail.turn_asked.connect(self._on_turn)
        self.sets = ScanSets()
        self._head = label("", "heading")
        self._told = label("", "muted", wrap=True)
        self.back = button("返回清单", self.closed.emit, icon_name="back", shortcut="Esc")
        self.confirm = button("归档", self.on_file, kind="primary", shortcut="Ctrl+S")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting())
        self._stack.addWidget(self._result())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.info)
        column.addWidget(self._stack, 1)
        jobs.running_changed.connect(self._on_running)

    def _waiting(self) -> QWidget:
        made = QWidget()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(420)
        self._under_way = label("", "muted")
        self.cancel = button("取消", self._on_cancel, shortcut="Esc")
        column = QVBoxLayout(made)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(label("正在读取扫描件", "heading"), 0, centre)
        for widget in (self._under_way, self.bar, self.cancel):
            column.addWidget(widget, 0, centre)
        column.addStretch(3)
        return made

    def _result(self) -> QWidget:
        made = QWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._head)
        words.addWidget(self._told)
        head.addLayout(words, 1)
        head.addWidget(self.confirm)
        upper = scrolled(self.sets)
        upper.setMinimumHeight(96)
        left = QSplitter(Qt.Orientation.Vertical)
        left.setChildrenCollapsible(False)
        left.addWidget(upper)
        left.addWidget(self.list)
        left.setSizes([190, 330])
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(left)
        body.addWidget(self.detail)
        body.setSizes([360, 340])
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(body, 1)
        return made

    # reading

    def read(self, paths: Sequence[Path]) -> None:
        """Read these scans; nothing is changed by it."""
        self._paths, self.reading = list(paths), None
        self.info.dismiss()
        self.bar.setRange(0, 0)
        self._under_way.setText("、".join(path.name for path in self._paths[:3]))
        self._stack.setCurrentIndex(0)
        self.cancel.setFocus()
        files = list(self._paths)

        def look(progress: Progress) -> ScanReading:
            return read_scans(self.ws, self._case_id, files, progress)

        self._job = self.jobs.read(
            look, self._show, failed=self._fail, owner=self, title="正在读取扫描件"
        )

    def _on_running(self) -> None:
        if not self._job:
            return
        job = next((job for job in self.jobs.running() if job.id == self._job), None)
        if job is not None and not job.cancelled:
            self.bar.setRange(0, max(job.total, 1))
            self.bar.setValue(job.step)
            self._under_way.setText(f"{job.text}，共 {job.total} 页" if job.total else job.text)
        elif not self.jobs.under_way(self._job):
            self._job = 0
            if self.reading is None:
                self.closed.emit()

    def _on_cancel(self) -> None:
        self._under_way.setText("正在取消")
        self.jobs.cancel(self._job)

    def _fail(self, error: QingBeiError) -> bool:
        self._job = 0
        self.failed.emit(error)
        return True

    # the result

    def _show(self, reading: ScanReading) -> None:
        self.reading, self.choices = reading, dict(reading.choices)
        self._stack.setCurrentIndex(1)
        self.list.pages.clear()
        self._refresh()
        # What needs a decision comes first; else one begins at the first page.
        doubtful = [p.index for p in reading.pages if self.choices[p.index] is None]
        self.list.go_to(doubtful[0] if doubtful else 0)
        self.list.setFocus()

    def _refresh(self) -> None:
        reading = self.reading
        assert reading is not None
        self.list.pages.show_pages(reading, self.choices)
        sets = sets_of(reading, self.choices)
        self.sets.show_sets(sets)
        count = sum(material is not None for material in self.choices.values())
        rest = len(reading.pages) - count
        names = "、".join(dict.fromkeys(page.source.path.name for page in reading.pages))
        self._head.setText(f"{len(reading.pages)} 页，其中 {count} 页归到 {len(sets)} 份材料")
        self._told.setText(f"{names}" + (f"　{rest} 页不归档" if rest else ""))
        self.confirm.setText(f"归档 {count} 页" if count else "归档")
        self.confirm.setEnabled(bool(count))
        self.confirm.setToolTip(
            "归档（Ctrl+S）" if count else "还没有指定任何一页的材料。请先为至少一页指定材料。"
        )

    def _on_chosen(self, row: int) -> None:
        if self.reading is not None and 0 <= row < len(self.reading.pages):
            self.detail.show_page(self.reading.pages[row], self.reading, self.choices)

    def _on_decide(self) -> None:
        self.detail.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self, index: int, material_id: int | None) -> None:
        """File a page to an item, or nowhere; of two scans of the same page one gives way."""
        reading = self.reading
        if reading is None:
            return
        page = reading.pages[index]
        if material_id is not None and page.page:
            for other in reading.pages:
                same = other.page == page.page and self.choices[other.index] == material_id
                if same and other.index != index:
                    self.choices[other.index] = None
        self.choices[index] = material_id
        self._refresh()
        self._on_chosen(self.list.currentIndex().row())

    def _on_turn(self, index: int) -> None:
        if self.reading is not None:
            self.reading = turned(self.reading, index)
            self._refresh()
            self._on_chosen(index)

    def on_file(self) -> None:
        """File what is chosen, as one step that undo takes back."""
        reading, choices = self.reading, dict(self.choices)
        if reading is None:
            return
        self.info.dismiss()
        self.confirm.setEnabled(False)

        def work(progress: Progress) -> Result[Filed]:
            return file_scans(self.ws, reading, choices, progress)

        self.jobs.change("扫描归档", work, self._on_filed, self._on_not_filed, owner=self)

    def _on_filed(self, filed: Filed) -> None:
        self.reading = None
        self.list.pages.clear()
        self.filed.emit(filed, self._paths)

    def _on_not_filed(self, error: QingBeiError) -> bool:
        self.confirm.setEnabled(True)
        self.info.tell_error(error)
        return True
