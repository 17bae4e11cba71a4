"""Checks a plan against every hard constraint.

The planner keeps these constraints by itself; a plan changed by hand, or planned with an older
catalogue, is checked here by other means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.catalogue.entries import Catalogue, Evidence, Platform
from app.catalogue.words import BatchSupport
from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.findings import Finding, Place, Severity
from app.rules.plan_making import (
    kind_of,
    same_values,
    sort_out,
)
from app.rules.plan_types import (
    CaseFacts,
    FilingFacts,
    PlannedSubmission,
)

_BACK = "请重新生成方案，或调整这次提交。"


def check_plan(
    submissions: Sequence[PlannedSubmission],
    filings: Sequence[FilingFacts],
    facts: CaseFacts,
    catalogue: Catalogue,
) -> tuple[Finding, ...]:
    """Return what is wrong or doubtful with ``submissions`` for the filings in scope."""
    classes, _ = sort_out(filings, facts, catalogue)
    known = {filing.id: filing for members in classes.values() for filing in members}
    found: list[Finding] = []
    for item in submissions:
        platform = catalogue.get(item.platform)
        members = [known[i] for i in item.filing_ids if i in known]
        found += _mixed(item, members)
        found += _wrong_kind(item, members, platform)
        if platform is not None:
            found += _wrong_batch(item, members, platform)
    found += _wrong_cover(submissions, known)
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
    item: PlannedSubmission, members: Sequence[FilingFacts], platform: Platform | None
) -> Iterator[Finding]:
    evidence = platform.change_term or platform.duty if platform else None
    for filing in members:
        if kind_of(filing) is item.kind:
            continue
        users = "、".join(use.label for use in filing.products if use.in_use)
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


def _wrong_cover(
    submissions: Sequence[PlannedSubmission], known: dict[int, FilingFacts]
) -> Iterator[Finding]:
    times = Counter(i for item in submissions for i in item.filing_ids)
    for filing_id, count in times.items():
        if filing_id not in known:
            yield _finding(
                "plan.not_in_scope",
                "方案中有一个备案不在办理范围内，或已无需办理。",
                _BACK,
                filing_id=filing_id,
            )
        elif count > 1:
            yield _finding(
                "plan.twice",
                f"“{known[filing_id].title}”出现在 {count} 次提交中。",
                _BACK,
                filing_id=filing_id,
            )
    for filing_id, filing in known.items():
        if filing_id not in times:
            yield _finding(
                "plan.not_covered",
                f"“{filing.title}”在办理范围内，但不在任何一次提交中。",
                "请重新生成方案。",
                filing_id=filing_id,
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
