"""Three plans in columns with the same rows of figures; what differs stands out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QWidget

from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.planner import Plan, PlanStyle
from app.ui.widgets import Chip, label, restyle

ORDER = (PlanStyle.BATCH, PlanStyle.SINGLE, PlanStyle.RECOMMENDED)


def _batches(plan: Plan) -> str:
    batch = sum(item.mode is SubmissionMode.BATCH for item in plan.submissions)
    return f"{batch} / {len(plan.submissions) - batch}"


def _changes(plan: Plan) -> str:
    return f"{sum(item.kind is SubmissionKind.CHANGE for item in plan.submissions)} 次"


ROWS: tuple[tuple[str, Callable[[Plan], str]], ...] = (
    ("提交次数", lambda plan: f"{plan.figures.submissions} 次"),
    ("批量 / 单个", _batches),
    ("其中变更", _changes),
    ("要准备的文件", lambda plan: f"{plan.figures.documents} 份"),
    ("估计工时", lambda plan: f"{plan.figures.hours:g} 小时"),
)


class PlanColumns(QFrame):
    """The officer chooses a column; ``chosen(PlanStyle)``."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        self.buttons: dict[PlanStyle, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._cells: dict[tuple[PlanStyle, int], QWidget] = {}
        for place, style in enumerate(ORDER, start=1):
            radio = QRadioButton(style.label)
            radio.setAccessibleName(f"方案：{style.label}")
            radio.clicked.connect(lambda _on, style=style: self.chosen.emit(style))
            self.buttons[style] = radio
            self._group.addButton(radio)
            grid.addWidget(radio, 0, place)
            grid.setColumnStretch(place, 1)
        for row, (name, _text) in enumerate(ROWS, start=1):
            grid.addWidget(label(name, "muted"), row, 0)
            for place, style in enumerate(ORDER, start=1):
                cell = Figure()
                cell.pressed.connect(self.buttons[style].click)
                self._cells[style, row] = cell
                grid.addWidget(cell, row, place, Qt.AlignmentFlag.AlignLeft)
        note = "工时为本程序的估算（待核实），可用来比较方案，不是平台的规定。"
        grid.addWidget(label(note, "muted", wrap=True), len(ROWS) + 1, 0, 1, len(ORDER) + 1)

    def show_plans(self, plans: dict[PlanStyle, Plan], chosen: PlanStyle) -> None:
        """Show the figures; those unlike the recommended plan's stand out."""
        self.buttons[chosen].setChecked(True)
        for row, (_name, text) in enumerate(ROWS, start=1):
            wanted = text(plans[PlanStyle.RECOMMENDED])
            for style in ORDER:
                cell = self._cells[style, row]
                assert isinstance(cell, Figure)
                told = text(plans[style])
                cell.show_figure(told, differs=told != wanted)

    def figure(self, style: PlanStyle, name: str) -> str:
        """Return a figure as shown."""
        row = next(place for place, (title, _) in enumerate(ROWS, start=1) if title == name)
        cell = self._cells[style, row]
        assert isinstance(cell, Figure)
        return cell.text()

    def focus_chosen(self) -> None:
        """Give the focus to the chosen column."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus()


class Figure(Chip):
    """A figure; a click chooses its column."""

    pressed = Signal()

    def show_figure(self, text: str, *, differs: bool) -> None:
        """Show a figure, set off where it differs."""
        self.set(text, "warning" if differs else "neutral", "与推荐方案不同" if differs else "")
        restyle(self, "plain", not differs)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
