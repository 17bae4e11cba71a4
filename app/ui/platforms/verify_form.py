"""A rule is verified without changing it: when, how, with whom, and what shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.model.kinds import Certainty
from app.progress import Progress
from app.services.platform_rules import RuleView
from app.services.results import Result
from app.services.rule_edits import verify_rules
from app.services.workspace import Workspace
from app.ui.platforms.inputs import SwitchField
from app.ui.platforms.pane_form import CheckedForm, Work
from app.ui.widgets import ChoiceField, button, card, label


class VerifyForm(CheckedForm):
    """Asks how a rule was verified; ``others`` are due rules of the same platform."""

    saving = "保存核实记录"
    save_word = "规则没有变，记录核实"

    def __init__(
        self,
        ws: Workspace,
        rule: RuleView,
        platform_name: str,
        others: Sequence[str],
        change: Callable[[], object],
    ) -> None:
        super().__init__(ws)
        self.rule, self._others = rule, tuple(others)
        self.title = f"核实：{platform_name} · {rule.title}"
        self.form.add_widget(self._words(change))
        self.add_day(ws.today())
        self.add_check(ws.today(), needed=True)
        sure: ChoiceField[Certainty | None] = ChoiceField(
            [(None, "不变"), *((item, item.label) for item in Certainty)]
        )
        self.form.add(
            "certainty", "核实后的确定程度", sure,
            hint="改变确定程度时，来源记为本单位的这次核实。",
        )  # fmt: skip
        self._all = SwitchField(f"这次核实也适用于本平台其他 {len(others)} 条需复核的规则")
        if others:
            self.form.add("all", "范围", self._all)
        self.ready()

    def _words(self, change: Callable[[], object]) -> QFrame:
        frame = card()
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(label("现在的规则", "label"))
        for line in self.rule.lines:
            told = line.text if line.label == "内容" else f"{line.label} {line.text}"
            column.addWidget(label(told, wrap=True, copy=True))
        if not self.rule.lines:
            column.addWidget(label("没有记录。", "muted"))
        column.addWidget(button("规则有变，去修改", change, kind="link"))
        return frame

    def work(self) -> Work:
        check, certainty = self.check(), self.value_of("certainty")
        more = self._others if self._others and self._all.value() else ()
        rules = (self.rule.key, *more)

        def save(progress: Progress) -> Result[None]:
            return verify_rules(
                self.ws, self.rule.platform, rules, check, progress, certainty=certainty
            )

        return save
