"""A finding: what is missing or contradicts, why, how to mend it, and the field it leads to."""

from __future__ import annotations

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
    """One finding in complete Chinese sentences, with the rule it comes from."""

    rule_id: str
    severity: Severity
    message: str
    remedy: str
    place: Place
    source: str = OWN_CHECK
    certainty: Certainty = Certainty.PRACTICE
