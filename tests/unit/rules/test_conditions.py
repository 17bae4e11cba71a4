"""Which materials a submission is asked for, by the facts of its case."""

from __future__ import annotations

from app.catalogue import Catalogue, Need, When
from app.model.kinds import DataDisposal, SubmissionKind, SubmissionMode
from app.rules.conditions import (
    SubmissionFacts,
    applies,
    documents_to_prepare,
    holds,
    materials_for,
    need_of,
)

SINGLE = SubmissionFacts(SubmissionMode.SINGLE)


def _asked(catalogue: Catalogue, facts: SubmissionFacts, kind: SubmissionKind) -> dict[str, Need]:
    platform = catalogue.platforms["cac-algorithm"]
    return {item.id: need_of(item, facts) for item in materials_for(platform, kind, facts)}


def test_a_batch_asks_for_the_list_and_a_single_does_not(catalogue: Catalogue) -> None:
    batch = _asked(catalogue, SubmissionFacts(SubmissionMode.BATCH), SubmissionKind.CANCEL)
    assert batch["filing_list"] is Need.REQUIRED
    assert "filing_list" not in _asked(catalogue, SINGLE, SubmissionKind.CANCEL)


def test_what_is_not_known_stays_open(catalogue: Catalogue) -> None:
    asked = _asked(catalogue, SINGLE, SubmissionKind.CANCEL)
    assert asked["authorisation"] is Need.CONDITIONAL
    assert asked["data_disposal"] is Need.CONDITIONAL


def test_facts_decide(catalogue: Catalogue) -> None:
    yes = SubmissionFacts(
        SubmissionMode.SINGLE,
        agent_acts=True,
        group=True,
        data_disposal=DataDisposal.RETAINED,
        ecommerce=True,
    )
    asked = _asked(catalogue, yes, SubmissionKind.CANCEL)
    decided = ("authorisation", "agent_id", "group_authorisation", "data_disposal")
    assert {asked[item] for item in (*decided, "ecommerce_notice")} == {Need.REQUIRED}
    no = SubmissionFacts(
        SubmissionMode.SINGLE,
        agent_acts=False,
        data_disposal=DataDisposal.NONE_HELD,
        ecommerce=False,
    )
    assert not set(decided) & set(_asked(catalogue, no, SubmissionKind.CANCEL))


def test_a_change_asks_for_the_changes_form(catalogue: Catalogue) -> None:
    asked = _asked(catalogue, SINGLE, SubmissionKind.CHANGE)
    assert "change_application" in asked
    assert not {"cancel_application", "situation_statement"} & set(asked)


def test_every_condition_can_be_decided() -> None:
    facts = SubmissionFacts(
        SubmissionMode.BATCH, agent_acts=True, data_disposal=DataDisposal.DELETED, ecommerce=True
    )
    assert [when for when in When if holds(when, facts) is None] == []


def test_unconditional_materials_always_apply(catalogue: Catalogue) -> None:
    licence = catalogue.platforms["cac-algorithm"].material("licence")
    assert licence is not None
    assert applies(licence, SINGLE)


def test_documents_count_what_is_made_for_each_filing_again(catalogue: Catalogue) -> None:
    platform = catalogue.platforms["cac-algorithm"]
    facts = SubmissionFacts(SubmissionMode.BATCH)
    one = documents_to_prepare(platform, SubmissionKind.CANCEL, facts, 1)
    # 服务终止证明 is prepared for each filing; the rest once.
    assert documents_to_prepare(platform, SubmissionKind.CANCEL, facts, 3) == one + 2
