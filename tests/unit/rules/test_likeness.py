"""Likeness, its groups and corrections; and what the real notices say of it."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from planning_builders import filing

from app.model.kinds import AlgorithmType, FilingStatus, Role
from app.rules.likeness import alike_sets
from app.rules.plan_settings import DEFAULT_THRESHOLD
from app.rules.planner import (
    FilingFacts,
    LikenessSettings,
    ProductUseFact,
    alike_groups,
    likeness,
)

_TYPES = {
    "01": AlgorithmType.GENERATIVE,
    "02": AlgorithmType.PUSH,
    "03": AlgorithmType.RANK,
    "04": AlgorithmType.SEARCH,
    "05": AlgorithmType.SEARCH,
    "06": AlgorithmType.DISPATCH,
}


def _pairs(*pairs: tuple[int, int]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(pair) for pair in pairs)


def test_the_score_is_the_sum_of_parts_that_are_shown() -> None:
    one = filing(1, ended_in=("甲", "乙"), purpose="按用户的兴趣推荐内容")
    other = filing(2, ended_in=("乙",), purpose="按用户的兴趣推荐商品", role=Role.SUPPORTER)
    found = likeness(one, other)
    assert [part.name for part in found.parts] == ["类别", "角色", "主体", "产品", "用途", "名称"]
    assert sum(part.weight for part in found.parts) == pytest.approx(1)
    assert found.score == pytest.approx(sum(p.weight * p.score for p in found.parts), abs=1e-4)
    words = {part.name: part.words for part in found.parts}
    assert words["角色"] == "角色不同。"
    assert words["产品"] == "共同的产品 1 个，合计 2 个。"
    assert words["用途"] == "用途文字相近程度 80%。"
    assert likeness(one, other).score == likeness(other, one).score
    assert likeness(one, one).score == 1


def test_what_is_not_told_counts_half() -> None:
    found = {part.name: part for part in likeness(filing(1), filing(2)).parts}
    assert found["用途"].score == found["产品"].score == 0.5
    assert "按一半计" in found["用途"].words


def test_the_officers_corrections_win_and_apart_wins_over_together() -> None:
    filings = [filing(number) for number in range(1, 6)]

    def groups(**pairs: frozenset[frozenset[int]]) -> list[tuple[int, ...]]:
        return [g.ids for g in alike_groups(filings, LikenessSettings(**pairs))]  # type: ignore[arg-type]

    assert groups() == [(1, 2, 3, 4, 5)]
    assert groups(apart=_pairs((2, 4))) == [(1, 2, 3, 5), (4,)]
    assert groups(apart=_pairs((2, 4)), together=_pairs((4, 5))) == [(1, 2, 3), (4, 5)]
    assert groups(apart=_pairs((4, 5)), together=_pairs((4, 5))) == [(1, 2, 3), (4,), (5,)]
    strict = LikenessSettings(threshold=0.99, together=_pairs((1, 5), (5, 3)))
    assert [g.ids for g in alike_groups(filings, strict)] == [(1, 3, 5), (2,), (4,)]


def test_many_filings_are_grouped_as_few_are_where_texts_do_not_decide() -> None:
    filings = [
        filing(n, ended_in=("甲",), kind=AlgorithmType.PUSH if n % 2 else AlgorithmType.DISPATCH)
        for n in range(1, 401)
    ]
    strict = LikenessSettings(threshold=0.85)
    assert [len(ids) for ids in alike_sets(filings, strict)] == [200, 200]
    assert alike_sets(filings[::-1], strict) == alike_sets(filings, strict)


@pytest.fixture(scope="module")
def ended(shared_data: Path) -> list[tuple[str, FilingFacts]]:
    """The 57 filings of the seven notices, each with the day of its notice."""
    from app.intake.products import split_products

    with (shared_data / "cancel_notices.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    subjects = {name: n for n, name in enumerate(dict.fromkeys(r["主体名称"] for r in rows), 1)}
    return [(row["公告日期"], _facts(number, row, subjects[row["主体名称"]], split_products))
            for number, row in enumerate(rows, 1)]  # fmt: skip


def _facts(number: int, row: dict[str, str], subject: int, split) -> FilingFacts:  # type: ignore[no-untyped-def]
    word = row["角色或算法类别"]
    role = Role.SUPPORTER if "支持" in word else Role.PROVIDER if "服务提供" in word else None
    products = enumerate(split(row["应用产品"]).products)
    return FilingFacts(
        number,
        subject,
        row["主体名称"],
        "cac-algorithm",
        row["算法名称"],
        row["备案编号"],
        _TYPES.get(row["备案编号"][17:19]),
        role,
        FilingStatus.ACTIVE,
        tuple(ProductUseFact(n, name, kind.label, False) for n, (name, kind) in products),
    )


def _recall(ended: list[tuple[str, FilingFacts]], threshold: float) -> tuple[int, int, int]:
    """Pairs that one subject ended in one notice: all, those in one group; and the groups."""
    by_subject: dict[tuple[str, int], list[FilingFacts]] = defaultdict(list)
    for day, one in ended:
        by_subject[day, one.organisation_id].append(one)
    pairs = kept = groups = 0
    for members in by_subject.values():
        found = alike_groups(members, LikenessSettings(threshold=threshold))
        groups += len(found)
        group_of = {key: place for place, group in enumerate(found) for key in group.ids}
        for one, other in combinations(members, 2):
            pairs += 1
            kept += group_of[one.id] == group_of[other.id]
    return pairs, kept, groups


def test_the_groups_hold_what_subjects_really_ended_together(
    ended: list[tuple[str, FilingFacts]],
) -> None:
    """Only recall can be known: nobody tells which filings a subject kept apart, or why."""
    report = {step / 100: _recall(ended, step / 100) for step in range(40, 91, 5)}
    assert len(ended) == 57
    # 39 subjects, ten of which ended several numbers in one notice: 29 pairs.
    assert report[DEFAULT_THRESHOLD] == (29, 29, 39)
    assert report[0.6] == (29, 28, 40)
    assert report[0.65] == (29, 16, 45)
    assert report[0.8] == (29, 8, 50)
    assert max(step for step, (pairs, kept, _) in report.items() if kept == pairs) == (
        DEFAULT_THRESHOLD
    )


def test_filings_of_different_subjects_seldom_reach_the_threshold(
    ended: list[tuple[str, FilingFacts]],
) -> None:
    """A control, not precision: pairs that nobody could have ended in one application."""
    strangers = [
        likeness(one, other).score
        for (_, one), (_, other) in combinations(ended, 2)
        if one.organisation_id != other.organisation_id
    ]
    above = sum(score >= DEFAULT_THRESHOLD for score in strangers)
    assert len(strangers) == 1567
    assert above / len(strangers) < 0.05
