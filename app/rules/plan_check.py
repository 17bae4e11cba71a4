"""Checks a plan against every hard constraint.

The planner keeps these constraints by itself; a plan changed by hand, or planned with an older
catalogue, is checked here by other means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from app.catalogue.entries import Catalogue, Evidence, Platform
from app.catalogue.words import BatchSupport
from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.findings import Finding, Place, Severity
from app.rules.plan_cells import alike_numbers, same_values
from app.rules.plan_kinds import changes_first, kind_of, sort_out, uses_of
from app.rules.plan_settings import DEFAULT_SETTINGS, LikenessSettings, PlanSettings
from app.rules.plan_types import (
    CaseFacts,
    ClassKey,
    FilingFacts,
    PlannedSubmission,
)

_BACK = "请重新生成方案，或调整这次提交。"


def check_plan(
    submissions: Sequence[PlannedSubmission],
    filings: Sequence[FilingFacts],
    facts: CaseFacts,
    catalogue: Catalogue,
    *,
    settings: PlanSettings = DEFAULT_SETTINGS,
    sent: Sequence[PlannedSubmission] = (),
) -> tuple[Finding, ...]:
    """Return what is wrong or doubtful with ``submissions`` for the filings in scope.

    ``sent`` is what has left the house: not checked, but a change among it counts as made.
    """
    sorted_out = sort_out(filings, facts, catalogue, sent)
    known = {filing.id: filing for members in sorted_out.classes.values() for filing in members}
    affected = facts.affected_product_ids

    @cache
    def groups_of(key: ClassKey) -> dict[int, int]:
        return alike_numbers(sorted_out.classes.get(key, ()), settings.likeness)

    found: list[Finding] = []
    for item in submissions:
        platform = catalogue.get(item.platform)
        members = [known[i] for i in item.filing_ids if i in known]
        found += _mixed(item, members)
        found += _wrong_kind(item, members, platform, affected)
        if platform is not None:
            found += _wrong_batch(item, members, platform)
            found += _late(item, platform)
        found += _unlike(item, members, groups_of, settings.likeness)
    found += _wrong_cover(submissions, known, affected, sorted_out.changed)
    found += _wrong_sequence(submissions, sent, known, affected)
    found += _wrong_order(submissions, catalogue)
    return tuple(found)


def _mixed(item: PlannedSubmission, members: Sequence[FilingFacts]) -> Iterator[Finding]:
    if any(filing.organisation_id != item.organisation_id for filing in members):
        yield _finding(
            "plan.mixed_organisations", "一次提交中混有不同主体的备案。", _BACK, item=item
        )
    if any(filing.platform != item.platform for filing in members):
        yield _finding("plan.mixed_platforms", "一次提交中混有不同平台的备案。", _BACK, item=item)


def _wrong_kind(
    item: PlannedSubmission,
    members: Sequence[FilingFacts],
    platform: Platform | None,
    affected: frozenset[int],
) -> Iterator[Finding]:
    evidence = platform.change_term or platform.duty if platform else None
    for filing in members:
        if kind_of(filing, affected) is item.kind or changes_first(filing, affected):
            continue
        users = "、".join(use.label for use in uses_of(filing, affected).on)
        if item.kind is SubmissionKind.CANCEL:
            message = f"“{filing.title}”仍被产品{users}使用，不能注销。"
        else:
            message = f"“{filing.title}”已没有产品使用，应注销而不是变更。"
        yield _finding(
            "plan.wrong_kind", message, _BACK, item=item, evidence=evidence, filing_id=filing.id
        )


def _wrong_batch(
    item: PlannedSubmission, members: Sequence[FilingFacts], platform: Platform
) -> Iterator[Finding]:
    rule, size = platform.batch_for(item.kind), len(item.filing_ids)
    name = platform.short_name
    if item.mode is SubmissionMode.SINGLE:
        if size > 1:
            message = f"单个提交中有 {size} 个备案。"
            yield _finding("plan.single_with_many", message, _BACK, item=item)
        return
    if rule.support is BatchSupport.NO:
        message = f"{name}不支持批量：{rule.condition}"
        yield _finding("plan.batch_refused", message, "请改为单个提交。", item=item, evidence=rule)
    elif rule.support is BatchSupport.UNKNOWN:
        yield _finding(
            "plan.batch_unknown",
            f"{name}是否支持批量未知，整批可能被退回。",
            "提交前请向平台确认，并把确认方式记下来。",
            item=item,
            evidence=rule,
            severity=Severity.WARNING,
        )
    elif rule.support is BatchSupport.CONDITIONAL:
        yield _finding(
            "plan.batch_condition",
            f"{name}有条件支持批量：{rule.condition}",
            "请确认条件都已满足。",
            item=item,
            evidence=rule,
            severity=Severity.WARNING,
        )
    if rule.limit is not None and size > rule.limit:
        message = f"{name}每次最多 {rule.limit} 个备案，这一批有 {size} 个。"
        yield _finding("plan.over_limit", message, "请分成几批。", item=item, evidence=rule)
    if len({same_values(rule, filing) for filing in members}) > 1:
        fields = "、".join(field.label for field in rule.same)
        message = f"{name}要求同一批的{fields}相同，这一批不满足。"
        yield _finding("plan.not_same", message, "请按要求分批。", item=item, evidence=rule)


def _late(item: PlannedSubmission, platform: Platform) -> Iterator[Finding]:
    if item.late and item.deadline is not None and item.ready_on is not None:
        yield _finding(
            "plan.late",
            f"预计{item.ready_on.isoformat()}才能提交，晚于期限{item.deadline.due_on.isoformat()}。",
            "请提前准备、增加每日工时，或调整先后顺序。",
            item=item,
            evidence=platform.term_for(item.kind),
            severity=Severity.WARNING,
        )


def _unlike(
    item: PlannedSubmission,
    members: Sequence[FilingFacts],
    groups_of: Callable[[ClassKey], dict[int, int]],
    settings: LikenessSettings,
) -> Iterator[Finding]:
    """Likeness is a matter of the whole class: two may be alike by way of a third."""
    if len(members) < 2:
        return
    ids = {filing.id for filing in members}
    held = sorted(tuple(sorted(pair)) for pair in settings.apart if pair <= ids)
    titles = {filing.id: filing.title for filing in members}
    if held:
        one, other = held[0]
        yield _finding(
            "plan.held_apart",
            f"“{titles[one]}”和“{titles[other]}”已标记为不放在一起，却在同一次提交中。",
            "请移开其中一个，或取消标记。",
            item=item,
            severity=Severity.WARNING,
        )
    elif len({groups_of(item.key).get(key) for key in ids}) > 1:
        yield _finding(
            "plan.not_alike",
            f"这一批的备案不够相似（阈值 {settings.threshold:.0%}），材料的说法可能对不上。",
            "请确认它们能用同一份说明，或分开提交。",
            item=item,
            severity=Severity.WARNING,
        )


def _wrong_cover(
    submissions: Sequence[PlannedSubmission],
    known: dict[int, FilingFacts],
    affected: frozenset[int],
    changed: frozenset[int],
) -> Iterator[Finding]:
    times = Counter((i, item.kind) for item in submissions for i in item.filing_ids)
    wanted = {(key, kind_of(filing, affected)) for key, filing in known.items()}
    wanted |= {
        (key, SubmissionKind.CHANGE)
        for key, filing in known.items()
        if changes_first(filing, affected) and key not in changed
    }
    for filing_id in sorted({key for key, _ in times} - known.keys()):
        yield _finding(
            "plan.not_in_scope",
            "方案中有一个备案不在办理范围内，或已无需办理。",
            _BACK,
            filing_id=filing_id,
        )
    for (filing_id, _), count in times.items():
        if count > 1 and filing_id in known:
            yield _finding(
                "plan.twice",
                f"“{known[filing_id].title}”出现在 {count} 次提交中。",
                _BACK,
                filing_id=filing_id,
            )
    planned = {key for key, _ in times}
    for filing_id, kind in sorted(wanted):
        if filing_id not in planned or (
            (filing_id, kind) not in times and changes_first(known[filing_id], affected)
        ):
            yield _finding(
                "plan.not_covered",
                f"“{known[filing_id].title}”在办理范围内，但不在任何一次{kind.label}提交中。",
                "请重新生成方案。",
                filing_id=filing_id,
            )


def _wrong_sequence(
    submissions: Sequence[PlannedSubmission],
    sent: Sequence[PlannedSubmission],
    known: dict[int, FilingFacts],
    affected: frozenset[int],
) -> Iterator[Finding]:
    """A deregistration that waits for a change has to say so and to come after it."""
    changes: dict[int, int] = {}
    for place, item in enumerate(sent, start=1):
        if item.kind is SubmissionKind.CHANGE:
            changes |= dict.fromkeys(item.filing_ids, place)
    for item in submissions:
        if item.kind is SubmissionKind.CHANGE:
            changes |= dict.fromkeys(item.filing_ids, item.order)
    for item in submissions:
        if item.kind is not SubmissionKind.CANCEL:
            continue
        waiting = [i for i in item.filing_ids if i in known and changes_first(known[i], affected)]
        for filing_id in waiting:
            first = changes.get(filing_id)
            if first is None or (first in item.follows and first < item.order):
                continue
            yield _finding(
                "plan.change_first",
                f"“{known[filing_id].title}”须先办结变更，才能提交注销。",
                _BACK,
                item=item,
                filing_id=filing_id,
            )
        if 0 < len(waiting) < len(item.filing_ids):
            yield _finding(
                "plan.waits_together",
                "这一批中有的备案要等变更办结，其他备案会一起等待。",
                "可以把不需要变更的备案分开先提交。",
                item=item,
                severity=Severity.WARNING,
            )


def _wrong_order(
    submissions: Sequence[PlannedSubmission], catalogue: Catalogue
) -> Iterator[Finding]:
    last: dict[str, int] = {}
    for item in submissions:
        last[item.platform] = max(item.order, last.get(item.platform, item.order))
    for item in submissions:
        platform = catalogue.get(item.platform)
        for former in platform.order_after if platform else ():
            if last.get(former.platform, item.order) > item.order:
                other = catalogue.platforms[former.platform].short_name
                yield _finding(
                    "plan.order",
                    f"应在“{other}”之后办理：{former.reason}",
                    "请调整先后顺序，或确认可以不按此顺序。",
                    item=item,
                    evidence=former,
                    severity=Severity.WARNING,
                )


def _finding(
    rule_id: str,
    message: str,
    remedy: str,
    *,
    item: PlannedSubmission | None = None,
    evidence: Evidence | None = None,
    severity: Severity = Severity.BLOCKING,
    filing_id: int | None = None,
) -> Finding:
    place = Place(
        "plan",
        submission_id=item.id if item else None,
        organisation_id=item.organisation_id if item else None,
        filing_id=filing_id,
    )
    if evidence is None:
        return Finding(rule_id, severity, message, remedy, place)
    return Finding(rule_id, severity, message, remedy, place, evidence.source, evidence.certainty)
