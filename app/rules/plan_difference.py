"""What a change does to a plan, in numbers and in sentences."""

from __future__ import annotations

from app.rules.plan_types import Difference, Plan

NO_DIFFERENCE = Difference(0, 0, 0.0, 0.0, 0, ())
_LEAST_HOURS = 0.05
NEARLY_SURE = 0.995


def difference(before: Plan, after: Plan) -> Difference:
    """Return what ``after`` has more (or less) than ``before``."""
    old, new = before.figures, after.figures
    days = (
        None
        if old.expected_days is None or new.expected_days is None
        else new.expected_days - old.expected_days
    )
    rework = new.rework_hours - old.rework_hours + new.cost.delay - old.cost.delay
    sentences = [
        f"提交次数 {old.submissions} → {new.submissions}，"
        f"准备文件 {old.documents} → {new.documents} 份。",
        f"准备工时{more_or_less(new.hours - old.hours)}，返工和延误折合{more_or_less(rework)}。",
        f"至少一次退回的可能性 {percent(old.chance)} → {percent(new.chance)}。",
    ]
    if days:
        sentences.append(f"预计办结{'晚' if days > 0 else '早'} {abs(days)} 个工作日。")
    elif days is None:
        sentences.append("有平台的审核时间未知，无法比较预计办结的日期。")
    if new.late != old.late:
        sentences.append(f"预计赶不上期限的提交 {old.late} → {new.late} 次。")
    return Difference(
        new.submissions - old.submissions,
        new.documents - old.documents,
        round(new.hours - old.hours, 2),
        new.chance - old.chance,
        days,
        tuple(sentences),
    )


def more_or_less(hours: float) -> str:
    """Return a difference in hours in words."""
    if abs(hours) < _LEAST_HOURS:
        return "不变"
    return f"{'多' if hours > 0 else '少'} {abs(hours):.1f} 小时"


def percent(chance: float) -> str:
    """Return a chance in words; one that is all but sure is not called sure."""
    return "99% 以上" if NEARLY_SURE < chance < 1 else f"{chance:.0%}"
