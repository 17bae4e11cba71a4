"""What a rule of the review is: an id, a weight, a source, and a small function that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.model.kinds import Certainty
from app.rules.findings import OWN_CHECK, Finding, Place, Severity, StepName
from app.rules.review_input import ReviewInput

ALGORITHM_24 = "《互联网信息服务算法推荐管理规定》第二十四条"
PIPL_47 = "《中华人民共和国个人信息保护法》第四十七条"
ECOMMERCE_16 = "《中华人民共和国电子商务法》第十六条"
RETURNS = "多家服务机构总结的常见退回原因"


@dataclass(frozen=True)
class Hit:
    """One thing found: what is wrong, how to mend it, and where.

    ``about`` is the record that is put before the message, so that findings that say the same of
    several records can be shown together. ``source`` and ``certainty`` are given where they differ
    from the rule's own.
    """

    message: str
    remedy: str
    field: str | None = None
    submission_id: int | None = None
    organisation_id: int | None = None
    filing_id: int | None = None
    product_id: int | None = None
    source: str = ""
    certainty: Certainty | None = None
    about: str = ""


Finder = Callable[[ReviewInput], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule of the review; calling it returns its findings."""

    id: str
    step: StepName
    severity: Severity
    source: str
    certainty: Certainty
    find: Finder

    def __call__(self, data: ReviewInput) -> tuple[Finding, ...]:
        """Return what the rule finds in ``data``."""
        return tuple(self._finding(hit) for hit in self.find(data))

    def _finding(self, hit: Hit) -> Finding:
        return Finding(
            rule_id=self.id,
            severity=self.severity,
            message=f"“{hit.about}”：{hit.message}" if hit.about else hit.message,
            remedy=hit.remedy,
            place=Place(
                step=self.step,
                submission_id=hit.submission_id,
                field=hit.field,
                organisation_id=hit.organisation_id,
                filing_id=hit.filing_id,
                product_id=hit.product_id,
            ),
            source=hit.source or self.source,
            certainty=hit.certainty or self.certainty,
            about=hit.about,
        )


def _rule(
    rule_id: str, step: StepName, severity: Severity, source: str, certainty: Certainty
) -> Callable[[Finder], Rule]:
    return lambda find: Rule(rule_id, step, severity, source, certainty, find)


def blocks(
    rule_id: str,
    step: StepName,
    source: str = OWN_CHECK,
    certainty: Certainty = Certainty.PRACTICE,
) -> Callable[[Finder], Rule]:
    """Make a function a rule whose findings keep the dossier a draft."""
    return _rule(rule_id, step, Severity.BLOCKING, source, certainty)


def warns(
    rule_id: str,
    step: StepName,
    source: str = OWN_CHECK,
    certainty: Certainty = Certainty.PRACTICE,
) -> Callable[[Finder], Rule]:
    """Make a function a rule whose findings ask for attention."""
    return _rule(rule_id, step, Severity.WARNING, source, certainty)
