"""The sRGB profile that an archival file's colours are told by, built from the published figures.

The primaries and the curve are those of IEC 61966-2-1, brought to the profile's white (D50) by the
Bradford transform; the layout is ICC.1:2004-10. No clock and no library's version is in it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cache

NAME = "sRGB IEC61966-2.1"
COLOURS = 3
HEADER = 128
D50 = (0.9642, 1.0, 0.8249)
PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
TO_D50 = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
MADE_IN = (2026, 1, 1, 0, 0, 0)


@cache
def profile() -> bytes:
    """Return the profile; the same bytes always."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(CURVE)
    tags = {
        b"desc": _words(NAME),
        b"cprt": _words("No copyright, use freely"),
        b"wtpt": _place(D50),
        b"chad": b"sf32" + bytes(4) + _fixed(TO_D50),
        **{name: _place(value) for name, value in PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    at = HEADER + 4 + 12 * len(tags)
    table, body, places = struct.pack(">I", len(tags)), b"", dict[bytes, int]()
    for name, data in tags.items():
        if data not in places:
            places[data] = at + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", places[data], len(data))
    return _header(at + len(body)) + table + body


def _header(size: int) -> bytes:
    made = struct.pack(">I4s4s4s4s4s", size, bytes(4), b"\x04\x20\0\0", b"mntr", b"RGB ", b"XYZ ")
    made += struct.pack(">6H", *MADE_IN) + b"acsp" + bytes(28)
    return (made + _fixed(D50)).ljust(HEADER, b"\0")


def _fixed(values: Sequence[float]) -> bytes:
    """Return numbers with 16 binary places, as profiles hold them."""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _place(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)


def _words(text: str) -> bytes:
    packed = text.encode("utf-16-be")
    return (
        b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(packed), 28) + packed
    )
