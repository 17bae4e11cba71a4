"""How likely a platform sends a submission back (退回), with every part of the number shown.

Base: the mean of the platform's Beta prior after the firm's own record. Each open finding adds
its own chance, as if independent: 1 - (1 - base) · Π(1 - doubt).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from app.rules.findings import Severity
from app.rules.plan_settings import SURE, RiskModel
from app.rules.plan_types import Chance, ChancePart, FilingFacts


def base_chance(platform: str, risk: RiskModel) -> float:
    """Return the chance of a return of a filing without findings."""
    prior, record = risk.prior(platform), risk.record(platform)
    mean = (prior.alpha + record.returned) / (prior.alpha + prior.beta + record.handled)
    return min(mean, SURE)


def chance_value(filing: FilingFacts, risk: RiskModel, base: float) -> float:
    """Return the number of :func:`chance_of` alone, ``base`` being known."""
    if not filing.problems and not filing.doubts:
        return base
    sound = 1 - base
    for _ in filing.problems:
        sound *= 1 - risk.doubt_chance.get(Severity.BLOCKING, 0.0)
    for doubt in filing.doubts:
        sound *= 1 - risk.doubt_chance.get(doubt.severity, 0.0)
    return min(1 - sound, SURE)


def chance_of(filing: FilingFacts, risk: RiskModel) -> Chance:
    """Return the chance that this filing brings its submission back, and its parts."""
    prior, record = risk.prior(filing.platform), risk.record(filing.platform)
    base = base_chance(filing.platform, risk)
    told = f"没有疑点的备案：事先估计每 {prior.alpha + prior.beta:g} 次退回 {prior.alpha:g} 次"
    if record.handled:
        told += f"，本单位在该平台办过 {record.handled} 次、退回 {record.returned} 次"
    parts = [ChancePart(f"{told}。", base)]
    blocking = risk.doubt_chance.get(Severity.BLOCKING, 0.0)
    parts += [ChancePart(f"编号疑点：{text}", blocking) for text in filing.problems]
    parts += [
        ChancePart(
            f"{doubt.severity.label}：{doubt.text}", risk.doubt_chance.get(doubt.severity, 0)
        )
        for doubt in filing.doubts
    ]
    return Chance(chance_value(filing, risk, base), tuple(parts))


def expected_returns(weight: float, again_share: float) -> float:
    """Return how often a submission comes back on average; ``weight`` is the sum of -log(1 - p).

    Where a return names every fault it is the chance of one return; each fault that is not
    named brings the submission back once more. Concave and growing in ``weight``, which is all
    that the proof in docs/planner.md asks.
    """
    return (1 - again_share) * (1 - exp(-weight)) + again_share * weight


def any_of(chances: Iterable[float]) -> float:
    """Return the chance that at least one of independent events comes about."""
    none = 1.0
    for chance in chances:
        none *= 1 - chance
    return 1 - none
