"""How well an attached file will print: size of its pages, resolution of scans, blank pages."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

from app.dossier import sheet
from app.dossier.attachment_info import QUALITY, AttachmentNote, pages_named
from app.dossier.fingerprint import unpacked
from app.pieces import each
from app.progress import Progress

LEAST_DPI = 200
"""Below it small type breaks up when a scan is printed (practice: about 300 dpi is asked)."""

TOLERANCE = 3 * sheet.MM
MOST_OPERATORS = 4000
"""Bytes of a page's operators; more of them is no scan."""

MOST_LOOKED_AT = 500
SMALL = (160, 220)
DARK, DARK_SHARE = 200, 0.0005
HALF = 0.5


@dataclass(frozen=True)
class _Picture:
    """The picture that makes up a page, and how fine it is when it is shown there."""

    image: pikepdf.Object
    dpi: float


def document_notes(pdf: pikepdf.Pdf, progress: Progress, name: str) -> tuple[AttachmentNote, ...]:
    """Return what is to be known of a PDF's pages; the first 500 are looked at."""
    coarse: list[int] = []
    blank: list[int] = []
    odd: list[int] = []
    least = math.inf
    looked_at = pdf.pages[:MOST_LOOKED_AT]
    for number, page in enumerate(each(looked_at, progress, f"正在检查“{name}”"), start=1):
        if not _is_a4(page):
            odd.append(number)
        picture = _scan(page)
        if picture is not None and picture.dpi < LEAST_DPI:
            coarse.append(number)
            least = min(least, picture.dpi)
        if _is_blank(page, picture):
            blank.append(number)
    return tuple(_notes(odd, coarse, least, blank))


def picture_notes(picture: Any, page: int, pages: int) -> tuple[AttachmentNote, ...]:
    """Return what is to be known of a picture (Pillow's), when it fills a sheet."""
    wide, high = sorted(picture.size)
    room = (sheet.FIT_RIGHT - sheet.FIT_LEFT, sheet.FIT_TOP - sheet.FIT_BOTTOM)
    dpi = 72 * max(wide / room[0], high / room[1])
    numbers = [page] if pages > 1 else []
    found = []
    if dpi < LEAST_DPI:
        found.append(_coarse(numbers, dpi))
    if _light(picture):
        found.append(_blank(numbers))
    return tuple(found)


def _notes(
    odd: list[int], coarse: list[int], least: float, blank: list[int]
) -> Iterator[AttachmentNote]:
    if odd:
        yield AttachmentNote(
            QUALITY,
            f"{pages_named(odd)}不是 A4 大小。",
            "装订时按比例放到 A4 纸上；受理机关要求原大的，请按 A4 重新扫描。",
        )
    if coarse:
        yield _coarse(coarse, least)
    if blank:
        yield _blank(blank)


def _coarse(pages: list[int], dpi: float) -> AttachmentNote:
    where = pages_named(pages) if pages else "图片"
    return AttachmentNote(
        QUALITY,
        f"{where}的清晰度只有约 {dpi:.0f} dpi，低于 {LEAST_DPI} dpi。",
        "请按 300 dpi 重新扫描或拍摄后再附；确实没有更清晰的，可以照用。",
    )


def _blank(pages: list[int]) -> AttachmentNote:
    where = pages_named(pages) if pages else "图片"
    return AttachmentNote(QUALITY, f"{where}看起来是空白的。", "请在“编辑页面”中移除，或重新扫描。")


def _is_a4(page: pikepdf.Page) -> bool:
    left, bottom, right, top = (float(value) for value in page.trimbox)
    short, long = sorted((abs(right - left), abs(top - bottom)))
    return abs(short - sheet.PAGE_WIDTH) <= TOLERANCE and abs(long - sheet.PAGE_HEIGHT) <= TOLERANCE


def _scan(page: pikepdf.Page) -> _Picture | None:
    """Return the picture that covers at least half of the page, if there is one."""
    images = {name: image for name, image in _images(page) if int(image.get("/Width", 0)) > 0}
    if not images:
        return None
    left, bottom, right, top = (float(value) for value in page.mediabox)
    whole = abs((right - left) * (top - bottom)) or 1
    best: _Picture | None = None
    for name, (wide, high) in _placed(page):
        if name in images and wide * high >= HALF * whole:
            image = images[name]
            dpi = 72 * min(int(image.Width) / wide, int(image.Height) / high)
            best = _Picture(image, dpi) if best is None or dpi > best.dpi else best
    return best


def _images(page: pikepdf.Page) -> Iterator[tuple[str, Any]]:
    found = page.resources.get("/XObject")
    if isinstance(found, pikepdf.Dictionary):
        for name in found.keys():  # noqa: SIM118
            item = found[name]
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                yield name, item


def _placed(page: pikepdf.Page) -> Iterator[tuple[str, tuple[float, float]]]:
    """Tell each XObject that is drawn, with its width and height on the page."""
    try:
        if len(page.obj.Contents.read_raw_bytes()) > MOST_OPERATORS:
            return
        operators = pikepdf.parse_content_stream(page, "q Q cm Do")
    except (pikepdf.PdfError, AttributeError, ValueError):
        return
    now = pikepdf.Matrix()
    kept: list[pikepdf.Matrix] = []
    for step in operators:
        operands: Any = step.operands
        word = str(step.operator)
        if word == "q":
            kept.append(now)
        elif word == "Q" and kept:
            now = kept.pop()
        elif word == "cm":
            now = pikepdf.Matrix(*(float(value) for value in operands)) @ now
        elif word == "Do":
            yield (
                str(operands[0]),
                (math.hypot(now.a, now.b) or 1, math.hypot(now.c, now.d) or 1),
            )


def _is_blank(page: pikepdf.Page, picture: _Picture | None) -> bool:
    if "/Annots" in page.obj:
        return False
    if picture is not None:
        return _light_scan(picture.image)
    contents = page.obj.get("/Contents")
    if contents is None:
        return True
    return isinstance(contents, pikepdf.Stream) and not unpacked(contents).strip()


def _light_scan(image: pikepdf.Object) -> bool:
    """Tell whether a scan shows nothing; only JPEG is opened, which can be done small."""
    from PIL import Image

    if image.get("/Filter") != "/DCTDecode":
        return False
    try:
        with Image.open(BytesIO(image.read_raw_bytes())) as picture:
            return _light(picture)
    except (OSError, ValueError, SyntaxError):
        return False


def _light(picture: Any) -> bool:
    if picture.format == "JPEG":
        picture.draft("L", SMALL)
    small = picture.convert("L")
    small.thumbnail(SMALL)
    # The edges of a scan are dark without anything standing there.
    wide, high = small.size
    inner = small.crop((wide // 20, high // 20, wide - wide // 20, high - high // 20))
    counts = inner.histogram()
    return bool(sum(counts[:DARK]) <= DARK_SHARE * max(1, sum(counts)))
