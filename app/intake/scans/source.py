"""The pages of a scan as pictures, one at a time: PDF by PDFium, JPG, PNG and TIFF by Pillow."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.errors import BadInputError
from app.intake.limits import refuse
from app.pdfium import POINTS_PER_INCH, PageSource, UnreadablePdfError, picture, picture_sizes

DPI = 200
"""What pages are read at: a module of the code is four pixels then."""

MOST_PAGES = 2_000
MOST_PIXELS = 120_000_000
LONGEST_SIDE_MM = 432.0
"""A3 and a little; a picture that says to be larger tells its resolution wrongly."""

A4_LONG_MM = 297.0
MM_PER_INCH = 25.4
PICTURES = ("JPEG", "PNG", "TIFF")


@dataclass(frozen=True)
class PagePicture:
    """A page as an RGB Pillow image, and its pixels an inch."""

    image: Any
    dpi: float


class ScanFile(Protocol):
    """An opened scan."""

    count: int

    def picture(self, place: int, dpi: float = DPI) -> PagePicture:
        """Return page ``place`` (from 0) at about ``dpi``, never enlarged.

        Raises :class:`BadInputError` naming the page that cannot be read.
        """


@contextmanager
def open_scan(path: Path) -> Iterator[ScanFile]:
    """Open a PDF, JPG, PNG or TIFF by its content.

    Raises :class:`BadInputError` for a file that is none of these, is locked, damaged, has more
    than :data:`MOST_PAGES` pages or a picture of more than :data:`MOST_PIXELS` pixels.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(1024)
    except OSError as error:
        raise refuse(
            path, error.strerror or str(error), "请确认文件存在并且没有被其他程序占用。"
        ) from error
    if not head:
        raise refuse(path, "文件是空的", "请检查扫描是否完成，然后重新选择。")
    with _PdfScan(path) if b"%PDF-" in head else _PictureScan(path) as scan:
        if scan.count > MOST_PAGES:
            raise refuse(
                path,
                f"它有 {scan.count} 页，一次最多读取 {MOST_PAGES} 页",
                "请把扫描件拆分后分次归档。",
            )
        yield scan


class _PdfScan:
    """A PDF; PDFium draws its pages."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._source = PageSource(path)
        except UnreadablePdfError as error:
            raise refuse(
                path,
                "这个 PDF 有打开密码" if error.locked else "这个 PDF 已损坏",
                "请去掉密码，另存后再归档。" if error.locked else "请重新扫描后再归档。",
                repr(error),
            ) from error
        self.count = self._source.count

    def __enter__(self) -> ScanFile:
        return self

    def __exit__(self, *_error: object) -> None:
        self._source.close()

    def picture(self, place: int, dpi: float = DPI) -> PagePicture:
        try:
            with self._source.page(place) as page:
                longest = max(page.get_size()) / POINTS_PER_INCH
                _require_pictures(self._path, place, page)
                dpi = min(dpi, LONGEST_SIDE_MM / MM_PER_INCH * DPI / longest)
                image = picture(page, dpi)
        except (UnreadablePdfError, ZeroDivisionError) as error:
            raise _bad_page(self._path, place, error) from error
        return PagePicture(image, dpi)


def _require_pictures(path: Path, place: int, page: Any) -> None:
    """Weigh the pictures on the page before anything unpacks them."""
    for wide, high in picture_sizes(page):
        if wide * high > MOST_PIXELS:
            raise _too_large(path, place, wide, high)


class _PictureScan:
    """A picture, or the pictures of a TIFF."""

    def __init__(self, path: Path) -> None:
        from PIL import Image

        self._path = path
        try:
            with _calm():
                self._image = Image.open(path)
        except Image.DecompressionBombError as error:
            raise refuse(
                path, "图片的像素太多", "请以 200 至 300 dpi 重新扫描。", repr(error)
            ) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise refuse(
                path,
                "它不是 PDF、JPG、PNG 或 TIFF，或者已损坏",
                "请选择扫描得到的文件；Word 文件请先打印、签章、扫描。",
                repr(error),
            ) from error
        if self._image.format not in PICTURES:
            self._image.close()
            raise refuse(
                path,
                f"不支持 {self._image.format} 图片",
                "请把扫描仪的输出格式设为 PDF、JPG、PNG 或 TIFF。",
            )
        self.count = int(getattr(self._image, "n_frames", 1))

    def __enter__(self) -> ScanFile:
        return self

    def __exit__(self, *_error: object) -> None:
        self._image.close()

    def picture(self, place: int, dpi: float = DPI) -> PagePicture:
        from PIL import Image, ImageOps

        try:
            # A picture is opened anew for each reading: a draft leaves it reduced.
            with _calm(), Image.open(self._path) as image:
                image.seek(place)
                if image.width * image.height > MOST_PIXELS:
                    raise _too_large(self._path, place, image.width, image.height)
                own = _resolution(image)
                wanted = max(1.0, own / dpi)
                size = (round(image.width / wanted), round(image.height / wanted))
                if self.count == 1:
                    image.draft("RGB", size)
                whole = ImageOps.exif_transpose(_on_paper(image))
        except Image.DecompressionBombError as error:
            raise _bad_page(self._path, place, error) from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise _bad_page(self._path, place, error) from error
        if max(whole.size) > max(size):
            size = size if (whole.width > whole.height) == (size[0] > size[1]) else size[::-1]
            whole = whole.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
        return PagePicture(whole, own / wanted)


def _resolution(image: Any) -> float:
    """Return the picture's pixels an inch; an A4 sheet is taken where it tells nonsense."""
    longest = float(max(image.size))
    told = float(max(image.info.get("dpi", (0, 0))) or 0)
    if told >= POINTS_PER_INCH and longest / told * MM_PER_INCH <= LONGEST_SIDE_MM:
        return told
    return longest / A4_LONG_MM * MM_PER_INCH


def _on_paper(image: Any) -> Any:
    from PIL import Image

    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


@contextmanager
def _calm() -> Iterator[None]:
    """Keep Pillow's warning of large pictures quiet: what is too large is refused in words."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _too_large(path: Path, place: int, wide: int, high: int) -> BadInputError:
    return refuse(
        path,
        f"第 {place + 1} 页的图片有 {wide} × {high} 像素，太大了",
        "请以 200 至 300 dpi 重新扫描。",
    )


def _bad_page(path: Path, place: int, error: Exception) -> BadInputError:
    return refuse(path, f"第 {place + 1} 页已损坏", "请重新扫描这个文件后再归档。", repr(error))
