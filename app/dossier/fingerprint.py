"""What a page holds, as a hash that stays when the file is only saved again by another program.

Hashed are a page's drawing operators and the resources that they name, unpacked; object numbers,
compression, metadata and links are not. Pictures count by their own stored bytes.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf

from app.errors import BadInputError
from app.pieces import each
from app.progress import Progress

LOSSLESS = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
LEFT_OUT = {
    "/Length", "/Filter", "/DecodeParms", "/Parent", "/Metadata", "/PieceInfo", "/StructParents",
    "/StructParent", "/LastModified", "/ProcSet", "/Type", "/Length1", "/Length2", "/Length3",
}  # fmt: skip
NAME = re.compile(rb"/[^\s/\[\]()<>{}%]+")
MOST_UNPACKED = 64 * 1024 * 1024
PORTION = 1024 * 1024
MOST_PACKED = 16 * 1024 * 1024
"""Of a stream with a predictor or an older filter, which qpdf unpacks as a whole."""


class _Hasher:
    """Hashes the pages of one file; what several pages share is hashed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def page(self, page: pikepdf.Page) -> str:
        content = _contents(page.obj)
        used = {name.decode("latin-1") for name in NAME.findall(content)}
        whole = hashlib.sha256(content)
        resources = page.obj.get("/Resources")
        if not isinstance(resources, pikepdf.Dictionary):
            resources = page.resources
        for kind in sorted(resources.keys()):
            group = resources[kind]
            if not isinstance(group, pikepdf.Dictionary):
                continue
            for name in sorted(set(group.keys()) & used):
                whole.update(name.encode("utf-8", "surrogateescape"))
                whole.update(self._value(group[name]))
        box = ",".join(_number(value) for value in page.mediabox)
        whole.update(f"{box}|{int(page.obj.get('/Rotate', 0)) % 360}".encode())
        return whole.hexdigest()

    def _value(self, value: Any) -> bytes:
        if not isinstance(value, pikepdf.Object):
            return _plain(value)
        key = value.objgen if value.is_indirect else (0, 0)
        if key != (0, 0):
            known = self._known.get(key)
            if known is not None:
                return known
            self._known[key] = b"within itself"
        made = self._compound(value)
        if key != (0, 0):
            self._known[key] = made
        return made

    def _compound(self, value: pikepdf.Object) -> bytes:
        if isinstance(value, pikepdf.Array):
            return hashlib.sha256(b"[" + b" ".join(self._value(v) for v in value)).digest()
        if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            return _plain(value)
        whole = hashlib.sha256(b"<<")
        for name in sorted(set(value.keys()) - LEFT_OUT):
            whole.update(name.encode("utf-8", "surrogateescape"))
            whole.update(self._value(value[name]))
        if isinstance(value, pikepdf.Stream):
            whole.update(_data(value))
        return whole.digest()


def value_hash(value: Any) -> bytes:
    """Return a hash of anything that a page's resources hold, that of the same thing elsewhere."""
    return _Hasher()._value(value)


def _plain(value: Any) -> bytes:
    if isinstance(value, bool) or value is None:
        return repr(value).encode()
    if isinstance(value, int | float | Decimal):
        return _number(value).encode()
    if isinstance(value, pikepdf.String):
        return b"(" + bytes(value)
    if isinstance(value, pikepdf.Name):
        # A font's name may be in GBK, which is no text to pikepdf.
        return bytes(value)
    return str(value).encode("utf-8", "surrogateescape")


def _number(value: Any) -> str:
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def _data(stream: pikepdf.Stream) -> bytes:
    filters: Any = stream.get("/Filter", [])
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    if all(str(name) in LOSSLESS for name in names):
        data = unpacked(stream)
        if stream.get("/Subtype") == "/Form":
            data = b" ".join(data.split())
        return hashlib.sha256(data).digest()
    lossy = ",".join(str(name) for name in names if str(name) not in LOSSLESS)
    return hashlib.sha256(lossy.encode() + stream.read_raw_bytes()).digest()


def unpacked(stream: pikepdf.Stream) -> bytes:
    """Return a stream's unpacked bytes; its stored ones when they are broken or unpack to too much.

    A few bytes can unpack to gigabytes: what deflate was used for is unpacked with a limit.
    """
    raw = stream.read_raw_bytes()
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        try:
            whole = zlib.decompressobj()
            data = whole.decompress(raw, MOST_UNPACKED)
        except zlib.error:
            return raw
        return raw if whole.unconsumed_tail else data
    if len(raw) > MOST_PACKED:
        return raw
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return raw


def unpacks_too_far(stream: pikepdf.Stream) -> bool:
    """Tell whether a stream unpacks to more than any page draws, without unpacking it all."""
    if stream.get("/Filter") != "/FlateDecode":
        return False
    try:
        unpacking = zlib.decompressobj()
        left, size = stream.read_raw_bytes(), 0
        while left and size <= MOST_UNPACKED:
            size += len(unpacking.decompress(left, PORTION))
            left = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return size > MOST_UNPACKED


def _contents(page: pikepdf.Object) -> bytes:
    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    parts = []
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            parts.append(unpacked(stream))
    # Where one stream ends and how wide the gaps are is not what is drawn.
    return b" ".join(b"\n".join(parts).split())


def page_hashes(pages: Iterable[pikepdf.Page], progress: Progress, text: str) -> tuple[str, ...]:
    """Return the SHA-256 of each page's content; the pages are of one file."""
    hasher, found = _Hasher(), []
    for page in each(list(pages), progress, text):
        found.append(hasher.page(page))
    return tuple(found)


def file_hashes(path: Path, progress: Progress) -> tuple[str, ...]:
    """Return the hashes of a file's pages; raise :class:`BadInputError` when it is no sound PDF."""
    with opened(path) as pdf:
        return page_hashes(pdf.pages, progress, f"正在比对“{path.name}”")


@contextmanager
def opened(path: Path) -> Iterator[pikepdf.Pdf]:
    """Open a PDF to be compared; raise :class:`BadInputError` when that cannot be done."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise BadInputError(
            f"PDF 文件“{path.name}”有打开密码。", "请去掉密码，另存后再核对。"
        ) from error
    except (pikepdf.PdfError, OSError) as error:
        raise BadInputError(
            f"文件“{path.name}”不是完整的 PDF，无法逐页核对。",
            "请重新取得这份文件后再核对。",
            str(error),
        ) from error
