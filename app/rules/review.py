"""The check before export: runs every rule over a case and returns what they find."""

from __future__ import annotations

from app.rules import review_facts, review_papers, review_records, review_terms
from app.rules.findings import Finding, Severity
from app.rules.review_input import ReviewInput
from app.rules.review_rule import Rule

__all__ = ["ALL_RULES", "Finding", "Severity", "review"]

ALL_RULES: tuple[Rule, ...] = (
    review_records.RULES + review_facts.RULES + review_papers.RULES + review_terms.RULES
)

_STEPS = ("filings", "facts", "plan", "materials", "forms", "check", "export", "track")


def review(data: ReviewInput) -> tuple[Finding, ...]:
    """Return the findings on a case: what blocks first, then in the order of the steps."""
    found = [finding for rule in ALL_RULES for finding in rule(data)]
    return tuple(
        sorted(
            found,
            key=lambda item: (
                item.severity is not Severity.BLOCKING,
                _STEPS.index(item.place.step),
            ),
        )
    )
