"""The two texts that lie in an upload package: how to use it, and what to check it against."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from app.catalogue import FileLimits
from app.model.cell_text import guarded
from app.services.dates import chinese_date
from app.services.package_files import PackItem, naming_words

README = "上传说明.txt"
MANIFEST = "校验清单.csv"
HEADINGS = ("序号", "文件名", "材料", "页数", "大小（字节）", "SHA-256", "处理")


@dataclass(frozen=True)
class PackageHead:
    """What an upload package is for."""

    title: str
    organisation: str
    platform: str
    portal: str
    filings: tuple[str, ...]
    made_on: date
    limits: FileLimits | None


def readme(
    head: PackageHead,
    items: Sequence[PackItem],
    entries: Sequence[dict[str, Any]],
    missing: Sequence[str],
) -> bytes:
    """Return the explanation as text that Notepad shows well."""
    lines = [f"{head.title} 上传包", ""]
    if missing:
        lines += ["【草稿，不得提交】以下各项处理后，请重新制作上传包："]
        lines += [f"  {place}. {text}" for place, text in enumerate(missing, start=1)]
        lines.append("")
    lines += [
        f"申请主体：{head.organisation}",
        f"平台：{head.platform}" + (f"（{head.portal}）" if head.portal else ""),
        f"制作日期：{chinese_date(head.made_on)}",
        "备案：",
        *(f"  {text}" for text in head.filings),
        "",
        "一、按以下顺序上传",
    ]
    for place, entry in enumerate(entries, start=1):
        notes = f"（{'；'.join(entry['notes'])}）" if entry["notes"] else ""
        lines.append(f"  {place}. {entry['name']}　{entry['pages']} 页{notes}")
    left = [item for item in items if not item.packed]
    if left:
        lines += ["", "二、没有放入的材料"]
        lines += [f"  {item.name}：{item.told}" for item in left]
    lines += ["", "三、文件要求" if left else "二、文件要求", f"  {naming_words(head.limits)}"]
    lines += [f"  {text}" for text in _rule(head.limits)]
    lines += ["", f"每个文件的页数、大小和 SHA-256 见“{MANIFEST}”。这两个文本文件不用上传。"]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _rule(limits: FileLimits | None) -> list[str]:
    if limits is None:
        return ["目录中没有这个平台的文件限制，上传前请查看平台的提示。"]
    told = []
    if limits.formats:
        told.append(f"格式：{'、'.join(kind.label for kind in limits.formats)}。")
    told.append(
        f"单个文件不超过 {limits.max_mb:g} MB。" if limits.max_mb else "单个文件的大小上限未知。"
    )
    if limits.text:
        told.append(limits.text)
    told.append(f"依据：{limits.source}（{limits.certainty.label}）。")
    return told


def manifest(entries: Sequence[dict[str, Any]]) -> bytes:
    """Return the list of files with their hashes as CSV that Excel opens in Chinese."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for place, entry in enumerate(entries, start=1):
        writer.writerow(
            [
                place,
                guarded(entry["name"]),
                guarded(entry["material"]),
                entry["pages"],
                entry["size_bytes"],
                entry["sha256"],
                guarded("；".join(entry["notes"])),
            ]
        )
    return ("\ufeff" + out.getvalue()).encode()
