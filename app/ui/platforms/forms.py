"""The forms of the rules that have fields of their own, and which form a rule has."""

from __future__ import annotations

from app.catalogue import (
    BatchSupport,
    FileFormat,
    Need,
    PaperForm,
    SameField,
    Seal,
    Share,
    Signer,
    When,
)
from app.catalogue.parts import MATERIAL, Content, item_of
from app.model.kinds import PaperKind, SubmissionKind, Word
from app.rules.file_names import NAME_WORDS
from app.ui.platforms.inputs import ChecksField, DecimalField, NumberField, SwitchField
from app.ui.platforms.rule_form import (
    ListForm,
    OrderForm,
    PortalForm,
    RuleForm,
    StatementForm,
)
from app.ui.widgets import ChoiceField, LineField, TextField


def _words(kind: type[Word]) -> list[tuple[str, str]]:
    return [(item.value, item.label) for item in kind]


def _line(text: str, placeholder: str = "", longest: int = 400) -> LineField:
    made = LineField(placeholder, longest)
    made.set_value(text)
    made.setCursorPosition(0)
    return made


def _text(text: str, placeholder: str = "", rows: int = 3) -> TextField:
    made = TextField(placeholder, rows)
    made.set_value(text)
    return made


def _choice(kind: type[Word], value: str) -> ChoiceField[str]:
    made: ChoiceField[str] = ChoiceField(_words(kind))
    made.set_value(value)
    return made


def _checks(kind: type[Word], values: list[str], columns: int = 3) -> ChecksField:
    made = ChecksField(_words(kind), columns)
    made.set_value(values)
    return made


def _number(value: int | None, least: int, most: int, nothing: str = "") -> NumberField:
    made = NumberField(least, most, nothing)
    made.setValue(value or 0)
    return made


def _decimal(value: float | None, most: float, unit: str, nothing: str = "") -> DecimalField:
    made = DecimalField(most, unit, nothing)
    made.setValue(value or 0)
    return made


def _switch(word: str, value: bool) -> SwitchField:
    made = SwitchField(word)
    made.set_value(value)
    return made


class AboutForm(RuleForm):
    """What the platform is called, whose it is, and what one filing is."""

    def build(self, value: Content) -> None:
        add = self.form.add
        add("name", "平台名称", _line(value["name"], longest=200), required=True)
        short = _line(value["short_name"], longest=30)
        add("short_name", "简称", short, required=True, hint="台账和方案中用这个名称。")
        add("authority", "主管单位", _line(value["authority"]), required=True)
        add("unit", "备案单位", _line(value["unit"], "如：一个网站或APP"), required=True)
        algorithm = _switch("登记的是算法（台账中按算法填写）", value["unit_is_algorithm"])
        add("unit_is_algorithm", "登记对象", algorithm)
        add("portal", "网址", _line(value["portal"], "https://"))

    def rule_value(self, evidence: Content) -> Content:
        keys = ("name", "short_name", "authority", "unit", "unit_is_algorithm", "portal")
        return {key: self.value_of(key) for key in keys} | {"basis": evidence}


class BatchForm(RuleForm):
    """Whether and how several filings go in one application."""

    def build(self, value: Content) -> None:
        batch, add = value["batch"], self.form.add
        add("support", "能否批量", _choice(BatchSupport, batch["support"]), required=True)
        condition = _text(batch["condition"], "什么条件下可以批量")
        add("condition", "条件", condition, hint="有条件支持批量时必须写明。")
        limit = _number(batch["limit"], 0, 9999, "没有查到上限")
        add("limit", "一次最多（个）", limit)
        add("same", "同一批须相同", _checks(SameField, batch["same"]))
        kinds = _checks(SubmissionKind, batch["for_kinds"])
        add("for_kinds", "适用于", kinds, hint="没有勾选的事项视为不知道能否批量。")

    def rule_value(self, evidence: Content) -> Content:
        keys = ("support", "condition", "same", "for_kinds")
        limit = self.value_of("limit") or None
        return {"batch": {key: self.value_of(key) for key in keys} | {"limit": limit} | evidence}


class TermForm(RuleForm):
    """A term in working days, or that none is known."""

    def build(self, value: Content) -> None:
        term, add = value[self.rule.key] or {}, self.form.add
        add("known", "有无规定", _switch("有公开的期限规定", bool(term)))
        add("working_days", "工作日数", _number(term.get("working_days", 20), 0, 999))
        add("starts", "起算", _line(term.get("starts", ""), "如：服务终止之日的次日"))
        laws: ChoiceField[str] = ChoiceField(self.choices.laws)
        if term:
            laws.set_value(term["regulation"])
        add("regulation", "依据", laws)

    def rule_value(self, evidence: Content) -> Content:
        if not self.value_of("known"):
            return {self.rule.key: None}
        keys = ("working_days", "starts", "regulation")
        return {self.rule.key: {key: self.value_of(key) for key in keys} | evidence}


class ReviewForm(RuleForm):
    """How long the platform takes, in words and in working days."""

    def build(self, value: Content) -> None:
        time, days = value["review_time"] or {}, value["review_days"] or {}
        add = self.form.add
        add("text", "说明", _text(time.get("text", ""), "平台怎么说的；不知道就留空"))
        known = _switch("知道大致的工作日数，用于推算办结日期", bool(days))
        add("known", "工作日数", known)
        add("least", "最少（工作日）", _number(days.get("least"), 0, 999))
        add("most", "最多（工作日）", _number(days.get("most"), 0, 999))
        add("day_note", "不适用的情形", _line(days.get("note", ""), "如：纸质办理另计"))

    def rule_value(self, evidence: Content) -> Content:
        text, days = self.value_of("text"), None
        if self.value_of("known"):
            days = {key: self.value_of(key) for key in ("least", "most")}
            days |= {"note": self.value_of("day_note")} | evidence
        return {"review_time": evidence | {"text": text} if text else None, "review_days": days}


