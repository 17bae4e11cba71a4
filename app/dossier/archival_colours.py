"""Whether a colour space stands by itself or by the sRGB output intent (ISO 19005-2, 6.2.4).

Grey and RGB of a device are told by the file's output intent; CMYK of a device is told by nothing
here, so it conforms only where the drawing brings a space of its own for it.
"""

from __future__ import annotations

from typing import Any

import pikepdf

from app.dossier.archival import Breach
from app.dossier.archival_objects import NAME_NOT_TEXT, is_text
from app.dossier.archival_use import Use
from app.dossier.fingerprint import unpacked, value_hash

BY_DEFAULT = {
    "/DeviceGray": "/DefaultGray",
    "/DeviceRGB": "/DefaultRGB",
    "/DeviceCMYK": "/DefaultCMYK",
}
PLAIN = {"/CalGray", "/CalRGB", "/Lab", "/Pattern"}
PROFILE_COLOURS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}
PROFILE_KINDS = {b"prtr", b"mntr", b"scnr", b"spac"}
NEWEST_PROFILE = 4
MOST_COLOURANTS = 32
DEEPEST = 8

CMYK = Breach("6.2.4.3", "使用了没有色彩标定的 CMYK 颜色")
PROFILE = Breach("6.2.4.2", "色彩配置文件（ICC）无效或与颜色数不符")
UNKNOWN = Breach("6.2.4.1", "使用了无法识别的颜色空间")
SPOT = Breach("6.2.4.4", "专色的定义不完整")
TOO_MANY = Breach("6.1.13", "一个颜色空间的色料超过 32 种")
SPOT_TWICE = Breach("6.2.4.4", "同名的专色有不同的定义")


def look_at_space(space: Any, resources: Any, use: Use, depth: int = 0) -> None:
    """Note in ``use`` what is wrong with a colour space, named or written out."""
    if depth > DEEPEST:
        use.breaches.add(UNKNOWN)
    elif isinstance(space, pikepdf.Name):
        _named(space, resources, use, depth)
    elif isinstance(space, pikepdf.Array) and len(space) and isinstance(space[0], pikepdf.Name):
        _written_out(space, resources, use, depth)
    else:
        use.breaches.add(UNKNOWN)


def _named(space: pikepdf.Name, resources: Any, use: Use, depth: int) -> None:
    name = bytes(space).decode("latin-1")
    own = _spaces(resources)
    if name in BY_DEFAULT:
        default = own.get(BY_DEFAULT[name]) if own is not None else None
        if default is not None:
            look_at_space(default, None, use, depth + 1)
        elif name == "/DeviceCMYK":
            use.breaches.add(CMYK)
    elif name not in PLAIN:
        found = own.get(space) if own is not None else None
        if found is None:
            use.breaches.add(UNKNOWN)
        else:
            look_at_space(found, resources, use, depth + 1)


def _spaces(resources: Any) -> Any:
    own = resources.get("/ColorSpace") if isinstance(resources, pikepdf.Dictionary) else None
    return own if isinstance(own, pikepdf.Dictionary) else None


def _written_out(space: pikepdf.Array, resources: Any, use: Use, depth: int) -> None:
    kind, rest = str(space[0]), list(space)[1:]
    if kind in BY_DEFAULT or (kind in PLAIN and not rest):
        look_at_space(space[0], resources, use, depth)
    elif kind == "/ICCBased" and rest:
        _profiled(rest[0], use)
    elif kind in ("/Indexed", "/Pattern") and rest:
        look_at_space(rest[0], resources, use, depth + 1)
    elif kind == "/Separation" and len(rest) >= 3:
        _spot(rest, resources, use, depth)
    elif kind == "/DeviceN" and len(rest) >= 3:
        _spots(rest, resources, use, depth)
    elif kind not in PLAIN:
        use.breaches.add(UNKNOWN)


def _profiled(stream: Any, use: Use) -> None:
    if not isinstance(stream, pikepdf.Stream):
        use.breaches.add(PROFILE)
        return
    colours = stream.get("/N")
    if not _fits(unpacked(stream), colours):
        use.breaches.add(PROFILE)
    use.profiled_cmyk = use.profiled_cmyk or colours == 4


def _fits(profile: bytes, colours: Any) -> bool:
    return (
        len(profile) > 128
        and profile[36:40] == b"acsp"
        and profile[8] <= NEWEST_PROFILE
        and profile[12:16] in PROFILE_KINDS
        and PROFILE_COLOURS.get(profile[16:20]) == colours
    )


def _spot(rest: list[Any], resources: Any, use: Use, depth: int) -> None:
    look_at_space(rest[1], resources, use, depth + 1)
    name = bytes(rest[0]) if isinstance(rest[0], pikepdf.Name) else b""
    if not is_text(name):
        use.breaches.add(NAME_NOT_TEXT)
    made = value_hash(rest[1]) + value_hash(rest[2])
    if use.spots.setdefault(name, made) != made:
        use.breaches.add(SPOT_TWICE)


def _spots(rest: list[Any], resources: Any, use: Use, depth: int) -> None:
    names = list(rest[0]) if isinstance(rest[0], pikepdf.Array) else []
    if len(names) > MOST_COLOURANTS:
        use.breaches.add(TOO_MANY)
    told = rest[3].get("/Colorants") if len(rest) > 3 else None
    known: Any = told if isinstance(told, pikepdf.Dictionary) else pikepdf.Dictionary()
    if not names or any(not isinstance(name, pikepdf.Name) or name not in known for name in names):
        use.breaches.add(SPOT)
    look_at_space(rest[1], resources, use, depth + 1)
    for spot in known.values():
        look_at_space(spot, resources, use, depth + 1)
