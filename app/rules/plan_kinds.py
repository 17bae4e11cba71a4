"""What is due for a filing: 注销, 变更, 先变更后注销, or nothing, each with its reason.

A product that moved to another organisation no longer uses the filing of the one it left: it is
removed here, and the other organisation files for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.catalogue.entries import Catalogue, Platform
from app.model.kinds import Certainty, FilingStatus, SubmissionKind
from app.rules import plan_reasons as why
from app.rules.plan_types import (
    CaseFacts,
    ClassKey,
    FilingFacts,
    LeftOut,
    PlannedSubmission,
    ProductUseFact,
    Reason,
)

CANCEL, CHANGE = SubmissionKind.CANCEL, SubmissionKind.CHANGE
_ENDED = (FilingStatus.CANCELLED, FilingStatus.REVOKED)


class Uses(NamedTuple):
    """A filing's products: those that go on using it, that moved away, and that ended."""

    on: tuple[ProductUseFact, ...]
    moved: tuple[ProductUseFact, ...]
    ended: tuple[ProductUseFact, ...]


def uses_of(filing: FilingFacts, affected: frozenset[int]) -> Uses:
    """Sort the products of ``filing``; ``affected`` are those that the case stops."""
    on, moved, ended = [], [], []
    for use in filing.products:
        if not use.in_use or use.product_id in affected:
            ended.append(use)
        elif use.organisation_id is not None and use.organisation_id != filing.organisation_id:
            moved.append(use)
        else:
            on.append(use)
    return Uses(tuple(on), tuple(moved), tuple(ended))


def kind_of(filing: FilingFacts, affected: frozenset[int] = frozenset()) -> SubmissionKind:
    """Return 变更 where a product goes on using what is filed, else 注销."""
    return CHANGE if uses_of(filing, affected).on else CANCEL


def changes_first(filing: FilingFacts, affected: frozenset[int] = frozenset()) -> bool:
    """Tell whether a filing that is to be deregistered has to be changed before (先变更后注销)."""
    return bool(filing.change_first) and kind_of(filing, affected) is CANCEL


@dataclass(frozen=True)
class SortedOut:
    """The filings by class, and those for which nothing is to be handed in.

    A filing that is changed first stands in two classes. ``changed`` are those whose change has
    left the house already. ``twins`` are the filings of the same algorithm in another role.
    """

    classes: Mapping[ClassKey, tuple[FilingFacts, ...]]
    left_out: tuple[LeftOut, ...]
    changed: frozenset[int]
    twins: Mapping[int, tuple[FilingFacts, ...]]


def sort_out(
    filings: Sequence[FilingFacts],
    facts: CaseFacts,
    catalogue: Catalogue,
    sent: Iterable[PlannedSubmission] = (),
) -> SortedOut:
    """Split the filings into classes, in the order of their ids."""
    affected = facts.affected_product_ids
    changed = frozenset(i for item in sent if item.kind is CHANGE for i in item.filing_ids)
    twins = _twins(filings)
    classes: dict[ClassKey, list[FilingFacts]] = defaultdict(list)
    left: list[LeftOut] = []
    for filing in sorted(filings, key=lambda item: item.id):
        uses = uses_of(filing, affected)
        outside = _why_left_out(filing, uses, catalogue, twins.get(filing.id, ()))
        if outside:
            left.append(LeftOut(filing.id, outside))
            continue
        kind = CHANGE if uses.on else CANCEL
        classes[ClassKey(filing.organisation_id, filing.platform, kind)].append(filing)
        if kind is CANCEL and filing.change_first and filing.id not in changed:
            classes[ClassKey(filing.organisation_id, filing.platform, CHANGE)].append(filing)
    return SortedOut(
        {key: tuple(members) for key, members in classes.items()}, tuple(left), changed, twins
    )


def _twins(filings: Sequence[FilingFacts]) -> dict[int, tuple[FilingFacts, ...]]:
    by_algorithm: dict[tuple[int, str, int], list[FilingFacts]] = defaultdict(list)
    for filing in filings:
        if filing.algorithm_id is not None and filing.role is not None:
            place = (filing.organisation_id, filing.platform, filing.algorithm_id)
            by_algorithm[place].append(filing)
    return {
        filing.id: others
        for same in by_algorithm.values()
        if len(same) > 1
        for filing in same
        if (others := tuple(other for other in same if other.role is not filing.role))
    }


