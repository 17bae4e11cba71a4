"""Makes one plan: sorts the filings into classes and splits each class into submissions.

Never mixed: organisations, platforms, kinds. What another product still uses is changed, not
deregistered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.catalogue.entries import BatchRule, Catalogue, Platform
from app.catalogue.words import BatchSupport, SameField
from app.model.kinds import Certainty, FilingStatus, SubmissionKind, SubmissionMode
from app.rules import plan_reasons as why
from app.rules.conditions import SubmissionFacts, documents_to_prepare
from app.rules.deadlines import Deadline, deadline
from app.rules.plan_reasons import Alone
from app.rules.plan_types import (
    CaseFacts,
    ClassKey,
    Figures,
    FilingFacts,
    LeftOut,
    Plan,
    PlannedSubmission,
    PlanStyle,
    Reason,
)
from app.rules.workdays import WorkCalendar

_BATCH, _SINGLE = SubmissionMode.BATCH, SubmissionMode.SINGLE
_BATCH_ALLOWED = (BatchSupport.YES, BatchSupport.CONDITIONAL)
_ENDED = (FilingStatus.CANCELLED, FilingStatus.REVOKED)

Modes = Mapping[ClassKey, SubmissionMode]


def make_plan(
    style: PlanStyle,
    filings: Sequence[FilingFacts],
    facts: CaseFacts,
    catalogue: Catalogue,
    calendar: WorkCalendar,
    *,
    chosen: Modes | None = None,
) -> Plan:
    """Return one plan; ``chosen`` holds the officer's own choices by class, which win."""
    chosen = chosen or {}
    classes, left_out = sort_out(filings, facts, catalogue)
    group = len({filing.organisation_id for filing in filings}) > 1
    submissions: list[PlannedSubmission] = []
    for key, members in classes.items():
        platform = catalogue.platforms[key.platform]
        due = _due(platform, key.kind, facts, calendar)
        split = _Split(style, facts, group, platform, key, members, chosen.get(key), due)
        submissions += split.submissions()
    ranks = platform_ranks(catalogue)
    submissions.sort(key=lambda s: (ranks[s.platform], s.organisation_id, s.kind, s.filing_ids))
    ordered = _with_order(submissions, catalogue)
    kept = tuple(sorted((key, mode) for key, mode in chosen.items() if key in classes))
    return Plan(
        style, ordered, left_out, figures_of(ordered), kept, filings=tuple(filings), facts=facts
    )


def sort_out(
    filings: Sequence[FilingFacts], facts: CaseFacts, catalogue: Catalogue
) -> tuple[dict[ClassKey, list[FilingFacts]], tuple[LeftOut, ...]]:
    """Split the filings into classes, and those for which nothing is to be handed in."""
    classes: dict[ClassKey, list[FilingFacts]] = defaultdict(list)
    left: list[LeftOut] = []
    for given in sorted(filings, key=lambda item: item.id):
        filing = _without_affected(given, facts)
        outside = _why_left_out(filing, catalogue)
        if outside:
            left.append(LeftOut(filing.id, outside))
            continue
        key = ClassKey(filing.organisation_id, filing.platform, kind_of(filing))
        classes[key].append(filing)
    return dict(classes), tuple(left)


def kind_of(filing: FilingFacts) -> SubmissionKind:
    """Return 变更 where a product still uses what is filed, else 注销."""
    still = any(use.in_use for use in filing.products)
    return SubmissionKind.CHANGE if still else SubmissionKind.CANCEL


def figures_of(submissions: Sequence[PlannedSubmission]) -> Figures:
    """Add up what the submissions cost."""
    return Figures(
        len(submissions),
        sum(item.documents for item in submissions),
        round(sum(item.hours for item in submissions), 2),
    )


def platform_ranks(catalogue: Catalogue) -> dict[str, int]:
    """Number the platforms so that each comes after those it has to follow."""
    ranks: dict[str, int] = {}
    waiting = list(catalogue.platforms.values())
    while waiting:
        ready = next(
            item for item in waiting if all(former.platform in ranks for former in item.order_after)
        )
        ranks[ready.id] = len(ranks)
        waiting.remove(ready)
    return ranks


def _without_affected(filing: FilingFacts, facts: CaseFacts) -> FilingFacts:
    affected = facts.affected_product_ids
    uses = tuple(
        replace(use, in_use=use.in_use and use.product_id not in affected)
        for use in filing.products
    )
    return replace(filing, products=uses)


def _why_left_out(filing: FilingFacts, catalogue: Catalogue) -> Reason | None:
    if filing.status in _ENDED:
        return why.own(f"备案“{filing.title}”{filing.status.label}，无需再办理。")
    if filing.platform not in catalogue.platforms:
        return Reason(
            f"平台目录中没有“{filing.platform}”，备案“{filing.title}”无法规划。",
            why.OWN_PLAN,
            Certainty.UNVERIFIED,
        )
    users = [use.label for use in filing.products if use.in_use]
    if users and len(users) == len(filing.products):
        return why.own(
            f"备案“{filing.title}”的产品{why.listed(users)}都仍在使用，没有停止使用的产品，"
            "既不需要注销也不需要变更。请在终止事实中核对受影响的产品。"
        )
    return None


def _with_order(
    submissions: list[PlannedSubmission], catalogue: Catalogue
) -> tuple[PlannedSubmission, ...]:
    present = {item.platform for item in submissions}
    ordered = []
    for place, item in enumerate(submissions, start=1):
        added = tuple(
            why.from_rule(
                f"在“{catalogue.platforms[former.platform].short_name}”之后办理：{former.reason}",
                former,
            )
            for former in catalogue.platforms[item.platform].order_after
            if former.platform in present
        )
        ordered.append(replace(item, order=place, reasons=item.reasons + added))
    return tuple(ordered)


