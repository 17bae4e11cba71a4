"""估算依据: every number that a plan rests on, shown with where it comes from, and editable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue import Platform
from app.model.kinds import Certainty
from app.rules.planner import ReturnPrior
from app.services.plan_estimates import Estimates, GeneralEstimates
from app.ui.platforms.inputs import DecimalField
from app.ui.widgets import CertaintyTag, SectionTitle, button, label, restyle, scrolled

OWN = "本程序的估计，可按本单位的经验调整"


class EstimatesView(QWidget):
    """``general_changed(GeneralEstimates)``, ``prior_changed(platform, ReturnPrior)``,
    ``reset_asked()``, ``efforts_asked(platform)``.
    """

    general_changed = Signal(object)
    prior_changed = Signal(str, object)
    reset_asked = Signal()
    efforts_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._known = Estimates()
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 4, 8, 8)
        self._column.setSpacing(6)
        self.fields: dict[str, DecimalField] = {}
        self.priors: dict[str, tuple[DecimalField, DecimalField]] = {}
        self._platforms = QWidget()
        self._add_general()
        self._column.addWidget(SectionTitle("各平台的退回可能与工时"))
        self._column.addWidget(
            label(
                "先验写作“每 n 次估计退回 m 次”，与本单位自己的办结和退回记录合在一起计算；"
                "工时取自平台目录，可在那里修改。",
                "muted",
                wrap=True,
            )
        )
        self._column.addWidget(self._platforms)
        self._reset = button("全部恢复随附的估计", self.reset_asked.emit, kind="link")
        self._column.addWidget(self._reset)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(self._inside))

    def _add_general(self) -> None:
        self._column.addWidget(SectionTitle("通用"))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        for key, word, most, unit, tip in (
            ("rework_share", "退回后重做的比例", 100, "%", "一次退回后，准备工作要重做多少"),
            ("hours_per_day", "每天可用的工时", 24, "小时", "用来把工时换成工作日"),
            ("doubt_blocking", "每个“必须处理”的问题引起退回的可能", 99, "%", ""),
            ("doubt_warning", "每个“请留意”的问题引起退回的可能", 99, "%", ""),
            ("threshold", "可以同批的最低相似程度", 100, "%", "低于它的备案不放在同一批"),
        ):
            field = DecimalField(most, unit)
            field.setDecimals(1 if unit == "小时" else 0)
            field.setSingleStep(0.5 if unit == "小时" else 5)
            field.setKeyboardTracking(False)
            field.setAccessibleName(word)
            field.setToolTip(tip or word)
            field.setFixedWidth(110)
            field.valueChanged.connect(lambda _value, key=key: self._on_general(key))
            self.fields[key] = field
            form.addRow(label(word), field)
        self._column.addLayout(form)
        self._column.addWidget(_resting(Certainty.UNVERIFIED, OWN))

    def show_estimates(self, known: Estimates, platforms: Sequence[Platform]) -> None:
        """Show the numbers in force; ``platforms`` are those of the case."""
        self._known = known
        general = known.general
        for key, field in self.fields.items():
            value = getattr(general, key) * (1 if key == "hours_per_day" else 100)
            _put(field, value)
        self._reset.setEnabled(known.own_general or bool(known.own_priors))
        place = self._column.indexOf(self._platforms)
        self._column.removeWidget(self._platforms)
        self._platforms.hide()
        self._platforms.deleteLater()
        self._platforms = self._table(platforms)
        self._column.insertWidget(place, self._platforms)

    def _table(self, platforms: Sequence[Platform]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        heads = (
            "平台",
            "先验：每",
            "退回",
            "本单位记录",
            "合计可能",
            "工时：每次 / 每个备案 / 每份文件",
            "",
        )
        for place, word in enumerate(heads):
            grid.addWidget(label(word, "muted"), 0, place)
        self.priors = {}
        for row, platform in enumerate(platforms, start=1):
            prior, record = self._known.prior(platform.id), self._known.record(platform.id)
            every, back = DecimalField(1000, "次"), DecimalField(1000, "次")
            for field, value, name in (
                (every, prior.alpha + prior.beta, f"{platform.short_name}先验的次数"),
                (back, prior.alpha, f"{platform.short_name}先验的退回次数"),
            ):
                field.setKeyboardTracking(False)
                field.setDecimals(1)
                field.setSingleStep(1)
                field.setAccessibleName(name)
                field.setFixedWidth(84)
                _put(field, value)
                field.valueChanged.connect(lambda _value, key=platform.id: self._on_prior(key))
            self.priors[platform.id] = (every, back)
            chance = (prior.alpha + record.returned) / (prior.alpha + prior.beta + record.handled)
            effort = platform.effort
            hours = f"{effort.per_submission:g} / {effort.per_filing:g} / {effort.per_document:g}"
            grid.addWidget(label(platform.short_name, copy=True), row, 0)
            grid.addWidget(every, row, 1)
            grid.addWidget(back, row, 2)
            told = (
                f"{record.handled} 件中退回 {record.returned} 次"
                if record.handled
                else "还没有记录"
            )
            grid.addWidget(label(told, copy=True), row, 3)
            grid.addWidget(label(f"{chance:.1%}", copy=True), row, 4)
            grid.addWidget(label(f"{hours} 小时", copy=True), row, 5)
            change = button(
                "修改工时",
                _emit(self.efforts_asked, platform.id),
                kind="link",
                tip="到平台目录修改",
            )
            grid.addWidget(change, row, 6)
        grid.setColumnStretch(5, 1)
        return made

    def _on_general(self, key: str) -> None:
        value = self.fields[key].value() / (1 if key == "hours_per_day" else 100)
        general: GeneralEstimates = replace(self._known.general, **{key: value})
        if general != self._known.general:
            self.general_changed.emit(general)

    def _on_prior(self, platform: str) -> None:
        every, back = (field.value() for field in self.priors[platform])
        if 0 < back < every:
            self.prior_changed.emit(platform, ReturnPrior(back, every - back))
            self._wrong(platform, False)
        else:
            self._wrong(platform, True)

    def _wrong(self, platform: str, wrong: bool) -> None:
        for field in self.priors[platform]:
            restyle(field, "wrong", wrong)
            field.setToolTip("退回次数应大于 0 且小于总次数" if wrong else "")


def _emit(signal: object, value: str) -> Callable[[], None]:
    return lambda: signal.emit(value)  # type: ignore[attr-defined]


def _put(field: DecimalField, value: float) -> None:
    field.blockSignals(True)
    field.setValue(value)
    field.blockSignals(False)


def _resting(certainty: Certainty, source: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(CertaintyTag(certainty, source))
    row.addWidget(label(f"来源：{source}", "muted", wrap=True), 1)
    return made
