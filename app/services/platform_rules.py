"""The catalogue as the officer reads it: every rule in words, whose it is, how it was verified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.catalogue import BatchSupport, LeftOut, Rulebook
from app.catalogue.overlay import plain
from app.catalogue.parts import (
    MATERIAL,
    OUR_OWN,
    Content,
    evidence_of,
    item_of,
    rule_keys,
    rule_of,
    rule_title,
    same_rule,
)
from app.model.inventory import Filing
from app.model.kinds import Certainty
from app.model.own_rules import RuleCheck, RuleCheckFile, RuleOverride
from app.rules.rule_age import is_due
from app.services.attachments import AttachmentView, attachment_view
from app.services.own_platforms import platform_use
from app.services.rule_words import Line, RuleWords, oldest_day, rule_lines, words_of
from app.services.workspace import Workspace

LEAST_SURE = (Certainty.UNVERIFIED, Certainty.PRACTICE, Certainty.OFFICIAL)


@dataclass(frozen=True)
class CheckView:
    """One verification of a rule; ``holds`` tells that the rule still says what was verified."""

    verified_on: date
    how: str
    with_whom: str
    note: str
    files: tuple[AttachmentView, ...]
    holds: bool


@dataclass(frozen=True)
class RuleView:
    """One rule as it holds.

    ``base`` is the rule before the firm's own: as shipped, or as the platform was added.
    ``based_on`` is what was shipped when the firm's own was written, None where it is not the
    firm's own; ``moved`` tells that the shipped rule has changed since. ``due`` asks for a new
    verification. ``certainty`` is the least of its parts, ``verified_on`` the oldest.
    """

    platform: str
    key: str
    title: str
    value: Content
    base: Content
    based_on: Content | None
    moved: bool
    due: bool
    lines: tuple[Line, ...]
    source: str
    certainty: Certainty | None
    verified_on: date | None
    checks: tuple[CheckView, ...]

    @property
    def own(self) -> bool:
        """Whether it is the firm's own."""
        return self.based_on is not None

    @property
    def gone(self) -> bool:
        """Whether it is an item that the firm took off the checklist."""
        return bool(item_of(self.key)) and self.value.get(MATERIAL) is None


@dataclass(frozen=True)
class PlatformRow:
    """A platform in the list, with what there is to do about its rules."""

    id: str
    name: str
    short_name: str
    support: BatchSupport
    added: bool
    own_count: int
    due: tuple[str, ...]
    moved: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class CatalogueView:
    """The list of platforms; ``left_out`` are own rules that cannot be used, in words."""

    platforms: tuple[PlatformRow, ...]
    version: str
    left_out: tuple[str, ...]

    @property
    def due(self) -> tuple[tuple[str, str], ...]:
        """Platform and key of every rule that asks to be verified again."""
        return tuple((row.id, key) for row in self.platforms for key in row.due)

    @property
    def moved(self) -> tuple[tuple[str, str], ...]:
        """Platform and key of every own rule whose shipped one has changed since."""
        return tuple((row.id, key) for row in self.platforms for key in row.moved)


@dataclass(frozen=True)
class PlatformView:
    """One platform with every rule; ``used_by`` says in words what uses it, empty for nothing."""

    id: str
    name: str
    short_name: str
    added: bool
    version: str
    rules: tuple[RuleView, ...]
    used_by: str

    def rule(self, key: str) -> RuleView | None:
        """Return a rule by its key."""
        return next((rule for rule in self.rules if rule.key == key), None)


def catalogue_view(ws: Workspace) -> CatalogueView:
    """Return the list of platforms as the rules stand today."""
    book, today = ws.rulebook, ws.today()
    own = _own(ws)
    rows = []
    for item in book.catalogue.platforms.values():
        content, mine = plain(item), own.get(item.id, {})
        due = [key for key in rule_keys(content) if _due(key, rule_of(content, key), today)]
        moved = [key for key, based in mine.items() if _moved(book, item.id, key, based)]
        rows.append(
            PlatformRow(
                id=item.id,
                name=item.name,
                short_name=item.short_name,
                support=item.batch.support,
                added=item.id in book.added,
                own_count=len(mine),
                due=tuple(due),
                moved=tuple(moved),
                text=" ".join(_texts(content)).lower(),
            )
        )
    left_out = tuple(_left_out(part, ws) for part in book.left_out)
    return CatalogueView(tuple(rows), book.catalogue.version, left_out)


def attention(ws: Workspace) -> tuple[int, int]:
    """Return how many rules in use ask to be verified again, and how many shipped ones moved.

    In use are the rules of platforms on which the firm has filings; the start page tells of them.
    """
    with ws.read() as session:
        used = set(session.scalars(select(Filing.platform).distinct()))
    rows = [row for row in catalogue_view(ws).platforms if row.id in used]
    return sum(len(row.due) for row in rows), sum(len(row.moved) for row in rows)


