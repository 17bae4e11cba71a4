"""What the shipped catalogue promises: every platform, every rule with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from app.catalogue import BatchSupport, Catalogue, Evidence, Platform, load_catalogue
from app.model.kinds import Certainty, SubmissionKind
from app.paths import resources

FORMS = {
    "cancel_application",
    "change_application",
    "situation_statement",
    "commitment",
    "authorisation",
    "filing_list",
    "data_disposal",
    "partner_letter",
    "stop_assessment",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources())


def _rules(platform: Platform) -> Iterator[Evidence]:
    yield from (platform.basis, platform.duty, platform.channel, platform.batch, platform.effort)
    yield from (
        item for item in (platform.term, platform.change_term, platform.review_time) if item
    )
    yield from platform.order_after
    yield from platform.steps
    yield from platform.materials
    yield from platform.return_reasons


def test_every_platform_of_the_field_is_there(catalogue: Catalogue) -> None:
    assert list(catalogue.platforms) == [
        "cac-algorithm",
        "cac-genai",
        "icp",
        "psb",
        "psb-assess",
        "djbh",
        "appstores",
        "miniprogram",
        "partner",
    ]


def test_every_rule_says_where_it_is_from(catalogue: Catalogue) -> None:
    for platform in catalogue.platforms.values():
        for rule in _rules(platform):
            assert rule.source
            assert rule.certainty in Certainty
            assert rule.verified_on <= date(2026, 11, 23)


def test_only_law_and_the_authoritys_own_notice_are_official(catalogue: Catalogue) -> None:
    for platform in catalogue.platforms.values():
        for rule in _rules(platform):
            if rule.certainty is Certainty.OFFICIAL:
                assert rule.source.startswith("《") or "上线公告" in rule.source


def test_our_own_estimates_are_never_shown_as_known(catalogue: Catalogue) -> None:
    for platform in catalogue.platforms.values():
        assert platform.effort.certainty is Certainty.UNVERIFIED


@pytest.mark.parametrize(
    ("platform", "support"),
    [
        ("cac-algorithm", BatchSupport.UNKNOWN),
        ("cac-genai", BatchSupport.NO),
        ("icp", BatchSupport.YES),
        ("psb", BatchSupport.NO),
        ("psb-assess", BatchSupport.UNKNOWN),
        ("djbh", BatchSupport.UNKNOWN),
        ("appstores", BatchSupport.UNKNOWN),
    ],
)
def test_batch_support_is_what_is_known(
    catalogue: Catalogue, platform: str, support: BatchSupport
) -> None:
    assert catalogue.platforms[platform].batch.support is support


def test_a_batch_rule_speaks_only_of_its_own_kind(catalogue: Catalogue) -> None:
    icp = catalogue.platforms["icp"]
    assert icp.batch_for(SubmissionKind.CANCEL).support is BatchSupport.YES
    change = icp.batch_for(SubmissionKind.CHANGE)
    assert change.support is BatchSupport.UNKNOWN
    assert change.certainty is Certainty.UNVERIFIED


def test_the_terms_are_those_of_article_24(catalogue: Catalogue) -> None:
    platform = catalogue.platforms["cac-algorithm"]
    cancel = platform.term_for(SubmissionKind.CANCEL)
    change = platform.term_for(SubmissionKind.CHANGE)
    assert cancel is not None
    assert change is not None
    assert (cancel.working_days, change.working_days) == (20, 10)
    law = catalogue.regulations[cancel.regulation]
    assert law.citation == "《互联网信息服务算法推荐管理规定》第二十四条"
    assert law.in_force == date(2022, 3, 1)


def test_a_change_asks_for_its_own_form_instead_of_the_cancellation(catalogue: Catalogue) -> None:
    for platform in catalogue.platforms.values():
        for item in platform.materials:
            if item.form in ("cancel_application", "situation_statement", "stop_assessment"):
                assert item.for_kinds == (SubmissionKind.CANCEL,)
            if item.form == "change_application":
                assert item.for_kinds == (SubmissionKind.CHANGE,)


def test_materials_name_only_forms_that_are_written(catalogue: Catalogue) -> None:
    named = {
        item.form
        for platform in catalogue.platforms.values()
        for item in platform.materials
        if item.form
    }
    assert named == FORMS


def test_every_platform_has_steps_and_something_to_hand_in_for_a_cancellation(
    catalogue: Catalogue,
) -> None:
    for platform in catalogue.platforms.values():
        assert platform.steps
        assert any(SubmissionKind.CANCEL in item.for_kinds for item in platform.materials)


def test_partners_are_told_before_the_filing_ends(catalogue: Catalogue) -> None:
    former = {item.platform for item in catalogue.platforms["cac-algorithm"].order_after}
    assert "partner" in former


def test_versions_are_stable(catalogue: Catalogue) -> None:
    again = load_catalogue(resources())
    assert again.version == catalogue.version
    assert len(catalogue.version) == 12
    assert len({item.version for item in catalogue.platforms.values()}) == 9
    assert catalogue.get("none") is None
