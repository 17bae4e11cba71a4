"""Pictures for portals: pages drawn, one format turned into another, made smaller."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps

from app.pdfium import PageSource, picture
from app.pieces import AskedBuffer, AskedFile, each
from app.progress import Progress

Picture = Path | Image.Image
PACKING = "正在转换图片"


def draw_pages(path: Path, dpi: int, progress: Progress) -> Iterator[Image.Image]:
    """Give each page of a PDF as a picture; other threads may draw between two pages."""
    source = PageSource(path)
    try:
        for place in each(range(source.count), progress, "正在把页转换为图片"):
            with source.page(place) as page:
                image = picture(page, dpi)
            yield image
    finally:
        source.close()


def as_jpeg(picture: Picture, progress: Progress, quality: int = 95) -> bytes:
    """Return the picture as JPEG on white paper."""
    out = AskedBuffer(progress, PACKING)
    _flat(picture, progress).save(out, "JPEG", quality=quality, optimize=True, dpi=(300, 300))
    return out.getvalue()


def as_png(picture: Picture, progress: Progress) -> bytes:
    """Return the picture as PNG, its pixels as they are."""
    out = AskedBuffer(progress, PACKING)
    _opened(picture, progress).save(out, "PNG", optimize=True)
    return out.getvalue()


def tightened_png(path: Path, progress: Progress) -> bytes:
    """Return the PNG packed tighter, without loss."""
    out = AskedBuffer(progress, PACKING)
    with AskedFile(path, progress, PACKING) as held, Image.open(held) as picture:
        picture.save(out, "PNG", optimize=True, compress_level=9)
    return out.getvalue()


def shrunk_picture(
    picture: Picture, longest: int, quality: int, extension: str, progress: Progress
) -> bytes:
    """Return the picture with its longer side at most ``longest``, as JPEG or PNG."""
    flat = _flat(picture, progress)
    flat.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if extension == "png":
        # PNG keeps every pixel; 256 colours are what can be given up.
        return as_png(flat.quantize(256), progress)
    return as_jpeg(flat, progress, quality)


def _opened(picture: Picture, progress: Progress) -> Image.Image:
    if isinstance(picture, Image.Image):
        return picture
    with AskedFile(picture, progress, PACKING) as held, Image.open(held) as image:
        return ImageOps.exif_transpose(image)


def _flat(picture: Picture, progress: Progress) -> Image.Image:
    image = _opened(picture, progress)
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
