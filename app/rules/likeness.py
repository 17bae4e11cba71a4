"""How alike two filings are (相似度), with its parts, and which are alike enough to go together.

Alike is a matter of links: filings are in one group when a chain of links, each at least as
strong as the threshold, joins them. The officer's corrections win over the score.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import combinations, pairwise

from app.rules.plan_settings import LikenessSettings
from app.rules.plan_types import AlikeGroup, FilingFacts, Likeness, LikenessPart

TYPE, ROLE, SUBJECT, PRODUCTS, PURPOSE, NAME = 0.20, 0.10, 0.15, 0.25, 0.20, 0.10
"""How much each part counts; together 1. Our own choice, see docs/planner.md."""

UNKNOWN = 0.5
ALL_PAIRS = 150
"""Up to so many filings every pair is looked at; beyond, each and its neighbours in order."""

_NEIGHBOURS = 8
_FEW = 12
_BLANK = re.compile(r"[\s·•\-—_、，,。.；;：:“”\"'《》()（）]+")


def likeness(one: FilingFacts, other: FilingFacts) -> Likeness:
    """Return how alike two filings are, 0 to 1; what is not told on both sides counts half."""
    parts = (
        _equal("类别", TYPE, one.type, other.type),
        _equal("角色", ROLE, one.role, other.role),
        _subject(one, other),
        _products(one, other),
        _text("用途", PURPOSE, one.purpose, other.purpose),
        _text("名称", NAME, one.title, other.title),
    )
    return Likeness(round(sum(part.weight * part.score for part in parts), 4), parts)


def _equal(name: str, weight: float, one: str | None, other: str | None) -> LikenessPart:
    if one is None or other is None:
        return LikenessPart(name, weight, UNKNOWN, f"{name}未填写，按一半计。")
    if one == other:
        return LikenessPart(name, weight, 1.0, f"{name}相同。")
    return LikenessPart(name, weight, 0.0, f"{name}不同。")


def _subject(one: FilingFacts, other: FilingFacts) -> LikenessPart:
    score = _subject_score(one, other)
    words = "主体相同。" if score == 1 else f"主体不同，名称相近程度 {score:.0%}。"
    return LikenessPart("主体", SUBJECT, score, words)


def _products(one: FilingFacts, other: FilingFacts) -> LikenessPart:
    mine, theirs = product_names(one), product_names(other)
    score = _products_score(mine, theirs)
    if not mine or not theirs:
        words = "产品未登记，按一半计。"
    else:
        words = f"共同的产品 {len(mine & theirs)} 个，合计 {len(mine | theirs)} 个。"
    return LikenessPart("产品", PRODUCTS, score, words)


def _text(name: str, weight: float, one: str, other: str) -> LikenessPart:
    score = _text_score(plain(one), plain(other))
    if not plain(one) or not plain(other):
        return LikenessPart(name, weight, score, f"{name}未填写，按一半计。")
    return LikenessPart(name, weight, score, f"{name}文字相近程度 {score:.0%}。")


def _subject_score(one: FilingFacts, other: FilingFacts) -> float:
    if one.organisation_id == other.organisation_id:
        return 1.0
    return _ratio()(plain(one.organisation_name), plain(other.organisation_name)) / 100


def _products_score(mine: frozenset[str], theirs: frozenset[str]) -> float:
    if not mine or not theirs:
        return UNKNOWN
    return len(mine & theirs) / len(mine | theirs)


def _text_score(one: str, other: str) -> float:
    return _ratio()(one, other) / 100 if one and other else UNKNOWN


def _equal_score(one: str | None, other: str | None) -> float:
    return UNKNOWN if one is None or other is None else float(one == other)


def product_names(filing: FilingFacts) -> frozenset[str]:
    """Return the names of a filing's products, widths and blanks aside."""
    return frozenset(plain(use.name) for use in filing.products)


@cache
def _ratio() -> Callable[[str, str], float]:
    from rapidfuzz import fuzz  # loaded when first compared: the window's start does without

    return fuzz.ratio


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return ``text`` as it is compared: one width, no blanks, no punctuation, small letters."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).lower())


def alike_groups(
    filings: Sequence[FilingFacts], settings: LikenessSettings
) -> tuple[AlikeGroup, ...]:
    """Return the groups of filings that are alike enough, in the order of their first ids.

    ``lowest`` is the least likeness between two of a small group; in one of more than 12, the
    least likeness of a filing to the first. 1 for a filing alone.
    """
    known = {filing.id: filing for filing in filings}
    found = []
    for ids in alike_sets(filings, settings):
        members = [known[key] for key in ids]
        pairs: Iterable[tuple[FilingFacts, FilingFacts]] = (
            combinations(members, 2)
            if len(members) <= _FEW
            else ((members[0], other) for other in members[1:])
        )
        lowest = min((likeness(one, other).score for one, other in pairs), default=1.0)
        found.append(AlikeGroup(ids, lowest))
    return tuple(found)


def alike_sets(filings: Sequence[FilingFacts], settings: LikenessSettings) -> list[tuple[int, ...]]:
    """Return the ids of the groups alone; the order of ``filings`` changes nothing.

    A higher threshold and a further pair held apart only ever split groups further.
    """
    members = sorted(filings, key=lambda filing: filing.id)
    links = _Links(members, settings.threshold)
    for pair in _sorted_pairs(settings.together, links.place):
        links.join(*pair)
    return _held_apart(links.groups(), settings)


