"""The values that the planner takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app.model.kinds import (
    AlgorithmType,
    Certainty,
    DataDisposal,
    EndReason,
    FilingStatus,
    Role,
    SubmissionKind,
    SubmissionMode,
    Word,
)
from app.rules.deadlines import Deadline
from app.rules.findings import Finding
from app.rules.plan_settings import DEFAULT_SETTINGS, Doubt, PlanSettings, Weights

if TYPE_CHECKING:
    from app.rules.plan_cells import Basis


@dataclass(frozen=True)
class ProductUseFact:
    """A product that uses a filing; ``kind`` is its Chinese word.

    ``in_use``: it goes on using the filing after this case, that is, it is not stopped, its use
    has not ended, and it is not among the affected products of the case. The organisation is the
    product's owner; it differs from the filing's where the product moved. None is not known.
    """

    product_id: int
    name: str
    kind: str
    in_use: bool
    organisation_id: int | None = None
    organisation_name: str = ""

    @property
    def label(self) -> str:
        """The name with its kind, as the public lists write it."""
        return f"{self.name}（{self.kind}）" if self.kind else self.name


@dataclass(frozen=True)
class FilingFacts:
    """A filing in scope as the planner sees it.

    ``problems`` are the findings on its number, ``doubts`` every other open finding that bears
    on a return (never the same one twice). ``change_first`` says in sentences what has to be
    changed before it can be deregistered. Filings with one ``algorithm_id`` are one algorithm.
    """

    id: int
    organisation_id: int
    organisation_name: str
    platform: str
    title: str
    number: str
    type: AlgorithmType | None
    role: Role | None
    status: FilingStatus
    products: tuple[ProductUseFact, ...] = ()
    problems: tuple[str, ...] = ()
    purpose: str = ""
    algorithm_id: int | None = None
    doubts: tuple[Doubt, ...] = ()
    change_first: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseFacts:
    """The facts of termination that bear on the plan; None is not known yet."""

    reason: EndReason | None
    ended_on: date | None
    affected_product_ids: frozenset[int] = frozenset()
    data_disposal: DataDisposal | None = None
    agent_acts: bool | None = None


@dataclass(frozen=True)
class Reason:
    """One sentence of why, with its source."""

    text: str
    source: str
    certainty: Certainty


class ClassKey(NamedTuple):
    """Filings that could go together at all: one subject, one platform, one kind."""

    organisation_id: int
    platform: str
    kind: SubmissionKind


Fixed = Mapping[ClassKey, tuple[tuple[int, ...], ...]]
"""The officer's own split of a class: which filings go together."""


class CostParts(NamedTuple):
    """What something costs in hours, by part; nothing is weighted in it.

    ``rework`` and ``delay`` are expected values: the cost of a return times its chance.
    """

    submission: float = 0.0
    filings: float = 0.0
    documents: float = 0.0
    rework: float = 0.0
    delay: float = 0.0

    @property
    def preparation(self) -> float:
        """The hours until everything can be handed in once."""
        return self.submission + self.filings + self.documents

    @property
    def total(self) -> float:
        """All parts together, each counted as estimated."""
        return sum(self)

    def weighed(self, weights: Weights) -> float:
        """All parts together as the sliders count them: what a plan is chosen by."""
        return (
            weights.hours * self.preparation
            + weights.risk * self.rework
            + weights.urgency * self.delay
        )


NO_COST = CostParts()


class ChancePart(NamedTuple):
    """One thing that a chance is made of, in words and as a number."""

    text: str
    value: float


@dataclass(frozen=True)
class Chance:
    """The chance of a return, and the parts it is made of, so that no number is hidden."""

    value: float
    parts: tuple[ChancePart, ...]


@dataclass(frozen=True)
class PlannedSubmission:
    """One application as planned; ``order`` counts from 1 through the whole plan.

    ``id`` is the stored submission's, where there is one; a planned one has none. ``follows``
    are the orders of submissions that have to be closed first. ``chance`` is that of a return.
    ``starts_on`` is the first day of preparing, ``ready_on`` the day it can be handed in,
    ``finishes_on`` the expected end of the review; None where it cannot be computed, above all
    where the platform's review time is not known. ``estimated`` tells that a day rests on a
    year without a calendar or on a review of unknown length. ``late``: handed in after the
    deadline; None where that cannot be told.
    """

    organisation_id: int
    organisation_name: str
    platform: str
    kind: SubmissionKind
    mode: SubmissionMode
    filing_ids: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()
    order: int = 0
    deadline: Deadline | None = None
    documents: int = 0
    hours: float = 0.0
    catalogue_version: str = ""
    id: int | None = None
    follows: tuple[int, ...] = ()
    chance: float = 0.0
    cost: CostParts = NO_COST
    starts_on: date | None = None
    ready_on: date | None = None
    finishes_on: date | None = None
    estimated: bool = False
    late: bool | None = None

    @property
    def key(self) -> ClassKey:
        """The class that the submission belongs to."""
        return ClassKey(self.organisation_id, self.platform, self.kind)


