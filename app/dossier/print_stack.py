"""What has to be stamped and signed (待签章页), as one file for the printer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
from reportlab.platypus import Flowable, PageBreak

from app.dossier import sheet
from app.dossier.document import write_pages
from app.dossier.fonts import FontSet
from app.dossier.form_pages import SIGNATURE, form_flow
from app.dossier.form_spec import FormSpec
from app.dossier.page_codes import CodedPaper, coded
from app.dossier.pages import PaperToPrint, PrintedPaper, PrintStack
from app.dossier.typeset import Mark, Typesetter
from app.dossier.unicode_map import mend_unicode_maps
from app.pieces import each, in_percent
from app.progress import Progress

TITLE = "待签章页"


def build(
    papers: Sequence[PaperToPrint],
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    target: Path,
    *,
    duplex: bool,
    progress: Progress,
) -> PrintStack:
    """Write the stack (see :func:`app.dossier.build_stack`)."""
    begun: list[int] = []
    signed: set[int] = set()

    def note(mark: str, page: int, _rect: tuple[float, float, float, float]) -> None:
        if mark == SIGNATURE:
            signed.add(page - 1)
        elif mark == TITLE:
            begun.append(page - 1)

    setter = Typesetter(fonts, note)
    flow: list[Flowable] = []
    for paper in each(papers, progress, "正在排版表单"):
        flow.append(Mark(TITLE, note))
        pages = form_flow(forms[paper.form_id], paper.context, setter)
        flow += coded(pages, CodedPaper(paper.code, paper.title))
        flow.append(PageBreak())
    out = BytesIO()
    total = write_pages(out, flow, setter, TITLE, progress)
    printed = [
        PrintedPaper(
            code=paper.code,
            first=first,
            pages=after - first,
            signed=tuple(page - first + 1 for page in sorted(signed) if first <= page < after),
            copies=paper.copies,
        )
        for paper, first, after in zip(papers, begun, [*begun[1:], total], strict=True)
    ]
    return _written(out, printed, target, duplex=duplex, progress=progress)


def _written(
    made: BytesIO,
    printed: Sequence[PrintedPaper],
    target: Path,
    *,
    duplex: bool,
    progress: Progress,
) -> PrintStack:
    placed = []
    with pikepdf.open(made) as pages, pikepdf.new() as whole:
        for paper in each(printed, progress, "正在写入文件"):
            _begin_sheet(whole, duplex=duplex)
            placed.append(replace(paper, first=len(whole.pages)))
            # A copy is all of the form's pages: who takes it off the pile has it whole.
            for _copy in range(paper.copies):
                _begin_sheet(whole, duplex=duplex)
                whole.pages.extend(pages.pages[paper.first : paper.first + paper.pages])
        whole.docinfo = whole.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(TITLE)))
        whole.Root.Lang = pikepdf.String("zh-CN")
        mend_unicode_maps(whole)
        whole.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            progress=in_percent(progress, "正在写入文件"),
        )
        return PrintStack(target, len(whole.pages), tuple(placed))


def _begin_sheet(whole: pikepdf.Pdf, *, duplex: bool) -> None:
    if duplex and len(whole.pages) % 2:
        whole.add_blank_page(page_size=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT))
