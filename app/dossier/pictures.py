"""Pictures as they come from scanners, telephones and screenshots, made into pages."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from app.dossier import sheet
from app.dossier.arrival import picture_notes
from app.dossier.attachment_info import BMP, HEIC, JPEG, PNG, TIFF, AttachmentInfo, AttachmentNote
from app.dossier.png_data import in_one_piece
from app.errors import BadInputError
from app.pieces import AskedBuffer, AskedFile, each, in_percent
from app.progress import Progress

MAX_PIXELS = 200_000_000
MAX_FRAMES = 500
THINNEST = 4
LOWEST_DPI = 150
"""A small picture is not blown up beyond this."""

CONVERTING = "正在转换图片"
HEAD = 16
HEIC_HINT = (
    "请转成 JPG 再附：iPhone 在“设置 › 相机 › 格式”中选“兼容性最佳”后重新拍摄；"
    "已有的照片可在 Windows 的“照片”中打开后另存为 JPG。"
)
UNTOUCHED = {JPEG, PNG}
"""Kinds that a PDF holds as they are; the others are unpacked."""


@contextmanager
def opened_picture(path: Path, name: str, progress: Progress) -> Iterator[Any]:
    """Open a picture of any known kind; raise :class:`BadInputError` when it is broken.

    It asks while it is unpacked.
    """
    from PIL import Image

    _know_heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with (
                AskedFile(path, progress, f"正在读取“{name}”") as held,
                Image.open(held) as picture,
            ):
                if picture.width * picture.height > MAX_PIXELS:
                    raise BadInputError(
                        f"图片“{name}”有 {picture.width} × {picture.height} 像素，太大了。",
                        "请缩小到 300 dpi 的 A4 大小后再附。",
                    )
                yield picture
    except Image.DecompressionBombError as error:
        raise BadInputError(
            f"图片“{name}”的像素太多。", "请缩小到 300 dpi 的 A4 大小后再附。"
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        if _is_heic(path):
            raise BadInputError(
                f"图片“{name}”是 HEIC，无法读取：可能已损坏，或是本程序读不了的变体。",
                HEIC_HINT,
                repr(error),
            ) from error
        raise BadInputError(
            f"图片“{name}”已损坏或不完整。", "请重新扫描或下载后再附。", repr(error)
        ) from error


def _know_heic() -> None:
    """Let Pillow open pictures of Apple's telephones."""
    import pi_heif

    pi_heif.register_heif_opener()


def _is_heic(path: Path) -> bool:
    with path.open("rb") as handle:
        return picture_kind(handle.read(HEAD)) == HEIC


def inspect_picture(path: Path, kind: str, progress: Progress) -> AttachmentInfo:
    """Read a picture to its end; tell its pages and what is to be known of them."""
    with opened_picture(path, path.name, progress) as picture:
        frames = int(getattr(picture, "n_frames", 1)) if kind == TIFF else 1
        if frames > MAX_FRAMES:
            raise BadInputError(
                f"图片“{path.name}”有 {frames} 页，超过 {MAX_FRAMES} 页的上限。",
                "请拆分成几个文件后再附。",
            )
        notes: list[AttachmentNote] = []
        for place in range(frames):
            progress.report(place, frames, f"正在检查“{path.name}”")
            if frames > 1:
                picture.seek(place)
                if picture.width * picture.height > MAX_PIXELS:
                    raise BadInputError(
                        f"图片“{path.name}”的第 {place + 1} 页太大。",
                        "请缩小到 300 dpi 的 A4 大小后再附。",
                    )
            picture.load()
            notes += picture_notes(picture, place + 1, frames)
        return AttachmentInfo(kind, frames, tuple(notes))


def picture_pdf(path: Path, name: str, kind: str, progress: Progress) -> bytes:
    """Return the picture as pages of at least ``LOWEST_DPI``, its pixels untouched if possible."""
    import img2pdf

    with opened_picture(path, name, progress) as picture:
        frames = int(getattr(picture, "n_frames", 1)) if kind == TIFF else 1
        if frames > 1:
            return _joined(picture, frames, progress)
        content: bytes = path.read_bytes()
        unfit = "A" in picture.getbands() or "transparency" in picture.info
        if unfit or kind not in UNTOUCHED:
            content = on_white(picture, progress)
        try:
            return _page(content, picture.size)
        except (OSError, SyntaxError, ValueError, img2pdf.ImageOpenError) as error:
            raise BadInputError(
                f"图片“{name}”无法放进材料册。", "请重新保存为 JPG 后再附。", repr(error)
            ) from error


def _joined(picture: Any, frames: int, progress: Progress) -> bytes:
    """Return a picture of several pages; each is unpacked for itself, so memory stays small."""
    import pikepdf

    with pikepdf.new() as whole:
        for place in each(range(frames), progress, CONVERTING):
            picture.seek(place)
            with pikepdf.open(BytesIO(_page(on_white(picture, progress), picture.size))) as one:
                whole.pages.extend(one.pages)
        out = BytesIO()
        whole.save(out, deterministic_id=True, progress=in_percent(progress, CONVERTING))
    return out.getvalue()


def _page(content: bytes, size: tuple[int, int]) -> bytes:
    import img2pdf

    largest, smallest = max(size), min(size)
    long_side = min(largest / LOWEST_DPI * 72, sheet.FIT_TOP - sheet.FIT_BOTTOM)
    # PDF knows no page narrower than 3 points; a thin strip is shrunk when it is placed.
    long_side = max(long_side, THINNEST * largest / smallest)
    layout = img2pdf.get_layout_fun(
        (long_side, long_side), None, None, img2pdf.FitMode.into, auto_orient=False
    )
    made: bytes = img2pdf.convert(
        in_one_piece(content), layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, nodate=True
    )
    return made


def on_white(picture: Any, progress: Progress) -> bytes:
    """Return the picture upright on white paper, as PNG."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture) or picture
    if upright.mode in ("1", "L"):
        paper = upright
    elif "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
    elif upright.mode in ("I;16", "I;16B", "I", "F"):
        paper = upright.point(lambda value: value / 256).convert("L")
    else:
        paper = upright.convert("RGB")
    out = AskedBuffer(progress, CONVERTING)
    paper.save(out, "PNG")
    return out.getvalue()


KINDS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"BM", BMP),
)
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}


def picture_kind(head: bytes) -> str | None:
    """Return a picture's kind by its first bytes, None when it is none that is known."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    return next((kind for start, kind in KINDS if head.startswith(start)), None)
