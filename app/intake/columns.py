"""What a column of a file can hold, what kind of file it is, and which column holds what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.model.kinds import Word


class Field(Word):
    """What a column can hold, with the authority's heading."""

    SERIAL = "serial", "序号"
    ALGORITHM_NAME = "algorithm_name", "算法名称"
    TYPE = "type", "算法类别"
    ROLE = "role", "角色"
    TYPE_OR_ROLE = "type_or_role", "角色或算法类别"
    ORGANISATION = "organisation", "主体名称"
    PRODUCTS = "products", "应用产品"
    PURPOSE = "purpose", "主要用途"
    NUMBER = "number", "备案编号"
    REMARK = "remark", "备注"
    CANCELLED_ON = "cancelled_on", "注销时间"
    PUBLISHED_ON = "published_on", "公告日期"
    NOTICE_TITLE = "notice_title", "公告标题"
    FILING_ID = "filing_id", "编号ID(内部)"
    PLATFORM = "platform", "平台"
    STATUS = "status", "状态"
    FILED_ON = "filed_on", "备案日期"
    CHANGED_ON = "changed_on", "变更日期"


LEDGER_FIELDS = (Field.FILING_ID, Field.PLATFORM, Field.STATUS, Field.FILED_ON, Field.CHANGED_ON)
"""What only a firm's own table tells; the public lists have no such columns."""
NOTICE_FIELDS = (Field.CANCELLED_ON, Field.PUBLISHED_ON, Field.NOTICE_TITLE)


class FileKind(Word):
    """What a file is (section 4 of the domain notes)."""

    ALGORITHM_LIST = "algorithm_list", "算法备案清单"
    DEEP_SYNTHESIS_LIST = "deep_synthesis_list", "深度合成服务算法备案清单"
    CANCEL_NOTICE = "cancel_notice", "注销公告"
    LEDGER = "ledger", "备案台账"


class How(Word):
    """How it is known which field a column holds."""

    HEADING = "heading", "按列名"
    CONTENT = "content", "按内容"
    REMEMBERED = "remembered", "按上次的设置"
    CHOSEN = "chosen", "自选"


_NEEDED = {
    FileKind.CANCEL_NOTICE: (Field.NUMBER,),
    FileKind.LEDGER: (Field.ALGORITHM_NAME, Field.ORGANISATION),
}
NEEDED_IN_LIST = (Field.ALGORITHM_NAME, Field.ORGANISATION, Field.NUMBER)


@dataclass(frozen=True)
class ColumnMapping:
    """Which column (from 0) holds which field, below heading row ``header_row`` (an index).

    ``header_row`` is -1 for a table without headings; a heading of several rows ends there and
    is ``header_height`` rows high. ``headings`` are the heading texts. ``how`` tells how each
    field was found.
    """

    columns: dict[Field, int]
    header_row: int
    headings: tuple[str, ...]
    header_height: int = 1
    how: dict[Field, How] = field(default_factory=dict)

    @property
    def unmapped(self) -> tuple[tuple[int, str], ...]:
        """The columns that no field takes: index and heading; without headings all are named."""
        used = set(self.columns.values())
        names = enumerate(self.headings)
        if not self.header_height:
            names = enumerate(f"第 {i + 1} 列" for i in range(len(self.headings)))
        return tuple((i, name) for i, name in names if name and i not in used)

    def missing(self, kind: FileKind) -> tuple[Field, ...]:
        """The fields that the kind of file needs and no column holds."""
        needed = _NEEDED.get(kind, NEEDED_IN_LIST)
        return tuple(item for item in needed if item not in self.columns)

    def with_column(
        self, wanted: Field, column: int | None, how: How = How.CHOSEN
    ) -> ColumnMapping:
        """Return the mapping with the field in ``column`` (None: in none); a column holds one."""
        columns = {f: c for f, c in self.columns.items() if f is not wanted and c != column}
        if column is not None:
            columns[wanted] = column
        return replace(self, columns=columns, how={**self.how, wanted: how})
