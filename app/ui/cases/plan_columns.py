"""Three plans in columns with the same rows of figures; what differs stands out in words too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QWidget

from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.planner import Figures, Plan, PlanStyle
from app.ui.widgets import Chip, label, restyle

ORDER = (PlanStyle.BATCH, PlanStyle.SINGLE, PlanStyle.RECOMMENDED)


class Row(NamedTuple):
    """A row of figures: its name, its text, and the number it is compared by with its unit."""

    name: str
    text: Callable[[Plan], str]
    number: Callable[[Figures], float | None] | None = None
    unit: str = ""


def _parts(plan: Plan) -> str:
    batch = sum(item.mode is SubmissionMode.BATCH for item in plan.submissions)
    changes = sum(item.kind is SubmissionKind.CHANGE for item in plan.submissions)
    more = f"，其中变更 {changes}" if changes else ""
    return f"批量 {batch}，单个 {len(plan.submissions) - batch}{more}"


def _day(day: date) -> str:
    return f"{day:%m-%d}"


def _finish(plan: Plan) -> str:
    figures = plan.figures
    if figures.expected_days is None or figures.finishes_on is None:
        return "办理时间不明"
    return f"{figures.expected_days} 个工作日，{_day(figures.finishes_on)}"


def _deadline(plan: Plan) -> str:
    figures = plan.figures
    if figures.last_deadline is None:
        return "没有法定期限"
    day = _day(figures.last_deadline)
    if figures.met is None:
        return f"{day}，无法判断"
    return f"{day}，赶得上" if figures.met else f"{day}，{figures.late} 次赶不上"


ROWS = (
    Row("提交次数", lambda plan: f"{plan.figures.submissions} 次", lambda f: f.submissions, "次"),
    Row("批量与单个", _parts),
    Row("文件份数", lambda plan: f"{plan.figures.documents} 份", lambda f: f.documents, "份"),
    Row("估计工时", lambda plan: f"{plan.figures.hours:.1f} 小时", lambda f: f.hours, "小时"),
    Row("预计完成", _finish, lambda f: f.expected_days, "天"),
    Row(
        "至少一次退回",
        lambda plan: f"{plan.figures.chance:.0%}",
        lambda f: round(f.chance * 100),
        "个点",
    ),
    Row("最晚期限", _deadline),
)


class PlanColumns(QFrame):
    """The officer chooses a column; ``chosen(PlanStyle)``."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 8, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        self.buttons: dict[PlanStyle, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._cells: dict[tuple[PlanStyle, int], Figure] = {}
        for place, style in enumerate(ORDER, start=1):
            radio = QRadioButton(style.label)
            radio.setAccessibleName(f"方案：{style.label}")
            radio.clicked.connect(lambda _on, style=style: self.chosen.emit(style))
            self.buttons[style] = radio
            self._group.addButton(radio)
            grid.addWidget(radio, 0, place)
            grid.setColumnStretch(place, 1)
        for number, row in enumerate(ROWS, start=1):
            grid.addWidget(label(row.name, "muted"), number, 0)
            for place, style in enumerate(ORDER, start=1):
                cell = Figure()
                cell.pressed.connect(self.buttons[style].click)
                self._cells[style, number] = cell
                grid.addWidget(cell, number, place, Qt.AlignmentFlag.AlignLeft)

    def show_plans(self, plans: dict[PlanStyle, Plan], chosen: PlanStyle) -> None:
        """Show the figures; those unlike the recommended plan's say by how much."""
        self.buttons[chosen].setChecked(True)
        model = plans[PlanStyle.RECOMMENDED]
        for number, row in enumerate(ROWS, start=1):
            for style in ORDER:
                differs, more = _difference(row, plans[style], model)
                self._cells[style, number].show_figure(row.text(plans[style]), differs, more)

    def figure(self, style: PlanStyle, name: str) -> str:
        """Return a figure as shown, without what it differs by."""
        number = next(place for place, row in enumerate(ROWS, start=1) if row.name == name)
        return self._cells[style, number].told

    def difference(self, style: PlanStyle, name: str) -> str:
        """Return by how much a figure differs from the recommended plan, in words."""
        number = next(place for place, row in enumerate(ROWS, start=1) if row.name == name)
        return self._cells[style, number].more

    def focus_chosen(self) -> None:
        """Give the focus to the chosen column."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus()


def _difference(row: Row, plan: Plan, model: Plan) -> tuple[bool, str]:
    if plan is model or row.text(plan) == row.text(model):
        return False, ""
    mine = row.number(plan.figures) if row.number else None
    wanted = row.number(model.figures) if row.number else None
    if mine is None or wanted is None:
        return True, ""
    by = mine - wanted
    if abs(by) < 0.05:
        return True, ""
    number = f"{abs(by)}" if isinstance(by, int) else f"{abs(by):.1f}"
    return True, f"{'多' if by > 0 else '少'} {number} {row.unit}"


class Figure(Chip):
    """A figure; a click chooses its column."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        self.told = self.more = ""
        if parent is not None:
            self.setParent(parent)

    def show_figure(self, text: str, differs: bool, more: str) -> None:
        """Show a figure, set off where it differs, with ``more`` in words."""
        if (text, more) == (self.told, self.more) and self.property("plain") is (not differs):
            return
        self.told, self.more = text, more
        shown = f"{text}（{more}）" if more else text
        tip = "与推荐方案不同" if differs else ""
        if text == "办理时间不明":
            tip = "有的平台没有公开办理时间，无法估计完成日期；可在平台目录中填写"
        self.set(shown, "warning" if differs else "neutral", tip)
        restyle(self, "plain", not differs)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
