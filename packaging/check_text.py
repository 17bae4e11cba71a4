"""Holds the tracked files to what may be in them; prints each breach and returns 1 for any.

No path of one machine, no package host, no word about who or what wrote it, nothing left open,
no font file, and none of the public lists that lie beside the checkout.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
FONT_SUFFIXES = {".ttf", ".ttc", ".otf", ".woff", ".woff2"}
BINARY_SUFFIXES = {".png", ".ico", ".jpg", ".jpeg", ".pdf", ".xlsx", ".xls", ".docx", ".zip"}

# Each pattern is spelled so that it does not find itself in this file.
BREACHES = {
    "本机路径": re.compile(r"/[w]ork/|/[r]oot/|/[h]ome/\w|[C]:\\Users\\\w"),
    "临时路径": re.compile(r"[\"'\s=(]/[t]mp/"),
    "软件源地址": re.compile(
        r"[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(?:org|com)|[d]eb\.debian\.org"
        r"|[n]pmmirror|[t]una\.tsinghua|[m]irrors?\.(?:aliyun|cloud|ustc|huawei)"
    ),
    "制作过程的字眼": re.compile(
        r"\b(?:[c]laude|[a]nthropic|[c]hatgpt|[c]opilot|[c]odex)\b"
        r"|[c]o-authored-by|[g]enerated (?:by|with) (?:an? )?(?:AI|LLM)|\b[i]ssue #?\d",
        re.IGNORECASE,
    ),
    "未完成的标记": re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b"),
}


def main() -> int:
    """Check every tracked file; return the exit status."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = [name for name in told.stdout.decode("utf-8").split("\0") if name]
    public = _digests(SHARED)
    found = 0
    for name in names:
        for breach in _breaches(ROOT / name, name, public):
            found += 1
            print(breach)
    print(f"检查了 {len(names)} 个文件，{found} 处不合要求。")
    return 1 if found else 0


def _digests(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.*")}


def _breaches(file: Path, name: str, public: set[str]) -> Iterator[str]:
    if not file.is_file():
        return
    if file.suffix.lower() in FONT_SUFFIXES:
        yield f"{name}：字体文件不入库"
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() in public:
        yield f"{name}：共享数据不入库"
    if file.suffix.lower() in BINARY_SUFFIXES:
        return
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        yield f"{name}：不是 UTF-8 文本"
        return
    for number, line in enumerate(lines, start=1):
        for what, pattern in BREACHES.items():
            if pattern.search(line):
                yield f"{name}:{number}：{what}：{line.strip()[:100]}"


if __name__ == "__main__":
    sys.exit(main())
