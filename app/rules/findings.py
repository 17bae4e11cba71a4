"""A finding: what is missing or contradicts, why, how to mend it, and the field it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.model.kinds import Certainty, Word

StepName = Literal["filings", "facts", "plan", "materials", "forms", "check", "export", "track"]

OWN_CHECK = "本程序的一致性检查"


class Severity(Word):
    """Whether a finding keeps a dossier from being final."""

    BLOCKING = "blocking", "必须处理"
    WARNING = "warning", "请留意"


@dataclass(frozen=True)
class Place:
    """Where a finding leads: a step of the wizard, and the record and field within it.

    ``field`` is a key of the facts or of a form, the id of a material, or an attribute of the
    organisation, filing or product that is named.
    """

    step: StepName
    submission_id: int | None = None
    field: str | None = None
    organisation_id: int | None = None
    filing_id: int | None = None
    product_id: int | None = None


@dataclass(frozen=True)
class Finding:
    """One finding in complete Chinese sentences, with the rule it comes from.

    ``about`` is the record that the message begins with (“…”：), where it does.
    """

    rule_id: str
    severity: Severity
    message: str
    remedy: str
    place: Place
    source: str = OWN_CHECK
    certainty: Certainty = Certainty.PRACTICE
    about: str = ""

    @property
    def told(self) -> str:
        """What was found, without the record that it was found at."""
        return self.message.removeprefix(f"“{self.about}”：") if self.about else self.message


@dataclass(frozen=True)
class Alike:
    """Findings that say the same of several records; never empty."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that comes first in the case."""
        return self.findings[0]

    @property
    def message(self) -> str:
        """The words of the one finding, or those that all of them share."""
        return self.first.message if len(self.findings) == 1 else self.first.told


def grouped(findings: Iterable[Finding]) -> tuple[Alike, ...]:
    """Return ``findings`` with those that differ in their record alone put together.

    The order is that of the first of each group. A finding that names no record stands alone.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, one in enumerate(findings):
        alone = None if one.about else number
        key = (one.rule_id, one.severity, one.told, one.remedy, one.place.step, alone)
        groups.setdefault(key, []).append(one)
    return tuple(Alike(tuple(group)) for group in groups.values())
