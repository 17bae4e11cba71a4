"""The sentences that say why a plan is as it is, each with its source and certainty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from app.catalogue.entries import BatchRule, Evidence, Platform
from app.catalogue.words import BatchSupport
from app.model.kinds import Certainty, FilingStatus, SubmissionKind, SubmissionMode
from app.rules.plan_types import FilingFacts, Reason

OWN_PLAN = "本程序的规划规则"
OFFICER = "经办人的选择"
NAMES_SHOWN = 3


def written(day: date) -> str:
    """Return the day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def listed(names: Sequence[str]) -> str:
    """Return the first names, quoted, and how many there are in all."""
    head = "、".join(f"“{name}”" for name in names[:NAMES_SHOWN])
    return head if len(names) <= NAMES_SHOWN else f"{head}等 {len(names)} 个"


def from_rule(text: str, rule: Evidence) -> Reason:
    """Return a reason that rests on a rule of the catalogue."""
    return Reason(text, rule.source, rule.certainty)


def weaker(certainty: Certainty) -> Certainty:
    """Return the certainty of what is only inferred from a rule."""
    return Certainty.PRACTICE if certainty is Certainty.OFFICIAL else certainty


def own(text: str, source: str = OWN_PLAN) -> Reason:
    """Return a reason of the planner's own making."""
    return Reason(text, source, Certainty.PRACTICE)


def kind_reasons(
    platform: Platform, kind: SubmissionKind, filings: Sequence[FilingFacts], ended_on: date | None
) -> tuple[Reason, ...]:
    """Say why the filings are deregistered, or changed instead, and what term runs."""
    term = platform.term_for(kind)
    found: list[Reason] = []
    if kind is SubmissionKind.CHANGE:
        found += [_still_used(platform, filing) for filing in filings]
    elif term is None or ended_on is None:
        found.append(from_rule(platform.duty.text, platform.duty))
    if term is not None and ended_on is None:
        text = f"期限为 {term.working_days} 个工作日；填写终止日期后才能算出最后一日。"
        found.append(from_rule(text, term))
    elif term is not None and ended_on is not None:
        what = "服务" if kind is SubmissionKind.CANCEL else "相关产品的服务"
        text = (
            f"{what}于{written(ended_on)}终止，自次日起 {term.working_days} 个工作日内"
            f"应办理{kind.label}。"
        )
        found.append(from_rule(text, term))
    if any(filing.status is FilingStatus.CANCELLING for filing in filings):
        found.append(own("台账中有备案处于“注销中”，请确认没有在别处重复提交。"))
    return tuple(found)


def _still_used(platform: Platform, filing: FilingFacts) -> Reason:
    users = [use.label for use in filing.products if use.in_use]
    ended = [use.label for use in filing.products if not use.in_use]
    what = "算法" if platform.unit_is_algorithm else "备案"
    text = f"{what}“{filing.title}”仍被产品{listed(users)}使用，不能注销"
    text += f"；改为变更备案，移除已停止使用的产品{listed(ended)}。"
    rule = platform.change_term or platform.duty
    # The law ties 注销 to the end of the service; that partial use means 变更 is our reading of it.
    return Reason(text, f"{rule.source}（本程序的理解）", weaker(rule.certainty))


class Alone(StrEnum):
    """What makes a filing go alone, where the platform would allow a batch."""

    STYLE = "style"
    NOT_DEARER = "not_dearer"
    DOUBT = "doubt"
    LEFT_OVER = "left_over"


_OWN_CAUSES = {
    Alone.STYLE: "本方案全部单个提交：一个备案被退回，不影响其他备案。",
    Alone.NOT_DEARER: "估计逐个提交不比合并提交费时，且一个备案被退回不影响其他备案，单个提交。",
}


def alone_reason(
    platform: Platform, rule: BatchRule, filing: FilingFacts, *, class_size: int, cause: Alone
) -> Reason:
    """Say why a filing goes alone under the platform's ``rule`` for its kind."""
    name = platform.short_name
    if class_size == 1:
        return own("该主体在这个平台上只有这一个备案需要办理，单个提交。")
    if rule.support is BatchSupport.UNKNOWN:
        return from_rule(f"{name}是否支持批量未知，按单个规划。{rule.condition}", rule)
    if rule.support is BatchSupport.NO:
        return from_rule(f"{name}不支持批量，单个提交。{rule.condition}", rule)
    if cause is Alone.LEFT_OVER:
        limit = f"、每次最多 {rule.limit} 个" if rule.limit else ""
        text = f"按{_same_words(rule)}{limit}分批后，没有其他备案可与它合并，单个提交。"
        return from_rule(text, rule)
    if cause is Alone.DOUBT:
        doubt = "；".join(filing.problems).rstrip("。")
        return own(f"该备案编号有疑点（{doubt}），单独提交，以免拖累整批。")
    return own(_OWN_CAUSES[cause])


def together_reason(
    platform: Platform, rule: BatchRule, filings: Sequence[FilingFacts], parts: int
) -> Reason:
    """Say why these filings go in one batch; ``parts`` is how many the class was split into."""
    text = f"{platform.short_name}{rule.support.label}，{len(filings)} 个备案合并为一次提交。"
    if rule.condition:
        text += f"条件：{rule.condition.rstrip('。')}。"
    if rule.limit is not None and parts > 1:
        text += f"每次最多 {rule.limit} 个，因此分批。"
    return from_rule(text, rule)


def cheaper_reason(batch_hours: float, single_hours: float) -> Reason:
    """Say what a batch saves by our estimate."""
    return own(f"合并提交估计用时 {batch_hours:g} 小时，逐个提交估计用时 {single_hours:g} 小时。")


def chosen_reason(platform: Platform, kind: SubmissionKind, mode: SubmissionMode) -> Reason:
    """Say that the officer chose the mode."""
    rule = platform.batch_for(kind)
    text = f"经办人选择{mode.label}提交。"
    if mode is SubmissionMode.BATCH and rule.support is BatchSupport.UNKNOWN:
        text += f"{platform.short_name}是否支持批量未知，可能整批被退回。"
    return Reason(text, OFFICER, rule.certainty)


def _same_words(rule: BatchRule) -> str:
    return "、".join(f"{field.label}相同" for field in rule.same) or "平台规则"
