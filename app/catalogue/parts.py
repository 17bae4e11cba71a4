"""The rules of which a platform's entry is made: each can be changed and verified by itself.

A rule is named by its key, ``batch`` or ``materials.licence``, and held as plain JSON: the
entry's fields that belong to it with their values. An item of the checklist is a rule of its own,
held as ``{"material": …}``, None where the entry has no such item.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.catalogue.entries import DAY, without_days

Content = dict[str, Any]
"""An entry, or a rule of it, as plain JSON."""

ITEM = "materials."
MATERIAL = "material"
FIELDS: dict[str, tuple[str, ...]] = {
    "about": (
        "name", "short_name", "authority", "unit", "unit_is_algorithm", "portal", "basis",
    ),
    "duty": ("duty",),
    "channel": ("channel",),
    "batch": ("batch",),
    "item_checks": ("item_checks",),
    "order_after": ("order_after",),
    "steps": ("steps",),
    "file_limits": ("file_limits",),
    "portal_fields": ("portal_fields",),
    "term": ("term",),
    "change_term": ("change_term",),
    "review": ("review_time", "review_days"),
    "return_reasons": ("return_reasons",),
    "effort": ("effort",),
}  # fmt: skip
TITLES = {
    "about": "平台与备案单位",
    "duty": "为什么要办",
    "channel": "办理渠道",
    "batch": "批量规则",
    "item_checks": "逐项核查",
    "order_after": "与其他平台的先后",
    "steps": "办理步骤",
    "materials": "材料清单",
    "file_limits": "文件限制",
    "portal_fields": "平台填报项",
    "term": "注销期限",
    "change_term": "变更期限",
    "review": "办结时间",
    "return_reasons": "常见退回原因",
    "effort": "工作量估算",
}
"""Every kind of rule in the order of the page; ``materials`` stands for the checklist."""

OUR_OWN = frozenset({"effort"})
"""Estimates of the firm itself: no platform can confirm them, and they do not grow old."""


def is_rule(key: str) -> bool:
    """Tell whether ``key`` can name a rule."""
    return key in FIELDS or (key.startswith(ITEM) and len(key) > len(ITEM))


def item_of(key: str) -> str:
    """Return the id of the checklist's item that a rule is, or an empty text."""
    return key.removeprefix(ITEM) if key.startswith(ITEM) else ""


def rule_keys(content: Content) -> Iterator[str]:
    """Return the keys of an entry's rules in the order of the page."""
    for key in TITLES:
        if key == "materials":
            yield from (f"{ITEM}{item['id']}" for item in content["materials"])
        else:
            yield key


def rule_of(content: Content, key: str) -> Content:
    """Return one rule of an entry."""
    if item := item_of(key):
        found = (one for one in content["materials"] if one["id"] == item)
        return {MATERIAL: next(found, None)}
    return {field: content.get(field) for field in FIELDS[key]}


def with_rule(content: Content, key: str, rule: Content) -> Content:
    """Return the entry with one rule replaced; a new item goes to the end of the checklist."""
    if item := item_of(key):
        mine = rule.get(MATERIAL)
        items = list(content["materials"])
        place = next((at for at, one in enumerate(items) if one["id"] == item), len(items))
        items[place : place + 1] = [mine | {"id": item}] if mine else []
        return content | {"materials": items}
    return content | {field: rule.get(field) for field in FIELDS[key]}


def rule_title(key: str, rule: Content) -> str:
    """Return what a rule is called."""
    if item := item_of(key):
        return f"材料：{(rule.get(MATERIAL) or {}).get('name') or item}"
    return TITLES[key]


def evidence_of(rule: Any) -> Iterator[Content]:
    """Return every part of a rule that says where it is from."""
    if isinstance(rule, dict):
        if DAY in rule:
            yield rule
        for value in rule.values():
            yield from evidence_of(value)
    elif isinstance(rule, list | tuple):
        for value in rule:
            yield from evidence_of(value)


def same_rule(one: Content | None, other: Content | None) -> bool:
    """Tell whether two rules say the same, whenever they were looked up."""
    return bool(without_days(_whole(one)) == without_days(_whole(other)))


def _whole(rule: Content | None) -> Content | None:
    """Return a rule with what an older version of the program did not write."""
    item = (rule or {}).get(MATERIAL)
    return {MATERIAL: {"paper": None, **item}} if item else rule


def looked_up(rule: Content, day: date) -> Content:
    """Return the rule as looked up on ``day``; a later day that it carries stays."""
    text = day.isoformat()
    made: Content = _each_evidence(rule, lambda part: part | {DAY: max(str(part[DAY]), text)})
    return made


def proven(rule: Content, source: str, certainty: str) -> Content:
    """Return the rule as known from another source."""
    known = {"source": source, "certainty": certainty}
    made: Content = _each_evidence(rule, lambda part: part | known)
    return made


def _each_evidence(value: Any, turn: Any) -> Any:
    if isinstance(value, dict):
        made = {key: _each_evidence(item, turn) for key, item in value.items()}
        return turn(made) if DAY in made else made
    if isinstance(value, list | tuple):
        return [_each_evidence(item, turn) for item in value]
    return value
