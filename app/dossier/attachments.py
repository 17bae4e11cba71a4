"""Attached files: checked by content when they come in, fitted to the sheet when they go out.

A page goes out as drawing alone: what is laid on the sheet is its content with its comments and
seals flattened in, so scripts, actions, forms and embedded files stay behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

from app.dossier import sheet
from app.dossier.active_content import active_notes
from app.dossier.arrival import document_notes
from app.dossier.attachment_info import PDF, AttachmentInfo, AttachmentNote
from app.dossier.bound import Fitted
from app.dossier.cutting import drawn_page
from app.dossier.fingerprint import unpacks_too_far
from app.dossier.fitting import Drawing, drawing_of
from app.dossier.page_edits import PageEdit, as_it_is
from app.dossier.pictures import MAX_PIXELS, inspect_picture, picture_kind, picture_pdf
from app.dossier.restrictions import restriction_notes, unlocked_notes
from app.dossier.source import AttachmentFile
from app.errors import BadInputError, LockedFileError
from app.pdfium import UnreadablePdfError
from app.pieces import each, in_percent
from app.progress import Progress

if TYPE_CHECKING:
    from app.dossier.archival_pages import PageJudge

MAX_PAGES = 5000
MAX_PIXELS_A_FILE = 20_000_000_000
HINTS = {
    b"PK\x03\x04": "这是 Word、Excel 或压缩文件，请先用 WPS 或 Word 另存为 PDF 再附。",
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 或 Excel 文件，请先另存为 PDF 再附。",
    b"GIF8": "这是 GIF 图片，请先转存为 PNG 再附。",
    b"RIFF": "这是 WebP 图片，请先转存为 JPG 再附。",
    b"ftypavif": "这是 AVIF 图片，请先转存为 JPG 再附。",
}
DAMAGED = ("reconstruct", "file is damaged")


def inspect(path: Path, progress: Progress) -> AttachmentInfo:
    """Tell the file's kind by its content, and its pages; refuse what could not be printed."""
    try:
        with path.open("rb") as handle:
            head = handle.read(1024)
    except OSError as error:
        raise BadInputError(
            f"无法读取文件“{path.name}”：{error.strerror or error}。",
            "请确认文件存在并且没有被其他程序占用。",
        ) from error
    if not head:
        raise BadInputError(
            f"文件“{path.name}”是空的。", "请检查扫描或下载是否完成，然后重新选择。"
        )
    if b"%PDF-" in head:
        with opened(path, path.name) as pdf:
            count = len(pdf.pages)
            if count > MAX_PAGES:
                raise BadInputError(
                    f"PDF 文件“{path.name}”有 {count} 页，超过 {MAX_PAGES} 页的上限。",
                    "请拆分成几个文件，只附需要提交的页。",
                )
            _require_bounded(pdf, path.name, progress)
            notes = (*restriction_notes(pdf), *active_notes(pdf, progress, path.name))
            quality = document_notes(pdf, progress, path.name)
            return AttachmentInfo(PDF, count, (*notes, *quality))
    kind = picture_kind(head)
    if kind is None:
        hint = next(
            (text for start, text in HINTS.items() if start in (head[: len(start)], head[4:12])), ""
        )
        raise BadInputError(
            f"文件“{path.name}”不是 PDF 或图片。",
            hint or "请换成 PDF、JPG、PNG、TIFF、BMP 或 HEIC 再附。",
        )
    return inspect_picture(path, kind, progress)


def _require_bounded(pdf: pikepdf.Pdf, name: str, progress: Progress) -> None:
    """Refuse a file whose pages unpack to far more than they can draw."""
    whole = 0
    for number, page in enumerate(each(pdf.pages, progress, f"正在检查“{name}”"), start=1):
        for stream in _heavy_streams(page):
            if "/Width" in stream:
                whole += max(0, int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)))
            elif unpacks_too_far(stream):
                whole = MAX_PIXELS_A_FILE
            if whole >= MAX_PIXELS_A_FILE or _pixels(stream) > MAX_PIXELS:
                raise BadInputError(
                    f"PDF 文件“{name}”第 {number} 页解压后的内容异常大。",
                    "请用 WPS 打开后另存为 PDF，或重新扫描后再附。",
                )


def _pixels(stream: pikepdf.Object) -> int:
    return int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))


