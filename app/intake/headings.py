"""Where the heading of a table stands, and which field each of its columns names.

A heading may run over several rows (算法信息 above 算法名称 and 算法类别): the block of rows
that names the most fields is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.intake.columns import ColumnMapping, Field, How
from app.intake.tables import Table, one_line, text_key
from app.model.filing_number import PREFIX, number_key

_OTHER: dict[str, Field] = {
    "算法": Field.ALGORITHM_NAME,
    "算法类型": Field.TYPE,
    "类别": Field.TYPE,
    "算法类别或角色": Field.TYPE_OR_ROLE,
    "角色或类别": Field.TYPE_OR_ROLE,
    "角色/类别": Field.TYPE_OR_ROLE,
    "主体角色": Field.ROLE,
    "备案主体": Field.ORGANISATION,
    "备案单位": Field.ORGANISATION,
    "备案主体名称": Field.ORGANISATION,
    "企业名称": Field.ORGANISATION,
    "公司名称": Field.ORGANISATION,
    "单位名称": Field.ORGANISATION,
    "产品": Field.PRODUCTS,
    "产品名称": Field.PRODUCTS,
    "应用产品名称": Field.PRODUCTS,
    "用途": Field.PURPOSE,
    "主要用途及功能": Field.PURPOSE,
    "备案号": Field.NUMBER,
    "算法备案编号": Field.NUMBER,
    "算法备案号": Field.NUMBER,
    "说明": Field.REMARK,
    "名称": Field.ALGORITHM_NAME,
    "模型名称": Field.ALGORITHM_NAME,
    "备案名称": Field.ALGORITHM_NAME,
    "主体": Field.ORGANISATION,
    "公司": Field.ORGANISATION,
    "企业": Field.ORGANISATION,
    "所属主体": Field.ORGANISATION,
    "所属公司": Field.ORGANISATION,
    "备案平台": Field.PLATFORM,
    "平台名称": Field.PLATFORM,
    "备案状态": Field.STATUS,
    "当前状态": Field.STATUS,
    "备案时间": Field.FILED_ON,
    "备案通过日期": Field.FILED_ON,
    "变更时间": Field.CHANGED_ON,
    "注销日期": Field.CANCELLED_ON,
    "发布日期": Field.PUBLISHED_ON,
}
HEADINGS: dict[str, Field] = {
    text_key(heading): field for heading, field in {**{f.label: f for f in Field}, **_OTHER}.items()
}
ROWS_SEARCHED = 40
HIGHEST_HEADING = 3
_LONGEST_HEADING = 40
_FEWEST_HEADINGS = 3
_KEYS = (Field.NUMBER, Field.ALGORITHM_NAME, Field.FILING_ID)
_BRACKET = re.compile(r"[(（\[【].*?[)）\]】]|[*：:]")


def by_heading(table: Table) -> ColumnMapping | None:
    """Return the mapping by the heading of the table, or None when it has none."""
    best: tuple[dict[Field, int], int, int] | None = None
    for start in range(min(len(table.rows), ROWS_SEARCHED)):
        for height in range(1, HIGHEST_HEADING + 1):
            block = table.rows[start : start + height]
            if len(block) < height or not _may_be_heading(block[-1]):
                break
            columns = heading_columns(block)
            if best is None or (len(columns), -height) > (len(best[0]), -best[2]):
                best = columns, start, height
    if best is None:
        return None
    columns, start, height = best
    if len(columns) < _FEWEST_HEADINGS or not any(key in columns for key in _KEYS):
        return None
    return ColumnMapping(
        columns,
        start + height - 1,
        heading_texts(table.rows[start : start + height]),
        height,
        dict.fromkeys(columns, How.HEADING),
    )


def heading_columns(block: Sequence[Sequence[str]]) -> dict[Field, int]:
    """Return the fields that a heading names; of two equal headings the first counts."""
    columns: dict[Field, int] = {}
    for index in range(max(map(len, block))):
        texts = _texts(block, index)
        # Together (主体 above 名称), else the lowest (算法信息 above 备案编号).
        found = next(filter(None, map(_field, ["".join(texts), *texts[-1:]])), None)
        if found is not None:
            columns.setdefault(found, index)
    return columns


def heading_texts(block: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return what stands above each column, upper row first."""
    return tuple(" ".join(_texts(block, index)) for index in range(max(map(len, block))))


def _texts(block: Sequence[Sequence[str]], index: int) -> list[str]:
    """Return the different texts above one column."""
    cells = (one_line(row[index]) for row in block if index < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))


def _field(text: str) -> Field | None:
    key = text_key(text)
    return HEADINGS.get(key) or HEADINGS.get(_BRACKET.sub("", key))


def _may_be_heading(row: Sequence[str]) -> bool:
    """Tell whether a row may be part of a heading: short texts, and no filing number."""
    return not any(
        len(cell) > _LONGEST_HEADING or number_key(cell).startswith(PREFIX) for cell in row if cell
    )