@dataclass(frozen=True)
class LeftOut:
    """A filing for which nothing is to be handed in, and why."""

    filing_id: int
    reason: Reason


@dataclass(frozen=True)
class Figures:
    """What a plan costs; all of it is our estimate.

    ``hours`` are those of preparing, ``weighed`` is what the plan is chosen by. ``chance`` is
    that of at least one return. ``expected_days`` are the working days from today to
    ``finishes_on``, the last expected end; both None where a review time is not known.
    ``met`` tells whether everything is handed in by its deadline, ``late`` counts what is not.
    """

    submissions: int
    documents: int
    hours: float
    chance: float = 0.0
    rework_hours: float = 0.0
    expected_days: int | None = None
    finishes_on: date | None = None
    last_deadline: date | None = None
    met: bool | None = None
    late: int = 0
    cost: CostParts = NO_COST
    weighed: float = 0.0


class PlanStyle(Word):
    """The plans that are set side by side."""

    BATCH = "batch", "全部可批量"
    SINGLE = "single", "全部单个"
    RECOMMENDED = "recommended", "推荐"


@dataclass(frozen=True)
class RunnerUp:
    """The best plan that splits otherwise, and why it lost.

    ``parts`` are its submissions, class by class as they differ; ``difference_hours`` is how
    much dearer it is as the sliders count.
    """

    parts: tuple[tuple[ClassKey, tuple[tuple[int, ...], ...]], ...]
    submissions: int
    cost: CostParts
    difference_hours: float
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Exactness:
    """Whether the split is the cheapest there is; ``gap`` bounds what is lost, as a share."""

    exact: bool
    gap: float
    words: str


EXACT = Exactness(True, 0.0, "拆分方式是给定规则与估算下费用最低的。")


@dataclass(frozen=True)
class Plan:
    """Submissions in the order they are handed in, and the filings left out.

    ``fixed`` are the officer's own splits by class. ``sent`` is what has left the house: its
    orders come first and it is counted in chance and finish. ``filings``, ``facts``, ``today``
    and ``settings`` are what the plan was made from, so that it can be changed and checked
    again; ``basis`` is the planner's own.
    """

    style: PlanStyle
    submissions: tuple[PlannedSubmission, ...]
    left_out: tuple[LeftOut, ...]
    figures: Figures
    filings: tuple[FilingFacts, ...] = field(default=(), repr=False)
    facts: CaseFacts = field(default=CaseFacts(None, None), repr=False)
    today: date = date.min
    settings: PlanSettings = field(default=DEFAULT_SETTINGS, repr=False)
    fixed: tuple[tuple[ClassKey, tuple[tuple[int, ...], ...]], ...] = ()
    sent: tuple[PlannedSubmission, ...] = ()
    runner_up: RunnerUp | None = field(default=None, repr=False)
    exactness: Exactness = EXACT
    basis: Basis | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class PlanChoices:
    """The three plans, side by side."""

    batch: Plan
    single: Plan
    recommended: Plan


@dataclass(frozen=True)
class Switched:
    """The plan after the officer's choice, and the findings of checking it again.

    ``refused`` says why the choice cannot be made; the plan is then unchanged.
    """

    plan: Plan
    refused: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Difference:
    """What a change does to a plan, new less old; ``days`` None where it cannot be computed."""

    submissions: int
    documents: int
    hours: float
    chance: float
    days: int | None
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """The plan after a filing was moved; where ``refused`` says why not, the plan is unchanged."""

    plan: Plan
    refused: str
    findings: tuple[Finding, ...]
    difference: Difference


@dataclass(frozen=True)
class Alternative:
    """One place a filing could go: the order of a submission, or None for one of its own."""

    target: int | None
    title: str
    moved: Moved


@dataclass(frozen=True)
class LikenessPart:
    """One thing that likeness is made of: how much it counts, its score 0 to 1, in words."""

    name: str
    weight: float
    score: float
    words: str


@dataclass(frozen=True)
class Likeness:
    """How alike two filings are, 0 to 1, and the parts."""

    score: float
    parts: tuple[LikenessPart, ...]


@dataclass(frozen=True)
class AlikeGroup:
    """Filings that are alike enough to go together; ``lowest`` is the weakest link between two."""

    ids: tuple[int, ...]
    lowest: float


@dataclass(frozen=True)
class WhyHere:
    """Why a filing is where it is: the two plain sentences come first.

    ``mates`` are the other filings of its submission with how alike they are to it.
    """

    reasons: tuple[Reason, ...]
    chance: Chance
    mates: tuple[tuple[int, Likeness], ...]


@dataclass(frozen=True)
class SharedPaper:
    """Who prepares a paper: one for ``submissions`` (their orders), or one for each of them.

    ``organisation_id`` is None where the whole case shares it.
    """

    material: str
    organisation_id: int | None
    organisation_name: str
    submissions: tuple[int, ...]
    shared: bool
    signed: bool
    words: str
    source: str
    certainty: Certainty
