"""Gaps that the inventory page shows beside a filing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.catalogue import Catalogue
from app.model.kinds import AlgorithmType, Certainty, FilingStatus, ProductState, Role
from app.rules.findings import Finding
from app.rules.inventory_checks import filing_gaps
from app.rules.review_input import FilingCheck, ProductCheck
from app.rules.workdays import PublishedCalendar

Gaps = Callable[..., dict[str, Finding]]

TODAY = date(2026, 10, 19)
RUNNING = ProductCheck(1, "甲（APP）", ProductState.IN_USE)
STOPPED = ProductCheck(2, "乙（网站）", ProductState.STOPPED, date(2026, 9, 18))
FILING = FilingCheck(
    id=9,
    organisation_id=5,
    platform="cac-algorithm",
    title="推荐算法",
    number="1",
    type=AlgorithmType.PUSH,
    role=Role.PROVIDER,
    products=(RUNNING,),
)


@pytest.fixture
def gaps(catalogue: Catalogue, calendar: PublishedCalendar) -> Gaps:
    def find(filing: FilingCheck, today: date = TODAY) -> dict[str, Finding]:
        found = filing_gaps(filing, catalogue.get(filing.platform), today, calendar)
        return {item.rule_id: item for item in found}

    return find


def test_a_filing_in_use_has_no_gaps(gaps: Gaps) -> None:
    assert gaps(FILING) == {}


def test_a_stopped_product_starts_the_count(gaps: Gaps) -> None:
    found = gaps(replace(FILING, products=(STOPPED,)))["inventory.stopped_but_alive"]
    assert "2026年10月22日" in found.message
    assert "还剩 3 个工作日" in found.message
    assert found.certainty is Certainty.OFFICIAL
    assert found.place.filing_id == 9


def test_a_missed_deadline_says_by_how_much(gaps: Gaps) -> None:
    filing = replace(FILING, products=(STOPPED,))
    late = gaps(filing, date(2026, 10, 26))["inventory.stopped_but_alive"]
    assert "已过 2 个工作日" in late.message
    last = gaps(filing, date(2026, 10, 22))["inventory.stopped_but_alive"]
    assert "就是今天" in last.message


def test_the_last_product_to_stop_starts_the_count(gaps: Gaps) -> None:
    link_ended = replace(RUNNING, link_ended_on=date(2026, 7, 1))
    found = gaps(replace(FILING, products=(link_ended, STOPPED)))
    assert "2026年10月22日" in found["inventory.stopped_but_alive"].message


def test_without_a_known_day_no_deadline_is_made_up(gaps: Gaps) -> None:
    filing = replace(FILING, products=(replace(STOPPED, state_since=None),))
    message = gaps(filing)["inventory.stopped_but_alive"].message
    assert "期限" not in message


def test_a_part_that_stopped_points_to_a_change(gaps: Gaps) -> None:
    found = gaps(replace(FILING, products=(RUNNING, STOPPED)))
    assert set(found) == {"inventory.partly_stopped"}
    assert "乙（网站）" in found["inventory.partly_stopped"].message


def test_numbers_and_products_that_are_missing_or_doubtful(gaps: Gaps) -> None:
    assert set(gaps(replace(FILING, number=""))) == {"inventory.number_missing"}
    assert set(gaps(replace(FILING, problems=("校验位不符。",)))) == {"inventory.number_flagged"}
    assert set(gaps(replace(FILING, products=()))) == {"inventory.without_product"}
    assert gaps(replace(FILING, products=(), role=Role.SUPPORTER)) == {}


@pytest.mark.parametrize("status", [FilingStatus.CANCELLED, FilingStatus.REVOKED])
def test_what_is_ended_has_no_gaps(gaps: Gaps, status: FilingStatus) -> None:
    assert gaps(replace(FILING, status=status, products=(STOPPED,), problems=("疑点。",))) == {}


def test_what_is_under_way_is_not_told_to_begin(gaps: Gaps) -> None:
    assert gaps(replace(FILING, status=FilingStatus.CANCELLING, products=(STOPPED,))) == {}


def test_an_unknown_platform_gives_no_deadline(gaps: Gaps) -> None:
    found = gaps(replace(FILING, platform="elsewhere", products=(STOPPED,)))
    assert "期限" not in found["inventory.stopped_but_alive"].message
