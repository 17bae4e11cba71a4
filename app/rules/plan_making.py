"""Makes one plan: sorts the filings into classes and splits each class into submissions.

Never mixed: organisations, platforms, kinds. What another product still uses is changed, not
deregistered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.catalogue.entries import BatchRule, Catalogue, Platform
from app.catalogue.words import BatchSupport, SameField
from app.model.kinds import Certainty, FilingStatus, SubmissionKind, SubmissionMode
from app.rules import plan_reasons as why
from app.rules.conditions import SubmissionFacts, documents_to_prepare
from app.rules.deadlines import deadline
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
    work = _Work(style, facts, calendar, len({filing.organisation_id for filing in filings}))
    submissions: list[PlannedSubmission] = []
    for key, members in classes.items():
        submissions += work.split(catalogue.platforms[key.platform], key, members, chosen.get(key))
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
class _Work:
    """Splits one class after another under the same facts."""

    style: PlanStyle
    facts: CaseFacts
    calendar: WorkCalendar
    organisations: int

    def split(
        self,
        platform: Platform,
        key: ClassKey,
        members: list[FilingFacts],
        chosen: SubmissionMode | None,
    ) -> list[PlannedSubmission]:
        """Return the submissions of one class, by the style or by the officer's choice."""
        singles = self._singles(platform, key, members, chosen)
        if chosen is _SINGLE or not _may_batch(platform, key.kind, chosen):
            return singles
        if chosen is _BATCH or self.style is PlanStyle.BATCH:
            return self._batches(platform, key, members, chosen, len(members))
        if self.style is PlanStyle.SINGLE:
            return singles
        return self._cheaper(platform, key, members)

    def _cheaper(
        self, platform: Platform, key: ClassKey, members: list[FilingFacts]
    ) -> list[PlannedSubmission]:
        """Batch what carries no doubt when that is less work; the doubtful goes alone."""
        sound = [filing for filing in members if not filing.problems]
        doubtful = [filing for filing in members if filing.problems]
        size = len(members)
        alone = [self._one(platform, key, one, size, Alone.DOUBT) for one in doubtful]
        batches = self._batches(platform, key, sound, None, size)
        singles = [self._one(platform, key, one, size, Alone.NOT_DEARER) for one in sound]
        batch_hours, single_hours = figures_of(batches).hours, figures_of(singles).hours
        if batch_hours >= single_hours:
            return singles + alone
        saving = why.cheaper_reason(batch_hours, single_hours)
        return [
            replace(item, reasons=(*item.reasons, saving)) if item.mode is _BATCH else item
            for item in batches
        ] + alone

    def _batches(
        self,
        platform: Platform,
        key: ClassKey,
        members: list[FilingFacts],
        chosen: SubmissionMode | None,
        size: int,
    ) -> list[PlannedSubmission]:
        """Return the class in batches; ``size`` is the whole class, the doubtful with it."""
        rule = platform.batch_for(key.kind)
        parts = batch_parts(rule, members)
        made = []
        for part in parts:
            if len(part) == 1:
                made.append(self._one(platform, key, part[0], size, Alone.LEFT_OVER))
                continue
            if chosen is _BATCH:
                mode_reason = why.chosen_reason(platform, key.kind, _BATCH)
            else:
                mode_reason = why.together_reason(platform, rule, part, len(parts))
            made.append(self._submission(platform, key, part, _BATCH, mode_reason))
        return made

    def _singles(
        self,
        platform: Platform,
        key: ClassKey,
        members: list[FilingFacts],
        chosen: SubmissionMode | None,
    ) -> list[PlannedSubmission]:
        if chosen is _SINGLE and platform.batch_for(key.kind).support in _BATCH_ALLOWED:
            reason = why.chosen_reason(platform, key.kind, _SINGLE)
            return [self._submission(platform, key, [one], _SINGLE, reason) for one in members]
        return [self._one(platform, key, one, len(members), Alone.STYLE) for one in members]

    def _one(
        self,
        platform: Platform,
        key: ClassKey,
        filing: FilingFacts,
        class_size: int,
        cause: Alone,
    ) -> PlannedSubmission:
        reason = why.alone_reason(
            platform, platform.batch_for(key.kind), filing, class_size=class_size, cause=cause
        )
        return self._submission(platform, key, [filing], _SINGLE, reason)

    def _submission(
        self,
        platform: Platform,
        key: ClassKey,
        part: list[FilingFacts],
        mode: SubmissionMode,
        mode_reason: Reason,
    ) -> PlannedSubmission:
        facts = self.facts
        conditions = SubmissionFacts(
            mode=mode,
            agent_acts=facts.agent_acts,
            group=self.organisations > 1,
            data_disposal=facts.data_disposal,
            products=len(facts.affected_product_ids),
        )
        documents = documents_to_prepare(platform, key.kind, conditions, len(part))
        effort = platform.effort
        hours = (
            effort.per_submission + effort.per_filing * len(part) + effort.per_document * documents
        )
        term = platform.term_for(key.kind)
        due = (
            deadline(facts.ended_on, term.working_days, self.calendar)
            if term and facts.ended_on
            else None
        )
        return PlannedSubmission(
            organisation_id=key.organisation_id,
            organisation_name=part[0].organisation_name,
            platform=platform.id,
            kind=key.kind,
            mode=mode,
            filing_ids=tuple(filing.id for filing in part),
            reasons=(*why.kind_reasons(platform, key.kind, part, facts.ended_on), mode_reason),
            deadline=due,
            documents=documents,
            hours=round(hours, 2),
            catalogue_version=platform.version,
        )


def _may_batch(platform: Platform, kind: SubmissionKind, chosen: SubmissionMode | None) -> bool:
    support = platform.batch_for(kind).support
    return support in _BATCH_ALLOWED or (chosen is _BATCH and support is BatchSupport.UNKNOWN)


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
