"""Which of a submission's reasons are told where there is room for one or two sentences."""

from __future__ import annotations

from app.rules.plan_types import PlannedSubmission, Reason

_HOW = ("批量", "合并", "单个提交", "单独提交", "单个规划", "经办人选择")


def how_reason(item: PlannedSubmission) -> Reason | None:
    """Return why it is batch or single, None where nothing speaks of it."""
    return next(
        (reason for reason in item.reasons if any(word in reason.text for word in _HOW)), None
    )


def two_reasons(item: PlannedSubmission) -> tuple[Reason, ...]:
    """Return why it is handed in, and why so: batch or single."""
    how = how_reason(item)
    what = next((reason for reason in item.reasons if reason is not how), None)
    return tuple(reason for reason in (what, how) if reason is not None)
