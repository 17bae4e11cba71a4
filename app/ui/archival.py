"""长期保存格式: how PDF/A-2b is offered and what is told of it, the same wherever it can be had."""

from __future__ import annotations

from pathlib import Path

ARCHIVAL_WORDS = "长期保存格式（PDF/A-2b）"
ARCHIVAL_TIP = (
    "按 ISO 19005-2 导出：字体全部嵌入，颜色有标定，多年后仍能照原样打开。\n"
    "存档前由本程序逐条检查；不勾选时导出普通 PDF。"
)


def told_written(path: Path, *, archival: bool) -> str:
    """Return what is said of a report that was written to ``path``."""
    if not archival:
        return f"已导出到“{path}”。"
    from app.dossier import ARCHIVAL_CHECKED

    return f"已导出到“{path}”。{ARCHIVAL_CHECKED}。"
