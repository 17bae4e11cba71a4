"""Scanned pages bound upright: what the scanner wrote goes in as it is, only placed otherwise.

A quarter turn is the page's own /Rotate; a slant is a matrix around the page's drawing. Pictures
become pages by img2pdf, which keeps JPEG, PNG and fax data as they are where PDF can hold them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from app.dossier import sheet
from app.dossier.png_data import in_one_piece
from app.dossier.scan_pages import ScanSheet
from app.errors import BadInputError
from app.pieces import AskedBuffer, AskedFile, each, in_percent
from app.progress import Progress

READING = "正在归入扫描图片"
LEAST_DPI = 72
LEAST_SKEW = 0.2
"""Less cannot be seen and is left as it is."""


def bind(sheets: Sequence[ScanSheet], target: Path, progress: Progress) -> int:
    """Write the pages (see :func:`app.dossier.bind_scan`)."""
    with pikepdf.new() as whole, ExitStack() as opened:
        files: dict[Path, pikepdf.Pdf] = {}
        for item in each(sheets, progress, "正在归入扫描页"):
            whole.pages.append(_page(item, files, opened, progress))
            _set_upright(whole.pages[-1], item)
        whole.remove_unreferenced_resources()
        whole.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            progress=in_percent(progress, "正在写入文件"),
        )
        return len(whole.pages)


def _page(
    item: ScanSheet, files: dict[Path, pikepdf.Pdf], opened: ExitStack, progress: Progress
) -> pikepdf.Page:
    try:
        if item.path not in files:
            with item.path.open("rb") as handle:
                is_pdf = b"%PDF-" in handle.read(1024)
            source = item.path if is_pdf else BytesIO(_picture_pdf(item, progress))
            pdf = opened.enter_context(pikepdf.open(source, suppress_warnings=True))
            # Comments and stamps laid on by a PDF program are part of what one sees.
            pdf.flatten_annotations("all")
            files[item.path] = pdf
        return files[item.path].pages[item.place]
    except (pikepdf.PdfError, OSError, IndexError) as error:
        raise BadInputError(
            f"扫描文件“{item.file_name}”的第 {item.place + 1} 页无法读取。",
            "请重新扫描后再归档。",
            repr(error),
        ) from error


def _picture_pdf(item: ScanSheet, progress: Progress) -> bytes:
    """Return the file's pictures as PDF pages; A4 where the file tells no resolution."""
    import img2pdf
    from PIL import Image

    try:
        with (
            AskedFile(item.path, progress, READING) as held,
            Image.open(held) as picture,
        ):
            known = picture.info.get("dpi", (0, 0))
            wide = picture.width > picture.height
            content: bytes = item.path.read_bytes()
            if "A" in picture.getbands() or "transparency" in picture.info:
                content = _on_paper(picture.convert("RGBA"), progress)
        options = {}
        if min(known) < LEAST_DPI:
            size = (sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT)
            options["layout_fun"] = img2pdf.get_layout_fun(
                size[::-1] if wide else size, None, None, img2pdf.FitMode.into, auto_orient=False
            )
        made: bytes = img2pdf.convert(
            in_one_piece(content), rotation=img2pdf.Rotation.ifvalid, nodate=True, **options
        )
    except (OSError, SyntaxError, ValueError, img2pdf.ImageOpenError) as error:
        raise BadInputError(
            f"扫描图片“{item.file_name}”无法归档。", "请重新扫描为 PDF 或 JPG。", repr(error)
        ) from error
    return made


def _on_paper(picture: Any, progress: Progress) -> bytes:
    from PIL import Image

    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    out = AskedBuffer(progress, READING)
    paper.save(out, "PNG")
    return out.getvalue()


def _set_upright(page: pikepdf.Page, item: ScanSheet) -> None:
    for key in ("/Annots", "/AA"):
        if key in page.obj:
            del page.obj[key]
    if item.turn:
        page.rotate(item.turn, relative=True)
    if abs(item.skew) < LEAST_SKEW:
        return
    left, bottom, right, top = (float(value) for value in page.mediabox)
    centre_x, centre_y = (left + right) / 2, (bottom + top) / 2
    # The matrix turns in the page's own space, which the quarter turn does not touch.
    angle = math.radians(-item.skew)
    cos, sin = math.cos(angle), math.sin(angle)
    shift_x = centre_x - cos * centre_x + sin * centre_y
    shift_y = centre_y - sin * centre_x - cos * centre_y
    before = f"q {cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {shift_x:.4f} {shift_y:.4f} cm\n"
    page.contents_add(before.encode(), prepend=True)
    page.contents_add(b"\nQ\n")
