"""The cheapest split of filings that may go together: exact, or within a bound that is told.

A part with n filings costs a(n) + b(n) · M(Q), Q being the sum of -log(1 - p) over its filings
and M, the returns to expect, a concave growing function of it. Sorted by p, some cheapest split
has consecutive parts (proof in docs/planner.md), so a walk along the sorted filings finds it.
Numbers in, sizes out: nothing here knows a filing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, inf

from app.rules.return_risk import expected_returns

EXACT_STEPS = 200_000
"""Up to so many (end, size) pairs every size is tried: 447 filings without a limit."""

_SMALL_SIZES = 40
_GROWTH = 1.08
_SAME = 1e-9


@dataclass(frozen=True)
class Split:
    """Sizes of consecutive parts of the sorted filings, and the next dearer split.

    ``bound`` is a proven lower bound of the cheapest cost; it equals ``cost`` where exact.
    """

    sizes: tuple[int, ...]
    cost: float
    second: tuple[int, ...]
    second_cost: float
    exact: bool
    bound: float


@dataclass(frozen=True)
class Curve:
    """The cost of a part by its size: ``sure[n]`` and ``at_stake[n]``, from 1 on (0 is unused).

    ``again`` is the share of faults that a return does not name.
    """

    sure: Sequence[float]
    at_stake: Sequence[float]
    again: float = 0.0


def cheapest(weights: Sequence[float], curve: Curve, limit: int) -> Split:
    """Split filings with ascending ``weights`` into consecutive parts of at most ``limit``.

    ``second`` is the cheapest split that is dearer than the cheapest; empty where none is.
    Equal costs go to the smaller last part, so the same input always gives the same split.
    """
    count = len(weights)
    limit = min(limit, count)
    exact = count * limit <= EXACT_STEPS or limit <= _SMALL_SIZES
    sizes = range(1, limit + 1) if exact else _some_sizes(limit, count % limit)
    sums = list(accumulate(weights, initial=0.0))
    best, second, back = _walk(sums, curve, sizes)
    return Split(
        sizes=_trace(back, count, 0),
        cost=best[count],
        second=_trace(back, count, 1) if second[count] < inf else (),
        second_cost=second[count],
        exact=exact,
        bound=best[count] if exact else _lower_bound(sums, curve, sizes),
    )


def _some_sizes(limit: int, rest: int) -> list[int]:
    """Return every small size, beyond them some that grow by a few per cent, and the limit.

    With ``rest``, what full batches leave over, the plan that cuts by the limit is among them.
    """
    sizes = list(range(1, min(_SMALL_SIZES, limit) + 1))
    while sizes[-1] < limit:
        sizes.append(min(limit, int(sizes[-1] * _GROWTH) + 1))
    return sorted({*sizes, rest} - {0})


_Back = list[tuple[tuple[int, int], tuple[int, int]]]


def _walk(
    sums: Sequence[float], curve: Curve, sizes: Sequence[int]
) -> tuple[list[float], list[float], _Back]:
    """Return for each prefix the cheapest and the next dearer cost, and the way back.

    A step of the way back is the size of the last part, and whether it stands on the cheapest
    (0) or the next dearer (1) split of what is before it.
    """
    once, again = 1 - curve.again, curve.again
    priced = [
        (size, curve.sure[size] + once * stake, once * stake, again * stake)
        for size in sizes
        for stake in (curve.at_stake[size],)
    ]
    best, second = [0.0], [inf]
    back: _Back = [((0, 0), (0, 0))]
    for end in range(1, len(sums)):
        weight = sums[end]
        fitting = priced if end >= sizes[-1] else priced[: bisect_right(sizes, end)]
        costs = [
            whole + more * (added := weight - sums[end - size]) - stake * exp(-added)
            for size, whole, stake, more in fitting
        ]
        firsts = [best[end - size] + cost for size, cost in zip(sizes, costs, strict=False)]
        seconds = [second[end - size] + cost for size, cost in zip(sizes, costs, strict=False)]
        least = min(firsts)
        margin = least + _SAME * (1 + abs(least))
        place = next(place for place, value in enumerate(firsts) if value <= margin)
        best.append(firsts[place])
        dearer = min((value for value in firsts if value > margin), default=inf)
        other = min((value for value in seconds if value > margin), default=inf)
        which, values = (0, firsts) if dearer <= other else (1, seconds)
        low = min(dearer, other)
        second.append(low)
        way = (sizes[values.index(low)], which) if low < inf else (0, 0)
        back.append(((sizes[place], 0), way))
    return best, second, back


def _trace(back: _Back, end: int, which: int) -> tuple[int, ...]:
    found: list[int] = []
    while end > 0:
        size, which = back[end][which]
        found.append(size)
        end -= size
    return tuple(reversed(found))


def _lower_bound(sums: Sequence[float], curve: Curve, sizes: Sequence[int]) -> float:
    """Return what no split can undercut: each filing's cheapest possible share of a part.

    A part of n consecutive filings that holds the i-th weighs at least what the n up to the i-th
    weigh (or the first n), so its share costs at least that part's cost divided by n. Sizes
    between two that are tried are bounded by the cheaper end of each factor.
    """
    steps = []
    former = 0
    for size in sizes:
        between = range(former + 1, size + 1)
        sure = min(curve.sure[n] / n for n in between)
        stake = min(curve.at_stake[n] / n for n in between)
        steps.append((former + 1, sure, stake))
        former = size
    total, again = 0.0, curve.again
    count = len(sums) - 1
    for place in range(1, count + 1):
        # The weights ascend, so the parts that hold it weigh least when it comes last.
        total += min(
            sure
            + stake * expected_returns(sums[max(place, least)] - sums[max(place - least, 0)], again)
            for least, sure, stake in steps
        )
    return total
