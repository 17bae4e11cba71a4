"""A submission's context as the services hand it over, the shipped forms, the faces at hand."""

from __future__ import annotations

from typing import Any

import pytest

from app.dossier import FontSet, FormSpec, find_fonts, load_forms
from app.paths import resources


@pytest.fixture(scope="session")
def forms() -> dict[str, FormSpec]:
    """The shipped forms."""
    return load_forms(resources() / "forms")


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The faces of this machine."""
    return find_fonts()


def make_context(
    count: int = 1, *, kind: str = "注销", empty: bool = False, **values: str
) -> dict[str, Any]:
    """Return the context of a submission of ``count`` filings; ``values`` are typed."""
    case = {
        "title": "云图停服", "reason": "产品停止运营", "reason_text": "公司战略调整。",
        "ended_on": "2026年11月2日", "notice_on": "2026年10月1日", "notice_where": "APP 首页公告",
        "arrangement": "未使用的会员费已全额退还。", "data_disposal": "已全部删除",
        "data_disposal_on": "2026年11月10日", "data_disposal_text": "备份于当日清除。",
        "agent_name": "王小明", "agent_phone": "13800000000",
    }  # fmt: skip
    organisation = {
        "name": "杭州云图智能科技有限公司", "uscc": "91330106MA2YD3035R",
        "legal_representative": "李镕", "contact_name": "王小明",
        "contact_phone": "0571-88886666", "address": "浙江省杭州市西湖区示例路 1 号",
    }  # fmt: skip
    if empty:
        case, organisation = dict.fromkeys(case, ""), dict.fromkeys(organisation, "")
    filings = [
        {
            "index": place, "title": f"云图第{place}号图像生成算法",
            "number": f"网信算备1101082242366062200{place:03}7号", "type": "生成合成类",
            "role": "服务提供者", "products": "云图（APP）、云图网（网站）", "purpose": "",
            "status": "有效", "filed_on": "",
        }
        for place in range(1, count + 1)
    ]  # fmt: skip
    return {
        "organisation": organisation,
        "case": case,
        "submission": {
            "platform": "cac-algorithm", "platform_name": "互联网信息服务算法备案系统",
            "authority": "国家互联网信息办公室", "unit": "一个算法", "kind": kind,
            "mode": "批量" if count > 1 else "单个", "count": count,
        },
        "filings": filings,
        "products": [] if empty else [{"name": "云图", "kind": "APP", "label": "云图（APP）"}],
        "values": values,
        "today": "2026年11月23日",
    }  # fmt: skip


@pytest.fixture(scope="session")
def context() -> Any:
    """The maker of contexts."""
    return make_context
