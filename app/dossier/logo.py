"""A logo (标志) made fit for paper: upright, on white, no larger than print needs."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from app.dossier.pictures import HEAD, on_white, opened_picture, picture_kind
from app.errors import BadInputError
from app.progress import Progress

SIDES = ((1000, 340), (700, 240), (500, 170), (300, 100))
"""Pixels at most; 60 × 14 mm hold no more than the first at 400 dpi."""

MOST_BYTES = 120_000
SMALLEST = 40


def logo_png(path: Path, progress: Progress) -> bytes:
    """Return the picture as a PNG that a letterhead may carry.

    Raises :class:`BadInputError` when it is no picture, broken or too small to be printed.
    """
    from PIL import Image

    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise BadInputError(
            f"无法读取“{path.name}”。", "请检查文件是否还在原处，再选一次。", repr(error)
        ) from error
    if picture_kind(head) is None:
        raise BadInputError(f"“{path.name}”不是图片。", "标志请用 PNG 或 JPG 图片。")
    with opened_picture(path, path.name, progress) as picture:
        if max(picture.size) < SMALLEST:
            raise BadInputError(
                f"图片“{path.name}”只有 {picture.width} × {picture.height} 像素，印出来会模糊。",
                f"标志请用长边至少 {SMALLEST} 像素的图片，300 像素以上更好。",
            )
        plain = Image.open(BytesIO(on_white(picture, progress))).convert("RGB")
    for side in SIDES:
        small = plain.copy()
        small.thumbnail(side)
        out = BytesIO()
        small.save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()
