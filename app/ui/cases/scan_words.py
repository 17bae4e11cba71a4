"""What is said of a scanned page, in the order in which it matters."""

from __future__ import annotations

from collections.abc import Mapping

from app.rules.scan_sets import Told
from app.services.scan_reading import PageKind, ScanPage, ScanReading

LEAST_TOLD_SKEW = 0.5
TONES = {
    PageKind.OLD: "warning",
    PageKind.OTHER_CASE: "warning",
    PageKind.GONE: "warning",
    PageKind.UNKNOWN: "warning",
    PageKind.NO_CODE: "warning",
    PageKind.BLANK: "info",
}


def page_title(page: ScanPage) -> str:
    """Return what the page is."""
    if page.kind is PageKind.BLANK:
        return "空白页"
    if not page.page:
        return "没有清备码的页"
    name = f"《{page.title}》" if page.kind is not PageKind.UNKNOWN else page.title
    return f"{name}第 {page.page} 页，共 {page.pages} 页"


def page_place(page: ScanPage) -> str:
    """Return where it lies in the scans, and how it was set upright."""
    parts = [f"{page.source.path.name} 第 {page.place + 1} 页"]
    if page.page and page.turn:
        parts.append("倒置，已转正" if page.turn == 180 else "横置，已转正")
    elif page.turn:
        parts.append(f"已转 {page.turn}°")
    if abs(page.skew) >= LEAST_TOLD_SKEW:
        parts.append(f"歪斜 {abs(page.skew):.1f}°，已校正")
    return " · ".join(parts)


def page_fate(page: ScanPage, reading: ScanReading, choices: Mapping[int, int | None]) -> Told:
    """Return where the page goes, or why it goes nowhere."""
    target = reading.target(choices.get(page.index))
    if target is not None:
        old = "（旧版）" if page.kind is PageKind.OLD else ""
        where = f"归到第 {target.number} 次提交的“{target.name}”"
        return Told(f"{where}{old}", "warning" if old else "success")
    if page.kind is PageKind.CURRENT:
        if rivals(page, reading, choices):
            told = f"第 {page.copy} 份，归档另一份" if page.copy else "重复，已选另一张"
            return Told(told, "info")
        return Told("不归档", "info")
    why = page.kind.label
    if page.kind is PageKind.OLD:
        why = "旧版，打印后内容有改动"
    told = "空白页，不归档" if page.kind is PageKind.BLANK else f"{why}，暂不归档"
    return Told(told, TONES[page.kind])


def rivals(
    page: ScanPage, reading: ScanReading, choices: Mapping[int, int | None]
) -> tuple[ScanPage, ...]:
    """Return the other scans of the same page of the same form that are chosen."""
    return tuple(
        other
        for other in reading.pages
        if other.index != page.index
        and page.page
        and other.page == page.page
        and other.material_id == page.material_id
        and choices.get(other.index) is not None
        and choices[other.index] == other.material_id
    )


def page_notes(
    page: ScanPage, reading: ScanReading, choices: Mapping[int, int | None]
) -> tuple[str, ...]:
    """Return in sentences what else is known of the page."""
    notes = [text.rstrip("。") + "。" for text in page.told]
    if page.kind is PageKind.UNKNOWN:
        notes.append("清备码有效，但不是在这个数据目录中打印的。")
    if page.kind is PageKind.GONE:
        notes.append("打印之后方案重新生成过，或这项材料已标为不适用。可以手工指定材料。")
    if page.kind is PageKind.NO_CODE:
        notes.append("没有找到清备码，可以手工指定材料，或不归档。")
    if page.kind is PageKind.OLD:
        notes.append("建议重新打印当前版本后签章；确需使用旧版的，可以手工指定材料。")
    others = "、".join(str(other.index + 1) for other in rivals(page, reading, choices))
    if others and page.copy:
        notes.append(f"这是第 {page.copy} 份，与第 {others} 张是同一页，归档一份即可。")
    elif others:
        notes.append(f"与第 {others} 张是同一页，只能归档一张。")
    seen = _seal(page)
    if seen:
        notes.append(seen)
    return tuple(notes)


def _seal(page: ScanPage) -> str:
    if page.kind is PageKind.BLANK:
        return ""
    if not page.seal.colour:
        mark = "见圆形印迹。" if page.seal.round else ""
        return f"{mark}灰度扫描，无法判断颜色，请人工确认。"
    if page.seal.round:
        return "这一页见红色圆形印章。"
    if page.seal.edges:
        return "这一页的边缘有红色印迹，可能是骑缝章。"
    return "这一页有红色印迹，但不成圆形。" if page.seal.other else ""
