"""An internal report that was written as an ordinary PDF, made PDF/A-2b in its place."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from app.dossier.archival import ReportWords
from app.dossier.archival_check import require_conforming
from app.dossier.archival_file import VERSION, declare
from app.dossier.archival_mend import Mender
from app.dossier.unicode_map import mend_unicode_maps
from app.pieces import each, in_percent
from app.progress import Progress

TEXT = "正在写成长期保存格式"


def make_archival(path: Path, words: ReportWords, progress: Progress) -> None:
    """Rewrite the file (see :func:`app.dossier.make_archival`)."""
    moment = f"D:{words.made_on:%Y%m%d}000000+08'00'"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        mend_unicode_maps(pdf)
        mender = Mender()
        for page in each(pdf.pages, progress, TEXT):
            mender.mend(page.obj)
        pdf.docinfo = pdf.make_indirect(
            pikepdf.Dictionary(
                Title=pikepdf.String(words.title),
                Author=pikepdf.String(words.author),
                Creator=pikepdf.String("清备"),
                CreationDate=pikepdf.String(moment),
                ModDate=pikepdf.String(moment),
            )
        )
        pdf.Root.Lang = pikepdf.String("zh-CN")
        declare(pdf, words.made_on)
        pdf.save(
            path,
            deterministic_id=True,
            min_version=VERSION,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            progress=in_percent(progress, TEXT),
        )
    require_conforming(path, progress, f"《{words.title}》")
