"""What goes out: form templates filled and set in pages, attachments fitted, one bound PDF.

The only room that knows reportlab and pikepdf. They load with the first page that is made, so
that reading a form's fields costs nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.dossier.attachment_info import AttachmentInfo
from app.dossier.filled import FilledForm, fill_form
from app.dossier.fonts import Face, FontSet, find_fonts
from app.dossier.form_spec import FieldSpec, FormSpec, load_forms
from app.dossier.pages import FieldBox, FormPreview, ListColumn, ListHead, MadeDossier
from app.dossier.source import AttachmentFile, AttachmentPart, DossierInput, FormPart
from app.dossier.word_changes import ChangedText, ChangedValue, WordChanges, compare
from app.dossier.word_marks import BASE, WordIdentity, version_of
from app.progress import Progress

if TYPE_CHECKING:
    from app.dossier.quick import FormSetter

__all__ = [
    "BASE",
    "AttachmentFile",
    "AttachmentInfo",
    "AttachmentPart",
    "ChangedText",
    "ChangedValue",
    "DossierInput",
    "Face",
    "FieldBox",
    "FieldSpec",
    "FilledForm",
    "FontSet",
    "FormPart",
    "FormPreview",
    "FormSpec",
    "ListColumn",
    "ListHead",
    "MadeDossier",
    "WordChanges",
    "WordIdentity",
    "build_dossier",
    "compare",
    "fill_form",
    "find_fonts",
    "form_setter",
    "inspect_attachment",
    "load_forms",
    "preview_form",
    "version_of",
    "write_listing",
    "write_word",
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
) -> None:
    """Write the form as a Word document; ``labels`` says what each filled name is, in words."""
    from app.dossier.word_form import write_word as write

    write(form, labels, identity, organisation, target)


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
