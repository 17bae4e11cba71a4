"""A filing number in its groups, and what each of them means."""

from __future__ import annotations

from app.model.filing_number import FilingNumber


def grouped(number: str) -> str:
    """Return an algorithm number in its groups, any other number as it is."""
    parsed = FilingNumber.parse(number)
    return " ".join(parsed) if parsed else number


def number_tip(number: str, problems: tuple[str, ...]) -> str:
    """Return the tooltip of a number: its groups explained, then what looks wrong."""
    from html import escape

    parsed = FilingNumber.parse(number)
    lines = [escape(number)] if number else []
    if parsed:
        lines += [f"<b>{escape(group)}</b>　{escape(told)}" for group, told in parsed.explain()]
    lines += [f"⚠ {escape(problem)}" for problem in problems]
    return "<br>".join(lines)
