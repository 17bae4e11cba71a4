"""Words of a cell that stand for a type, a role, a status, a month or a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from app.intake.tables import text_key
from app.model.kinds import AlgorithmType, FilingStatus, Role

_SHORTEST_WORD = 3
_MONTH = re.compile(r"([0-9]{4})\s*[年./-]\s*([0-9]{1,2})(?:\s*[月./-]\s*(?:([0-9]{1,2})\s*日?)?)?")
_STATUSES = {
    **{text_key(word.label): word for word in FilingStatus},
    "正常": FilingStatus.ACTIVE,
    "已备案": FilingStatus.ACTIVE,
    "在用": FilingStatus.ACTIVE,
    "注销": FilingStatus.CANCELLED,
    "撤销": FilingStatus.REVOKED,
}


def read_month(text: str) -> str:
    """Return the month in ``2025年7月``, ``2025-07`` or a date as ``2025-07``; empty if none."""
    if not text:
        return ""
    match = _MONTH.search(unicodedata.normalize("NFKC", text))
    if match is None or not 1 <= int(match[2]) <= 12:
        return ""
    return f"{match[1]}-{int(match[2]):02d}"


def read_date(text: str) -> date | None:
    """Return the day in ``2025年7月14日`` or ``2025-07-14``, or None."""
    for match in _MONTH.finditer(unicodedata.normalize("NFKC", text)):
        if match[3]:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


@lru_cache(maxsize=256)
def read_type_or_role(text: str) -> tuple[AlgorithmType | None, Role | None]:
    """Return the type or the role that a cell names; both None when it names neither.

    Roles that lost their end in the public lists (``服务提供``) and short forms
    (``技术支持者``) are understood.
    """
    key = text_key(text)
    if len(key) < _SHORTEST_WORD:
        return None, None
    for kind in AlgorithmType:
        if key.startswith(kind.label.removesuffix("类")):
            return kind, None
    for role in Role:
        word = role.label
        short = word.removeprefix("服务")
        if word.startswith(key) or key.startswith((word, short)) or short.startswith(key):
            return None, role
    return None, None


def read_status(text: str) -> FilingStatus | None:
    """Return the status that a cell names, or None."""
    return _STATUSES.get(text_key(text))
