"""What may be recorded after a dossier left the house, and where it stands then."""

from __future__ import annotations

from datetime import date

import pytest

from app.model.kinds import SubmissionState, TrackKind
from app.rules.lifecycle import allowed_next, check_step

S, K = SubmissionState, TrackKind
TODAY = date(2026, 11, 23)


def _walk(*kinds: TrackKind) -> SubmissionState:
    state, last = S.PREPARING, None
    for kind in kinds:
        step = check_step(state, kind, TODAY, None, TODAY, last=last)
        assert not step.problem, step.problem
        state, last = step.state, kind
    return state


def test_submitted_accepted_closed() -> None:
    assert _walk(K.SUBMITTED, K.ACCEPTED, K.CLOSED) is S.CLOSED


def test_returned_corrected_and_closed_without_acceptance() -> None:
    assert _walk(K.SUBMITTED, K.RETURNED) is S.RETURNED
    assert _walk(K.SUBMITTED, K.RETURNED, K.CORRECTED) is S.SUBMITTED
    assert _walk(K.SUBMITTED, K.RETURNED, K.CORRECTED, K.CLOSED) is S.CLOSED


def test_an_inquiry_does_not_move_it_and_may_be_answered() -> None:
    assert _walk(K.SUBMITTED, K.INQUIRY) is S.SUBMITTED
    assert _walk(K.SUBMITTED, K.ACCEPTED, K.INQUIRY, K.CORRECTED) is S.ACCEPTED
    assert _walk(K.SUBMITTED, K.CLOSED, K.INQUIRY, K.CORRECTED) is S.CLOSED
    assert K.CORRECTED not in allowed_next(S.SUBMITTED)
    assert K.CORRECTED in allowed_next(S.SUBMITTED, K.INQUIRY)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("last", [None, *K])
def test_what_is_offered_is_what_is_taken(state: S, last: K | None) -> None:
    offered = set(allowed_next(state, last))
    for kind in K:
        step = check_step(state, kind, TODAY, None, TODAY, last=last)
        assert (step.problem == "") is (kind in offered)
        if step.problem:
            assert step.state is state
            assert not step.about_date


@pytest.mark.parametrize(
    ("state", "kind", "word"),
    [
        (S.PREPARING, K.ACCEPTED, "准备中"),
        (S.SUBMITTED, K.SUBMITTED, "已经提交"),
        (S.RETURNED, K.ACCEPTED, "补正"),
        (S.ACCEPTED, K.SUBMITTED, "已受理"),
        (S.CLOSED, K.RETURNED, "已办结"),
    ],
)
def test_what_cannot_follow_is_refused_with_the_reason(state: S, kind: K, word: str) -> None:
    assert word in check_step(state, kind, TODAY, None, TODAY).problem


def test_a_day_lies_neither_ahead_nor_before_the_former_step() -> None:
    ahead = check_step(S.PREPARING, K.SUBMITTED, date(2026, 11, 24), None, TODAY)
    assert ahead.about_date
    assert "今天" in ahead.problem
    early = check_step(S.SUBMITTED, K.ACCEPTED, date(2026, 11, 1), date(2026, 11, 2), TODAY)
    assert early.about_date
    assert "2026年11月2日" in early.problem
    same = check_step(S.SUBMITTED, K.ACCEPTED, date(2026, 11, 2), date(2026, 11, 2), TODAY)
    assert not same.problem
