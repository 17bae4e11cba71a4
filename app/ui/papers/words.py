"""What is said of a shared paper's term, and in which tone."""

from __future__ import annotations

from app.rules.paper_terms import Validity

SOURCE = "证照须在有效期内是办理材料的常见要求，尚未向平台核实"
TONES = {
    Validity.EXPIRED: "danger",
    Validity.NOT_YET: "danger",
    Validity.BEFORE_DUE: "warning",
    Validity.SOON: "warning",
    Validity.VALID: "success",
    Validity.LONG_TERM: "success",
    Validity.UNKNOWN: "neutral",
}
