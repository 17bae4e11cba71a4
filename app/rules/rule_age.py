"""When a rule of the catalogue asks to be verified again."""

from __future__ import annotations

from datetime import date

CHECK_AGAIN_AFTER_DAYS = 180
"""Our own rule: platforms change what they ask for without telling anybody."""


def is_due(verified_on: date, today: date) -> bool:
    """Tell whether a rule that was looked up on ``verified_on`` is too old to be relied on."""
    return (today - verified_on).days > CHECK_AGAIN_AFTER_DAYS
