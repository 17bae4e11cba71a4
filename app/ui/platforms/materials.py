"""The checklist of a platform as a table: what, when, which seal, which form, how sure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from app.catalogue import FileFormat, Need, PaperForm, Seal, Signer
from app.catalogue.parts import MATERIAL, Content
from app.model.kinds import Certainty, SubmissionKind
from app.services.platform_rules import RuleView
from app.services.rule_words import label_of
from app.ui.widgets import Column, RowsModel, TableView
from app.ui.widgets.basics import CERTAINTY_TONES

NEED_TONES: dict[str, str] = {"required": "danger", "conditional": "warning"}
SURE_TONES: dict[str, str] = {item.value: tone for item, tone in CERTAINTY_TONES.items()}
FRAME = 4


class MaterialsTable(TableView):
    """All items at once: as tall as its rows, without a scroll bar of its own."""

    def __init__(self, rules: Sequence[RuleView]) -> None:
        self.model_ = RowsModel(_columns())
        super().__init__(self.model_, "platform_materials")
        self.setAccessibleName("材料清单")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model_.set_rows(rules)
        height = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + bar + FRAME)


def _columns() -> list[Column[RuleView]]:
    return [
        Column("name", "材料", 160, lambda rule: _item(rule)["name"], tip=_tip),
        Column("state", "状态", 80, _state, tip=_tip, chip=_state_tone),
        Column(
            "need", "是否必需", 80, lambda rule: label_of(Need, _item(rule)["need"]),
            tip=_tip, chip=lambda rule: NEED_TONES.get(_item(rule)["need"], "neutral"),
        ),
        Column(
            "certainty", "确定程度", 80,
            lambda rule: label_of(Certainty, _item(rule)["certainty"]),
            chip=lambda rule: SURE_TONES[_item(rule)["certainty"]],
        ),
        Column("when", "条件", 180, _when, tip=_tip),
        Column("seal", "盖章与签字", 190, _marks, tip=_marks),
        Column("paper", "形式", 170, _paper, tip=_paper),
        Column(
            "form", "来源", 80, lambda rule: "程序生成" if _item(rule)["form"] else "自行准备"
        ),
    ]  # fmt: skip


def _item(rule: RuleView) -> Content:
    """Return the item as it holds; of one that was taken off, as it was."""
    item: Content = rule.value[MATERIAL] or rule.base[MATERIAL]
    return item


def _state(rule: RuleView) -> str:
    if rule.gone:
        return "已去掉"
    if rule.moved:
        return "有更新"
    if rule.due:
        return "需复核"
    return "自定义" if rule.own else "随附"


def _state_tone(rule: RuleView) -> str:
    if rule.gone or not (rule.own or rule.due):
        return "neutral"
    return "warning" if rule.moved or rule.due else "accent"


def _tip(rule: RuleView) -> str:
    item = _item(rule)
    return "\n".join(text for text in (item["name"], item["condition"], item["hint"]) if text)


def _when(rule: RuleView) -> str:
    item = _item(rule)
    kinds = "仅" + "、".join(label_of(SubmissionKind, kind) for kind in item["for_kinds"])
    only = kinds if len(item["for_kinds"]) < len(SubmissionKind) else ""
    each = "每个备案各一份" if item["per_filing"] else ""
    return "；".join(text for text in (item["condition"], only, each) if text) or "—"


def _marks(rule: RuleView) -> str:
    item = _item(rule)
    marks = [label_of(Seal, item["seal"])] if item["seal"] != Seal.NONE.value else []
    if item["signer"] != Signer.NONE.value:
        marks.append(label_of(Signer, item["signer"]))
    return "、".join(marks) or "无需盖章签字"


def _paper(rule: RuleView) -> str:
    item = _item(rule)
    formats = "/".join(label_of(FileFormat, kind) for kind in item["formats"])
    size = f"，不超过 {item['max_mb']:g} MB" if item["max_mb"] else ""
    copies = f"，{item['copies']} 份" if item["copies"] > 1 else ""
    return f"{label_of(PaperForm, item['original_or_copy'])}{copies}，{formats}{size}"
