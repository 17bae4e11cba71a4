"""The columns of the four tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from app.model.kinds import AlgorithmType, FilingStatus, ProductState, Role
from app.services.dates import chinese_date
from app.services.inventory_table import FilingLine
from app.ui.theme import tokens
from app.ui.theme.apply import mono_font
from app.ui.widgets import Column, grouped, number_tip

if TYPE_CHECKING:
    from app.services.algorithms import AlgorithmView
    from app.services.organisations import OrganisationView
    from app.services.products import ProductView

STATUS_TONES = {
    FilingStatus.ACTIVE: "success",
    FilingStatus.CANCELLING: "accent",
    FilingStatus.CANCELLED: "neutral",
    FilingStatus.REVOKED: "danger",
}


def status_tone(row: FilingLine) -> str:
    """Return the ground of a row; the word in the status column says the same."""
    return {
        FilingStatus.CANCELLING: "accent_soft",
        FilingStatus.CANCELLED: "neutral_soft",
        FilingStatus.REVOKED: "danger_soft",
    }.get(row.status, "")


def _words(kind: type[Any]) -> tuple[tuple[Any, str], ...]:
    return tuple((item, item.label) for item in kind)


def _number(row: FilingLine) -> str:
    shown = grouped(row.number) or "（未填编号）"
    return f"⚠ {shown}" if row.problems else shown


def _cancelled(row: FilingLine) -> str:
    if len(row.cancelled) == len("2025-07"):
        year, month = row.cancelled.split("-")
        return f"{year}年{int(month)}月"
    return chinese_date(date.fromisoformat(row.cancelled)) if row.cancelled else "—"


def _cancelled_day(row: FilingLine) -> date | None:
    return date.fromisoformat(row.cancelled) if len(row.cancelled) == len("2025-07-01") else None


def filing_columns() -> list[Column[FilingLine]]:
    """Return the columns of the filings."""
    return [
        Column("title", "名称", 200, lambda row: row.title, editor="text"),
        Column(
            "number",
            "备案编号",
            260,
            _number,
            tip=lambda row: number_tip(row.number, row.problems),
            copied=lambda row: row.number,
            font=mono_font(),
            colour=lambda row: tokens().warning if row.problems else "",
            editor="text",
            editing=lambda row: row.number,
        ),
        Column(
            "status",
            "状态",
            92,
            lambda row: row.status.label,
            chip=lambda row: STATUS_TONES[row.status],
            editor="choice",
            editing=lambda row: row.status,
            choices=_words(FilingStatus),
        ),
        Column("platform", "平台", 100, lambda row: row.platform_name),
        Column(
            "type",
            "类别",
            110,
            lambda row: row.type.label if row.type else "—",
            editor="choice",
            editing=lambda row: row.type,
            choices=_words(AlgorithmType),
        ),
        Column(
            "role",
            "角色",
            120,
            lambda row: row.role.label if row.role else "—",
            editor="choice",
            editing=lambda row: row.role,
            choices=_words(Role),
        ),
        Column("organisation", "主体", 200, lambda row: row.organisation_name),
        Column("products", "应用产品", 220, lambda row: row.products_text or "—"),
        _day("filed", "备案日期", lambda row: row.filed_on),
        Column(
            "cancelled",
            "注销日期",
            124,
            _cancelled,
            editor="date",
            editing=_cancelled_day,
        ),
        _day("changed", "变更日期", lambda row: row.changed_on, hidden=True),
        _text("purpose", "主要用途", 280, lambda row: row.purpose),
        _text("remark", "备注", 220, lambda row: row.remark),
    ]


def _day(
    key: str, title: str, value: Callable[[FilingLine], date | None], *, hidden: bool = False
) -> Column[FilingLine]:
    return Column(
        key,
        title,
        124,
        lambda row: chinese_date(value(row)) or "—",
        editor="date",
        editing=value,
        hidden=hidden,
    )


def _text(
    key: str, title: str, width: int, value: Callable[[FilingLine], str]
) -> Column[FilingLine]:
    return Column(
        key,
        title,
        width,
        lambda row: " ".join(value(row).split()) or "—",
        copied=value,
        editor="text",
        editing=value,
        hidden=True,
    )


def algorithm_columns() -> list[Column[AlgorithmView]]:
    """Return the columns of the algorithms."""
    return [
        Column("name", "算法名称", 240, lambda row: row.name),
        Column("type", "类别", 110, lambda row: row.type.label if row.type else "待填"),
        Column("role", "角色", 120, lambda row: row.role.label),
        Column("organisation", "主体", 240, lambda row: row.organisation_name),
        Column(
            "filings",
            "备案数",
            80,
            lambda row: str(row.filing_count),
            order=lambda row: row.filing_count,
            right=True,
        ),
        Column("purpose", "主要用途", 320, lambda row: row.purpose or "—"),
    ]


def product_columns() -> list[Column[ProductView]]:
    """Return the columns of the products."""
    return [
        Column("name", "产品", 220, lambda row: row.name),
        Column("kind", "形态", 90, lambda row: row.kind.label),
        Column(
            "state",
            "状态",
            90,
            lambda row: row.state.label,
            chip=lambda row: "success" if row.state is ProductState.IN_USE else "neutral",
        ),
        Column(
            "since",
            "起始日期",
            130,
            lambda row: chinese_date(row.state_since) or "—",
            order=lambda row: row.state_since,
        ),
        Column(
            "filings",
            "使用的备案",
            90,
            lambda row: str(row.filing_count),
            order=lambda row: row.filing_count,
            right=True,
        ),
        Column("organisation", "主体", 260, lambda row: row.organisation_name),
    ]


def organisation_columns() -> list[Column[OrganisationView]]:
    """Return the columns of the organisations."""
    return [
        Column("name", "企业主体", 260, lambda row: row.name),
        Column(
            "uscc",
            "统一社会信用代码",
            190,
            lambda row: f"⚠ {row.uscc}" if row.uscc_problem else row.uscc or "待填",
            tip=lambda row: row.uscc_problem or row.uscc,
            copied=lambda row: row.uscc,
            font=mono_font(),
            colour=lambda row: tokens().warning if row.uscc_problem else "",
        ),
        Column("parent", "上级主体", 200, lambda row: row.parent_name or "—"),
        Column("legal", "法定代表人", 100, lambda row: row.legal_representative or "待填"),
        Column("contact", "联系人", 100, lambda row: row.contact_name or "待填"),
        Column(
            "filings",
            "备案数",
            80,
            lambda row: str(row.filing_count),
            order=lambda row: row.filing_count,
            right=True,
        ),
        Column(
            "products",
            "产品数",
            80,
            lambda row: str(row.product_count),
            order=lambda row: row.product_count,
            right=True,
        ),
    ]
