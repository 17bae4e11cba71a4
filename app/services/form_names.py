"""What the places of a form are called that are filled from the inventory and the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INVENTORY, FACTS, PLAN = "台账", "“终止事实”", "“办理方案”"

FACT_NAMES: dict[str, tuple[str, str]] = {
    "organisation.name": ("主体名称", INVENTORY),
    "organisation.uscc": ("统一社会信用代码", INVENTORY),
    "organisation.legal_representative": ("法定代表人", INVENTORY),
    "organisation.contact_name": ("联系人", INVENTORY),
    "organisation.contact_phone": ("联系电话", INVENTORY),
    "organisation.address": ("住所", INVENTORY),
    "case.title": ("项目名称", FACTS),
    "case.reason": ("终止原因", FACTS),
    "case.reason_text": ("原因说明", FACTS),
    "case.ended_on": ("服务终止日期", FACTS),
    "case.notice_on": ("用户告知日期", FACTS),
    "case.notice_where": ("告知位置", FACTS),
    "case.arrangement": ("用户安排", FACTS),
    "case.data_disposal": ("数据处置方式", FACTS),
    "case.data_disposal_on": ("数据处置日期", FACTS),
    "case.data_disposal_text": ("数据处置说明", FACTS),
    "case.agent_name": ("经办人", FACTS),
    "case.agent_phone": ("经办人电话", FACTS),
    "submission.platform": ("平台", PLAN),
    "submission.platform_name": ("受理平台", PLAN),
    "submission.authority": ("受理机关", PLAN),
    "submission.unit": ("备案单位", PLAN),
    "submission.kind": ("办理类型", PLAN),
    "submission.mode": ("办理方式", PLAN),
    "submission.count": ("备案项数", PLAN),
    "today": ("今天的日期", "本机时钟"),
}
ITEM_NAMES = {
    "index": "序号",
    "title": "名称",
    "number": "备案编号",
    "type": "类别",
    "role": "角色",
    "products": "应用产品",
    "purpose": "用途",
    "status": "状态",
    "filed_on": "备案日期",
    "name": "产品名称",
    "kind": "产品形态",
    "label": "产品",
}
LIST_NAMES = {"filings": "备案", "products": "产品"}


@dataclass(frozen=True)
class Known:
    """What a place is called, and where its text comes from."""

    label: str
    where: str


def known_as(name: str, context: Mapping[str, Any]) -> Known:
    """Return what a place of a form is called; ``context`` tells an item's title.

    ``name`` is one of :class:`app.dossier.filled.Piece`: a fact, ``filings|title``, or an item of
    a list as ``filings[number].title``.
    """
    if name in FACT_NAMES:
        return Known(*FACT_NAMES[name])
    if "|" in name:
        root, _, key = name.partition("|")
        return Known(f"全部{LIST_NAMES.get(root, root)}的{ITEM_NAMES.get(key, key)}", INVENTORY)
    root, _, rest = name.partition("[")
    identity, _, key = rest.rpartition("].")
    items = context.get(root, ())
    title = next((i.get("title") for i in items if i.get("number") == identity), None) or identity
    return Known(f"{title}的{ITEM_NAMES.get(key, key)}", INVENTORY)
