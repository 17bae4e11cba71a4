"""The values that the planner takes and returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

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


@dataclass(frozen=True)
class ProductUseFact:
    """A product that uses a filing; ``kind`` is its Chinese word.

    ``in_use``: it goes on using the filing after this case, that is, it is not stopped, its use
    has not ended, and it is not among the affected products of the case.
    """

    product_id: int
    name: str
    kind: str
    in_use: bool

    @property
    def label(self) -> str:
        """The name with its kind, as the public lists write it."""
        return f"{self.name}（{self.kind}）" if self.kind else self.name


@dataclass(frozen=True)
class FilingFacts:
    """A filing in scope as the planner sees it; ``problems`` are the findings on its number."""

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


@dataclass(frozen=True)
class PlannedSubmission:
    """One application as planned; ``order`` counts from 1 through the whole plan.

    ``id`` is the stored submission's, where there is one; a planned one has none.
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
    """What a plan costs; ``hours`` is our estimate."""

    submissions: int
    documents: int
    hours: float


class PlanStyle(Word):
    """The plans that are set side by side."""

    BATCH = "batch", "全部可批量"
    SINGLE = "single", "全部单个"
    RECOMMENDED = "recommended", "推荐"


@dataclass(frozen=True)
class Plan:
    """Submissions in the order they are handed in, and the filings left out.

    ``overrides`` are the officer's own choices by class. ``filings`` and ``facts`` are what the
    plan was made from, so that it can be changed and checked again.
    """

    style: PlanStyle
    submissions: tuple[PlannedSubmission, ...]
    left_out: tuple[LeftOut, ...]
    figures: Figures
    overrides: tuple[tuple[ClassKey, SubmissionMode], ...] = ()
    filings: tuple[FilingFacts, ...] = field(default=(), repr=False)
    facts: CaseFacts = field(default=CaseFacts(None, None), repr=False)


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
