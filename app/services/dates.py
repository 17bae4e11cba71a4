"""Dates as the officer and the documents write them."""

from __future__ import annotations

from datetime import date


def chinese_date(day: date | None) -> str:
    """Return 2026年7月1日; an empty text for no date."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
