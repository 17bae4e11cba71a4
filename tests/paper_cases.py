"""What is printed in tests: a submission's context as the services hand it over, and a dossier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from app.dossier import (
    AttachmentFile,
    AttachmentPart,
    BookletLine,
    DossierInput,
    DossierOptions,
    FontSet,
    FormPart,
    FormSpec,
    PaperToPrint,
    build_dossier,
    build_stack,
    make_booklet,
    preview_form,
)
from app.progress import Silent


def form_context(
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
            "number": f"网信算备11010822423660622{place:03}7号", "type": "生成合成类",
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


def dossier_of(context: Any, folder: Path, *, copies: int = 1, draft: bool = False) -> DossierInput:
    """Return the input of a dossier of two forms and ``copies`` attachments."""
    path = folder / "营业执照.png"
    Image.new("RGB", (600, 400), "white").save(path)
    file = AttachmentFile(path, "a" * 64, path.name, "image/png")
    return DossierInput(
        title="互联网信息服务算法备案系统注销材料",
        subtitle=("单个注销", "云图算法"),
        organisation="杭州云图智能科技有限公司",
        platform="互联网信息服务算法备案系统",
        submission="云图停服 · 第 1 次提交",
        created_on=date(2026, 11, 23),
        version=1,
        draft=draft,
        missing=("营业执照还没有附上。", "终止日期没有填写。") if draft else (),
        parts=(
            FormPart("cancel_application", "注销备案申请表", context),
            FormPart("situation_statement", "注销情况说明", context),
            *(AttachmentPart(f"材料之{n}", (file,)) for n in range(1, copies + 1)),
        ),
    )


def drawn_kinds(
    folder: Path, forms: dict[str, FormSpec], fonts: FontSet
) -> dict[str, bytes | Path]:
    """Draw every kind of page that keeps to the official layout; return the files by what they
    show: each form of a few and of many filings, long text, a draft, a long index, the list for
    the print shop, and the stack to be signed."""
    found: dict[str, bytes | Path] = {}
    for name, spec in forms.items():
        found[f"{name}-3"] = preview_form(spec, form_context(3), fonts).pdf
        found[f"{name}-60"] = preview_form(spec, form_context(60), fonts).pdf
    typed = form_context(background="因业务调整终止服务" * 200)
    found["long-text"] = preview_form(forms["situation_statement"], typed, fonts).pdf
    dossiers: dict[str, dict[str, Any]] = {
        "draft": {"draft": True},
        "duplex": {"copies": 2},
        "long-index": {"copies": 45},
    }
    for name, asked in dossiers.items():
        (folder / name).mkdir()
        target = folder / name / "dossier.pdf"
        source = dossier_of(form_context(3), folder / name, **asked)
        source = replace(source, options=DossierOptions(duplex=name == "duplex"))
        build_dossier(source, forms, fonts, target, Silent())
        found[name] = target
    lines = [BookletLine(f"材料之{n}", n, 2, "原件", "公章", "法定代表人") for n in range(1, 40)]
    found["booklet"] = make_booklet(
        "注销材料", "示例公司", "第 1 次提交", lines, duplex=True, fonts=fonts
    )
    papers = [
        PaperToPrint(name, spec.title, form_context(3), f"{place:08}")
        for place, (name, spec) in enumerate(forms.items(), start=1)
    ]
    found["stack"] = folder / "stack.pdf"
    build_stack(papers, forms, fonts, folder / "stack.pdf", duplex=True, progress=Silent())
    return found
