"""What is said of a shared paper's term, and in which tone."""

from __future__ import annotations

from app.rules.paper_terms import Validity

TONES = {
    Validity.EXPIRED: "danger",
    Validity.NOT_YET: "danger",
    Validity.BEFORE_DUE: "warning",
    Validity.SOON: "warning",
    Validity.VALID: "success",
    Validity.LONG_TERM: "success",
    Validity.UNKNOWN: "neutral",
}
