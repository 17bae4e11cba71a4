"""How long a shared paper (共用材料) is valid, and whom it serves.

That a paper has to be valid when it is handed in is common practice; no platform's rule on it was
found, so whatever is told from here is marked 待核实.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from app.model.kinds import PaperKind, Word

SOON_DAYS = 30
SOURCE = "证照须在有效期内是办理材料的常见要求，尚未向平台核实"


class Validity(Word):
    """Where a paper stands with its term."""

    EXPIRED = "expired", "已过期"
    NOT_YET = "not_yet", "尚未生效"
    BEFORE_DUE = "before_due", "办理期限前到期"
    SOON = "soon", "即将到期"
    VALID = "valid", "有效"
    LONG_TERM = "long_term", "长期有效"
    UNKNOWN = "unknown", "未填有效期"


USABLE = frozenset(Validity) - {Validity.EXPIRED, Validity.NOT_YET}
"""A paper that may still be handed in today."""

WATCHED = (Validity.EXPIRED, Validity.BEFORE_DUE, Validity.SOON)
"""What the officer is told of without asking."""


class Term(NamedTuple):
    """What is written on the paper; without an end and not for good, the term is not known."""

    valid_from: date | None = None
    valid_until: date | None = None
    long_term: bool = False


class Held(NamedTuple):
    """Whose a stored paper is; ``organisation_id`` None: a person's, for every subject."""

    kind: PaperKind
    organisation_id: int | None
    holder: str


class Wanted(NamedTuple):
    """Which paper an item of a checklist asks for; ``person`` is empty while not known."""

    kind: PaperKind
    organisation_id: int
    person: str


def validity(term: Term, today: date, due_on: date | None = None) -> Validity:
    """Tell where a paper stands on ``today``; ``due_on`` is the last day of a submission."""
    if term.valid_from is not None and term.valid_from > today:
        return Validity.NOT_YET
    if term.long_term:
        return Validity.LONG_TERM
    return (
        Validity.UNKNOWN if term.valid_until is None else _by_end(term.valid_until, today, due_on)
    )


def _by_end(last: date, today: date, due_on: date | None) -> Validity:
    if last < today:
        return Validity.EXPIRED
    if due_on is not None and last < due_on:
        return Validity.BEFORE_DUE
    return Validity.SOON if last <= today + timedelta(days=SOON_DAYS) else Validity.VALID


def term_words(term: Term, today: date) -> str:
    """Return a term as one reads it, with the days that are left where they are few."""
    if term.valid_from is not None and term.valid_from > today:
        return f"自{_day(term.valid_from)}起有效"
    if term.long_term:
        return "长期有效"
    if term.valid_until is None:
        return "未填有效期"
    left = (term.valid_until - today).days
    if left < 0:
        return f"{_day(term.valid_until)}已到期"
    more = f"，还有 {left} 天" if 0 < left <= SOON_DAYS else "，今天最后一天" if left == 0 else ""
    return f"有效期至{_day(term.valid_until)}{more}"


def serves(held: Held, wanted: Wanted) -> bool:
    """Tell whether a paper is the one that is asked for.

    A paper of the firm serves its own submissions. A person's serves those that the person acts
    for; where one of the names is not known, those of the subject that it was kept for.
    """
    if held.kind is not wanted.kind:
        return False
    mine = held.organisation_id == wanted.organisation_id
    if not mine and not (held.kind.of_person and held.organisation_id is None):
        return False
    one, other = _plain(held.holder), _plain(wanted.person)
    return one == other if one and other else mine


def _plain(name: str) -> str:
    return "".join(name.split())


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
