"""What may happen next to an application that left the house, and where it stands then.

A notice of the authority (注销公告) that names a number is proof by itself and closes a
submission from any state; it does not pass through these steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.model.kinds import SubmissionState, TrackKind

_S, _K = SubmissionState, TrackKind

_NEXT: dict[SubmissionState, dict[TrackKind, SubmissionState]] = {
    _S.PREPARING: {_K.SUBMITTED: _S.SUBMITTED},
    _S.SUBMITTED: {
        _K.ACCEPTED: _S.ACCEPTED,
        _K.RETURNED: _S.RETURNED,
        _K.INQUIRY: _S.SUBMITTED,
        _K.CLOSED: _S.CLOSED,
    },
    _S.RETURNED: {
        _K.CORRECTED: _S.SUBMITTED,
        _K.REPLANNED: _S.REPLANNED,
        _K.INQUIRY: _S.RETURNED,
    },
    _S.ACCEPTED: {
        _K.CLOSED: _S.CLOSED,
        _K.RETURNED: _S.RETURNED,
        _K.INQUIRY: _S.ACCEPTED,
    },
    _S.CLOSED: {_K.INQUIRY: _S.CLOSED},
    _S.REPLANNED: {_K.INQUIRY: _S.REPLANNED},
}

_WHY_NOT: dict[SubmissionState, str] = {
    _S.PREPARING: "这次提交还在准备中，请先记录“提交”",
    _S.SUBMITTED: "这次提交已经提交，接下来只能记录受理、退回、问询或办结",
    _S.RETURNED: "这次提交已被退回，请先记录“补正后重新提交”，或改为重新安排",
    _S.ACCEPTED: "这次提交已受理，接下来只能记录办结、退回或问询",
    _S.CLOSED: "这次提交已办结，只能再记录问询",
    _S.REPLANNED: "这次提交退回后已改为重新安排，后续请记录在新的提交上，这里只能再记录问询",
}


@dataclass(frozen=True)
class Step:
    """The state after a step; with ``problem`` the step is not allowed and the state unchanged.

    ``about_date`` tells that the problem lies in the day, not in the step.
    """

    state: SubmissionState
    problem: str = ""
    about_date: bool = False


def allowed_next(state: SubmissionState, last: TrackKind | None = None) -> tuple[TrackKind, ...]:
    """Return what may be recorded in ``state``; ``last`` is the latest record, where known."""
    allowed = tuple(_NEXT[state])
    return (*allowed, _K.CORRECTED) if _answers_inquiry(state, last) else allowed


def check_step(
    state: SubmissionState,
    kind: TrackKind,
    happened_on: date,
    former: date | None,
    today: date,
    *,
    last: TrackKind | None = None,
) -> Step:
    """Return the state after ``kind`` on ``happened_on``, or why it cannot be recorded.

    ``former`` is the day of the step before; a day may lie neither before it nor after ``today``.
    """
    following = _NEXT[state].get(kind)
    if following is None and kind is _K.CORRECTED and _answers_inquiry(state, last):
        following = state
    if following is None:
        return Step(state, f"{_WHY_NOT[state]}。")
    if happened_on > today:
        return Step(state, "日期不能晚于今天。", about_date=True)
    if former is not None and happened_on < former:
        return Step(
            state,
            f"日期不能早于上一步（{former.year}年{former.month}月{former.day}日）。",
            about_date=True,
        )
    return Step(following)


def _answers_inquiry(state: SubmissionState, last: TrackKind | None) -> bool:
    """An inquiry is answered by handing in more, without a return in between."""
    return last is _K.INQUIRY and _K.CORRECTED not in _NEXT[state]
