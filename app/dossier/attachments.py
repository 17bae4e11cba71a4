"""Attached files: checked by content when they come in, fitted to the sheet when they go out.

A page goes out as drawing alone: what is laid on the sheet is its content with its comments and
seals flattened in, so scripts, actions, forms and embedded files stay behind.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf

from app.dossier import sheet
from app.dossier.attachment_info import JPEG, PDF, PNG, AttachmentInfo
from app.dossier.overlay import lay_on
from app.dossier.source import AttachmentFile
from app.errors import BadInputError

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
        with opened(path, path.name) as pdf:
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


def fitted_pages(file: AttachmentFile, out: pikepdf.Pdf) -> int:
    """Append the file's pages to ``out``, each fitted upright onto an A4 sheet; return how many.

    A landscape page of a PDF is turned with its head to the left, as GB/T 9704-2012 asks of
    wide tables; a picture stays upright.
    """
    picture = file.media_type != PDF
    source = BytesIO(picture_pdf(file)) if picture else file.path
    with opened(source, file.file_name) as pdf:  # type: ignore[arg-type]
        pdf.flatten_annotations("all")
        for page in pdf.pages:
            width, height = _shown_size(page)
            if not picture and width > height:
                page.rotate(-90, relative=True)
                width, height = height, width
            blank = out.add_blank_page(page_size=(sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT))
            lay_on(blank, page, _place(width, height), "QBPage")
        return len(pdf.pages)


def _shown_size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(value) for value in page.trimbox)
    width, height = abs(right - left), abs(top - bottom)
    turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
    return (height, width) if turned else (width, height)


def _place(width: float, height: float) -> pikepdf.Rectangle:
    """Return the box for a page of this size: centred, shrunk where it must be, never grown."""
    room_x, room_y = sheet.FIT_RIGHT - sheet.FIT_LEFT, sheet.FIT_TOP - sheet.FIT_BOTTOM
    scale = min(room_x / width, room_y / height, 1)
    wide, high = width * scale, height * scale
    left = sheet.FIT_LEFT + (room_x - wide) / 2
    bottom = sheet.FIT_BOTTOM + (room_y - high) / 2
    return pikepdf.Rectangle(left, bottom, left + wide, bottom + high)


def picture_pdf(file: AttachmentFile) -> bytes:
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
