"""Deadlines in words: how many working days are left, and how urgent that is."""

from __future__ import annotations

from app.services.dates import chinese_date
from app.services.tracking import DeadlineRow

NEAR = 5
SOON = 10


def days_words(days_left: int | None) -> str:
    """Return 还剩 6 个工作日, 今天到期, 已逾期 3 个工作日; an empty text without a day."""
    if days_left is None:
        return ""
    if days_left < 0:
        return f"已逾期 {-days_left} 个工作日"
    if days_left == 0:
        return "今天到期"
    return f"还剩 {days_left} 个工作日"


def days_tone(days_left: int | None) -> str:
    """Return the tone of the chip that tells the days left."""
    if days_left is None:
        return "neutral"
    if days_left <= 0:
        return "danger"
    if days_left <= NEAR:
        return "warning"
    return "accent" if days_left <= SOON else "neutral"


def due_words(row: DeadlineRow) -> str:
    """Return the day with 估算 where the calendar of that year is not published yet."""
    if row.due_on is None:
        return "无固定日期"
    return chinese_date(row.due_on) + ("（估算）" if row.estimated else "")
