"""The dossier put together: set the forms, fit the attachments, bind, number, link, mark.

The index needs the pages of everything behind it, so the parts are made first and the sheets in
front of them last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from reportlab.platypus import Flowable, PageBreak

from app.dossier import binding
from app.dossier.attachments import fitted_pages
from app.dossier.binding import IndexLine
from app.dossier.document import write_pages
from app.dossier.fonts import FontSet
from app.dossier.form_pages import form_flow
from app.dossier.form_spec import FormSpec
from app.dossier.overlay import lay_on
from app.dossier.page_codes import CodedPaper, coded
from app.dossier.pages import MadeDossier
from app.dossier.source import AttachmentPart, DossierInput, FormPart
from app.dossier.stamps import stamp_pages
from app.dossier.typeset import Mark, Typesetter
from app.dossier.unicode_map import mend_unicode_maps
from app.progress import Progress

Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Made:
    """The forms and dividers as one file, with each part's first page from 0 and its pages."""

    pdf: pikepdf.Pdf
    starts: list[tuple[int, int]]


@dataclass(frozen=True)
class _Bound:
    """A part as it stands in the file: its title, first page from 0, pages, and its files."""

    title: str
    first: int
    pages: int
    files: tuple[tuple[str, int], ...] = ()


def assemble(
    source: DossierInput,
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    target: Path,
    progress: Progress,
) -> MadeDossier:
    """Write the dossier to ``target`` (see :func:`app.dossier.build_dossier`)."""
    steps = len(source.parts) + 4
    attached = [part for part in source.parts if isinstance(part, AttachmentPart)]
    with pikepdf.new() as body, pikepdf.new() as fitted:
        counts = _fit(attached, fitted, progress, steps)
        progress.report(len(attached), steps, "正在排版表单")
        bound: list[_Bound] = []
        if source.parts:
            generated, starts = _set_parts(source, forms, fonts, counts)
            with pikepdf.open(generated) as pages:
                bound = _bind(source, body, _Made(pages, starts), fitted, counts)
        progress.report(steps - 3, steps, "正在编目录")
        front, links = _front(source, bound, fonts)
        with pikepdf.open(front) as first, pikepdf.new() as whole:
            whole.pages.extend(first.pages)
            whole.pages.extend(body.pages)
            before = len(first.pages)
            progress.report(steps - 2, steps, "正在编页码")
            _stamp(whole, source.draft, fonts)
            _link(whole, links, bound, before)
            index_at = min((page for _, page, _ in links), default=before - 1)
            _outline(whole, source, bound, before, index_at)
            _describe(whole, source)
            mend_unicode_maps(whole)
            progress.report(steps - 1, steps, "正在写入文件")
            whole.remove_unreferenced_resources()
            whole.save(
                target,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )
            progress.report(steps, steps, "完成")
            return MadeDossier(target, len(whole.pages))


def _fit(
    parts: list[AttachmentPart], out: pikepdf.Pdf, progress: Progress, steps: int
) -> list[list[int]]:
    """Fit every attached file into ``out``, in order; return the pages of each part's files."""
    counts = []
    for done, part in enumerate(parts):
        pages = []
        for file in part.files:
            progress.report(done, steps, f"正在放入“{file.file_name}”")
            pages.append(fitted_pages(file, out))
        counts.append(pages)
    return counts


def _set_parts(
    source: DossierInput,
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    counts: list[list[int]],
) -> tuple[BytesIO, list[tuple[int, int]]]:
    """Set all forms and dividers as one file, so that each face is embedded once.

    Returns the file and, for each part, its first page from 0 and its pages in that file.
    """
    began: dict[str, int] = {}

    def note(mark: str, page: int, _rect: Rect) -> None:
        began.setdefault(mark, page - 1)

    setter = Typesetter(fonts)
    flow: list[Flowable] = []
    number = 0
    for place, part in enumerate(source.parts):
        flow.append(Mark(f"part:{place}", note))
        if isinstance(part, FormPart):
            code = CodedPaper(part.code, part.title) if part.code else None
            flow += coded(form_flow(forms[part.form_id], part.context, setter), code)
            flow.append(PageBreak())
        else:
            number += 1
            flow += binding.divider(number, part, counts[number - 1], setter)
    out = BytesIO()
    total = write_pages(out, flow, setter, source.title)
    first = [began[f"part:{place}"] for place in range(len(source.parts))]
    return out, [(a, b - a) for a, b in zip(first, [*first[1:], total], strict=True)]


