"""Progress of a case (材料进度): a bar for all, and a line with a bar for each submission."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.model.kinds import SubmissionState
from app.rules.case_progress import Count, SubmissionStanding
from app.ui.widgets import Elided, Pressable, label

MOST = 6
UNASKED = "采用办理方案后，在这里显示材料进度。"


class ProgressList(QWidget):
    """The submissions that lack most of what is near come first; ``asked(submission_id)``."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.told = label("", wrap=True)
        self.bar = _bar()
        self.lines: list[ProgressLine] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._more = label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.told)
        column.addWidget(self.bar)
        column.addLayout(self._lines)
        column.addWidget(self._more)

    def show_progress(self, whole: Count, items: Sequence[SubmissionStanding]) -> None:
        """Show another case, or the same one changed."""
        self.told.setText(_whole_words(whole, len(items)) if items else UNASKED)
        _fill(self.bar, whole)
        self.bar.setVisible(whole.asked > 0)
        shown = [] if len(items) == 1 else sorted(items, key=_order)[:MOST]
        for place, item in enumerate(shown):
            if place == len(self.lines):
                made = ProgressLine()
                made.asked.connect(self.asked)
                self.lines.append(made)
                self._lines.addWidget(made)
            self.lines[place].show_item(item)
        for line in self.lines[len(shown) :]:
            line.hide()
        rest = len(items) - len(shown) if shown else 0
        self._more.setText(f"另有 {rest} 次提交" if rest else "")
        self._more.setVisible(bool(rest))


def _whole_words(whole: Count, submissions: int) -> str:
    many = f"，{submissions} 次提交" if submissions > 1 else ""
    return f"材料就绪 {whole.ready} / {whole.asked}{many}"


def _order(item: SubmissionStanding) -> tuple[bool, bool, object, int]:
    """Order what is to be prepared first, the nearest day first."""
    waits = item.state not in (SubmissionState.PREPARING, SubmissionState.RETURNED)
    return waits, item.due_on is None, item.due_on or 0, item.order


def _bar() -> QProgressBar:
    made = QProgressBar()
    made.setTextVisible(False)
    return made


def _fill(bar: QProgressBar, count: Count) -> None:
    bar.setMaximum(max(count.asked, 1))
    bar.setValue(count.ready)
    bar.setAccessibleName(f"材料就绪 {count.ready} 项，共 {count.asked} 项")


class ProgressLine(Pressable):
    """One submission: its name, how many materials are ready, and the bar; leads there."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__(lambda: self.asked.emit(self._id))
        self.setProperty("kind", "row")
        self._id = 0
        self._name = Elided("")
        self._count = label("", "muted")
        self._bar = _bar()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._name, 1)
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 3, 6, 5)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self._bar)

    def show_item(self, item: SubmissionStanding) -> None:
        """Show a submission."""
        self._id = item.id
        count = item.count
        in_the_house = item.state in (SubmissionState.PREPARING, SubmissionState.RETURNED)
        done = f"{count.ready} / {count.asked}"
        self._name.set_full(item.label.rpartition(" · ")[2])
        self._count.setText(done if in_the_house else item.state.label)
        _fill(self._bar, count)
        told = f"{item.label}：{item.state.label}，材料就绪 {done}"
        self.setToolTip(told)
        self.setAccessibleName(told)
        self.show()

    def text(self) -> str:
        """Return what the line says."""
        return f"{self._name.full()} {self._count.text()}"