class _Links:
    """Joins filings into groups along links that are strong enough."""

    def __init__(self, members: Sequence[FilingFacts], threshold: float) -> None:
        self.members = members
        self.threshold = threshold
        self.place = {filing.id: place for place, filing in enumerate(members)}
        self._above = list(range(len(members)))
        self._count = len(members)
        self._products = [product_names(filing) for filing in members]
        # What must be alike at least is joined without comparing texts.
        self._buckets(lambda at: (*self._fixed(at), self._products[at]), products=True)
        self._buckets(self._fixed, products=False)
        for one, other in self._candidates():
            if self._count == 1:
                break
            if self._root(one) != self._root(other) and self._score(one, other) >= threshold:
                self._join(one, other)

    def join(self, one: int, other: int) -> None:
        """Join two filings by their ids."""
        self._join(self.place[one], self.place[other])

    def groups(self) -> list[tuple[int, ...]]:
        """Return the ids of each group, ascending, in the order of the first ids."""
        found: dict[int, list[int]] = defaultdict(list)
        for at, filing in enumerate(self.members):
            found[self._root(at)].append(filing.id)
        return [tuple(ids) for ids in found.values()]

    def _fixed(self, at: int) -> tuple[Hashable, ...]:
        filing = self.members[at]
        return (filing.organisation_id, filing.type, filing.role)

    def _buckets(self, key: Callable[[int], Hashable], *, products: bool) -> None:
        buckets: dict[Hashable, list[int]] = defaultdict(list)
        for at in range(len(self.members)):
            buckets[key(at)].append(at)
        for bucket in buckets.values():
            first = bucket[0]
            if len(bucket) > 1 and self._least(first, products=products) >= self.threshold:
                for at in bucket[1:]:
                    self._join(first, at)

    def _least(self, at: int, *, products: bool) -> float:
        filing = self.members[at]
        score = SUBJECT + TYPE * _equal_score(filing.type, filing.type)
        score += ROLE * _equal_score(filing.role, filing.role)
        if products:
            score += PRODUCTS * _products_score(self._products[at], self._products[at])
        return score

    def _score(self, one: int, other: int) -> float:
        mine, theirs = self.members[one], self.members[other]
        score = TYPE * _equal_score(mine.type, theirs.type)
        score += ROLE * _equal_score(mine.role, theirs.role)
        score += PRODUCTS * _products_score(self._products[one], self._products[other])
        if score + SUBJECT + PURPOSE + NAME < self.threshold:
            return 0.0
        score += SUBJECT * _subject_score(mine, theirs)
        score += PURPOSE * _text_score(plain(mine.purpose), plain(theirs.purpose))
        return round(score + NAME * _text_score(plain(mine.title), plain(theirs.title)), 4)

    def _candidates(self) -> Iterable[tuple[int, int]]:
        """Return the pairs to look at; they do not depend on the threshold."""
        count = len(self.members)
        if count <= ALL_PAIRS:
            return combinations(range(count), 2)
        return self._neighbours()

    def _neighbours(self) -> Iterable[tuple[int, int]]:
        orders: tuple[Callable[[int], str], ...] = (
            lambda at: min(self._products[at], default=""),
            lambda at: plain(self.members[at].purpose),
            lambda at: plain(self.members[at].title),
        )
        for order in orders:
            sorted_places = sorted(range(len(self.members)), key=lambda at: (order(at), at))
            for step in range(1, _NEIGHBOURS + 1):
                yield from zip(sorted_places, sorted_places[step:], strict=False)
        # One of each kind stands for the others, so that kinds can meet.
        firsts: dict[Hashable, int] = {}
        for at in range(len(self.members)):
            firsts.setdefault(self._fixed(at), at)
        yield from pairwise(firsts.values())

    def _root(self, at: int) -> int:
        above = self._above
        while above[at] != at:
            above[at] = at = above[above[at]]
        return at

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        if low != high:
            self._above[high] = low
            self._count -= 1


def _sorted_pairs(pairs: Iterable[frozenset[int]], known: Iterable[int]) -> list[tuple[int, int]]:
    ids = set(known)
    return sorted(
        (low, high)
        for low, high in (sorted(pair) for pair in pairs if len(pair) == 2 and pair <= ids)
    )


def _held_apart(groups: list[tuple[int, ...]], settings: LikenessSettings) -> list[tuple[int, ...]]:
    """Take out of each group what the officer holds apart.

    Of a pair the later filing leaves, with what he put together with it; a pair that he put
    together and apart leaves one by one. What leaves depends on no other pair, so that one more
    pair only splits further.
    """
    group_of = {key: place for place, ids in enumerate(groups) for key in ids}
    pairs = [
        pair
        for pair in _sorted_pairs(settings.apart, group_of)
        if group_of[pair[0]] == group_of[pair[1]]
    ]
    if not pairs:
        return groups
    unit_of = _units(settings.together, group_of)
    leaving: set[tuple[int, ...]] = set()
    split: set[tuple[int, ...]] = set()
    for one, other in pairs:
        first, second = unit_of.get(one, (one,)), unit_of.get(other, (other,))
        if first == second:
            split.add(first)
        leaving.add(max(first, second))
    gone = {key for unit in leaving for key in unit}
    kept = [tuple(key for key in ids if key not in gone) for ids in groups]
    alone = [(key,) for unit in split for key in unit]
    whole = list(leaving - split)
    return sorted(ids for ids in (*kept, *alone, *whole) if ids)


def _units(together: Iterable[frozenset[int]], known: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return for each filing that the officer put together with others the whole of them."""
    unit_of: dict[int, tuple[int, ...]] = {}
    for one, other in _sorted_pairs(together, known):
        joined = tuple(sorted({*unit_of.get(one, (one,)), *unit_of.get(other, (other,))}))
        for key in joined:
            unit_of[key] = joined
    return unit_of
