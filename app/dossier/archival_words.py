"""What a file says of itself (XMP) held against ISO 19005-2, 6.6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.etree.ElementTree import ParseError

import pikepdf

from app.dossier.archival import Breach
from app.dossier.archival_file import CONFORMANCE, PART

NONE = Breach("6.6.2.1", "没有可读的 XMP 元数据")
PACKET = Breach("6.6.2.1", "XMP 元数据的包头写了编码或长度")
UNLIKE = Breach("", "XMP 元数据与文档属性不一致")
UNKNOWN = Breach("6.6.2.3", "XMP 元数据含有标准以外、没有说明的属性")
NOT_SAID = Breach("6.6.4", "元数据没有声明 PDF/A-2b")
PACKET_HEAD = re.compile(rb"<\?xpacket begin=[^>]*?\b(bytes|encoding)=")
MOMENT = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z'?(?:00'00'?)?|([+-])(\d\d)'(\d\d)'?)?"
)
KNOWN = (
    "{http://purl.org/dc/elements/1.1/}",
    "{http://ns.adobe.com/pdf/1.3/}",
    "{http://ns.adobe.com/xap/1.0/}",
    "{http://ns.adobe.com/xap/1.0/mm/}",
    "{http://ns.adobe.com/xap/1.0/rights/}",
    "{http://www.aiim.org/pdfa/ns/id/}",
)
SAME = {
    "/Title": "dc:title",
    "/Subject": "dc:description",
    "/Keywords": "pdf:Keywords",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
}
MOMENTS = {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}


def word_breaches(pdf: pikepdf.Pdf) -> Iterator[Breach]:
    """Return what the file's metadata breaks."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream) or stream.get("/Subtype") != "/XML":
        yield NONE
        return
    data = stream.read_bytes()
    if PACKET_HEAD.search(data):
        yield PACKET
    try:
        words = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=True)
        said = (words.get("pdfaid:part"), words.get("pdfaid:conformance"))
        unknown = any(not name.startswith(KNOWN) for name in words)
        unlike = _unlike(pdf.docinfo, words)
    except (ParseError, SyntaxError, ValueError):
        yield NONE
        return
    if unknown:
        yield UNKNOWN
    if said != (PART, CONFORMANCE):
        yield NOT_SAID
    if unlike:
        yield UNLIKE


def _unlike(info: Any, words: Any) -> bool:
    for key, name in SAME.items():
        if key in info and str(info[key]) != words.get(name):
            return True
    if "/Author" in info and [str(info.Author)] != list(words.get("dc:creator") or ()):
        return True
    return any(
        key in info and _moment(str(info[key])) != _xmp_moment(words.get(name))
        for key, name in MOMENTS.items()
    )


def _moment(told: str) -> datetime | None:
    found = MOMENT.fullmatch(told)
    if found is None:
        return None
    year, month, day, *clock = (int(part) if part else None for part in found.groups()[:6])
    hour, minute, second = (part or 0 for part in clock)
    ahead = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    zone = timezone(-ahead if found[7] == "-" else ahead)
    return datetime(year or 1, month or 1, day or 1, hour, minute, second, tzinfo=zone)


def _xmp_moment(told: str | None) -> datetime | None:
    try:
        made = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)
