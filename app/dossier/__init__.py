"""What goes out: form templates filled and set in pages, attachments fitted, one bound PDF.

The only room that knows reportlab and pikepdf. They load with the first page that is made, so
that reading a form's fields costs nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.dossier.attachment_info import AttachmentInfo
from app.dossier.fonts import Face, FontSet, find_fonts
from app.dossier.form_spec import FieldSpec, FormSpec, load_forms
from app.dossier.pages import FieldBox, FormPreview, ListColumn, ListHead, MadeDossier
from app.dossier.source import AttachmentFile, AttachmentPart, DossierInput, FormPart
from app.dossier.upload_wish import Prepared, UploadPart, UploadWish
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
    "Prepared",
    "UploadPart",
    "UploadWish",
    "build_dossier",
    "find_fonts",
    "inspect_attachment",
    "load_forms",
    "prepare_upload",
    "preview_form",
    "unpack_zip",
    "write_listing",
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

    Raises :class:`app.errors.CannotPrintError` naming a character that no face has,
    :class:`app.errors.BadInputError` naming an attachment that cannot be read.
    """
    from app.dossier.assembly import assemble

    return assemble(source, forms, fonts, target, progress)


def preview_form(spec: FormSpec, context: Mapping[str, Any], fonts: FontSet) -> FormPreview:
    """Return the form's pages as PDF bytes, with the place of each field on them."""
    from app.dossier.form_pages import preview

    return preview(spec, context, fonts)


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
