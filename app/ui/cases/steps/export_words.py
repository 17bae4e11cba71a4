"""What is told once a dossier was exported or refused, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import NotArchivalError
from app.services.dossiers import DossierView


def exported(made: Sequence[DossierView]) -> str:
    """Return what the new versions are, and what comes next."""
    if len(made) > 1:
        return _several(made)
    (dossier,) = made
    told = f"已导出“{dossier.file_name}”，共 {dossier.page_count} 页。"
    if dossier.archival:
        told += f"{dossier.verdict}。"
    files = {one.file_name for one in dossier.removed}
    if files:
        told += f"有 {len(files)} 个附件的部分内容没有照原样带入，见该版的说明。"
    if dossier.missing:
        return f"{told}这是草稿，还有 {len(dossier.missing)} 项缺少。"
    return f"{told}请打印后按印制清单签字、盖章。"


def _several(made: Sequence[DossierView]) -> str:
    told = f"已导出 {len(made)} 册材料册，共 {sum(one.page_count for one in made)} 页。"
    drafts = sum(bool(one.missing) for one in made)
    if drafts:
        return f"{told}其中 {drafts} 册是草稿，还有缺项。"
    return f"{told}请打印后按印制清单签字、盖章。"


def refused(error: NotArchivalError, count: int) -> str:
    """Return why a dossier was not exported for the archive; ``count`` were refused in all."""
    more = f"共 {count} 册没有导出。" if count > 1 else ""
    return f"{error.message}{more}{error.remedy}"