@dataclass(frozen=True)
class _Split:
    """Splits one class into submissions; what all of them share is worked out once."""

    style: PlanStyle
    facts: CaseFacts
    group: bool
    platform: Platform
    key: ClassKey
    members: list[FilingFacts]
    chosen: SubmissionMode | None
    due: Deadline | None

    def submissions(self) -> list[PlannedSubmission]:
        """Return the submissions by the style, or by the officer's choice."""
        if self.chosen is _SINGLE or not self._may_batch():
            return self._singles()
        if self.chosen is _BATCH or self.style is PlanStyle.BATCH:
            return self._batches(self.members)
        if self.style is PlanStyle.SINGLE:
            return self._singles()
        return self._cheaper()

    @cached_property
    def _rule(self) -> BatchRule:
        return self.platform.batch_for(self.key.kind)

    def _may_batch(self) -> bool:
        support = self._rule.support
        return support in _BATCH_ALLOWED or (
            self.chosen is _BATCH and support is BatchSupport.UNKNOWN
        )

    def _cheaper(self) -> list[PlannedSubmission]:
        """Batch what carries no doubt when that is less work; the doubtful goes alone."""
        sound = [filing for filing in self.members if not filing.problems]
        alone = [self._one(filing, Alone.DOUBT) for filing in self.members if filing.problems]
        batches = self._batches(sound)
        singles = [self._one(filing, Alone.NOT_DEARER) for filing in sound]
        batch_hours, single_hours = figures_of(batches).hours, figures_of(singles).hours
        if batch_hours >= single_hours:
            return singles + alone
        saving = why.cheaper_reason(batch_hours, single_hours)
        return [
            replace(item, reasons=(*item.reasons, saving)) if item.mode is _BATCH else item
            for item in batches
        ] + alone

    def _batches(self, members: list[FilingFacts]) -> list[PlannedSubmission]:
        parts = batch_parts(self._rule, members)
        made = []
        for part in parts:
            if len(part) == 1:
                made.append(self._one(part[0], Alone.LEFT_OVER))
                continue
            if self.chosen is _BATCH:
                reason = why.chosen_reason(self.platform, self.key.kind, _BATCH)
            else:
                reason = why.together_reason(self.platform, self._rule, part, len(parts))
            made.append(self._submission(part, _BATCH, reason))
        return made

    def _singles(self) -> list[PlannedSubmission]:
        if self.chosen is _SINGLE and self._rule.support in _BATCH_ALLOWED:
            reason = why.chosen_reason(self.platform, self.key.kind, _SINGLE)
            return [self._submission([one], _SINGLE, reason) for one in self.members]
        return [self._one(one, Alone.STYLE) for one in self.members]

    def _one(self, filing: FilingFacts, cause: Alone) -> PlannedSubmission:
        reason = why.alone_reason(
            self.platform, self._rule, filing, class_size=len(self.members), cause=cause
        )
        return self._submission([filing], _SINGLE, reason)

    def _submission(
        self, part: list[FilingFacts], mode: SubmissionMode, mode_reason: Reason
    ) -> PlannedSubmission:
        documents, hours = self._cost(mode, len(part))
        kind_reasons = why.kind_reasons(self.platform, self.key.kind, part, self.facts.ended_on)
        return PlannedSubmission(
            organisation_id=self.key.organisation_id,
            organisation_name=part[0].organisation_name,
            platform=self.platform.id,
            kind=self.key.kind,
            mode=mode,
            filing_ids=tuple(filing.id for filing in part),
            reasons=(*kind_reasons, mode_reason),
            deadline=self.due,
            documents=documents,
            hours=hours,
            catalogue_version=self.platform.version,
        )

    def _cost(self, mode: SubmissionMode, filings: int) -> tuple[int, float]:
        """Return the documents and the hours of a submission that carries ``filings``."""
        known = self._costs.get((mode, filings))
        if known is None:
            facts = SubmissionFacts(
                mode=mode,
                agent_acts=self.facts.agent_acts,
                group=self.group,
                data_disposal=self.facts.data_disposal,
            )
            documents = documents_to_prepare(self.platform, self.key.kind, facts, filings)
            effort = self.platform.effort
            hours = (
                effort.per_submission
                + effort.per_filing * filings
                + effort.per_document * documents
            )
            known = self._costs[mode, filings] = (documents, round(hours, 2))
        return known

    @cached_property
    def _costs(self) -> dict[tuple[SubmissionMode, int], tuple[int, float]]:
        return {}


def _due(
    platform: Platform, kind: SubmissionKind, facts: CaseFacts, calendar: WorkCalendar
) -> Deadline | None:
    term = platform.term_for(kind)
    if term is None or facts.ended_on is None:
        return None
    return deadline(facts.ended_on, term.working_days, calendar)


def batch_parts(rule: BatchRule, members: Sequence[FilingFacts]) -> list[list[FilingFacts]]:
    """Split a class into batches by what must be equal and by the limit, in the order given."""
    groups: dict[tuple[object, ...], list[FilingFacts]] = defaultdict(list)
    for filing in members:
        groups[same_values(rule, filing)].append(filing)
    limit = rule.limit
    return [
        group[start : start + (limit or len(group))]
        for group in groups.values()
        for start in range(0, len(group), limit or len(group))
    ]


def same_values(rule: BatchRule, filing: FilingFacts) -> tuple[object, ...]:
    """Return what must be equal within a batch; reason and date are one for the whole case."""
    values: dict[SameField, object] = {
        SameField.ORGANISATION: filing.organisation_id,
        SameField.TYPE: filing.type,
        SameField.ROLE: filing.role,
    }
    return tuple(values[field] for field in rule.same if field in values)
