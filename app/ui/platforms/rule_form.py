"""The forms in which one rule is changed: its own fields, then where it is from."""

from __future__ import annotations

from app.catalogue import PortalValue
from app.catalogue.parts import OUR_OWN, Content, evidence_of
from app.model.kinds import Certainty
from app.progress import Progress
from app.services.platform_rules import RuleView
from app.services.results import Result
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule
from app.services.workspace import Workspace
from app.ui.platforms.inputs import ListField
from app.ui.platforms.pane_form import CheckedForm, Choices, Work
from app.ui.widgets import ChoiceField, LineField, TextField


class RuleForm(CheckedForm):
    """Changes one rule. ``build`` adds its fields and shows the rule; ``rule_value`` reads them."""

    saving = "保存规则"
    lists = False

    def __init__(self, ws: Workspace, rule: RuleView, choices: Choices, platform_name: str) -> None:
        super().__init__(ws)
        self.rule, self.choices = rule, choices
        self.title = f"{platform_name} · {rule.title}"
        self.build(rule.value)
        self._add_evidence()
        self.ready()

    def build(self, value: Content) -> None:
        """Add the rule's own fields and show its value."""
        raise NotImplementedError

    def rule_value(self, evidence: Content) -> Content:
        """Return the rule as entered, known by ``evidence``."""
        raise NotImplementedError

    def _add_evidence(self) -> None:
        first: Content = next(evidence_of(self.rule.value), {})
        known = "" if self.lists else str(first.get("source", ""))
        source = LineField("规定的名称和条款，或是谁答复的", 400)
        source.set_value(known)
        source.setCursorPosition(0)
        hint = "用于新增和改动的行；没有改动的行保留原来的来源。" if self.lists else ""
        self.form.add("source", "来源", source, required=not self.lists, hint=hint)
        sure: ChoiceField[Certainty] = ChoiceField([(item, item.label) for item in Certainty])
        now = first.get("certainty", Certainty.UNVERIFIED.value)
        sure.set_value(next(item for item in Certainty if item.value == now))
        self.form.add(
            "certainty", "确定程度", sure, required=True,
            hint="官方：规定或主管机关的公告；实务：多家做法一致或平台答复；待核实：还没有把握。",
        )  # fmt: skip
        self.add_day(self.ws.today())
        if self.rule.key not in OUR_OWN:
            self.add_check(self.ws.today(), needed=False)

    def evidence(self) -> Content:
        """Return where the rule is from, as entered."""
        day = self.value_of("verified_on")
        return {
            "source": self.value_of("source"),
            "certainty": self.value_of("certainty").value,
            "verified_on": day.isoformat() if day else "",
        }

    def check(self) -> CheckInput:
        """Return how it was verified; an estimate of one's own is verified with nobody."""
        if self.rule.key not in OUR_OWN:
            return super().check()
        return CheckInput(self.value_of("verified_on"))

    def problems(self) -> dict[str, str]:
        wrong = super().problems()
        if self.value_of("verified_on") is None:
            wrong.setdefault("verified_on", "请填写核实日期")
        return wrong

    def work(self) -> Work:
        value, check = self.rule_value(self.evidence()), self.check()
        where = RuleRef(self.rule.platform, self.rule.key)

        def save(progress: Progress) -> Result[None]:
            return save_rule(self.ws, where, value, check, progress)

        return save


class StatementForm(RuleForm):
    """A rule of one sentence."""

    def build(self, value: Content) -> None:
        text = TextField("", 4)
        text.set_value((value[self.rule.key] or {}).get("text", ""))
        self.form.add("text", "内容", text, required=True)

    def rule_value(self, evidence: Content) -> Content:
        return {self.rule.key: evidence | {"text": self.value_of("text")}}


class ListForm(RuleForm):
    """A rule of several sentences, each with where it is from."""

    lists = True
    text_key = "text"
    choice_key = "platform"

    def build(self, value: Content) -> None:
        self.items = self.make_field()
        self.items.set_lines(
            [
                (item, str(item.get(self.choice_key, "")), str(item[self.text_key]))
                for item in value[self.rule.key]
            ]
        )
        self.form.add("items", self.rule.title, self.items, hint="双击或按 F2 编辑一行。")

    def make_field(self) -> ListField:
        """Return the table of the lines."""
        return ListField("内容")

    def rule_value(self, evidence: Content) -> Content:
        return {self.rule.key: [self._line(evidence, *line) for line in self.items.lines()]}

    def _line(self, evidence: Content, original: Content | None, choice: str, text: str) -> Content:
        now = {self.text_key: text} | ({self.choice_key: choice} if choice else {})
        if original is not None and all(original[key] == part for key, part in now.items()):
            return original
        return (original or {}) | evidence | now

    def problems(self) -> dict[str, str]:
        wrong = super().problems()
        fresh = [
            line for line in self.rule_value(self.evidence())[self.rule.key] if not line["source"]
        ]
        if fresh:
            wrong.setdefault("source", "请写明新增或改动的行出自哪里")
        return wrong


class PortalForm(ListForm):
    """The fields of the platform's portal in its order, and what the program fills into each."""

    text_key = "label"
    choice_key = "value"

    def make_field(self) -> ListField:
        values = [(item.value, item.label) for item in PortalValue]
        return ListField("平台上的字段名", values, "填写的内容")


class OrderForm(ListForm):
    """The platforms that come first, and why."""

    text_key = "reason"

    def make_field(self) -> ListField:
        others = [pair for pair in self.choices.platforms if pair[0] != self.rule.platform]
        return ListField("为什么先办", others)
