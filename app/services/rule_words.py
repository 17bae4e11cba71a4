"""A platform's rule in words, line by line, and two or three of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalogue import (
    BatchSupport,
    Catalogue,
    FileFormat,
    Need,
    PaperForm,
    PortalValue,
    SameField,
    Seal,
    Share,
    Signer,
    When,
)
from app.catalogue.entries import DAY
from app.catalogue.parts import (
    MATERIAL,
    Content,
    evidence_of,
    item_of,
    rule_keys,
    rule_of,
    rule_title,
    same_rule,
)
from app.model.kinds import Certainty, PaperKind, SubmissionKind, Word

NOTHING = "没有记录"


@dataclass(frozen=True)
class RuleWords:
    """What a rule's keys are called: platforms and articles by their id."""

    platforms: Mapping[str, str] = field(default_factory=dict)
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of a rule: its label (a number in a list), its words, and where it is from."""

    label: str
    text: str
    evidence: Content | None = None


@dataclass(frozen=True)
class Row:
    """One line of rules side by side; ``differs`` where the cells do not say the same."""

    label: str
    cells: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class RuleDifference:
    """A rule that is not the same in two entries."""

    rule: str
    title: str
    rows: tuple[Row, ...]


def words_of(catalogue: Catalogue) -> RuleWords:
    """Return what the catalogue's platforms and articles are called."""
    return RuleWords(
        {item.id: item.short_name for item in catalogue.platforms.values()},
        {item.id: item.citation for item in catalogue.regulations.values()},
    )


def rule_lines(key: str, rule: Content, words: RuleWords) -> tuple[Line, ...]:
    """Return a rule line by line; a rule that says nothing has none."""
    if item_of(key):
        mine = rule.get(MATERIAL)
        return tuple(_material(mine)) if mine else ()
    return tuple(_LINES[key](rule, words))


def side_by_side(
    key: str, rules: Sequence[Content], words: RuleWords, *, proof: bool = True
) -> tuple[Row, ...]:
    """Return rules one beside the other, line by line; with ``proof`` where they are from too."""
    columns = [_cells(key, rule, words, proof=proof) for rule in rules]
    order = list(dict.fromkeys(place for column in columns for place in column))
    rows = []
    for place in order:
        cells = tuple(column.get(place, "—") for column in columns)
        label = "" if place[0].isdigit() or place[0] == "·" else place
        rows.append(Row(label, cells, len(set(cells)) > 1))
    return tuple(rows)


def differences(then: Content, now: Content, words: RuleWords) -> Iterator[RuleDifference]:
    """Return the rules that differ between two entries, in the order of the page."""
    for key in dict.fromkeys([*rule_keys(now), *rule_keys(then)]):
        before, after = rule_of(then, key), rule_of(now, key)
        if not same_rule(before, after):
            title = rule_title(key, after if after.get(MATERIAL) else before)
            yield RuleDifference(key, title, side_by_side(key, (before, after), words))


def _cells(key: str, rule: Content, words: RuleWords, *, proof: bool) -> dict[str, str]:
    """Return a rule's words by the place that they take beside another; a list's by themselves."""
    found: dict[str, str] = {}
    for line in rule_lines(key, rule, words):
        listed = line.label.rstrip(".").isdigit()
        told = _proof(line.evidence) if proof and line.evidence and listed else ""
        found[f"·{line.text}" if listed else line.label] = line.text + told
    if proof and not any(place.startswith("·") for place in found):
        parts = list(evidence_of(rule))
        sure = dict.fromkeys(label_of(Certainty, part["certainty"]) for part in parts)
        found["来源"] = "；".join(dict.fromkeys(part["source"] for part in parts)) or "—"
        found["确定程度"] = "、".join(sure) or "—"
    return found or {"内容": NOTHING}


def _proof(evidence: Content) -> str:
    return f"（{evidence['source']}，{label_of(Certainty, evidence['certainty'])}）"


def _about(rule: Content, _words: RuleWords) -> Iterator[Line]:
    yield Line("名称", rule["name"])
    yield Line("简称", rule["short_name"])
    yield Line("主管", rule["authority"])
    yield Line("备案单位", rule["unit"])
    if rule["unit_is_algorithm"]:
        yield Line("登记对象", "算法")
    if rule["portal"]:
        yield Line("网址", rule["portal"])


def _statement(name: str) -> Callable[[Content, RuleWords], Iterator[Line]]:
    def lines(rule: Content, _words: RuleWords) -> Iterator[Line]:
        if rule[name]:
            yield Line("内容", rule[name]["text"])

    return lines


def _statements(name: str) -> Callable[[Content, RuleWords], Iterator[Line]]:
    def lines(rule: Content, _words: RuleWords) -> Iterator[Line]:
        for place, item in enumerate(rule[name], start=1):
            yield Line(f"{place}.", item["text"], item)

    return lines


