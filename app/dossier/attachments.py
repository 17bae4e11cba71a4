"""Attached files: checked by content when they come in, fitted to the sheet when they go out.

A page goes out as drawing alone: what is laid on the sheet is its content with its comments and
seals flattened in, so scripts, actions, forms and embedded files stay behind.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf

from app.dossier import sheet
from app.dossier.attachment_info import JPEG, PDF, PNG, AttachmentInfo
from app.dossier.bound import Fitted
from app.dossier.fitting import Drawing, drawing_of
from app.dossier.page_edits import as_it_is
from app.dossier.source import AttachmentFile
from app.errors import BadInputError
from app.progress import Progress

EVERY = 50
MAX_PIXELS = 200_000_000
THINNEST = 4
LOWEST_DPI = 150
"""A small picture is not blown up beyond this."""

SIGNATURES = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
HINTS = {
    b"PK\x03\x04": "这是 Word、Excel 或压缩文件，请先另存为 PDF 再附。",
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 或 Excel 文件，请先另存为 PDF 再附。",
    b"II*\x00": "这是 TIFF 图片，请先转存为 PDF 或 JPG 再附。",
    b"MM\x00*": "这是 TIFF 图片，请先转存为 PDF 或 JPG 再附。",
    b"BM": "这是 BMP 图片，请先转存为 JPG 或 PNG 再附。",
}
DAMAGED = ("reconstruct", "file is damaged")


def inspect(path: Path) -> AttachmentInfo:
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
        with _opened(path, path.name) as pdf:
            return AttachmentInfo(PDF, len(pdf.pages))
    kind = next((kind for start, kind in SIGNATURES if head.startswith(start)), None)
    if kind is None:
        hint = next((text for start, text in HINTS.items() if head.startswith(start)), "")
        raise BadInputError(
            f"文件“{path.name}”不是 PDF、JPG 或 PNG。", hint or "请换成这三种格式之一再附。"
        )
    _require_picture(path)
    return AttachmentInfo(kind, 1)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[pikepdf.Pdf]:
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
        raise BadInputError(f"PDF 文件“{name}”有打开密码。", "请去掉密码，另存后再附。") from error
    except pikepdf.PdfError as error:
        raise BadInputError(
            f"PDF 文件“{name}”已损坏，无法读取。", "请重新扫描或下载后再附。", str(error)
        ) from error


def _require_picture(path: Path) -> None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise BadInputError(
                        f"图片“{path.name}”有 {picture.width} × {picture.height} 像素，太大了。",
                        "请缩小到 200 dpi 的 A4 大小后再附。",
                    )
                picture.load()
    except Image.DecompressionBombError as error:
        raise BadInputError(
            f"图片“{path.name}”的像素太多。", "请缩小到 200 dpi 的 A4 大小后再附。"
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadInputError(
            f"图片“{path.name}”已损坏或不完整。", "请重新扫描或下载后再附。", repr(error)
        ) from error


def fit_file(file: AttachmentFile, whole: pikepdf.Pdf, progress: Progress) -> list[Fitted]:
    """Bring the file's pages into ``whole``, each laid upright on a sheet as its edits say.

    Raises :class:`BadInputError` for a file that cannot be read, and when an edit names a page
    that is not there.
    """
    with ExitStack() as stack:
        opened = [_source(one, stack) for one in (file, *file.merged)]
        for pdf in opened:
            _flatten(pdf)
            if file.edits:
                # A page left out does not go along as what another one shares with it.
                pdf.remove_unreferenced_resources()
        edits = file.edits or as_it_is(len(opened[0].pages))
        drawings: dict[tuple[int, int], Drawing] = {}
        fitted = []
        for place, edit in enumerate(edits):
            if place % EVERY == 0:
                progress.report(place, len(edits), f"正在放入“{file.file_name}”")
            key = (edit.file, edit.page)
            if key not in drawings:
                if edit.file >= len(opened) or edit.page >= len(opened[edit.file].pages):
                    raise BadInputError(
                        f"“{file.file_name}”的编辑所指的第 {edit.page + 1} 页不存在。",
                        "请打开“编辑页面”，恢复为原件后重新编辑。",
                    )
                drawings[key] = drawing_of(opened[edit.file].pages[edit.page], whole)
            one = (file, *file.merged)[edit.file]
            content = drawings[key].placed(edit, upright=one.media_type != PDF)
            fitted.append(Fitted(drawings[key].form, content))
        return fitted


def _source(file: AttachmentFile, stack: ExitStack) -> pikepdf.Pdf:
    source = file.path if file.media_type == PDF else BytesIO(_picture_pdf(file))
    return stack.enter_context(_opened(source, file.file_name))  # type: ignore[arg-type]


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Draw comments and seals into their pages; only a file that has some is walked for it."""
    if any("/Annots" in page.obj for page in pdf.pages):
        pdf.flatten_annotations("all")


def _picture_pdf(file: AttachmentFile) -> bytes:
    """Return the picture as a page of at least ``LOWEST_DPI``, its pixels untouched if possible."""
    import img2pdf
    from PIL import Image

    try:
        with Image.open(file.path) as picture:
            largest, smallest = max(picture.size), min(picture.size)
            content: bytes = file.path.read_bytes()
            if "A" in picture.getbands() or "transparency" in picture.info:
                content = _on_white(picture)
        long_side = min(largest / LOWEST_DPI * 72, sheet.FIT_TOP - sheet.FIT_BOTTOM)
        # PDF knows no page narrower than 3 points; a thin strip is shrunk when it is placed.
        long_side = max(long_side, THINNEST * largest / smallest)
        layout = img2pdf.get_layout_fun(
            (long_side, long_side), None, None, img2pdf.FitMode.into, auto_orient=False
        )
        made: bytes = img2pdf.convert(
            content, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, nodate=True
        )
    except (OSError, SyntaxError, ValueError, img2pdf.ImageOpenError) as error:
        raise BadInputError(
            f"图片“{file.file_name}”无法放进材料册。", "请重新保存为 JPG 后再附。", repr(error)
        ) from error
    return made


def _on_white(picture: object) -> bytes:
    """Return a transparent picture laid on white paper, as PNG."""
    from PIL import Image

    assert isinstance(picture, Image.Image)
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    out = BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()
