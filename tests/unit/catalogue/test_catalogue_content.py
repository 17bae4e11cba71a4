"""What the shipped catalogue promises: every platform, every rule with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import ValidationError

from app.catalogue import (
    BatchSupport,
    Catalogue,
    Evidence,
    Material,
    Platform,
    Seal,
    Share,
    Signer,
    load_catalogue,
)
from app.model.kinds import Certainty, PaperKind, SubmissionKind
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
    yield from (item for item in (platform.review_days, platform.file_limits) if item)
    yield from platform.item_checks
    yield from platform.portal_fields
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


def test_days_of_a_review_are_told_only_where_practice_knows_them(catalogue: Catalogue) -> None:
    days = {key: item.review_days for key, item in catalogue.platforms.items() if item.review_days}
    assert {key: (item.least, item.most) for key, item in days.items()} == {
        "icp": (2, 5),
        "psb": (3, 10),
    }
    assert {item.certainty for item in days.values()} == {Certainty.PRACTICE}


def test_what_a_subject_seals_is_never_shared_by_the_whole_case(catalogue: Catalogue) -> None:
    for platform in catalogue.platforms.values():
        for item in platform.materials:
            if item.seal is not Seal.NONE or item.signer is not Signer.NONE:
                assert item.share is not Share.CASE
    licence = catalogue.platforms["cac-algorithm"].material("licence")
    assert licence is not None
    assert licence.share is Share.SUBJECT
    agent = catalogue.platforms["psb"].material("agent_id")
    assert agent is not None
    assert agent.share is Share.CASE


def test_a_sealed_paper_for_the_whole_case_is_refused(catalogue: Catalogue) -> None:
    licence = catalogue.platforms["psb"].material("licence")
    assert licence is not None
    with pytest.raises(ValidationError, match="由各主体分别出具"):
        Material.model_validate(licence.model_dump() | {"share": "case"})


def test_which_items_a_shared_paper_serves(catalogue: Catalogue) -> None:
    kinds = {
        (item.name, item.paper)
        for platform in catalogue.platforms.values()
        for item in platform.materials
        if item.paper is not None
    }
    assert kinds == {
        ("营业执照", PaperKind.LICENCE),
        ("法定代表人身份证", PaperKind.LEGAL_ID),
        ("经办人身份证", PaperKind.AGENT_ID),
        ("授权委托书", PaperKind.AUTHORISATION),
        ("集团内各主体的授权文件", PaperKind.GROUP_AUTHORISATION),
    }


def test_a_paper_for_each_filing_comes_from_no_store(catalogue: Catalogue) -> None:
    licence = catalogue.platforms["psb"].material("licence")
    assert licence is not None
    with pytest.raises(ValidationError, match="共用材料带入"):
        Material.model_validate(licence.model_dump() | {"per_filing": True})
    with pytest.raises(ValidationError):
        Material.model_validate(licence.model_dump() | {"paper": "passport"})


def test_which_paper_serves_is_no_new_version_of_what_is_asked(catalogue: Catalogue) -> None:
    psb = catalogue.platforms["psb"]
    content = psb.model_dump()
    materials = [item | {"paper": None} for item in content["materials"]]
    assert Platform.model_validate(content | {"materials": materials}).version == psb.version


def test_limits_of_files_name_no_size_that_nobody_published(catalogue: Catalogue) -> None:
    limits = catalogue.platforms["cac-algorithm"].file_limits
    assert limits is not None
    assert limits.certainty is Certainty.UNVERIFIED
    assert (limits.max_mb, limits.least_dpi, limits.naming) == (None, 300, "")


def test_looking_a_rule_up_again_is_no_new_version(catalogue: Catalogue) -> None:
    psb = catalogue.platforms["psb"]
    content = psb.model_dump()
    later = content["batch"] | {"verified_on": date(2027, 6, 1)}
    other = content["batch"] | {"condition": "按账号办理。"}
    assert Platform.model_validate(content | {"batch": later}).version == psb.version
    assert Platform.model_validate(content | {"batch": other}).version != psb.version
