"""备注: the history of a filing, as the public lists tell it.

What is understood becomes an event; what is not stays an event with its text alone. A remark is
never taken for a deregistration unless a whole clause says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.intake.tables import one_line
from app.model.kinds import Word

_Q = "“”\"＂「」『』‘’'"
_NAME = rf"[{_Q}]?\s*([^{_Q}，。；;\n]+?)\s*[{_Q}]?"
_END = r"\s*(?=[，,；;。、\n]|$)"
_MONTH = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2}(?:\s*月?\s*[、，,和及]\s*[0-9]{1,2})*)\s*月")
_CHANGED = r"(?:变更|更名|更改|修改|调整)为"


class RemarkKind(Word):
    """What a clause of a remark tells."""

    CANCELLED = "cancelled", "已注销"
    ORGANISATION_RENAMED = "organisation_renamed", "主体更名"
    ALGORITHM_RENAMED = "algorithm_renamed", "算法更名"
    PURPOSE_CHANGED = "purpose_changed", "主要用途变更"
    PRODUCTS_ADDED = "products_added", "新增应用产品"
    ORGANISATION_UPDATED = "organisation_updated", "主体名称更新"
    INFORMATION_UPDATED = "information_updated", "公示信息更新"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class RemarkEvent:
    """One clause: its text, the names or texts before and after, the months (``2023-04``)."""

    kind: RemarkKind
    text: str
    old: str = ""
    new: str = ""
    months: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What one cell of 备注 tells."""

    events: tuple[RemarkEvent, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Whether the remark says that the filing is deregistered."""
        return bool(self.events) and any(
            event.kind is RemarkKind.CANCELLED for event in self.events
        )

    @property
    def cancelled_month(self) -> str:
        """The month of deregistration as ``2025-07``, where the remark names it."""
        if not self.events:
            return ""
        return next(
            (e.months[0] for e in self.events if e.kind is RemarkKind.CANCELLED and e.months), ""
        )

    def former_names(self, kind: RemarkKind) -> tuple[str, ...]:
        """Return the names before each renaming of ``kind``, each once."""
        if not self.events:
            return ()
        return tuple(dict.fromkeys(event.old for event in self.events if event.kind is kind))


NOTHING_SAID = Remark()


_RENAMED = (
    (
        RemarkKind.ORGANISATION_RENAMED,
        re.compile(
            rf"(?:变更)?原?(?:备案)?主体名称[原由为从：:\s]*{_NAME}\s*{_CHANGED}\s*{_NAME}{_END}"
        ),
    ),
    (
        RemarkKind.ALGORITHM_RENAMED,
        re.compile(
            rf"(?:变更)?原?(?:备案)?算法名称[原由为从：:\s]*{_NAME}\s*{_CHANGED}\s*{_NAME}{_END}"
        ),
    ),
)
_PURPOSE = re.compile(
    rf"(?:变更主要用途\s*为?|主要用途(?:原[{_Q}].+?[{_Q}])?\s*{_CHANGED})"
    rf"\s*[{_Q}]\s*(.+?)\s*[{_Q}]{_END}"
)
_DAY = r"(?:[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?)"
_CANCELLED = re.compile(
    rf"[（(]?(?:该)?(?:算法|备案|备案编号|编号)?(?:(?:已?于)?{_DAY}已?|已)注销(?:备案)?[）)]?"
)
_CLAUSE = (
    (RemarkKind.PRODUCTS_ADDED, re.compile(r"(?:新增|增加).*产品")),
    (RemarkKind.ORGANISATION_UPDATED, re.compile(r"(?:更新|变更).*主体名称")),
    (RemarkKind.INFORMATION_UPDATED, re.compile(r"(?:更新|变更).*(?:公示|备案)信息")),
)
_LEAD = re.compile(r"^(?:变更内容|变更情况|备注)[：:]?")
_TRIM = " \t，,；;。、\n"


@lru_cache(maxsize=4096)
def read_remark(text: str) -> Remark:
    """Return what the remark tells; clauses that are not understood are kept as 其他."""
    rest = one_line(text)
    if not rest:
        return NOTHING_SAID
    events: list[RemarkEvent] = []
    match: re.Match[str] | None
    while match := _PURPOSE.search(rest):
        events.append(_event(RemarkKind.PURPOSE_CHANGED, match[0], new=match[1]))
        rest = f"{rest[: match.start()]}；{rest[match.end() :]}"
    for kind, pattern in _RENAMED:
        while match := pattern.search(rest):
            if match[1] != match[2]:
                events.append(_event(kind, match[0], match[1], match[2]))
            rest = f"{rest[: match.start()]}；{rest[match.end() :]}"
    events.sort(key=lambda event: text.find(event.text))
    for clause in re.split(r"[；;。\n]", rest):
        clause = _LEAD.sub("", clause.strip(_TRIM)).strip(_TRIM)  # noqa: PLW2901
        if clause:
            events.extend(_read_clause(clause))
    return Remark(tuple(events))


def _read_clause(clause: str) -> list[RemarkEvent]:
    """Return the clause as one event, or its parts where one of them tells the end."""
    parts = [part.strip() for part in re.split(r"[，,]", clause)]
    if any(_CANCELLED.fullmatch(_closed(part)) for part in parts):
        return [
            _event(RemarkKind.CANCELLED, part)
            if _CANCELLED.fullmatch(_closed(part))
            else _named(part)
            for part in parts
            if part
        ]
    return [_named(clause)]


def _closed(part: str) -> str:
    return re.sub(r"\s+", "", part)


def _named(clause: str) -> RemarkEvent:
    kind = next((kind for kind, p in _CLAUSE if p.search(clause)), RemarkKind.OTHER)
    return _event(kind, clause)


def _event(kind: RemarkKind, text: str, old: str = "", new: str = "") -> RemarkEvent:
    months = tuple(
        f"{year}-{int(month):02d}"
        for year, listed in _MONTH.findall(text)
        for month in re.findall(r"[0-9]{1,2}", listed)
        if 1 <= int(month) <= 12
    )
    return RemarkEvent(kind, text.strip(_TRIM), old, new, months)
