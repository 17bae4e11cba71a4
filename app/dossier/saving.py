"""What the file says of itself, and how it is written: the same input gives the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf

from app.dossier.archival_file import VERSION
from app.dossier.source import DossierInput
from app.pieces import in_percent
from app.progress import Progress

TAIL, HEAD = 64, 4096
STATIC = b"31415926535897932384626433832795"
"""The second half of the ID that qpdf writes when it is told to take nothing from the clock."""


def describe(whole: pikepdf.Pdf, source: DossierInput) -> None:
    """Say what the file is; the moment is the day it was made for, so that bytes repeat."""
    moment = f"D:{source.created_on:%Y%m%d}000000+08'00'"
    whole.docinfo = whole.make_indirect(
        pikepdf.Dictionary(
            Title=pikepdf.String(source.title),
            Author=pikepdf.String(source.organisation),
            Subject=pikepdf.String(f"{source.submission}　第 {source.version} 版"),
            Keywords=pikepdf.String(f"册码 {source.code}"),
            Creator=pikepdf.String("清备"),
            CreationDate=pikepdf.String(moment),
            ModDate=pikepdf.String(moment),
        )
    )
    whole.Root.Lang = pikepdf.String("zh-CN")
    whole.Root.PageMode = pikepdf.Name.UseOutlines
    whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def save(whole: pikepdf.Pdf, source: DossierInput, target: Path, progress: Progress) -> None:
    """Write the file under an ID that comes from its input."""
    mark = hashlib.sha256(source.code.encode()).digest()[:16]
    whole.trailer.ID = pikepdf.Array([pikepdf.String(mark), pikepdf.String(mark)])
    whole.save(
        target,
        static_id=True,
        min_version=VERSION if source.options.archival else "",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        progress=in_percent(progress, "正在写入文件"),
    )
    _set_id(target, mark.hex().encode())


def _set_id(target: Path, mark: bytes) -> None:
    """Put the ID's own second half in the place of the fixed one, which is as long."""
    with target.open("r+b") as handle:
        handle.seek(-TAIL, 2)
        told = handle.read().split(b"startxref")[-1]
        start = int(told.split()[0])
        handle.seek(start)
        place = handle.read(HEAD).index(STATIC)
        handle.seek(start + place)
        handle.write(mark)
