"""The inventory as a printed list: which columns fit on paper, and how a filing fills them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.export_about import ExportAbout, day_in_words
from app.services.filings import FilingRow

if TYPE_CHECKING:
    from app.dossier import FontSet

# Widths in millimetres; together as wide as the paper allows.
COLUMNS = (
    ("序号", 10),
    ("名称", 38),
    ("备案编号", 42),
    ("状态", 13),
    ("平台", 21),
    ("类别／角色", 26),
    ("主体", 38),
    ("应用产品", 36),
    ("日期", 26),
    ("备注", 24),
)


def write_list(fonts: FontSet, path: Path, rows: Iterable[FilingRow], about: ExportAbout) -> int:
    """Write the list to ``path``; return how many pages it has."""
    from app.dossier import ListColumn, ListHead, write_listing

    head = ListHead(
        title=about.title,
        left=about.organisation,
        right=f"{day_in_words(about.made_on)}　共 {about.count} 条",
        under=f"筛选：{about.told_filter}",
        foot=f"{about.source}　{about.made_on.isoformat()}",
    )
    columns = tuple(ListColumn(title, width) for title, width in COLUMNS)
    return write_listing(path, head, columns, _texts(rows), fonts)


def _texts(rows: Iterable[FilingRow]) -> Iterator[tuple[str, ...]]:
    for place, row in enumerate(rows, start=1):
        yield (
            str(place),
            row.title,
            row.number,
            row.status.label,
            row.platform_name,
            "\n".join(word.label for word in (row.type, row.role) if word),
            row.organisation_name,
            row.products_text,
            "\n".join(_days(row)),
            row.remark,
        )


def _days(row: FilingRow) -> Iterator[str]:
    if row.filed_on:
        yield f"备案 {row.filed_on.isoformat()}"
    if row.changed_on:
        yield f"变更 {row.changed_on.isoformat()}"
    if row.cancelled_on or row.cancelled_month:
        yield f"注销 {row.cancelled_on.isoformat() if row.cancelled_on else row.cancelled_month}"
