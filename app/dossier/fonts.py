"""Which faces the paper is set in on this machine (GB/T 9704-2012: 小标宋, 仿宋, 黑体, 楷体).

The official faces of a Chinese Windows come first; the open Noto faces stand in elsewhere, and for
the rare characters that an official face lacks. Only faces with TrueType outlines can be embedded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.errors import CannotPrintError
from app.paths import resources

SERIF, SERIF_BOLD = "NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"
SANS, SANS_BOLD = "NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"

# By preference; the last ones are the open faces.
TITLE = ("FZXBSJW.TTF", "FZXBSJW--GB1-0.TTF", "方正小标宋简体.TTF", SERIF_BOLD, "simsun.ttc")
BODY = ("simfang.ttf", SERIF, "simsun.ttc")
HEAD = ("simhei.ttf", SANS_BOLD)
SUBHEAD = ("simkai.ttf", SERIF_BOLD)
PLAIN = ("simsun.ttc", SERIF)
RARE = (SERIF, SANS, "simsunb.ttf", "SimsunExtG.ttf", "msyh.ttc")


@dataclass(frozen=True)
class Face:
    """One font file."""

    path: Path

    @cached_property
    def name(self) -> str:
        """The name it is registered under."""
        return f"QB-{self.path.stem}"


@dataclass(frozen=True)
class FontSet:
    """The faces by what they are for; ``rare`` are asked in turn for a glyph that one lacks."""

    title: Face
    body: Face
    head: Face
    subhead: Face
    plain: Face
    rare: tuple[Face, ...]


def find_fonts(folders: Sequence[Path] | None = None) -> FontSet:
    """Return the faces found in ``folders`` (by default the system's and the shipped ones).

    Raises :class:`CannotPrintError` when a role cannot be filled.
    """
    places = list(folders) if folders is not None else _folders()
    rare = [Face(path) for name in RARE if (path := _find(name, places))]
    return FontSet(
        title=_first("标题（小标宋）", TITLE, places),
        body=_first("正文（仿宋）", BODY, places),
        head=_first("一级标题（黑体）", HEAD, places),
        subhead=_first("二级标题（楷体）", SUBHEAD, places),
        plain=_first("页码（宋体）", PLAIN, places),
        rare=tuple(rare),
    )


def _folders() -> list[Path]:
    found = []
    if sys.platform == "win32":
        found.append(Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts")
        local = os.environ.get("LOCALAPPDATA")
        if local:
            found.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    found.append(resources() / "fonts")
    return found


def _find(name: str, places: Sequence[Path]) -> Path | None:
    return next((place / name for place in places if (place / name).is_file()), None)


def _first(role: str, names: tuple[str, ...], places: Sequence[Path]) -> Face:
    for name in names:
        path = _find(name, places)
        if path:
            return Face(path)
    raise CannotPrintError(
        f"缺少{role}字体，无法生成 PDF。",
        "请重新运行安装命令（python packaging/setup.py fonts）取得字体，或重新安装本程序。",
        f"looked for {', '.join(names)} in {', '.join(map(str, places))}",
    )
