"""The pictures of a PDF made coarser: only on the officer's word (有损压缩)."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from PIL import Image

from app.progress import Progress


def shrink_pictures(pdf: pikepdf.Pdf, longest: int, quality: int, progress: Progress) -> None:
    """Replace every picture that becomes smaller by it; text, lines and masks stay as they are."""
    done: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages):
        progress.report(number, len(pdf.pages), f"正在降低第 {number + 1} 页的图片清晰度")
        for thing in page.get_images().values():
            if isinstance(thing, pikepdf.Stream) and thing.objgen not in done:
                done.add(thing.objgen)
                _shrink(thing, longest, quality)


def _shrink(thing: pikepdf.Stream, longest: int, quality: int) -> None:
    try:
        image = pikepdf.PdfImage(thing).as_pil_image()
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError, TypeError):
        return  # a picture of a kind that cannot be read is kept as it is
    if image.mode == "1" or "/SMask" in thing or "/Mask" in thing:
        return
    image = image if image.mode in ("L", "RGB") else image.convert("RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    packed = out.getvalue()
    if len(packed) >= len(thing.read_raw_bytes()):
        return
    thing.write(packed, filter=pikepdf.Name.DCTDecode)
    thing.Width, thing.Height = image.size
    thing.BitsPerComponent = 8
    thing.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    for key in ("/Decode", "/DecodeParms", "/Intent"):
        if key in thing:
            del thing[key]
