"""What goes out: form templates filled and set in pages, attachments fitted, one bound PDF.

The only room that knows reportlab and pikepdf. They load with the first page that is made, so
that reading a form's fields costs nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.dossier.archival import CHECKED as ARCHIVAL_CHECKED
from app.dossier.archival import NAME as ARCHIVAL
from app.dossier.archival import Broken, ReportWords
from app.dossier.attachment_info import AttachmentInfo, AttachmentNote, read_notes
from app.dossier.filled import FilledForm, fill_form
from app.dossier.fonts import Face, FontSet, find_fonts
from app.dossier.form_content import (
    FormText,
    Place,
    content_of,
    lost_fields,
    name_of,
    own_spec,
    texts_of,
    with_texts,
)
from app.dossier.form_spec import KNOWN, LISTS, FieldSpec, FormSpec, load_forms
from app.dossier.form_text import Words, form_words, what_changed, words_hash
from app.dossier.letterhead import Letterhead, letterhead_of
from app.dossier.page_edits import PageEdit, as_it_is, read_edits
from app.dossier.pages import (
    BookletLine,
    FieldBox,
    FormPreview,
    ListColumn,
    ListHead,
    MadeDossier,
    PageVerdict,
    PaperToPrint,
    PrintedPaper,
    PrintStack,
)
from app.dossier.scan_pages import ScanSheet
from app.dossier.source import (
    AttachmentFile,
    AttachmentPart,
    DossierInput,
    DossierOptions,
    FormPart,
)
from app.dossier.template import fill_parts
from app.dossier.upload_wish import Prepared, UploadPart, UploadWish
from app.dossier.word_changes import ChangedText, ChangedValue, WordChanges, compare
from app.dossier.word_marks import BASE, WordIdentity, version_of
from app.progress import Progress

if TYPE_CHECKING:
    from app.dossier.quick import FormSetter

__all__ = [
    "ARCHIVAL",
    "ARCHIVAL_CHECKED",
    "BASE",
    "KNOWN",
    "LISTS",
    "AttachmentFile",
    "AttachmentInfo",
    "AttachmentNote",
    "AttachmentPart",
    "BookletLine",
    "Broken",
    "ChangedText",
    "ChangedValue",
    "DossierInput",
    "DossierOptions",
    "Face",
    "FieldBox",
    "FieldSpec",
    "FilledForm",
    "FontSet",
    "FormPart",
    "FormPreview",
    "FormSpec",
    "FormText",
    "Letterhead",
    "ListColumn",
    "ListHead",
    "MadeDossier",
    "PageEdit",
    "PageVerdict",
    "PaperToPrint",
    "Place",
    "Prepared",
    "PrintStack",
    "PrintedPaper",
    "ReportWords",
    "ScanSheet",
    "UploadPart",
    "UploadWish",
    "WordChanges",
    "WordIdentity",
    "Words",
    "bind_scan",
    "build_dossier",
    "build_stack",
    "check_archival",
    "code_of",
    "compare",
    "compare_pages",
    "content_of",
    "edited_page",
    "fill_form",
    "fill_parts",
    "find_fonts",
    "form_setter",
    "form_words",
    "inspect_attachment",
    "letterhead_of",
    "load_forms",
    "logo_png",
    "lost_fields",
    "make_booklet",
    "make_smaller_file",
    "name_of",
    "own_spec",
    "prepare_upload",
    "preview_form",
    "read_edits",
    "read_notes",
    "texts_of",
    "unlock_file",
    "unpack_zip",
    "version_of",
    "what_changed",
    "whole_file",
    "with_texts",
    "words_hash",
    "write_listing",
    "write_word",
    "write_zip",
]


def build_dossier(
    source: DossierInput,
    forms: Mapping[str, FormSpec],
    fonts: FontSet,
    target: Path,
    progress: Progress,
) -> MadeDossier:
    """Write the whole dossier to ``target``; same input, same bytes.

    Raises :class:`app.errors.CannotPrintError` naming a character that no face has, or what an
    archival dossier breaks, :class:`app.errors.BadInputError` naming an attachment that cannot be
    read, :class:`app.errors.NotArchivalError` naming attached pages that cannot go into an
    archival dossier as they are.
    """
    from app.dossier.assembly import assemble

    return assemble(source, forms, fonts, target, progress)


def check_archival(path: Path, progress: Progress) -> tuple[Broken, ...]:
    """Return each clause of PDF/A-2b that a finished PDF breaks; none: it was found to conform.

    Raises :class:`app.errors.BadInputError` when the file cannot be read.
    """
    from app.dossier.archival_check import check

    return check(path, progress)


def make_archival(path: Path, words: ReportWords, progress: Progress) -> None:
    """Rewrite a report that was just written as PDF/A-2b and hold it against the standard.

    Raises :class:`app.errors.CannotPrintError` naming what it breaks.
    """
    from app.dossier.archival_report import make_archival as make

    make(path, words, progress)


def code_of(path: Path) -> str:
    """Return the mark (册码) of the dossier that a PDF says it is, "" when it says none.

    Read from the file's own words, else from the QR code on its first page, so that a scan is
    known too. Raises :class:`app.errors.BadInputError` when the file is no PDF that can be read.
    """
    from app.dossier.verification import code_of as read_code

    return read_code(path)


def compare_pages(archived: Path, in_hand: Path, progress: Progress) -> PageVerdict:
    """Compare two PDF files page by page, by what their pages hold.

    Raises :class:`app.errors.BadInputError` when one of them cannot be read.
    """
    from app.dossier.verification import compare

    return compare(archived, in_hand, progress)


def make_booklet(
    title: str,
    organisation: str,
    submission: str,
    lines: Sequence[BookletLine],
    *,
    duplex: bool,
    fonts: FontSet,
) -> bytes:
    """Return the print booklet list (印制清单) as PDF pages."""
    from app.dossier.booklet import BookletHead, booklet

    return booklet(BookletHead(title, organisation, submission), lines, duplex, fonts)


def preview_form(spec: FormSpec, context: Mapping[str, Any], fonts: FontSet) -> FormPreview:
    """Return the form's pages as PDF bytes, with the place of each field on them."""
    return form_setter(spec, fonts).preview(context)


