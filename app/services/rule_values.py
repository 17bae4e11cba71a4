"""Whether a rule that was entered is sound: by the models of the shipped ones, told by field."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from app.catalogue import Platform, Rulebook
from app.catalogue.overlay import plain
from app.catalogue.parts import FIELDS, Content, evidence_of, is_rule, item_of, rule_of, with_rule
from app.catalogue.references import reference_problems
from app.catalogue.wrong import problems
from app.errors import FieldsError, NotFoundError
from app.services.fields import Fields

REFRESH = "请刷新页面后重试，数据没有改动。"
LISTS = ("item_checks", "order_after", "steps", "return_reasons")
COLUMNS = {
    "text": "内容",
    "source": "来源",
    "certainty": "确定程度",
    "verified_on": "核实日期",
    "platform": "平台",
    "reason": "原因",
}


def entry_of(book: Rulebook, platform_id: str) -> Content:
    """Return a platform's entry as it holds now; raise :class:`NotFoundError` without one."""
    known = book.catalogue.get(platform_id)
    if known is None:
        raise NotFoundError("目录中没有这个平台。", REFRESH)
    return plain(known)


def require_rule(rule: str) -> None:
    """Raise :class:`NotFoundError` where no rule can have this key."""
    if not is_rule(rule):
        raise NotFoundError("没有这一项规则。", REFRESH)


def sound_rule(book: Rulebook, entry: Content, rule: str, value: Content, today: date) -> Content:
    """Return the rule as the model writes it; raise :class:`FieldsError` for its form."""
    require_rule(rule)
    whole = with_rule(entry, rule, value)
    wrong: dict[str, str] = {}
    try:
        made = Platform.model_validate(whole)
    except ValidationError as error:
        for place, why in problems(error):
            field, message = _at_field(rule, place, why)
            wrong.setdefault(field, message)
        raise FieldsError(wrong) from error
    platforms = book.catalogue.platforms | {made.id: made}
    for id, place, why in reference_problems(platforms, book.catalogue.regulations):
        if id == made.id:
            field, message = _at_field(rule, place, why)
            wrong.setdefault(field, message)
    others = (item for item in platforms.values() if item.id != made.id)
    if rule == "about" and any(made.short_name == item.short_name for item in others):
        wrong["short_name"] = f"已有简称为“{made.short_name}”的平台，请换一个简称"
    sound = rule_of(plain(made), rule)
    fields = Fields()
    for part in evidence_of(sound):
        day = date.fromisoformat(str(part["verified_on"]))
        fields.plausible("verified_on", day)
        if day > today:
            fields.wrong("verified_on", "核实日期不能晚于今天")
    if wrong:
        raise FieldsError(wrong)
    fields.done()
    return sound


def _at_field(rule: str, place: str, why: str) -> tuple[str, str]:
    """Return the field of the rule's form that a place in the entry means, and the message."""
    parts = place.split(".")
    if item_of(rule):
        return (parts[2] if len(parts) > 2 else "name"), why
    if parts[0] in LISTS:
        if len(parts) < 2 or not parts[1].isdigit():
            return "items", why
        column = COLUMNS.get(parts[2], parts[2]) if len(parts) > 2 else ""
        return "items", f"第 {int(parts[1]) + 1} 行{column}：{why}"
    named = [part for part in parts if part not in (*FIELDS[rule], "basis")]
    return (named or parts)[0], why
