"""Classes and cells: which filings may be in one submission at all, and what a submission costs.

A class is one subject, one platform, one kind. A cell is what within it may go together: equal
in what the platform asks, alike enough, and not waiting for a change while others need not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import log1p
from typing import NamedTuple

from app.catalogue.entries import BatchRule, Catalogue, Platform
from app.catalogue.words import BatchSupport, SameField
from app.rules.deadlines import Deadline, deadline
from app.rules.likeness import alike_sets
from app.rules.plan_cost import PartCosts, part_costs, pressure
from app.rules.plan_kinds import CANCEL, CHANGE, SortedOut, changes_first, sort_out
from app.rules.plan_schedule import WorkDays
from app.rules.plan_settings import LikenessSettings, PlanSettings
from app.rules.plan_split import Curve, Split, cheapest
from app.rules.plan_types import CaseFacts, ClassKey, CostParts, FilingFacts, PlannedSubmission
from app.rules.return_risk import any_of, base_chance, chance_value, expected_returns
from app.rules.workdays import WorkCalendar

BATCH_ALLOWED = (BatchSupport.YES, BatchSupport.CONDITIONAL)

Ids = tuple[int, ...]


class Asked(NamedTuple):
    """Everything a plan is made from, but for the settings."""

    filings: tuple[FilingFacts, ...]
    facts: CaseFacts
    catalogue: Catalogue
    calendar: WorkCalendar
    today: date
    sent: tuple[PlannedSubmission, ...]


class Priced(NamedTuple):
    """What a submission with these filings comes to; ``returns`` are those to expect."""

    documents: int
    cost: CostParts
    chance: float
    returns: float


@dataclass(frozen=True)
class Cell:
    """Filings that may go together, sorted by their chance of a return; ``weights`` alike."""

    ids: Ids
    weights: tuple[float, ...]


@dataclass
class ClassPlan:
    """One class with its cells and costs; the cheapest split of a cell is worked out once."""

    key: ClassKey
    platform: Platform
    rule: BatchRule
    members: tuple[FilingFacts, ...]
    due: Deadline | None
    first_due: Deadline | None
    costs: PartCosts
    chances: Mapping[int, float]
    again_share: float
    alike: Mapping[int, int]
    facts: CaseFacts
    changed: frozenset[int]
    known: dict[int, FilingFacts] = field(init=False, repr=False)
    _priced: dict[Ids, Priced] = field(default_factory=dict, repr=False)
    _splits: dict[Ids, Split] = field(default_factory=dict, repr=False)
    _cells: tuple[Cell, ...] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.known = {filing.id: filing for filing in self.members}

    @property
    def may_batch(self) -> bool:
        """Whether the platform's rule lets the planner make a batch."""
        return self.rule.support in BATCH_ALLOWED

    def is_first_change(self, filing: FilingFacts) -> bool:
        """Tell whether the filing stands here only to be changed before it is deregistered."""
        return self.key.kind is CHANGE and changes_first(filing, self.facts.affected_product_ids)

    def waits(self, filing: FilingFacts) -> bool:
        """Tell whether the filing is deregistered only after a change."""
        return self.key.kind is CANCEL and bool(filing.change_first)

    def due_of(self, filing: FilingFacts) -> Deadline | None:
        """Return the last day; a change made first has to be done before the deregistration's."""
        return self.first_due if self.is_first_change(filing) else self.due

    @cached_property
    def same_counts(self) -> Counter[tuple[object, ...]]:
        """How many filings are equal in what the platform asks."""
        return Counter(same_values(self.rule, filing) for filing in self.members)

    @cached_property
    def together_counts(self) -> Counter[tuple[object, ...]]:
        """How many filings may go together at all, by :meth:`together_key`."""
        return Counter(map(self.together_key, self.members))

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells in the order of their first ids."""
        if self._cells is None:
            groups: dict[tuple[object, ...], list[FilingFacts]] = defaultdict(list)
            for filing in self.members:
                groups[self.together_key(filing)].append(filing)
            self._cells = tuple(self._cell(group) for group in groups.values())
        return self._cells

    def together_key(self, filing: FilingFacts) -> tuple[object, ...]:
        """Return what is equal for filings that may go together; likeness comes last."""
        return (
            *same_values(self.rule, filing),
            self.waits(filing),
            self.is_first_change(filing),
            self.alike.get(filing.id, 0),
        )

    def _cell(self, group: Sequence[FilingFacts]) -> Cell:
        chances = self.chances
        ranked = sorted((chances[filing.id], filing.id) for filing in group)
        return Cell(tuple(key for _, key in ranked), tuple(-log1p(-chance) for chance, _ in ranked))

    def split(self, cell: Cell) -> Split:
        """Return the cheapest split of a cell."""
        known = self._splits.get(cell.ids)
        if known is None:
            limit = min(self.rule.limit or len(cell.ids), len(cell.ids))
            sizes = range(1, limit + 1)
            curve = Curve(
                [0.0, *map(self.costs.sure, sizes)],
                [0.0, *map(self.costs.at_stake, sizes)],
                self.again_share,
            )
            known = self._splits[cell.ids] = cheapest(cell.weights, curve, limit)
        return known

    def priced(self, ids: Ids) -> Priced:
        """Return what a submission with these filings comes to."""
        known = self._priced.get(ids)
        if known is None:
            chances, size = self.chances, len(ids)
            weight = sum(-log1p(-chances[key]) for key in ids)
            returns = expected_returns(weight, self.again_share)
            chance = any_of(chances[key] for key in ids)
            cost = self.costs.of(size, returns)
            known = Priced(self.costs.documents(size), cost, chance, returns)
            self._priced[ids] = known
        return known

    def weighed(self, parts: Sequence[Ids]) -> float:
        """Return the cost of some submissions as the sliders count."""
        return sum(self.priced(ids).cost.weighed(self.costs.weights) for ids in parts)

    def batches(self, *, alike: bool = True) -> list[Ids]:
        """Return the cells cut by the limit alone, in the order of the ids.

        Without ``alike``, what the platform lets go together does, however unlike it is.
        """
        limit = self.rule.limit
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for filing in self.members:
            key = self.together_key(filing)
            groups[key if alike else key[:-1]].append(filing.id)
        parts = []
        for group in groups.values():
            ids = tuple(group)
            step = limit or len(ids)
            parts += [ids[start : start + step] for start in range(0, len(ids), step)]
        return parts


@dataclass(frozen=True)
class Basis:
    """What all plans of one case share: made once, kept with the plan, priced by settings."""

    asked: Asked
    settings: PlanSettings
    sorted_out: SortedOut
    alike: Mapping[ClassKey, Mapping[int, int]]
    classes: Mapping[ClassKey, ClassPlan]
    days: WorkDays


def basis_of(asked: Asked, settings: PlanSettings, former: Basis | None = None) -> Basis:
    """Return the basis; what the settings do not touch is taken over from ``former``.

    Raises :class:`app.errors.BadInputError` for a day of termination in an absurd year.
    """
    if former is not None and former.asked is not asked:
        former = None
    if former is not None and former.settings == settings:
        return former
    sorted_out = (
        former.sorted_out
        if former
        else sort_out(asked.filings, asked.facts, asked.catalogue, asked.sent)
    )
    alike = (
        former.alike
        if former and former.settings.likeness == settings.likeness
        else {
            key: alike_numbers(members, settings.likeness)
            for key, members in sorted_out.classes.items()
            if asked.catalogue.platforms[key.platform].batch_for(key.kind).support
            is not BatchSupport.NO
        }
    )
    classes = _classes(asked, settings, sorted_out, alike)
    days = former.days if former else WorkDays(asked.today, asked.calendar)
    return Basis(asked, settings, sorted_out, alike, classes, days)


def alike_numbers(members: Sequence[FilingFacts], settings: LikenessSettings) -> dict[int, int]:
    """Number the alike groups; return each filing's."""
    return {key: number for number, ids in enumerate(alike_sets(members, settings)) for key in ids}


