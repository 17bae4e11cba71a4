"""A finished file held against PDF/A-2b, clause by clause (ISO 19005-2).

Reads what was written, as another program would; shares with the making of the file only the
reading of single drawings. It is the program's own check and no certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pikepdf

from app.dossier import archival_objects as objects
from app.dossier.archival import NAME, Breach, Broken
from app.dossier.archival_colours import look_at_space
from app.dossier.archival_content import BROKEN, NOT_AS_TOLD, DrawingReader
from app.dossier.archival_notes import action_breaches, note_breaches
from app.dossier.archival_use import Use
from app.dossier.archival_words import word_breaches
from app.dossier.fingerprint import opened, unpacked
from app.errors import CannotPrintError
from app.pieces import each
from app.progress import Progress

CHECKING = f"正在检查 {NAME}"
TAIL = 1024
MOST_OBJECTS = 8_388_607
LONGEST_NAME, LARGEST_NUMBER = 127, 2**31 - 1
SMALLEST_PAGE, LARGEST_PAGE = 3, 14400

HEADER = Breach("6.1.2", "文件头不是 PDF 1.0—1.7，或缺少二进制标记")
NO_ID = Breach("6.1.3", "文件没有标识（ID）")
LOCKED = Breach("6.1.3", "文件已加密")
AFTER_END = Breach("6.1.3", "文件结束标记之后还有内容")
TOO_LONG = Breach("6.1.13", "名称、字符串、数值或对象数超过上限")
PAGE_SIZE = Breach("6.1.13", "页面尺寸超出范围")
PERMISSIONS = Breach("6.1.12", "设置了文件权限")
NO_INTENT = Breach("6.2.3", "没有唯一、有效的输出意图")
FIELDS = Breach("6.4.1", "表单域要求由阅读程序生成外观")
XFA = Breach("6.4.2", "含有要由阅读程序生成页面的表单（XFA）")
EMBEDDED = Breach("6.8", "含有内嵌文件")
LAYERS = Breach("6.9", "含有图层，本程序不能逐项核对")
PRESENTATION = Breach("6.10", "含有替代演示或翻页效果")
REQUIREMENTS = Breach("6.11", "含有对阅读程序的要求")


def check(path: Path, progress: Progress) -> tuple[Broken, ...]:
    """Return every clause of PDF/A-2b that the file breaks; none: it was found to conform.

    Raises :class:`app.errors.BadInputError` when the file cannot be read.
    """
    found: dict[Breach, list[int]] = {breach: [] for breach in _frame(path)}
    with opened(path) as pdf:
        if pdf.is_encrypted:
            found[LOCKED] = []
        for breach in (*_catalogue(pdf), *word_breaches(pdf), *_objects(pdf, progress)):
            found.setdefault(breach, [])
        reader = DrawingReader()
        for place, page in enumerate(each(pdf.pages, progress, CHECKING), start=1):
            for breach in _page(page, reader):
                found.setdefault(breach, []).append(place)
    return tuple(Broken(breach, tuple(pages)) for breach, pages in sorted(found.items()))


def require_conforming(path: Path, progress: Progress, what: str) -> None:
    """Raise :class:`app.errors.CannotPrintError` naming what the file, ``what``, breaks, if
    anything.
    """
    broken = check(path, progress)
    if broken:
        more = f"等 {len(broken)} 处" if len(broken) > 1 else ""
        raise CannotPrintError(
            f"{what}没有达到 {NAME}，没有存档。{broken[0].sentence}{more}",
            "请改为导出普通 PDF；同意把不符合的页按图片装入后，也可以再试。",
            "\n".join(one.sentence for one in broken),
        )


def _frame(path: Path) -> Iterator[Breach]:
    """Look at the bytes around the objects."""
    with path.open("rb") as handle:
        first, second = handle.readline(64).rstrip(b"\r\n"), handle.readline(64)
        handle.seek(0, 2)
        handle.seek(max(0, handle.tell() - TAIL))
        tail = handle.read()
    version = first.removeprefix(b"%PDF-1.")
    marked = second.startswith(b"%") and sum(byte > 127 for byte in second[1:5]) == 4
    if len(version) != 1 or version not in b"01234567" or not marked:
        yield HEADER
    if tail.rpartition(b"%%EOF")[2].strip(b"\r\n"):
        yield AFTER_END


def _catalogue(pdf: pikepdf.Pdf) -> Iterator[Breach]:
    root, names = pdf.Root, pdf.Root.get("/Names")
    if not isinstance(pdf.trailer.get("/ID"), pikepdf.Array):
        yield NO_ID
    yield from action_breaches(root.get("/OpenAction"))
    if "/Perms" in root:
        yield PERMISSIONS
    if "/Requirements" in root:
        yield REQUIREMENTS
    if "/OCProperties" in root:
        yield LAYERS
    if isinstance(names, pikepdf.Dictionary):
        if "/EmbeddedFiles" in names:
            yield EMBEDDED
        if "/AlternatePresentations" in names:
            yield PRESENTATION
    if root.get("/NeedsRendering", False):
        yield XFA
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        if form.get("/NeedAppearances", False):
            yield FIELDS
        if "/XFA" in form:
            yield XFA
    if not _has_intent(root):
        yield NO_INTENT


def _has_intent(root: Any) -> bool:
    listed = root.get("/OutputIntents")
    every = list(listed) if isinstance(listed, pikepdf.Array) else []
    own = [one for one in every if one.get("/S") == "/GTS_PDFA1"]
    if len(own) != 1 or not isinstance(own[0].get("/DestOutputProfile"), pikepdf.Stream):
        return False
    profile: Any = own[0].DestOutputProfile
    use = Use()
    look_at_space(pikepdf.Array([pikepdf.Name.ICCBased, profile]), None, use)
    data = unpacked(profile)
    # RGB alone: grey follows from it, CMYK is refused wherever it is met.
    return not use.breaches and data[12:16] in (b"mntr", b"prtr") and data[16:20] == b"RGB "


def _objects(pdf: pikepdf.Pdf, progress: Progress) -> Iterator[Breach]:
    """Look at every object by itself, whether a page draws it or not."""
    if len(pdf.objects) > MOST_OBJECTS:
        yield TOO_LONG
    for thing in each(pdf.objects, progress, CHECKING):
        yield from _values(thing)
        if isinstance(thing, pikepdf.Stream):
            yield from objects.stream_breaches(thing)
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield from _names(thing)
            if "/AA" in thing:
                yield from action_breaches(None, further=True)
            if "/A" in thing or "/Next" in thing:
                yield from action_breaches(thing.get("/A"))
            if thing.get("/Type") == "/Filespec" and "/EF" in thing:
                yield EMBEDDED


def _values(thing: Any) -> Iterator[Breach]:
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Name | pikepdf.String):
            longest = LONGEST_NAME + 1 if isinstance(one, pikepdf.Name) else objects.LONGEST_STRING
            if len(bytes(one)) > longest:
                yield TOO_LONG
        elif isinstance(one, int):
            if abs(one) > LARGEST_NUMBER:
                yield TOO_LONG
        elif isinstance(one, pikepdf.Array):
            waiting += [item for item in one if not _elsewhere(item)]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            keys = list(one.keys())
            if any(len(key.encode("utf-8", "surrogateescape")) > LONGEST_NAME + 1 for key in keys):
                yield TOO_LONG
            waiting += [one[key] for key in keys if not _elsewhere(one[key])]


def _elsewhere(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _names(thing: Any) -> Iterator[Breach]:
    for key in ("/BaseFont", "/FontName"):
        name = thing.get(key)
        if isinstance(name, pikepdf.Name) and not objects.is_text(bytes(name)):
            yield objects.NAME_NOT_TEXT


def _page(page: pikepdf.Page, reader: DrawingReader) -> set[Breach]:
    try:
        use = reader.page(page)
        found = set(note_breaches(page, reader, use)) | reader.breaches(use)
    except NOT_AS_TOLD:
        found = {BROKEN}
    if "/PresSteps" in page.obj:
        found.add(PRESENTATION)
    if not _sized(page.mediabox):
        found.add(PAGE_SIZE)
    return found


def _sized(box: Iterable[Any]) -> bool:
    left, bottom, right, top = (float(value) for value in box)
    return all(SMALLEST_PAGE <= abs(side) <= LARGEST_PAGE for side in (right - left, top - bottom))
