"""The columns of the four tables."""

from __future__ import annotations

from app.model.kinds import FilingStatus, ProductState
from app.services.algorithms import AlgorithmView
from app.services.dates import chinese_date
from app.services.filings import FilingRow
from app.services.organisations import OrganisationView
from app.services.products import ProductView
from app.ui.theme import tokens
from app.ui.theme.apply import mono_font
from app.ui.widgets import Column, grouped, number_tip

STATUS_TONES = {
    FilingStatus.ACTIVE: "success",
    FilingStatus.CANCELLING: "accent",
    FilingStatus.CANCELLED: "neutral",
    FilingStatus.REVOKED: "danger",
}


def _number(row: FilingRow) -> str:
    shown = grouped(row.number) or "（未填编号）"
    return f"⚠ {shown}" if row.problems else shown


def _cancelled(row: FilingRow) -> str:
    return chinese_date(row.cancelled_on) or row.cancelled_month or "—"


def filing_columns() -> list[Column[FilingRow]]:
    """Return the columns of the filings."""
    return [
        Column("title", "名称", 190, lambda row: row.title),
        Column(
            "number",
            "备案编号",
            260,
            _number,
            tip=lambda row: number_tip(row.number, row.problems),
            copied=lambda row: row.number,
            font=mono_font(),
            colour=lambda row: tokens().warning if row.problems else "",
        ),
        Column(
            "status",
            "状态",
            84,
            lambda row: row.status.label,
            chip=lambda row: STATUS_TONES[row.status],
        ),
        Column("platform", "平台", 90, lambda row: row.platform_name),
        Column("type", "类别", 100, lambda row: row.type.label if row.type else "—"),
        Column("role", "角色", 110, lambda row: row.role.label if row.role else "—"),
        Column("organisation", "主体", 200, lambda row: row.organisation_name),
        Column("products", "应用产品", 220, lambda row: row.products_text or "—"),
        Column(
            "filed",
            "备案日期",
            120,
            lambda row: chinese_date(row.filed_on) or "—",
            order=lambda row: row.filed_on,
        ),
        Column("cancelled", "注销日期", 120, _cancelled, order=lambda row: row.cancelled_on),
    ]


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
