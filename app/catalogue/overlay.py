"""The firm's own rules laid over the shipped ones: one effective catalogue.

A rule that cannot be used any more (its platform is no longer shipped, the model has changed) is
left out and told; it never keeps the others from being used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from app.catalogue.entries import Catalogue, Platform
from app.catalogue.parts import Content, is_rule, looked_up, rule_of, same_rule, with_rule
from app.catalogue.references import reference_problems
from app.catalogue.wrong import problems


@dataclass(frozen=True)
class OwnRule:
    """A rule of a platform as the firm has it."""

    platform: str
    rule: str
    value: Content


@dataclass(frozen=True)
class LookUp:
    """A day on which a rule was verified as it then stood."""

    platform: str
    rule: str
    value: Content
    day: date


@dataclass(frozen=True)
class OwnRules:
    """What the firm has of its own: platforms by id, changed rules, and look-ups."""

    platforms: Mapping[str, Content] = field(default_factory=dict)
    rules: tuple[OwnRule, ...] = ()
    look_ups: tuple[LookUp, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A rule of the firm's own that cannot be used, and why (Chinese)."""

    platform: str
    rule: str
    why: str


@dataclass(frozen=True)
class Rulebook:
    """What is shipped, what holds for the firm, and what of its own cannot be used.

    ``base`` holds every entry as plain JSON before the firm's own rules: the shipped platforms,
    and those that the officer added as they were added.
    """

    catalogue: Catalogue
    shipped: Catalogue
    base: Mapping[str, Content]
    added: frozenset[str]
    left_out: tuple[LeftOut, ...]


def plain(platform: Platform) -> Content:
    """Return an entry as plain JSON, as its rules are kept."""
    return platform.model_dump(mode="json", exclude={"overridden"})


def lay_over(shipped: Catalogue, own: OwnRules) -> Rulebook:
    """Return the rules that hold: the shipped ones, and the firm's own in their place."""
    left_out: list[LeftOut] = []
    base = {id: plain(item) for id, item in shipped.platforms.items()}
    added = {}
    for id, content in own.platforms.items():
        if id in base:
            left_out.append(LeftOut(id, "", "随附目录中已有同一编号的平台"))
        elif why := wrong_in(content):
            left_out.append(LeftOut(id, "", why))
        else:
            base[id] = added[id] = content
    made: dict[str, Platform] = {}
    for id, content in base.items():
        mine = [rule for rule in own.rules if rule.platform == id]
        made[id] = _platform(content, mine, own.look_ups, left_out)
    stray = [rule for rule in own.rules if rule.platform not in base]
    left_out += [LeftOut(rule.platform, rule.rule, "目录中没有这个平台") for rule in stray]
    _drop_dangling(made, base, shipped, own.look_ups, left_out)
    ordered = sorted(made.values(), key=lambda item: (item.position, item.id))
    catalogue = Catalogue(
        platforms={item.id: item for item in ordered}, regulations=shipped.regulations
    )
    return Rulebook(catalogue, shipped, base, frozenset(added), tuple(left_out))


def wrong_in(content: Content) -> str:
    """Return what is wrong with an entry in one sentence, or an empty text."""
    try:
        Platform.model_validate(content)
    except ValidationError as error:
        place, why = problems(error)[0]
        return f"字段“{place or '（整体）'}”有误：{why}"
    return ""


def _platform(
    content: Content,
    rules: Iterable[OwnRule],
    look_ups: Iterable[LookUp],
    left_out: list[LeftOut],
) -> Platform:
    whole, changed = content, False
    for own in rules:
        if not is_rule(own.rule):
            left_out.append(LeftOut(own.platform, own.rule, "没有这一项规则"))
            continue
        tried = with_rule(whole, own.rule, own.value)
        if why := wrong_in(tried):
            left_out.append(LeftOut(own.platform, own.rule, why))
        else:
            whole, changed = tried, True
    return Platform.model_validate(_dated(whole, look_ups) | {"overridden": changed})


def _dated(content: Content, look_ups: Iterable[LookUp]) -> Content:
    """Return the entry with the days on which its rules were verified as they stand."""
    for item in look_ups:
        if item.platform == content["id"] and is_rule(item.rule):
            now = rule_of(content, item.rule)
            if same_rule(now, item.value):
                content = with_rule(content, item.rule, looked_up(now, item.day))
    return content


def _drop_dangling(
    made: dict[str, Platform],
    base: Mapping[str, Content],
    shipped: Catalogue,
    look_ups: Iterable[LookUp],
    left_out: list[LeftOut],
) -> None:
    """Put back the shipped rule where the firm's own points to nothing or runs in a circle."""
    for _round in range(len(made)):
        wrong = list(reference_problems(made, shipped.regulations))
        if not wrong:
            return
        id, place, why = wrong[0]
        rule = place.split(".")[0]
        # A circle is closed by several platforms: it is the firm's own order that gives way.
        around = [key for key, other, _ in wrong if other.split(".")[0] == rule]
        owner = next((key for key in around if _changed(made[key], base[key], rule)), None)
        if owner is None:
            del made[id]
            left_out.append(LeftOut(id, rule, why))
            continue
        kept = with_rule(plain(made[owner]), rule, rule_of(base[owner], rule))
        flag = {"overridden": made[owner].overridden}
        made[owner] = Platform.model_validate(_dated(kept, look_ups) | flag)
        left_out.append(LeftOut(owner, rule, why))


def _changed(platform: Platform, base: Content, rule: str) -> bool:
    return not same_rule(rule_of(plain(platform), rule), rule_of(base, rule))
