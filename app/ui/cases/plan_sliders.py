"""How much hours, risk and urgency count: three sliders with their numbers, and back to 1."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from app.rules.planner import Weights
from app.ui.platforms.inputs import DecimalField
from app.ui.widgets import button, label

STEPS = 20  # of one slider step to 1.0: 0.05 each
MOST = 3.0
KEEP_AFTER_MS = 700
NAMES = {
    "hours": ("工时", "准备工作的小时数占多大分量"),
    "risk": ("风险", "预计返工占多大分量：越大，越倾向分开提交"),
    "urgency": ("紧迫", "退回造成的延误占多大分量"),
}


class PlanSliders(QWidget):
    """``moved`` at every step, ``settled`` when a value stands and may be kept."""

    moved = Signal()
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sliders: dict[str, QSlider] = {}
        self.numbers: dict[str, DecimalField] = {}
        self._kept = Weights()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self._settle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key, (word, tip) in NAMES.items():
            slider = _Slider(Qt.Orientation.Horizontal)
            slider.setRange(0, round(MOST * STEPS))
            slider.setPageStep(STEPS // 4)
            slider.setValue(STEPS)
            number = DecimalField(MOST, "倍")
            number.setSingleStep(0.05)
            number.setValue(1.0)
            number.setFixedWidth(78)
            slider.setMinimumWidth(50)
            for widget in (slider, number):
                widget.setToolTip(f"{tip}；1 倍为按估计")
                widget.setAccessibleName(f"{word}的权重")
            slider.valueChanged.connect(lambda _value, key=key: self._on_slider(key))
            number.valueChanged.connect(lambda _value, key=key: self._on_number(key))
            self.sliders[key], self.numbers[key] = slider, number
            row.addWidget(label(word, "label"))
            row.addWidget(slider, 1)
            row.addWidget(number)
        self.back = button("按估计", self.reset, kind="link", tip="三项都恢复为 1 倍")
        row.addWidget(self.back)
        self._tell()

    def value(self) -> Weights:
        """Return the weights as they stand."""
        return Weights(**{key: round(number.value(), 2) for key, number in self.numbers.items()})

    def set_value(self, weights: Weights) -> None:
        """Show weights without telling; what is under the hand is left."""
        if self._timer.isActive():
            return
        self._kept = weights
        for key in NAMES:
            self._put(key, getattr(weights, key))
        self._tell()

    def reset(self) -> None:
        """Count everything as estimated again."""
        for key in NAMES:
            self._put(key, 1.0)
        self._on_moved()

    def flush(self) -> None:
        """Tell at once what would be told a little later."""
        if self._timer.isActive():
            self._timer.stop()
            self._settle()

    def _put(self, key: str, value: float) -> None:
        for widget, shown in (
            (self.sliders[key], round(value * STEPS)),
            (self.numbers[key], value),
        ):
            widget.blockSignals(True)
            widget.setValue(shown)  # type: ignore[arg-type]
            widget.blockSignals(False)

    def _on_slider(self, key: str) -> None:
        self._put(key, self.sliders[key].value() / STEPS)
        self._on_moved()

    def _on_number(self, key: str) -> None:
        self._put(key, self.numbers[key].value())
        self._on_moved()

    def _on_moved(self) -> None:
        self._tell()
        self._timer.start()
        self.moved.emit()

    def _settle(self) -> None:
        if self.value() != self._kept:
            self._kept = self.value()
            self.settled.emit()

    def _tell(self) -> None:
        self.back.setEnabled(not self.value().as_estimated)


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