def _bind(
    source: DossierInput,
    body: pikepdf.Pdf,
    made: _Made,
    fitted: pikepdf.Pdf,
    counts: list[list[int]],
) -> list[_Bound]:
    """Put forms, dividers and fitted pages into ``body`` in printing order."""
    bound: list[_Bound] = []
    number = taken = 0
    for part, (first, count) in zip(source.parts, made.starts, strict=True):
        at = len(body.pages)
        body.pages.extend(made.pdf.pages[first : first + count])
        files: list[tuple[str, int]] = []
        title = part.title
        if isinstance(part, AttachmentPart):
            for file, length in zip(part.files, counts[number], strict=True):
                files.append((file.file_name, len(body.pages)))
                body.pages.extend(fitted.pages[taken : taken + length])
                taken += length
            number += 1
            title = f"附件{binding.chinese_number(number)}　{part.title}"
        bound.append(_Bound(title, at, len(body.pages) - at, tuple(files)))
    return bound


def _front(
    source: DossierInput, bound: list[_Bound], fonts: FontSet
) -> tuple[BytesIO, list[tuple[int, int, Rect]]]:
    """Return cover, list of what is missing and index, with the index lines' places.

    Set twice: the numbers in the index depend on how many pages it takes itself.
    """
    before = 0
    while True:
        links: list[tuple[int, int, Rect]] = []

        def note(mark: str, page: int, rect: Rect, to: list[tuple[int, int, Rect]] = links) -> None:
            to.append((int(mark.partition(":")[2]), page - 1, rect))

        setter = Typesetter(fonts, note)
        lines = [
            IndexLine(part.title, before + part.first + 1, before + part.first + part.pages)
            for part in bound
        ]
        flow = [
            *binding.cover(source, setter),
            *binding.missing_page(source, setter),
            *binding.index(lines, setter),
        ]
        out = BytesIO()
        count = write_pages(out, flow, setter, source.title)
        if count == before:
            return out, links
        before = count


def _stamp(whole: pikepdf.Pdf, draft: bool, fonts: FontSet) -> None:
    stamps = stamp_pages(len(whole.pages), draft=draft, setter=Typesetter(fonts))
    with pikepdf.open(stamps) as over:
        for page, stamp in zip(whole.pages, over.pages, strict=True):
            lay_on(page, stamp, pikepdf.Rectangle(*page.trimbox), "QBStamp")


def _link(
    whole: pikepdf.Pdf,
    links: list[tuple[int, int, Rect]],
    bound: list[_Bound],
    before: int,
) -> None:
    """Lay a link over every line of the index."""
    for place, page, rect in links:
        goal = whole.pages[before + bound[place].first]
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[round(value, 2) for value in rect],
            Border=[0, 0, 0],
            Dest=[goal.obj, pikepdf.Name.Fit],
        )
        sheet_page = whole.pages[page].obj
        if "/Annots" not in sheet_page:
            sheet_page.Annots = pikepdf.Array()
        sheet_page.Annots.append(whole.make_indirect(note))


def _outline(
    whole: pikepdf.Pdf, source: DossierInput, bound: list[_Bound], before: int, index_at: int
) -> None:
    with whole.open_outline() as outline:
        item = pikepdf.OutlineItem
        outline.root.append(item("封面", 0))
        if source.draft:
            outline.root.append(item("缺项清单", 1))
        outline.root.append(item("目录", index_at))
        for part in bound:
            entry = item(part.title, before + part.first)
            entry.children.extend(item(name, before + page) for name, page in part.files)
            outline.root.append(entry)


def _describe(whole: pikepdf.Pdf, source: DossierInput) -> None:
    """Say what the file is; the moment is the day it was made for, so that bytes repeat."""
    moment = f"D:{source.created_on:%Y%m%d}000000+08'00'"
    whole.docinfo = whole.make_indirect(
        pikepdf.Dictionary(
            Title=pikepdf.String(source.title),
            Author=pikepdf.String(source.organisation),
            Subject=pikepdf.String(f"{source.submission}　第 {source.version} 版"),
            Creator=pikepdf.String("清备"),
            CreationDate=pikepdf.String(moment),
            ModDate=pikepdf.String(moment),
        )
    )
    whole.Root.Lang = pikepdf.String("zh-CN")
    whole.Root.PageMode = pikepdf.Name.UseOutlines
    whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
