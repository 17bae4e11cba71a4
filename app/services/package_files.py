"""What goes into a submission's upload package: each material, its name, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalogue import FileLimits, Need, Seal, Signer
from app.catalogue import Material as MaterialRule
from app.model.case import Submission
from app.model.kinds import MaterialState, Word
from app.rules.file_names import (
    USUAL_PATTERN,
    fill_pattern,
    is_pattern,
    safe_stem,
    short_company,
)
from app.services.attachments import AttachmentView
from app.services.materials import MEGABYTE, MaterialView, checklist_of
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import UploadWish


class PackState(Word):
    """Where one material stands for the upload."""

    READY = "ready", "已备好"
    FORM = "form", "按表单生成"
    UNSIGNED = "unsigned", "待签章扫描件"
    MISSING = "missing", "缺少"
    UNDECIDED = "undecided", "视情况"
    LEFT_OUT = "left_out", "不提供"


@dataclass(frozen=True)
class PackItem:
    """One material as it will be packed. ``told`` says why it is not, or what is still due;
    ``stem`` is its file's name without extension."""

    item: str
    name: str
    stem: str
    state: PackState
    told: str
    form_id: str | None
    files: tuple[AttachmentView, ...]
    formats: tuple[str, ...]
    max_mb: float | None

    @property
    def packed(self) -> bool:
        """Whether it goes into the package."""
        return self.state in (PackState.READY, PackState.FORM, PackState.UNSIGNED)

    @property
    def size_bytes(self) -> int:
        """The bytes of what is attached."""
        return sum(file.size_bytes for file in self.files)

    @property
    def over_limit(self) -> bool:
        """Whether what is attached is larger than one file may be."""
        return self.max_mb is not None and self.size_bytes > self.max_mb * MEGABYTE

    def wish(self, *, lossy: bool) -> UploadWish:
        """Return what the platform takes for it."""
        from app.dossier import UploadWish

        limit = int(self.max_mb * MEGABYTE) if self.max_mb is not None else None
        return UploadWish(self.formats, limit, lossy)


def pack_items(ws: Workspace, item: Submission) -> tuple[PackItem, ...]:
    """Return every material of the submission's checklist that its conditions ask for."""
    platform = ws.catalogue.platforms[item.platform]
    limits = platform.file_limits
    values = _name_values(item)
    pattern = naming_pattern(limits)
    made: list[PackItem] = []
    number = 0
    for view in checklist_of(ws, item):
        rule = platform.material(view.item)
        if rule is None or not view.asked:
            continue
        state, told = _state(view, rule)
        number += state in (PackState.READY, PackState.FORM, PackState.UNSIGNED)
        words = values | {"序号": f"{number:02}", "材料名称": view.name}
        made.append(
            PackItem(
                item=view.item,
                name=view.name,
                stem=safe_stem(fill_pattern(pattern, words)),
                state=state,
                told=told,
                form_id=view.form_id,
                files=view.files,
                formats=_formats(rule, limits),
                max_mb=rule.max_mb or (limits.max_mb if limits else None),
            )
        )
    return tuple(made)


def naming_pattern(limits: FileLimits | None) -> str:
    """Return the platform's own pattern, or the usual one."""
    return limits.naming if limits and is_pattern(limits.naming) else USUAL_PATTERN


def naming_words(limits: FileLimits | None) -> str:
    """Say in one sentence by what rule the files are named."""
    if limits and is_pattern(limits.naming):
        return f"文件按平台的规则“{limits.naming}”命名。"
    if limits and limits.naming:
        return f"平台的命名要求是“{limits.naming}”，程序不能自动套用，请上传前逐个核对文件名。"
    return f"没有查到平台的命名规则，文件按“{USUAL_PATTERN}”命名。"


def _name_values(item: Submission) -> dict[str, str]:
    filings = [link.filing for link in item.filing_links]
    first = filings[0]
    more = f"等{len(filings)}项" if len(filings) > 1 else ""
    return {
        "主体名称": item.organisation.name,
        "主体简称": short_company(item.organisation.name),
        "备案编号": f"{first.number}{more}",
        "备案名称": f"{first.algorithm.name if first.algorithm else first.title}{more}",
        "办理事项": item.kind.label,
    }


def _formats(rule: MaterialRule, limits: FileLimits | None) -> tuple[str, ...]:
    """Return the formats that both the material and the platform take, the material's order."""
    own = [kind.value for kind in rule.formats]
    if limits and limits.formats:
        taken = {kind.value for kind in limits.formats}
        own = [kind for kind in own if kind in taken] or own
    return tuple(own)


def _state(view: MaterialView, rule: MaterialRule) -> tuple[PackState, str]:
    if view.state is MaterialState.NOT_APPLICABLE:
        return PackState.LEFT_OUT, f"标为不适用：{view.reason}"
    if view.files:
        return PackState.READY, ""
    if view.form_id:
        due = demands(rule)
        told = f"须{'，'.join(due)}，请打印、签章后把扫描件附到这一项" if due else ""
        return (PackState.UNSIGNED if due else PackState.FORM), told
    return _lacking(view)


def _lacking(view: MaterialView) -> tuple[PackState, str]:
    if view.need is Need.OPTIONAL:
        return PackState.LEFT_OUT, "可选材料，没有附文件"
    if view.need is Need.CONDITIONAL:
        return PackState.UNDECIDED, f"{view.condition}；没有附文件，也没有标为不适用"
    return PackState.MISSING, f"{view.need.label}材料，还没有附文件"


def demands(rule: MaterialRule) -> list[str]:
    """Return what is done by hand with a paper: the seal, the signature."""
    words: list[Word] = [rule.seal, rule.signer]
    return [word.label for word in words if word not in (Seal.NONE, Signer.NONE)]
