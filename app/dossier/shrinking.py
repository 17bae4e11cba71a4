"""A file made smaller for a platform's limit: packed tighter first, then with coarser pictures.

The original is read and never changed.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from app.dossier.attachment_info import JPEG, PDF
from app.dossier.attachments import opened
from app.dossier.pictures import opened_picture
from app.pieces import AskedBuffer, copy, each, in_percent
from app.progress import Progress

FINEST = 200
"""Dots per inch that are kept when pictures are made coarser, reckoned on an A4 sheet."""

LONG_SIDE = round(FINEST * 297 / 25.4)
QUALITY = 60
LEAST_PIXELS = 250_000
"""Smaller pictures are seals and marks; they stay as they are."""


def shrink(path: Path, media_type: str, folder: Path, lossy: bool, progress: Progress) -> Path:
    """Write a smaller file of the same name into ``folder``; return it.

    A picture comes out as PNG, or as JPG when ``lossy`` or when it was one. Raises
    :class:`app.errors.BadInputError` when the file cannot be read.
    """
    if media_type == PDF:
        return _document(path, folder / path.name, lossy, progress)
    return _picture(path, media_type, folder, lossy, progress)


def _document(path: Path, target: Path, lossy: bool, progress: Progress) -> Path:
    with opened(path, path.name) as pdf:
        pdf.remove_unreferenced_resources()
        if lossy:
            coarsen(pdf, progress, path.name)
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
            encryption=False,
            progress=in_percent(progress, f"正在压缩“{path.name}”"),
        )
    if target.stat().st_size > path.stat().st_size:
        copy(path, target, progress, f"正在写出“{path.name}”")
    return target


def coarsen(
    pdf: pikepdf.Pdf,
    progress: Progress,
    name: str,
    long_side: int = LONG_SIDE,
    quality: int = QUALITY,
) -> None:
    """Replace every large picture that becomes smaller by it; text and masks stay as they are."""
    images = [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Stream)
        and item.get("/Subtype") == "/Image"
        and int(item.get("/Width", 0)) * int(item.get("/Height", 0)) >= LEAST_PIXELS
        and int(item.get("/BitsPerComponent", 1)) == 8
        and "/Mask" not in item
    ]
    masks = {item.SMask.objgen for item in images if "/SMask" in item}
    for image in each(images, progress, f"正在压缩“{name}”的图片"):
        if image.objgen not in masks:
            _coarsen_one(image, long_side, quality)


def _coarsen_one(image: pikepdf.Stream, long_side: int, quality: int) -> None:
    try:
        picture = pikepdf.PdfImage(image).as_pil_image()
        made = _jpeg(picture, long_side, quality)
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError):
        # A kind of picture that is not unpacked here stays as it is.
        return
    if picture.mode not in ("L", "RGB") or len(made[0]) >= len(image.read_raw_bytes()):
        return
    data, size = made
    image.write(data, filter=pikepdf.Name.DCTDecode)
    image.Width, image.Height = size
    grey = picture.mode == "L"
    image.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    for key in ("/Decode", "/DecodeParms"):
        if key in image:
            del image[key]


def _jpeg(picture: Any, long_side: int, quality: int) -> tuple[bytes, tuple[int, int]]:
    if max(picture.size) > long_side:
        picture = picture.copy()
        picture.thumbnail((long_side, long_side))
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue(), picture.size


def _picture(path: Path, media_type: str, folder: Path, lossy: bool, progress: Progress) -> Path:
    from PIL import ImageOps

    with opened_picture(path, path.name, progress) as picture:
        if lossy:
            upright = ImageOps.exif_transpose(picture) or picture
            target = folder / f"{path.stem}.jpg"
            target.write_bytes(_jpeg(upright.convert("RGB"), LONG_SIDE, QUALITY)[0])
            return target
        if media_type == JPEG:
            # The pixels of a JPEG cannot be packed tighter without losing some.
            target = folder / path.name
            copy(path, target, progress, f"正在写出“{path.name}”")
            return target
        target = folder / f"{path.stem}.png"
        out = AskedBuffer(progress, f"正在压缩“{path.name}”")
        picture.save(out, "PNG", optimize=True)
        target.write_bytes(out.getvalue())
        return target
