"""Platforms that the officer adds to the catalogue, from blank or as a copy of another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue import Platform
from app.catalogue.overlay import plain
from app.catalogue.parts import Content, proven
from app.errors import ConflictError, NotFoundError
from app.model.case import Submission
from app.model.inventory import Filing
from app.model.kinds import Certainty
from app.model.own_rules import AddedPlatform, RuleCheck, RuleOverride
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace

STEP = 10


@dataclass(frozen=True)
class NewPlatform:
    """What is entered for a platform; ``copy_of`` names one whose rules it begins with."""

    name: str
    short_name: str
    authority: str
    unit: str
    unit_is_algorithm: bool = False
    portal: str = ""
    copy_of: str = ""


def add_platform(ws: Workspace, new: NewPlatform) -> Result[str]:
    """Add a platform and return its id. Raises :class:`FieldsError`.

    What is taken over from another platform counts as 待核实: nobody has asked this one yet.
    """
    known = ws.catalogue.platforms
    fields = Fields()
    name = fields.require("name", new.name, "平台名称")
    short_name = fields.require("short_name", new.short_name, "简称")
    authority = fields.require("authority", new.authority, "主管单位")
    unit = fields.require("unit", new.unit, "备案单位")
    portal = fields.text("portal", new.portal, "网址", 500)
    if any(item.short_name == short_name for item in known.values()):
        fields.wrong("short_name", f"已有简称为“{short_name}”的平台，请换一个简称")
    if new.copy_of and new.copy_of not in known:
        fields.wrong("copy_of", "要复制的平台已不在目录中，请另选一个")
    fields.done()
    content = _first_rules(ws, new.copy_of) | {
        "id": _free_id(short_name, set(known)),
        "position": max((item.position for item in known.values()), default=0) + STEP,
        "name": name,
        "short_name": short_name,
        "authority": authority,
        "unit": unit,
        "unit_is_algorithm": new.unit_is_algorithm,
        "portal": portal,
    }
    made = Platform.model_validate(content)
    with ws.change("catalogue.add_platform") as change:
        change.session.add(AddedPlatform(platform=made.id, content=plain(made)))
        copied = f"（以“{known[new.copy_of].short_name}”为样）" if new.copy_of else ""
        change.tell(f"新增平台“{short_name}”{copied}")
        return change.result(made.id)


def remove_platform(ws: Workspace, platform_id: str) -> Result[None]:
    """Remove a platform that the officer added, with its rules.

    Raises :class:`ConflictError` where a filing, a submission or another platform still uses it,
    and for a shipped one.
    """
    name = ws.platform_name(platform_id)
    with ws.change("catalogue.remove_platform") as change:
        added = change.session.scalar(
            select(AddedPlatform).where(AddedPlatform.platform == platform_id)
        )
        if added is None:
            if ws.catalogue.get(platform_id) is not None:
                raise ConflictError(f"“{name}”是随附的平台，不能移除。", "可以恢复它的随附规则。")
            raise NotFoundError("目录中没有这个平台。", "请刷新页面后重试，数据没有改动。")
        if used := platform_use(ws, change.session, platform_id):
            raise ConflictError(f"“{name}”仍在使用：{used}，不能移除。", "请先改动这些内容。")
        change.session.delete(added)
        for table in (RuleOverride, RuleCheck):
            for row in change.session.scalars(select(table).where(table.platform == platform_id)):
                change.session.delete(row)
        change.tell(f"移除平台“{name}”")
        return change.result(None)


def platform_use(ws: Workspace, session: Session, platform_id: str) -> str:
    """Return in words what uses a platform, or an empty text."""
    filings = session.scalar(select(func.count(Filing.id)).where(Filing.platform == platform_id))
    submissions = session.scalar(
        select(func.count(Submission.id)).where(Submission.platform == platform_id)
    )
    after = [
        item.short_name
        for item in ws.catalogue.platforms.values()
        if any(former.platform == platform_id for former in item.order_after)
    ]
    parts = [
        f"{filings} 个备案" if filings else "",
        f"{submissions} 次提交" if submissions else "",
        f"“{'”“'.join(after)}”的先后顺序" if after else "",
    ]
    return "、".join(part for part in parts if part)


def _first_rules(ws: Workspace, copy_of: str) -> Content:
    if copy_of:
        other = ws.catalogue.platforms[copy_of]
        source = f"沿用“{other.short_name}”的规则，尚未向本平台核实"
        return proven(plain(other), source, Certainty.UNVERIFIED.value)
    evidence = {
        "source": "本单位新增，尚未核实",
        "certainty": Certainty.UNVERIFIED.value,
        "verified_on": ws.today().isoformat(),
    }
    return {
        "basis": evidence,
        "duty": evidence | {"text": "尚未核实服务终止时在本平台应办理什么。"},
        "channel": evidence | {"text": "尚未核实办理渠道。"},
        "batch": evidence | {"support": "unknown", "condition": "办理前请向平台确认能否批量。"},
        "effort": evidence
        | {
            "source": "本程序的估算，可按本单位的经验调整",
            "per_submission": 1,
            "per_filing": 0.5,
            "per_document": 0.25,
        },
        "materials": [],
    }


def _free_id(short_name: str, taken: set[str]) -> str:
    """Return an id made of the name: the same platform has the same id on every PC."""
    digest = hashlib.sha256(short_name.encode()).hexdigest()
    ids = (f"own-{digest[:8]}{f'-{n}' if n else ''}" for n in range(len(taken) + 1))
    return next(id for id in ids if id not in taken)
