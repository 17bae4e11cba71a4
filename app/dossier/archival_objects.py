"""Single objects of a PDF held against ISO 19005-2: streams, pictures, drawing states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from app.dossier.archival import Breach

FORBIDDEN_FILTERS = {"/LZWDecode", "/LZW", "/Crypt"}
INTENTS = ("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation")
BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten",
    "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue",
    "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
DEPTHS = (1, 2, 4, 8, 16)
HALFTONES = (1, 5)
LONGEST_STRING = 32767

NAME_NOT_TEXT = Breach("6.1.8", "字体或专色的名称不是 UTF-8")
FILTER = Breach("6.1.7.2", "使用了不允许的压缩或加密方式（LZW、Crypt）")
OUTSIDE = Breach("6.1.7.1", "引用了文件以外的数据")
INTENT = Breach("6.2.6", "使用了标准以外的呈现意图")
BLEND = Breach("6.2.10", "使用了标准以外的混合模式")
TRANSFER = Breach("6.2.5", "使用了传递函数")
HALFTONE = Breach("6.2.5", "使用了不允许的网屏设置")
SMOOTHED = Breach("6.2.8.1", "图像要求插值")
OTHER_PICTURE = Breach("6.2.8.1", "图像带有替代图像或 OPI 信息")
DEPTH = Breach("6.2.8.1", "图像的颜色位数不允许")
JPEG_2000 = Breach("6.2.8.3", "含有 JPEG 2000 图像，本程序不能逐项核对")
POSTSCRIPT = Breach("6.2.9.3", "含有 PostScript 内容")
OPI = Breach("6.2.9.1", "含有 OPI 信息")
OTHER_FILE = Breach("6.2.9.2", "引用了其他文件的页面")


def is_text(name: bytes) -> bool:
    """Tell whether a name's bytes are UTF-8."""
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def filters_of(stream: Any) -> list[str]:
    """Return the names of a stream's filters."""
    found = stream.get("/Filter")
    if isinstance(found, pikepdf.Name):
        return [str(found)]
    return [str(item) for item in found] if isinstance(found, pikepdf.Array) else []


def stream_breaches(stream: Any) -> Iterator[Breach]:
    """Return what a stream, a picture or a form breaks by its own entries."""
    filters = filters_of(stream)
    if FORBIDDEN_FILTERS & set(filters):
        yield FILTER
    kind = str(stream.get("/Subtype", ""))
    if any(key in stream for key in ("/FFilter", "/FDecodeParms")) or (
        isinstance(stream, pikepdf.Stream) and "/F" in stream
    ):
        yield OUTSIDE
    if kind == "/PS" or "/PS" in stream or stream.get("/Subtype2") == "/PS":
        yield POSTSCRIPT
    if kind == "/Form":
        if "/OPI" in stream:
            yield OPI
        if "/Ref" in stream:
            yield OTHER_FILE
    if kind == "/Image" or "/Width" in stream:
        yield from _picture_breaches(stream, filters)


def _picture_breaches(image: Any, filters: list[str]) -> Iterator[Breach]:
    if image.get("/Interpolate", False):
        yield SMOOTHED
    if "/Alternates" in image or "/OPI" in image:
        yield OTHER_PICTURE
    if "/JPXDecode" in filters:
        yield JPEG_2000
    elif image.get("/BitsPerComponent", 1) not in DEPTHS:
        yield DEPTH
    if "/Intent" in image and image.Intent not in INTENTS:
        yield INTENT


def state_breaches(state: Any) -> Iterator[Breach]:
    """Return what an entry of ExtGState breaks."""
    if "/TR" in state or ("/TR2" in state and state.TR2 != "/Default"):
        yield TRANSFER
    if "/HTP" in state:
        yield HALFTONE
    screen = state.get("/HT")
    if isinstance(screen, pikepdf.Dictionary | pikepdf.Stream) and (
        screen.get("/HalftoneType") not in HALFTONES or "/HalftoneName" in screen
    ):
        yield HALFTONE
    if "/RI" in state and state.RI not in INTENTS:
        yield INTENT
    blend = state.get("/BM")
    every = list(blend) if isinstance(blend, pikepdf.Array) else [blend] if blend else []
    if any(str(one) not in BLENDS for one in every):
        yield BLEND
