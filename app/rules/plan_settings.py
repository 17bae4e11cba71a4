"""What the officer may set for a plan: weights, chances of a return, likeness, hours.

Every default is our own estimate (待核实) and is shown where it is used; docs/planner.md tells
where each comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.catalogue.entries import Effort
from app.rules.findings import Severity

GREATEST_WEIGHT = 3.0
SURE = 0.999


@dataclass(frozen=True)
class Doubt:
    """An open finding that makes a return of this filing more likely."""

    rule_id: str
    text: str
    severity: Severity


@dataclass(frozen=True)
class ReturnPrior:
    """What is held of a platform's returns before any record: a Beta distribution.

    ``alpha`` returned out of ``alpha + beta`` imagined submissions. Raises ValueError where one
    of the two is not above 0.
    """

    alpha: float = 1.0
    beta: float = 9.0

    def __post_init__(self) -> None:
        if not (self.alpha > 0 and self.beta > 0):
            raise ValueError("alpha and beta of a Beta prior are above 0")

    @property
    def mean(self) -> float:
        """The chance of a return by the prior alone."""
        return self.alpha / (self.alpha + self.beta)


@dataclass(frozen=True)
class ReturnRecord:
    """The firm's own submissions on a platform that were closed or returned, and returned."""

    handled: int = 0
    returned: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.returned <= self.handled:
            raise ValueError("returned lies between 0 and handled")


DEFAULT_PRIOR = ReturnPrior()
NO_RECORD = ReturnRecord()
DOUBT_CHANCE: Mapping[Severity, float] = {Severity.BLOCKING: 0.6, Severity.WARNING: 0.15}


@dataclass(frozen=True)
class RiskModel:
    """How likely one filing brings its submission back.

    ``doubt_chance`` is the chance by each open finding of a severity; ``rework_share`` the part
    of a submission's preparation that is done again after a return; ``again_share`` the part of
    faults that a return does not name, so that they bring the submission back once more.
    """

    priors: Mapping[str, ReturnPrior] = field(default_factory=dict)
    records: Mapping[str, ReturnRecord] = field(default_factory=dict)
    doubt_chance: Mapping[Severity, float] = field(default_factory=lambda: dict(DOUBT_CHANCE))
    rework_share: float = 0.5
    again_share: float = 0.25

    def __post_init__(self) -> None:
        if not (0 <= self.rework_share <= 1 and 0 <= self.again_share <= 1):
            raise ValueError("a share lies between 0 and 1")
        if any(not 0 <= chance <= SURE for chance in self.doubt_chance.values()):
            raise ValueError("the chance of a doubt lies between 0 and 0.999")

    def prior(self, platform: str) -> ReturnPrior:
        """Return the prior of a platform, the default where none is set."""
        return self.priors.get(platform, DEFAULT_PRIOR)

    def record(self, platform: str) -> ReturnRecord:
        """Return the firm's own record on a platform."""
        return self.records.get(platform, NO_RECORD)


@dataclass(frozen=True)
class Weights:
    """The sliders: how much hours, risk and urgency count; each 0 to 3, 1 is as estimated."""

    hours: float = 1.0
    risk: float = 1.0
    urgency: float = 1.0

    def __post_init__(self) -> None:
        if any(
            not 0 <= value <= GREATEST_WEIGHT for value in (self.hours, self.risk, self.urgency)
        ):
            raise ValueError("a weight lies between 0 and 3")

    @property
    def as_estimated(self) -> bool:
        """Whether nothing is weighted otherwise than estimated."""
        return (self.hours, self.risk, self.urgency) == (1.0, 1.0, 1.0)


DEFAULT_THRESHOLD = 0.55
Pairs = frozenset[frozenset[int]]


@dataclass(frozen=True)
class LikenessSettings:
    """From which likeness on filings go together, and the officer's corrections, which win.

    A pair that stands in both ``together`` and ``apart`` is apart.
    """

    threshold: float = DEFAULT_THRESHOLD
    together: Pairs = frozenset()
    apart: Pairs = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError("the threshold lies between 0 and 1")


@dataclass(frozen=True)
class PlanSettings:
    """Everything that can be set for a plan; ``efforts`` replace the catalogue's estimate."""

    weights: Weights = Weights()
    risk: RiskModel = field(default_factory=RiskModel)
    likeness: LikenessSettings = LikenessSettings()
    hours_per_day: float = 6.0
    efforts: Mapping[str, Effort] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.hours_per_day <= 24:
            raise ValueError("a day has more than 0 and at most 24 hours of work")


DEFAULT_SETTINGS = PlanSettings()