def platform_view(ws: Workspace, platform_id: str) -> PlatformView | None:
    """Return one platform with all that is known of its rules, None where there is none."""
    book = ws.rulebook
    item, base = book.catalogue.get(platform_id), book.base.get(platform_id)
    if item is None or base is None:
        return None
    reading = _Reading(
        ws=ws,
        base=base,
        content=plain(item),
        own=_own(ws).get(platform_id, {}),
        checks=_checks(ws, platform_id),
        words=words_of(book.catalogue),
    )
    with ws.read() as session:
        used_by = platform_use(ws, session, platform_id)
    return PlatformView(
        id=item.id,
        name=item.name,
        short_name=item.short_name,
        added=item.id in book.added,
        version=item.version,
        rules=tuple(reading.rule(key) for key in reading.order()),
        used_by=used_by,
    )


@dataclass(frozen=True)
class _Reading:
    """What is known of one platform while its rules are put into words."""

    ws: Workspace
    base: Content
    content: Content
    own: Mapping[str, Content]
    checks: Mapping[str, Sequence[RuleCheck]]
    words: RuleWords

    def order(self) -> list[str]:
        """Return the rules in the order of the page.

        An item that was taken off the checklist stands where the others are, to be restored.
        """
        keys = list(rule_keys(self.content))
        gone = [key for key in self.own if item_of(key) and key not in keys]
        last = max((at for at, key in enumerate(keys) if item_of(key)), default=keys.index("steps"))
        return keys[: last + 1] + gone + keys[last + 1 :]

    def rule(self, key: str) -> RuleView:
        """Return one rule in words, with whose it is and how it was verified."""
        value, base, based_on = (
            rule_of(self.content, key),
            rule_of(self.base, key),
            self.own.get(key),
        )
        parts = list(evidence_of(value))
        sure = {part["certainty"] for part in parts}
        day = oldest_day(value)
        return RuleView(
            platform=self.content["id"],
            key=key,
            title=rule_title(key, value if value.get(MATERIAL) else base),
            value=value,
            base=base,
            based_on=based_on,
            moved=based_on is not None and not same_rule(based_on, base),
            due=_due(key, value, self.ws.today()),
            lines=rule_lines(key, value, self.words),
            source="；".join(dict.fromkeys(str(part["source"]) for part in parts)),
            certainty=next((item for item in LEAST_SURE if item.value in sure), None),
            verified_on=date.fromisoformat(day) if day else None,
            checks=tuple(_check(self.ws, check, value) for check in self.checks.get(key, ())),
        )


def _check(ws: Workspace, check: RuleCheck, value: Content) -> CheckView:
    return CheckView(
        verified_on=check.verified_on,
        how=check.how.label,
        with_whom=check.with_whom,
        note=check.note,
        files=tuple(attachment_view(ws, link.attachment, link.id) for link in check.file_links),
        holds=same_rule(check.value, value),
    )


def _checks(ws: Workspace, platform_id: str) -> Mapping[str, list[RuleCheck]]:
    """Return the verifications of a platform's rules, newest first."""
    found: dict[str, list[RuleCheck]] = defaultdict(list)
    with ws.read() as session:
        query = (
            select(RuleCheck)
            .where(RuleCheck.platform == platform_id)
            .order_by(RuleCheck.verified_on.desc(), RuleCheck.id.desc())
            .options(selectinload(RuleCheck.file_links).selectinload(RuleCheckFile.attachment))
        )
        for check in session.scalars(query):
            found[check.rule].append(check)
        session.expunge_all()
    return found


def _own(ws: Workspace) -> dict[str, dict[str, Content]]:
    """Return what each of the firm's own rules was based on, by platform and key."""
    found: dict[str, dict[str, Content]] = defaultdict(dict)
    with ws.read() as session:
        for own in session.scalars(select(RuleOverride).order_by(RuleOverride.id)):
            found[own.platform][own.rule] = own.based_on
    return found


def _moved(book: Rulebook, platform_id: str, key: str, based_on: Content) -> bool:
    return not same_rule(based_on, rule_of(book.base[platform_id], key))


def _due(key: str, value: Content, today: date) -> bool:
    day = "" if key in OUR_OWN else oldest_day(value)
    return bool(day) and is_due(date.fromisoformat(day), today)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _left_out(part: LeftOut, ws: Workspace) -> str:
    title = f"的规则“{rule_title(part.rule, {})}”" if part.rule else ""
    return f"“{ws.platform_name(part.platform)}”{title}：{part.why}"
