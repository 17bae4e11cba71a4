"""What goes out: form templates filled and set in pages, attachments fitted, one bound PDF.

The only room that knows reportlab and pikepdf. They load with the first page that is made, so
that reading a form's fields costs nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.dossier.attachment_info import AttachmentInfo
from app.dossier.fonts import Face, FontSet, find_fonts
from app.dossier.form_spec import FieldSpec, FormSpec, load_forms
from app.dossier.form_text import Words, form_words, what_changed, words_hash
from app.dossier.pages import (
    FieldBox,
    FormPreview,
    ListColumn,
    ListHead,
    MadeDossier,
    PaperToPrint,
    PrintedPaper,
    PrintStack,
)
from app.dossier.scan_pages import ScanSheet
from app.dossier.source import AttachmentFile, AttachmentPart, DossierInput, FormPart
from app.progress import Progress

__all__ = [
    "AttachmentFile",
    "AttachmentInfo",
    "AttachmentPart",
    "DossierInput",
    "Face",
    "FieldBox",
    "FieldSpec",
    "FontSet",
    "FormPart",
    "FormPreview",
    "FormSpec",
    "ListColumn",
    "ListHead",
    "MadeDossier",
    "PaperToPrint",
    "PrintStack",
    "PrintedPaper",
    "ScanSheet",
    "Words",
    "bind_scan",
    "build_dossier",
    "build_stack",
    "find_fonts",
    "form_words",
    "inspect_attachment",
    "load_forms",
    "preview_form",
    "what_changed",
    "words_hash",
    "write_listing",
]


def build_dossier(
    source: DossierInput,
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    target: Path,
    progress: Progress,
) -> MadeDossier:
    """Write the whole dossier to ``target``; same input, same bytes.

    Raises :class:`app.errors.CannotPrintError` naming a character that no face has,
    :class:`app.errors.BadInputError` naming an attachment that cannot be read.
    """
    from app.dossier.assembly import assemble

    return assemble(source, forms, fonts, target, progress)


def preview_form(spec: FormSpec, context: Mapping[str, Any], fonts: FontSet) -> FormPreview:
    """Return the form's pages as PDF bytes, with the place of each field on them."""
    from app.dossier.form_pages import preview

    return preview(spec, context, fonts)


def build_stack(
    papers: Sequence[PaperToPrint],
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    target: Path,
    *,
    duplex: bool,
    progress: Progress,
) -> PrintStack:
    """Write forms one behind the other to ``target``, a code on each page; same input, same bytes.

    With ``duplex`` each form begins on a sheet of its own. Raises
    :class:`app.errors.CannotPrintError` naming a character that no face has.
    """
    from app.dossier.print_stack import build

    return build(papers, forms, fonts, target, duplex=duplex, progress=progress)


def bind_scan(sheets: Sequence[ScanSheet], target: Path, progress: Progress) -> int:
    """Write scanned pages upright and in order to ``target`` as one PDF; return how many.

    What was scanned is taken over without being drawn anew. Raises
    :class:`app.errors.BadInputError` naming a file that cannot be read any more.
    """
    from app.dossier.scan_binding import bind

    return bind(sheets, target, progress)


def inspect_attachment(path: Path) -> AttachmentInfo:
    """Read a PDF, JPG or PNG by its content and tell its kind and pages.

    Raises :class:`app.errors.BadInputError` for a broken, locked, empty or unfit file.
    """
    from app.dossier.attachments import inspect

    return inspect(path)


def write_listing(
    target: Path,
    head: ListHead,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[str]],
    fonts: FontSet,
) -> int:
    """Write a list of any length on A4 across to ``target``; return how many pages it has.

    Rows are drawn as they come. Same input, same bytes. Raises
    :class:`app.errors.CannotPrintError` naming a character that no face has.
    """
    from app.dossier.listing import write

    return write(target, head, columns, rows, fonts)