def _classes(
    asked: Asked,
    settings: PlanSettings,
    sorted_out: SortedOut,
    alike: Mapping[ClassKey, Mapping[int, int]],
) -> dict[ClassKey, ClassPlan]:
    group = len({filing.organisation_id for filing in asked.filings}) > 1
    dues: dict[tuple[str, object], Deadline | None] = {}
    bases: dict[str, float] = {}
    found = {}
    for key, members in sorted_out.classes.items():
        platform = asked.catalogue.platforms[key.platform]
        for kind in (CANCEL, CHANGE):
            if (platform.id, kind) not in dues:
                term = platform.term_for(kind)
                dues[platform.id, kind] = (
                    None
                    if term is None or asked.facts.ended_on is None
                    else deadline(asked.facts.ended_on, term.working_days, asked.calendar)
                )
        if platform.id not in bases:
            bases[platform.id] = base_chance(platform.id, settings.risk)
        due = dues[platform.id, key.kind]
        base = bases[platform.id]
        found[key] = ClassPlan(
            key=key,
            platform=platform,
            rule=platform.batch_for(key.kind),
            members=members,
            due=due,
            first_due=dues[platform.id, CANCEL],
            costs=part_costs(
                platform,
                key.kind,
                asked.facts,
                settings,
                group=group,
                urgency=pressure(due.due_on if due else None, asked.today, asked.calendar),
            ),
            chances={filing.id: chance_value(filing, settings.risk, base) for filing in members},
            again_share=settings.risk.again_share,
            alike=alike.get(key, {}),
            facts=asked.facts,
            changed=sorted_out.changed,
        )
    return found


def same_values(rule: BatchRule, filing: FilingFacts) -> tuple[object, ...]:
    """Return what must be equal within a batch; reason and date are one for the whole case."""
    if not rule.same:
        return ()
    values: dict[SameField, object] = {
        SameField.ORGANISATION: filing.organisation_id,
        SameField.TYPE: filing.type,
        SameField.ROLE: filing.role,
    }
    return tuple(values[field] for field in rule.same if field in values)
