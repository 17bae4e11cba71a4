"""The sentences that say why a plan is as it is, each with its source and certainty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from app.catalogue.entries import BatchRule, Evidence, Platform
from app.catalogue.words import BatchSupport
from app.model.kinds import Certainty, FilingStatus, SubmissionKind, SubmissionMode
from app.rules.plan_types import CostParts, FilingFacts, Reason

OWN_PLAN = "本程序的规划规则"
OWN_ESTIMATE = "本程序的估算，可按本单位的经验调整"
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


def term_reasons(
    platform: Platform,
    kind: SubmissionKind,
    filings: Sequence[FilingFacts],
    ended_on: date | None,
    *,
    first_change: bool,
) -> tuple[Reason, ...]:
    """Say what is due and in what term; ``first_change``: before the deregistration it serves."""
    term = platform.term_for(SubmissionKind.CANCEL if first_change else kind)
    found: list[Reason] = []
    if kind is not SubmissionKind.CHANGE and (term is None or ended_on is None):
        found.append(from_rule(platform.duty.text, platform.duty))
    if term is not None and ended_on is None:
        text = f"期限为 {term.working_days} 个工作日；填写终止日期后才能算出最后一日。"
        found.append(from_rule(text, term))
    elif term is not None and ended_on is not None:
        what = "服务" if kind is SubmissionKind.CANCEL or first_change else "相关产品的服务"
        due = "注销，变更须在此之前办结" if first_change else kind.label
        text = (
            f"{what}于{written(ended_on)}终止，自次日起 {term.working_days} 个工作日内应办理{due}。"
        )
        found.append(from_rule(text, term))
    if any(filing.status is FilingStatus.CANCELLING for filing in filings):
        found.append(own("台账中有备案处于“注销中”，请确认没有在别处重复提交。"))
    return tuple(found)


class Alone(StrEnum):
    """What makes a filing go alone, where the platform would allow a batch."""

    STYLE = "style"
    NOT_DEARER = "not_dearer"
    DOUBT = "doubt"
    LEFT_OVER = "left_over"
    UNLIKE = "unlike"


_OWN_CAUSES = {
    Alone.STYLE: "本方案全部单个提交：一个备案被退回，不影响其他备案。",
    Alone.NOT_DEARER: (
        "按准备、返工和延误合计，单个提交不比合并提交费时，"
        "且一个备案被退回不影响其他备案，单个提交。"
    ),
    Alone.UNLIKE: (
        "与该主体在这个平台上的其他备案不够相似，或须等待变更办结，单个提交；可以手动调整。"
    ),
}


def alone_reason(
    platform: Platform,
    rule: BatchRule,
    filing: FilingFacts,
    *,
    class_size: int,
    cause: Alone,
    chance: float,
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
        doubts = [*filing.problems, *(doubt.text for doubt in filing.doubts)]
        doubt = "；".join(text.rstrip("。") for text in doubts)
        return own(
            f"该备案有疑点（{doubt}），估计退回的可能性为 {chance:.0%}，单独提交，以免拖累整批。"
        )
    return own(_OWN_CAUSES[cause])


def together_reason(platform: Platform, rule: BatchRule, size: int, parts: int) -> Reason:
    """Say why ``size`` filings go in one batch; ``parts`` is how many the class was split into."""
    text = f"{platform.short_name}{rule.support.label}，{size} 个备案合并为一次提交。"
    if rule.condition:
        text += f"条件：{rule.condition.rstrip('。')}。"
    if rule.limit is not None and parts > 1:
        text += f"每次最多 {rule.limit} 个，因此分批。"
    return from_rule(text, rule)


def saving_reason(together: CostParts, apart: CostParts, chance: float) -> Reason:
    """Say what a batch saves by our estimate, with what a return would cost in it."""
    return Reason(
        f"合并提交估计用时 {together.preparation:.1f} 小时，退回的可能性 {chance:.0%}，"
        f"返工和延误折合 {together.rework + together.delay:.1f} 小时；"
        f"逐个提交分别为 {apart.preparation:.1f} 小时和 {apart.rework + apart.delay:.1f} 小时。",
        OWN_ESTIMATE,
        Certainty.UNVERIFIED,
    )


def chosen_reason(platform: Platform, kind: SubmissionKind, mode: SubmissionMode) -> Reason:
    """Say that the officer chose the mode."""
    rule = platform.batch_for(kind)
    text = f"经办人选择{mode.label}提交。"
    if mode is SubmissionMode.BATCH and rule.support is BatchSupport.UNKNOWN:
        text += f"{platform.short_name}是否支持批量未知，可能整批被退回。"
    return Reason(text, OFFICER, rule.certainty)


def _same_words(rule: BatchRule) -> str:
    return "、".join(f"{field.label}相同" for field in rule.same) or "平台规则"
