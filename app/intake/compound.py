"""The OLE compound file, in which old workbooks and locked files are kept: is it all there?

Its allocation table (FAT) names every sector in use; a file that ends before the last of them
was cut off. Layout: [MS-CFB] 2.2 and 2.3.
"""

from __future__ import annotations

import mmap
import struct
from typing import BinaryIO

FREE = 0xFFFFFFFF
HEADER = 512
SHIFT_AT, FAT_COUNT_AT, FAT_LIST_AT, FAT_LISTED = 30, 44, 76, 109


def is_cut_off(file: BinaryIO, size: int) -> bool:
    """Tell whether the compound file of ``size`` bytes ends before its last sector in use.

    Looks at the 109 table sectors that the header lists: up to 6.8 MB of a file of 512-byte
    sectors; what lies beyond is left to the reader.
    """
    file.seek(0)
    header = file.read(HEADER)
    if len(header) < HEADER:
        return True
    (shift,) = struct.unpack_from("<H", header, SHIFT_AT)
    if shift not in (9, 12):
        return True
    sector = 1 << shift
    (count,) = struct.unpack_from("<L", header, FAT_COUNT_AT)
    listed = struct.unpack_from(f"<{FAT_LISTED}L", header, FAT_LIST_AT)
    last = -1
    for place, number in enumerate(listed[: min(count, FAT_LISTED)]):
        file.seek((number + 1) * sector)
        table = file.read(sector)
        if len(table) < sector:
            return True
        entries = struct.unpack(f"<{sector // 4}L", table)
        used = max((at for at, entry in enumerate(entries) if entry != FREE), default=-1)
        if used >= 0:
            last = place * (sector // 4) + used
    # Some writers leave the last sector short; it must at least have begun.
    return bool(size <= (last + 1) * sector)


def holds(content: mmap.mmap, stream: str) -> bool:
    """Tell whether the compound file has a stream of that name."""
    return content.find(stream.encode("utf-16-le")) >= 0
