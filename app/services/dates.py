"""Dates as the officer and the documents write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "中国标准时间")


def chinese_date(day: date | None) -> str:
    """Return 2026年7月1日; an empty text for no date."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def in_china(moment: datetime) -> datetime:
    """Return an aware moment as the clock in China showed it, whatever the PC is set to.

    Days are counted there; a moment shown beside them must not fall on another one.
    """
    return moment.astimezone(CHINA)