def _batch(rule: Content, _words: RuleWords) -> Iterator[Line]:
    batch = rule["batch"]
    yield Line("能否批量", label_of(BatchSupport, batch["support"]))
    if batch["condition"]:
        yield Line("条件", batch["condition"])
    yield Line("一次最多", f"{batch['limit']} 个" if batch["limit"] else "没有查到上限")
    if batch["same"]:
        yield Line("同一批须相同", _labels(SameField, batch["same"]))
    yield Line("适用于", _labels(SubmissionKind, batch["for_kinds"]) or "没有说明")


def _order(rule: Content, words: RuleWords) -> Iterator[Line]:
    for place, item in enumerate(rule["order_after"], start=1):
        name = words.platforms.get(item["platform"], item["platform"])
        yield Line(f"{place}.", f"先办“{name}”：{item['reason']}", item)


def _limits(rule: Content, _words: RuleWords) -> Iterator[Line]:
    limits = rule["file_limits"]
    if not limits:
        return
    if limits["formats"]:
        yield Line("格式", _labels(FileFormat, limits["formats"]))
    yield Line("单个文件", f"不超过 {limits['max_mb']:g} MB" if limits["max_mb"] else "大小未知")
    if limits["least_dpi"]:
        yield Line("清晰度", f"不低于 {limits['least_dpi']} dpi")
    if limits["naming"]:
        yield Line("文件命名", limits["naming"])
    if limits["text"]:
        yield Line("说明", limits["text"])


def _portal(rule: Content, _words: RuleWords) -> Iterator[Line]:
    for place, item in enumerate(rule["portal_fields"] or (), start=1):
        group = f"{item['group']} · " if item["group"] else ""
        value = label_of(PortalValue, item["value"])
        told = "" if value == item["label"] else f"（填{value}）"
        yield Line(f"{place}.", f"{group}{item['label']}{told}", item)


def _term(name: str) -> Callable[[Content, RuleWords], Iterator[Line]]:
    def lines(rule: Content, words: RuleWords) -> Iterator[Line]:
        if term := rule[name]:
            yield Line("期限", f"{term['working_days']} 个工作日")
            yield Line("起算", f"自{term['starts']}起算")
            yield Line("依据", words.articles.get(term["regulation"], term["regulation"]))

    return lines


def _review(rule: Content, _words: RuleWords) -> Iterator[Line]:
    time, days = rule["review_time"], rule["review_days"]
    if time:
        yield Line("说明", time["text"], time)
    if days:
        least, most = days["least"], days["most"]
        told = f"{least} 个工作日" if least == most else f"{least} 至 {most} 个工作日"
        yield Line("用于推算", told + (f"（{days['note']}）" if days["note"] else ""), days)


def _effort(rule: Content, _words: RuleWords) -> Iterator[Line]:
    effort = rule["effort"]
    yield Line("每次提交", f"{effort['per_submission']:g} 小时")
    yield Line("每个备案", f"{effort['per_filing']:g} 小时")
    yield Line("每份文件", f"{effort['per_document']:g} 小时")


def _material(item: Content) -> Iterator[Line]:
    yield Line("材料", item["name"])
    yield Line("是否必需", label_of(Need, item["need"]))
    if item["condition"]:
        yield Line("条件", item["condition"])
    if item["when"]:
        yield Line("由程序判断", label_of(When, item["when"]))
    yield Line("适用于", _labels(SubmissionKind, item["for_kinds"]))
    yield Line("盖章", label_of(Seal, item["seal"]))
    yield Line("签字", label_of(Signer, item["signer"]))
    copies = f"，{item['copies']} 份" if item["copies"] > 1 else ""
    yield Line("形式", label_of(PaperForm, item["original_or_copy"]) + copies)
    size = f"，不超过 {item['max_mb']:g} MB" if item["max_mb"] else ""
    yield Line("文件", _labels(FileFormat, item["formats"]) + size)
    yield Line("来源方式", "由程序生成" if item["form"] else "自行准备")
    yield Line("份数", "每个备案各一份" if item["per_filing"] else "每次提交一份")
    yield Line("共用", label_of(Share, item["share"]))
    if item.get("paper"):
        yield Line("共用材料种类", label_of(PaperKind, item["paper"]))
    if item["hint"]:
        yield Line("提示", item["hint"])


def _labels(kind: type[Word], keys: Sequence[Any]) -> str:
    return "、".join(label_of(kind, key) for key in keys)


def label_of(kind: type[Word], key: str) -> str:
    """Return the Chinese word of a stored key."""
    return next((member.label for member in kind if member.value == key), key)


_LINES: dict[str, Callable[[Content, RuleWords], Iterator[Line]]] = {
    "about": _about,
    "duty": _statement("duty"),
    "channel": _statement("channel"),
    "batch": _batch,
    "item_checks": _statements("item_checks"),
    "order_after": _order,
    "steps": _statements("steps"),
    "file_limits": _limits,
    "portal_fields": _portal,
    "term": _term("term"),
    "change_term": _term("change_term"),
    "review": _review,
    "return_reasons": _statements("return_reasons"),
    "effort": _effort,
}


def oldest_day(rule: Content) -> str:
    """Return the day on which the oldest part of a rule was looked up, empty without any."""
    return min((str(part[DAY]) for part in evidence_of(rule)), default="")
