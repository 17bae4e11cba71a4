"""The dossier put together: set the forms, fit the attachments, bind, number, link, mark.

The index needs the pages of everything behind it, so the parts are made first and the sheets in
front of them last. Every page is brought into the file once, in its final place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pikepdf
from reportlab.platypus import Flowable, PageBreak

from app.dossier import binding
from app.dossier.archival import DrawnPages
from app.dossier.archival_file import declare
from app.dossier.attachments import fit_file
from app.dossier.binding import chinese_number
from app.dossier.bound import Fitted, Leaf, Section, bind, generated, lay_out, link, outline
from app.dossier.document import write_pages
from app.dossier.fingerprint import page_hashes
from app.dossier.fonts import FontSet
from app.dossier.form_pages import form_flow
from app.dossier.form_spec import FormSpec
from app.dossier.front import set_front
from app.dossier.page_codes import CodedPaper, coded
from app.dossier.pages import MadeDossier
from app.dossier.saving import describe, save
from app.dossier.source import AttachmentFile, AttachmentPart, DossierInput, FormPart
from app.dossier.stamps import Stamper
from app.dossier.typeset import Mark, Typesetter
from app.dossier.unicode_map import mend_unicode_maps
from app.pieces import each
from app.progress import Progress

Rect = tuple[float, float, float, float]
BLANK = "blank"


def assemble(
    source: DossierInput,
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    target: Path,
    progress: Progress,
) -> MadeDossier:
    """Write the dossier to ``target`` (see :func:`app.dossier.build_dossier`)."""
    attached = [file for p in source.parts if isinstance(p, AttachmentPart) for file in p.files]
    steps = len(attached) + 4
    archival = source.options.archival
    with pikepdf.new() as whole:
        fitted, drawn = _fit(source, attached, whole, progress)
        progress.report(steps - 4, steps, "正在排版表单")
        counts = [len(pages) for pages in fitted]
        set_parts, starts = _set_parts(source, forms, fonts, counts, progress)
        with pikepdf.open(set_parts) as made:
            mend_unicode_maps(made)
            parts = _sections(source, made, starts, fitted, progress)
            blank = generated(made, starts[BLANK])
            progress.report(steps - 3, steps, "正在编目录")
            front = set_front(source, parts, fonts, progress)
            with pikepdf.open(front.pdf) as around:
                mend_unicode_maps(around)
                sections = front.sections(around, parts)
                total = lay_out(sections, duplex=source.options.duplex)
                progress.report(steps - 2, steps, "正在编页码")
                stamper = Stamper(whole, Typesetter(fonts), draft=source.draft)
                bound = bind(whole, sections, total, blank, stamper, progress=progress)
                link(bound, front.links, parts)
                outline(bound, sections)
                describe(whole, source)
                if archival:
                    declare(whole, source.created_on)
                progress.report(steps - 1, steps, "正在写入文件")
                save(whole, source, target, progress)
        if archival:
            from app.dossier.archival_check import require_conforming

            require_conforming(target, progress, "材料册")
        progress.report(steps, steps, "完成")
        return MadeDossier(target, total, drawn)


def _fit(
    source: DossierInput, attached: list[AttachmentFile], whole: pikepdf.Pdf, progress: Progress
) -> tuple[list[list[Fitted]], tuple[DrawnPages, ...]]:
    """Bring all attached pages into ``whole``; return those of each file, and which are drawn.

    Raises :class:`app.errors.NotArchivalError` when pages would have to be drawn without consent.
    """
    judge = None
    if source.options.archival:
        from app.dossier.archival_pages import PageJudge

        judge = PageJudge(pictures=source.options.archival_pictures)
    fitted = []
    for done, file in enumerate(attached):
        progress.report(done, len(attached) + 4, f"正在放入“{file.file_name}”")
        fitted.append(fit_file(file, whole, progress, judge))
    if judge is None:
        return fitted, ()
    return fitted, judge.drawn_pages(attached, fitted)


def _set_parts(
    source: DossierInput,
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    counts: list[int],
    progress: Progress,
) -> tuple[BytesIO, dict[str, int]]:
    """Set all forms, dividers and the blank page as one file, so that each face is embedded once.

    Returns the file and where each part begins in it, from 0; the blank page comes last.
    """
    starts: dict[str, int] = {}

    def note(mark: str, page: int, _rect: Rect) -> None:
        starts.setdefault(mark, page - 1)

    setter = Typesetter(fonts)
    flow: list[Flowable] = []
    number = taken = 0
    for place, part in enumerate(each(source.parts, progress, "正在排版表单")):
        flow.append(Mark(str(place), note))
        if isinstance(part, FormPart):
            code = CodedPaper(part.code, part.title) if part.code else None
            flow += coded(form_flow(forms[part.form_id], part.context, setter), code)
            flow.append(PageBreak())
        else:
            number += 1
            pages = counts[taken : taken + len(part.files)]
            taken += len(part.files)
            flow += binding.divider(number, part, pages, setter)
    flow += [Mark(BLANK, note), *binding.blank(setter)]
    out = BytesIO()
    write_pages(out, flow, setter, source.title, progress)
    return out, starts


def _sections(
    source: DossierInput,
    made: pikepdf.Pdf,
    starts: dict[str, int],
    fitted: list[list[Fitted]],
    progress: Progress,
) -> list[Section]:
    """Return the parts in printing order, each with its generated and attached pages."""
    sections: list[Section] = []
    ends = [*(starts[str(place)] for place in range(1, len(source.parts))), starts[BLANK]]
    number = taken = 0
    for place, part in enumerate(source.parts):
        span = range(starts[str(place)], ends[place])
        pages: list[Leaf] = [generated(made, page) for page in span]
        if isinstance(part, FormPart):
            sections.append(Section(part.title, pages, sha256=_hash_of(made, span, progress)))
            continue
        number += 1
        section = Section(f"附件{chinese_number(number)}　{part.title}", pages)
        for file in part.files:
            section.add_file(file, fitted[taken])
            taken += 1
        sections.append(section)
    return sections


def _hash_of(made: pikepdf.Pdf, span: range, progress: Progress) -> str:
    """Return the SHA-256 of a form: that of the hashes of what its pages hold."""
    found = page_hashes([made.pages[page] for page in span], progress, "正在编目录")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()