def _why_left_out(
    filing: FilingFacts, uses: Uses, catalogue: Catalogue, twins: tuple[FilingFacts, ...]
) -> Reason | None:
    if filing.status in _ENDED:
        return why.own(f"备案“{filing.title}”{filing.status.label}，无需再办理。")
    if filing.platform not in catalogue.platforms:
        return Reason(
            f"平台目录中没有“{filing.platform}”，备案“{filing.title}”无法规划。",
            why.OWN_PLAN,
            Certainty.UNVERIFIED,
        )
    if uses.on and not uses.ended and not uses.moved:
        text = f"备案“{filing.title}”的产品{why.listed([use.label for use in uses.on])}都仍在使用"
        if twins and filing.role:
            others = "、".join(dict.fromkeys(o.role.label for o in twins if o.role))
            text += (
                f"。同一算法还以“{others}”的角色另行备案；以“{filing.role.label}”角色的这一备案"
                "继续有效，不随另一角色注销。"
            )
            return why.own(text)
        text += "，没有停止使用的产品，既不需要注销也不需要变更。请在终止事实中核对受影响的产品。"
        return why.own(text)
    return None


def kind_reasons(
    platform: Platform, filing: FilingFacts, kind: SubmissionKind, affected: frozenset[int]
) -> tuple[Reason, ...]:
    """Say of one filing why this kind: what still uses it, what moved, what is changed first."""
    if not filing.products and not filing.change_first:
        return ()
    uses = uses_of(filing, affected)
    found: list[Reason] = []
    if uses.on and kind is CHANGE:
        found.append(_still_used(platform, filing, uses))
    if uses.moved:
        found += [_moved(platform, filing, use) for use in uses.moved]
    if not uses.on and filing.change_first:
        found += _first_changed(platform, filing, kind)
    return tuple(found)


def twin_reason(filing: FilingFacts, twins: Sequence[FilingFacts]) -> Reason:
    """Say that the same algorithm is filed in another role too."""
    others = "、".join(
        f"“{other.title}”（{other.role.label}）" for other in twins if other.role is not None
    )
    role = filing.role.label if filing.role else ""
    return why.own(
        f"“{filing.title}”以“{role}”的角色备案，同一算法另有备案{others}；"
        "一个角色一个备案，各自判断、各自办理。"
    )


def _still_used(platform: Platform, filing: FilingFacts, uses: Uses) -> Reason:
    what = "算法" if platform.unit_is_algorithm else "备案"
    gone = [use.label for use in (*uses.ended, *uses.moved)]
    text = (
        f"{what}“{filing.title}”仍被产品{why.listed([use.label for use in uses.on])}使用，不能注销"
    )
    verb = "已停止使用" if uses.ended else "已转出"
    text += f"；改为变更备案，移除{verb}的产品{why.listed(gone)}。"
    rule = platform.change_term or platform.duty
    # The law ties 注销 to the end of the service; that partial use means 变更 is our reading of it.
    return Reason(text, f"{rule.source}（本程序的理解）", why.weaker(rule.certainty))


def _moved(platform: Platform, filing: FilingFacts, use: ProductUseFact) -> Reason:
    owner = use.organisation_name or "另一主体"
    text = (
        f"产品“{use.label}”已由“{filing.organisation_name}”转给“{owner}”，不再使用“{filing.title}”；"
        f"“{owner}”继续提供该服务的，应以自己的名义在提供服务之日起十个工作日内另行备案。"
    )
    term = platform.change_term
    if term is None:
        return why.own(text)
    return Reason(text, f"{term.source}（本程序的理解）", why.weaker(term.certainty))


def _first_changed(
    platform: Platform, filing: FilingFacts, kind: SubmissionKind
) -> tuple[Reason, ...]:
    rule = platform.change_term or platform.duty
    source, certainty = f"{rule.source}（本程序的理解）", why.weaker(rule.certainty)
    if kind is CANCEL:
        text = f"“{filing.title}”先变更后注销：变更办结之后再提交注销。"
        return (Reason(text, source, certainty),)
    head = f"“{filing.title}”须先变更才能注销："
    return tuple(Reason(f"{head}{text}", source, certainty) for text in filing.change_first)