def _heavy_streams(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    contents = page.obj.get("/Contents")
    items: Any = contents if isinstance(contents, pikepdf.Array) else [contents]
    yield from (item for item in items if isinstance(item, pikepdf.Stream))
    drawn = page.resources.get("/XObject")
    if isinstance(drawn, pikepdf.Dictionary):
        for name in drawn.keys():  # noqa: SIM118
            one = drawn[name]
            if isinstance(one, pikepdf.Stream):
                yield one


@contextmanager
def opened(path: Path, name: str) -> Iterator[pikepdf.Pdf]:
    """Open a PDF that can be read to its end without a password."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            told = " ".join(str(text) for text in pdf.get_warnings())
            if any(sign in told for sign in DAMAGED):
                raise BadInputError(
                    f"PDF 文件“{name}”已损坏或不完整，可能缺页。",
                    "请重新扫描或下载；能打开的话，用 WPS 另存为新的 PDF 后再附。",
                    told,
                )
            if not pdf.pages:
                raise BadInputError(f"PDF 文件“{name}”没有页。", "请检查后重新选择。")
            yield pdf
    except pikepdf.PasswordError as error:
        raise LockedFileError(
            f"PDF 文件“{name}”有打开密码。", "请去掉密码，另存后再附。", path
        ) from error
    except pikepdf.PdfError as error:
        raise BadInputError(
            f"PDF 文件“{name}”已损坏，无法读取。", "请重新扫描或下载后再附。", str(error)
        ) from error


def unlock(
    path: Path, password: str, target: Path, progress: Progress
) -> tuple[AttachmentNote, ...]:
    """Write a copy of a locked PDF that opens without a password; return what it loses by that.

    Raises :class:`LockedFileError` when the password is not the file's own.
    """
    try:
        with pikepdf.open(path, password=password, suppress_warnings=True) as pdf:
            pdf.save(
                target,
                encryption=False,
                deterministic_id=True,
                progress=in_percent(progress, f"正在解开“{path.name}”"),
            )
            return unlocked_notes(pdf)
    except pikepdf.PasswordError as error:
        raise LockedFileError(
            f"打不开“{path.name}”：密码不对。", "请核对大小写和全角、半角后重新输入。", path
        ) from error
    except pikepdf.PdfError as error:
        raise BadInputError(
            f"PDF 文件“{path.name}”已损坏，无法读取。", "请重新扫描或下载后再附。", str(error)
        ) from error


def fit_file(
    file: AttachmentFile, whole: pikepdf.Pdf, progress: Progress, judge: PageJudge | None = None
) -> list[Fitted]:
    """Bring the file's pages into ``whole``, each laid upright on a sheet as its edits say.

    With a ``judge`` each page is held against PDF/A-2b and bears the reasons why it does not
    conform; it is a picture then, where the judge may have it drawn. Raises
    :class:`BadInputError` for a file that cannot be read, and when an edit names a page that is
    not there.
    """
    with ExitStack() as stack:
        opened = [_source(one, stack, progress) for one in (file, *file.merged)]
        for pdf in opened:
            _flatten(pdf)
            if file.edits and len(file.edits) < len(pdf.pages):
                # A page left out does not go along as what another one shares with it.
                pdf.remove_unreferenced_resources()
        edits = file.edits or as_it_is(len(opened[0].pages))
        drawings: dict[tuple[int, int], Drawing] = {}
        reasons: dict[tuple[int, int], tuple[str, ...]] = {}
        fitted = []
        for edit in each(edits, progress, f"正在放入“{file.file_name}”"):
            if edit.file >= len(opened) or edit.page >= len(opened[edit.file].pages):
                raise BadInputError(
                    f"“{file.file_name}”的编辑所指的第 {edit.page + 1} 页不存在。",
                    "请打开“编辑页面”，恢复为原件后重新编辑。",
                )
            page = opened[edit.file].pages[edit.page]
            upright = (file, *file.merged)[edit.file].media_type != PDF
            if edit.is_cut:
                fitted.append(Fitted(*_drawn(file, page, whole, edit, upright=upright)))
                continue
            key = (edit.file, edit.page)
            if key not in drawings:
                drawings[key] = drawing_of(page, whole)
                reasons[key] = judge.reasons(drawings[key].form) if judge is not None else ()
            if reasons[key] and judge is not None and judge.pictures:
                made = _drawn(file, page, whole, edit, upright=upright)
                fitted.append(Fitted(*made, reasons[key]))
                continue
            content = drawings[key].placed(edit, upright=upright)
            fitted.append(Fitted(drawings[key].form, content, reasons[key]))
        return fitted


def _drawn(
    file: AttachmentFile, page: pikepdf.Page, whole: pikepdf.Pdf, edit: PageEdit, *, upright: bool
) -> tuple[Any, bytes]:
    try:
        return drawn_page(page, whole, edit, upright=upright)
    except UnreadablePdfError as error:
        cut = "裁剪后" if edit.is_cut else ""
        raise BadInputError(
            f"“{file.file_name}”第 {edit.page + 1} 页{cut}无法画成图片。",
            "请打开“编辑页面”恢复这一页，或把原件打印后重新扫描再附。",
            str(error),
        ) from error


def _source(file: AttachmentFile, stack: ExitStack, progress: Progress) -> pikepdf.Pdf:
    source = (
        file.path
        if file.media_type == PDF
        else BytesIO(picture_pdf(file.path, file.file_name, file.media_type, progress))
    )
    return stack.enter_context(opened(source, file.file_name))  # type: ignore[arg-type]


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Draw comments and seals into their pages; only a file that has some is walked for it."""
    if any("/Annots" in page.obj for page in pdf.pages):
        pdf.flatten_annotations("all")


def add_pages(file: AttachmentFile, whole: pikepdf.Pdf, progress: Progress) -> None:
    """Append the file's pages to ``whole`` as they will be bound, without their numbers."""
    for page in fit_file(file, whole, progress):
        sheet_page = whole.add_blank_page(page_size=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT))
        drawn = pikepdf.Dictionary(QBPage=page.drawing)
        sheet_page.obj.Resources = pikepdf.Dictionary(XObject=drawn)
        sheet_page.contents_add(page.content)


def one_page(file: AttachmentFile, edit: PageEdit, progress: Progress) -> bytes:
    """Return a page as it will be bound, without its number."""
    with pikepdf.new() as whole:
        add_pages(replace(file, edits=(edit,)), whole, progress)
        out = BytesIO()
        whole.save(out)
    return out.getvalue()