def form_setter(spec: FormSpec, fonts: FontSet) -> FormSetter:
    """Return what sets one form again and again, quickly where little has changed."""
    from app.dossier.quick import FormSetter

    return FormSetter(spec, fonts)


def write_word(
    form: FilledForm,
    labels: Mapping[str, str],
    identity: WordIdentity,
    organisation: str,
    target: Path,
    *,
    head: Letterhead | None = None,
) -> None:
    """Write the form as a Word document; ``labels`` says what each filled name is, in words."""
    from app.dossier.word_form import write_word as write

    write(form, labels, identity, organisation, target, head=head)


def logo_png(path: Path, progress: Progress) -> bytes:
    """Return a picture as a PNG that a letterhead may carry.

    Raises :class:`app.errors.BadInputError` when it is no picture, broken or too small.
    """
    from app.dossier.logo import logo_png as made

    return made(path, progress)


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

    The copies of a form follow each other, each of them whole. With ``duplex`` each begins
    on a sheet of its own. Raises :class:`app.errors.CannotPrintError` naming a character that no
    face has.
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


def whole_file(count: int) -> tuple[PageEdit, ...]:
    """Return the edits that leave a file of ``count`` pages as it is."""
    return as_it_is(count)


def edited_page(file: AttachmentFile, edit: PageEdit, progress: Progress) -> bytes:
    """Return one page of an attached file as it will be bound, as a PDF of one page.

    Raises :class:`app.errors.BadInputError` when the file cannot be read.
    """
    from app.dossier.attachments import one_page

    return one_page(file, edit, progress)


def make_smaller_file(
    path: Path, media_type: str, folder: Path, *, lossy: bool, progress: Progress
) -> Path:
    """Write a smaller file into ``folder`` and return it; without ``lossy`` it looks the same.

    Raises :class:`app.errors.BadInputError` when the file cannot be read.
    """
    from app.dossier.shrinking import shrink

    return shrink(path, media_type, folder, lossy, progress)


def unlock_file(
    path: Path, password: str, target: Path, progress: Progress
) -> tuple[AttachmentNote, ...]:
    """Write a copy of a locked PDF that opens without a password; return what it loses by that.

    Raises :class:`app.errors.LockedFileError` when the password is not the file's own.
    """
    from app.dossier.attachments import unlock

    return unlock(path, password, target, progress)


def inspect_attachment(path: Path, progress: Progress) -> AttachmentInfo:
    """Read a PDF or picture by its content; tell its kind, its pages and what is to be known.

    Raises :class:`app.errors.BadInputError` for a broken, locked, empty or unfit file.
    """
    from app.dossier.attachments import inspect

    return inspect(path, progress)


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


def prepare_upload(
    files: Sequence[AttachmentFile], wish: UploadWish, folder: Path, progress: Progress
) -> Prepared:
    """Write a material's files into ``folder`` as a platform takes them; nothing is lost unless
    the wish allows it.

    Raises :class:`app.errors.BadInputError` naming a file that cannot be read.
    """
    from app.dossier.upload_parts import prepare

    return prepare(files, wish, folder, progress)


def write_zip(
    target: Path, entries: Sequence[tuple[str, Path | bytes]], day: date, progress: Progress
) -> None:
    """Write a ZIP whose bytes depend on its entries and the day alone."""
    from app.dossier.upload_zip import write_zip as write

    write(target, entries, day, progress)


def unpack_zip(source: Path, folder: Path, progress: Progress) -> None:
    """Write the files of such a ZIP into ``folder``."""
    from app.dossier.upload_zip import unpack_zip as unpack

    unpack(source, folder, progress)
