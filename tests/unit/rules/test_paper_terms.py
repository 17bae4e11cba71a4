"""Terms of shared papers, and whom a paper serves."""

from __future__ import annotations

from datetime import date

import pytest

from app.model.kinds import PaperKind
from app.rules.paper_terms import (
    USABLE,
    Held,
    Term,
    Validity,
    Wanted,
    serves,
    term_words,
    validity,
)

TODAY = date(2026, 11, 23)
DUE = date(2026, 12, 14)


@pytest.mark.parametrize(
    ("term", "due_on", "wanted"),
    [
        (Term(valid_until=date(2026, 11, 22)), DUE, Validity.EXPIRED),
        (Term(valid_until=TODAY), None, Validity.SOON),
        (Term(valid_until=date(2026, 12, 13)), DUE, Validity.BEFORE_DUE),
        (Term(valid_until=DUE), DUE, Validity.SOON),
        (Term(valid_until=date(2026, 12, 23)), None, Validity.SOON),
        (Term(valid_until=date(2026, 12, 24)), None, Validity.VALID),
        (Term(long_term=True), DUE, Validity.LONG_TERM),
        (Term(), DUE, Validity.UNKNOWN),
        (Term(valid_from=date(2026, 11, 24), long_term=True), None, Validity.NOT_YET),
    ],
)
def test_where_a_paper_stands(term: Term, due_on: date | None, wanted: Validity) -> None:
    assert validity(term, TODAY, due_on) is wanted


def test_only_what_expired_or_has_not_begun_cannot_be_handed_in() -> None:
    assert set(Validity) - USABLE == {Validity.EXPIRED, Validity.NOT_YET}


@pytest.mark.parametrize(
    ("term", "told"),
    [
        (Term(valid_until=date(2026, 12, 1)), "有效期至2026年12月1日，还有 8 天"),
        (Term(valid_until=TODAY), "有效期至2026年11月23日，今天最后一天"),
        (Term(valid_until=date(2030, 1, 1)), "有效期至2030年1月1日"),
        (Term(valid_until=date(2026, 1, 1)), "2026年1月1日已到期"),
        (Term(long_term=True), "长期有效"),
        (Term(), "未填有效期"),
        (Term(valid_from=date(2027, 1, 1)), "自2027年1月1日起有效"),
    ],
)
def test_a_term_in_words(term: Term, told: str) -> None:
    assert term_words(term, TODAY) == told


def test_a_licence_serves_its_own_subject_alone() -> None:
    wanted = Wanted(PaperKind.LICENCE, 1, "")
    assert serves(Held(PaperKind.LICENCE, 1, ""), wanted)
    assert not serves(Held(PaperKind.LICENCE, 2, ""), wanted)
    assert not serves(Held(PaperKind.LEGAL_ID, 1, ""), wanted)


def test_an_identity_card_serves_the_person_it_names() -> None:
    wanted = Wanted(PaperKind.AGENT_ID, 1, "王 小明")
    assert serves(Held(PaperKind.AGENT_ID, None, "王小明"), wanted)
    assert serves(Held(PaperKind.AGENT_ID, 1, ""), wanted)  # kept for this subject, no name yet
    assert not serves(Held(PaperKind.AGENT_ID, None, "李四"), wanted)
    assert not serves(Held(PaperKind.AGENT_ID, 1, "李四"), wanted)
    assert not serves(Held(PaperKind.AGENT_ID, 2, "王小明"), wanted)


def test_whose_card_it_is_cannot_be_guessed_for_a_person_not_known() -> None:
    assert not serves(Held(PaperKind.LEGAL_ID, None, "王小明"), Wanted(PaperKind.LEGAL_ID, 1, ""))
    assert serves(Held(PaperKind.LEGAL_ID, 1, "王小明"), Wanted(PaperKind.LEGAL_ID, 1, ""))
