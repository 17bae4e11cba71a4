"""The gaps that a stocktaking finds by holding records against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.catalogue import Catalogue
from app.model.kinds import AlgorithmType, Certainty, FilingStatus, ProductState, Role
from app.rules.inventory_checks import filing_gaps, gaps_by, stopped_term
from app.rules.review_input import FilingCheck, ProductCheck
from app.rules.stocktake import (
    Limits,
    Owner,
    Twin,
    filed_twice,
    gap_of_finding,
    licence_unknown,
    name_differs,
    number_twice,
    type_missing,
    unchecked,
    without_filing,
)
from app.rules.stocktake_types import GapKind
from app.rules.term_clock import TermClock
from app.rules.workdays import PublishedCalendar

TODAY = date(2026, 10, 19)
OWNER = Owner(5, "甲公司", "91310115MA1XD1010R", ("旧甲公司",))
STOPPED = ProductCheck(2, "乙（网站）", ProductState.STOPPED, date(2026, 9, 18))
FILING = FilingCheck(
    id=9,
    organisation_id=5,
    platform="cac-algorithm",
    title="推荐算法",
    number="1",
    type=AlgorithmType.PUSH,
    role=Role.PROVIDER,
    products=(STOPPED,),
)


@pytest.fixture
def clock(calendar: PublishedCalendar) -> TermClock:
    return TermClock(TODAY, calendar)


def test_a_clock_gives_what_the_single_check_gives(
    catalogue: Catalogue, calendar: PublishedCalendar, clock: TermClock
) -> None:
    platform = catalogue.get(FILING.platform)
    assert gaps_by(FILING, platform, clock) == filing_gaps(FILING, platform, TODAY, calendar)
    standing = stopped_term(FILING, platform, clock)
    assert standing is not None
    assert (standing.due_on, standing.days_left) == (date(2026, 10, 22), 3)
    assert stopped_term(FILING, platform, clock) is standing


@pytest.mark.parametrize(
    "products",
    [
        (),
        (replace(STOPPED, state_since=None),),
        (STOPPED, ProductCheck(1, "甲（APP）", ProductState.IN_USE)),
    ],
)
def test_no_term_without_an_end_that_is_known(
    catalogue: Catalogue, clock: TermClock, products: tuple[ProductCheck, ...]
) -> None:
    filing = replace(FILING, products=products)
    assert stopped_term(filing, catalogue.get(filing.platform), clock) is None
    assert stopped_term(FILING, None, clock) is None


@pytest.mark.parametrize(
    ("today", "kind", "left"),
    [
        (date(2026, 10, 19), GapKind.DEADLINE_RUNNING, 3),
        (date(2026, 10, 22), GapKind.DEADLINE_RUNNING, 0),
        (date(2026, 10, 23), GapKind.DEADLINE_MISSED, -1),
    ],
)
def test_a_term_is_running_until_its_last_day_is_over(
    catalogue: Catalogue, calendar: PublishedCalendar, today: date, kind: GapKind, left: int
) -> None:
    at = TermClock(today, calendar)
    platform = catalogue.get(FILING.platform)
    (finding,) = gaps_by(FILING, platform, at)
    gap = gap_of_finding(finding, FILING, OWNER, stopped_term(FILING, platform, at))
    assert (gap.kind, gap.days_left) == (kind, left)
    assert gap.source == finding.source
    assert not gap.message.startswith("“推荐算法”")


def test_a_type_is_missing_only_where_an_algorithm_is_alive() -> None:
    untyped = replace(FILING, type=None)
    gap = type_missing(untyped, OWNER)
    assert gap is not None
    assert gap.links[0].id == 9
    assert type_missing(FILING, OWNER) is None
    assert type_missing(replace(untyped, role=None), OWNER) is None
    assert type_missing(replace(untyped, status=FilingStatus.CANCELLED), OWNER) is None


def test_an_unfiled_algorithm_rests_on_our_reading_of_the_law(catalogue: Catalogue) -> None:
    gap = without_filing(3, "算法", OWNER, catalogue.regulations["algorithm-24"])
    assert "第二十四条（本程序的理解）" in gap.source
    assert gap.certainty is Certainty.PRACTICE
    assert "舆论属性" in gap.remedy
    assert "舆论属性" not in without_filing(3, "算法", OWNER, None).remedy


def test_twins_name_each_other_and_all_lead_to_their_record() -> None:
    same = [Twin(1, "算法", "一"), Twin(2, "算法", "")]
    twice = filed_twice(same, 2, "算法备案", OWNER)
    assert "一、（无编号）" in twice.message
    assert [link.id for link in twice.links] == [1, 2]
    many = [Twin(n, f"算法{n}", "一") for n in range(8)]
    number = number_twice(many, 30, "算法备案", OWNER)
    assert "30 个备案" in number.message
    assert "“算法4”等" in number.message


@pytest.mark.parametrize("name", ["", "甲公司", "甲 公司", "甲公司　"])
def test_the_same_name_is_no_gap(name: str) -> None:
    assert name_differs(FILING, name, OWNER, None) is None


def test_another_name_is_a_gap_of_a_live_filing(catalogue: Catalogue) -> None:
    platform = catalogue.get("cac-algorithm")
    former = name_differs(FILING, "旧甲公司", OWNER, platform)
    other = name_differs(FILING, "丙公司", OWNER, platform)
    assert former is not None
    assert other is not None
    assert "先办理变更" in former.remedy
    assert "先办理变更" not in other.remedy
    assert former.certainty is Certainty.PRACTICE
    ended = replace(FILING, status=FilingStatus.REVOKED)
    assert name_differs(ended, "丙公司", OWNER, platform) is None


def test_a_right_code_can_be_compared_with_the_licence() -> None:
    assert licence_unknown(OWNER) is None
    missing = licence_unknown(replace(OWNER, uscc=""))
    wrong = licence_unknown(replace(OWNER, uscc="123"))
    assert missing is not None
    assert wrong is not None
    assert "没有统一社会信用代码" in missing.message
    assert "现有 3 位" in wrong.message


def test_the_limits_are_told_only_where_there_are_any() -> None:
    assert len(unchecked(Limits())) == 2
    told = unchecked(Limits(1, 2, 3, 4, ("x",), True))
    assert len(told) == 8
    assert all(line.endswith("。") for line in told)