class LimitsForm(RuleForm):
    """What the platform asks of every file."""

    def build(self, value: Content) -> None:
        limits, add = value["file_limits"] or {}, self.form.add
        formats = _checks(FileFormat, limits.get("formats", []))
        add("formats", "格式", formats, hint="不知道就都不选。")
        add("max_mb", "单个文件不超过", _decimal(limits.get("max_mb"), 10_000, "MB", "不知道"))
        add("least_dpi", "清晰度不低于（dpi）", _number(limits.get("least_dpi"), 0, 2400, "不知道"))
        naming = _line(limits.get("naming", ""), "如：材料名称_主体名称")
        add(
            "naming",
            "文件命名",
            naming,
            hint=f"上传包按此命名。可以使用：{'、'.join(NAME_WORDS)}。",
        )
        add("text", "说明", _text(limits.get("text", "")))

    def rule_value(self, evidence: Content) -> Content:
        made = {
            "formats": self.value_of("formats"),
            "max_mb": self.value_of("max_mb") or None,
            "least_dpi": self.value_of("least_dpi") or None,
            "naming": self.value_of("naming"),
            "text": self.value_of("text"),
        }
        return {"file_limits": made | evidence if any(made.values()) else None}


class EffortForm(RuleForm):
    """Our own estimate of the work."""

    def build(self, value: Content) -> None:
        effort = value["effort"]
        for key, name in (
            ("per_submission", "每次提交"),
            ("per_filing", "每个备案"),
            ("per_document", "每份文件"),
        ):
            self.form.add(key, name, _decimal(effort[key], 1000, "小时"), required=True)

    def rule_value(self, evidence: Content) -> Content:
        keys = ("per_submission", "per_filing", "per_document")
        return {"effort": {key: self.value_of(key) for key in keys} | evidence}


class MaterialForm(RuleForm):
    """One item of the checklist."""

    def build(self, value: Content) -> None:
        item, add = value[MATERIAL] or NEW_ITEM, self.form.add
        add("name", "材料名称", _line(item["name"], longest=100), required=True)
        add("need", "是否必需", _choice(Need, item["need"]), required=True)
        condition = _line(item["condition"], "什么情况下提供")
        add("condition", "条件", condition, hint="“视情况”时必须写明。")
        when: ChoiceField[str | None] = ChoiceField([(None, "由经办人判断"), *_words(When)])
        when.set_value(item["when"])
        add("when", "程序判断的条件", when)
        add("for_kinds", "适用于", _checks(SubmissionKind, item["for_kinds"]))
        add("seal", "盖章", _choice(Seal, item["seal"]))
        add("signer", "签字", _choice(Signer, item["signer"]))
        add("original_or_copy", "形式", _choice(PaperForm, item["original_or_copy"]))
        add("copies", "份数", _number(item["copies"], 1, 99))
        add("formats", "文件格式", _checks(FileFormat, item["formats"]))
        add("max_mb", "单个文件不超过", _decimal(item["max_mb"], 10_000, "MB", "没有查到上限"))
        form: ChoiceField[str | None] = ChoiceField([(None, "自行准备"), *self.choices.forms])
        form.set_value(item["form"])
        add("form", "由程序生成的表单", form)
        add("per_filing", "按备案准备", _switch("每个备案各准备一份", item["per_filing"]))
        add("share", "共用", _choice(Share, item["share"]))
        paper: ChoiceField[str | None] = ChoiceField(
            [(None, "不从共用材料带入"), *_words(PaperKind)]
        )
        paper.set_value(item.get("paper"))
        add("paper", "共用材料种类", paper, hint="选定后，清单中可以一键带入已存的同种证照。")
        add("hint", "提示", _text(item["hint"], "准备时要注意什么", 2))

    def rule_value(self, evidence: Content) -> Content:
        keys = (
            "name", "need", "condition", "when", "for_kinds", "seal", "signer",
            "original_or_copy", "copies", "formats", "form", "per_filing", "share", "paper",
            "hint",
        )  # fmt: skip
        made = {key: self.value_of(key) for key in keys}
        more = {"id": item_of(self.rule.key), "max_mb": self.value_of("max_mb") or None}
        return {MATERIAL: made | more | evidence}


NEW_ITEM: Content = {
    "name": "", "need": "required", "condition": "", "when": None,
    "for_kinds": ["cancel", "change"], "seal": "none", "signer": "none", "copies": 1,
    "original_or_copy": "original", "formats": ["pdf", "jpg", "png"], "max_mb": None,
    "form": None, "per_filing": False, "share": "none",
    "paper": None, "hint": "",
}  # fmt: skip

FORMS: dict[str, type[RuleForm]] = {
    "about": AboutForm,
    "duty": StatementForm,
    "channel": StatementForm,
    "batch": BatchForm,
    "item_checks": ListForm,
    "order_after": OrderForm,
    "steps": ListForm,
    "file_limits": LimitsForm,
    "portal_fields": PortalForm,
    "term": TermForm,
    "change_term": TermForm,
    "review": ReviewForm,
    "return_reasons": ListForm,
    "effort": EffortForm,
}


def form_of(key: str) -> type[RuleForm]:
    """Return the form in which a rule is changed."""
    return MaterialForm if item_of(key) else FORMS[key]
