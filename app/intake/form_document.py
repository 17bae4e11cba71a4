"""A form's Word document come back from Word or WPS: its lines, and what it says of itself.

Three parts of the archive are read, each to a bound, and nothing else is unpacked. Lines are
plain pairs of a content control's tag and a text; what they mean is not known here.
"""

from __future__ import annotations

import mmap
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInputError
from app.intake.compound import holds
from app.intake.files import OLE, ZIP
from app.intake.limits import MAX_ARCHIVE_ENTRIES, MAX_FILE_BYTES, MAX_FORM_BYTES, MB, refuse
from app.intake.word import SKIPPED, first_child, local_name, value_of

_BROKEN = (
    ET.ParseError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError,
    ValueError, RecursionError,
)  # fmt: skip
_ENCRYPTED_FLAG = 0x1
_SAVE_AS = "请在 Word 或 WPS 中打开，另存为 .docx 后再导入。"
_CHOOSE = "请选择从“填写表单”导出、用 Word 或 WPS 修改后保存的 .docx 文件。"
_VARIANT = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"


@dataclass(frozen=True)
class FormLine:
    """A paragraph outside tables, or a cell: pairs of a control's tag ("" outside) and text."""

    is_cell: bool
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FormDocument:
    """What was read: hidden properties and variables by name, and the lines in order."""

    properties: dict[str, str]
    lines: tuple[FormLine, ...]


def read_form_document(path: Path) -> FormDocument:
    """Read a Word document; inserted text counts and deleted text does not.

    Raises :class:`BadInputError` for anything that is no sound .docx: another kind of file, .doc,
    one with a password, a damaged or an over-large one.
    """
    try:
        _require_word(path)
        with zipfile.ZipFile(path) as archive:
            if len(archive.namelist()) > MAX_ARCHIVE_ENTRIES:
                raise refuse(path, "压缩包里的部分过多，不是正常的文档", _CHOOSE)
            body = ET.fromstring(_part(path, archive, "word/document.xml") or b"<none/>")
            known = _properties(_part(path, archive, "docProps/custom.xml"))
            known |= _variables(_part(path, archive, "word/settings.xml"))
            return FormDocument(known, tuple(_lines(body)))
    except _BROKEN as error:
        raise refuse(path, "文档已损坏或没有保存完整", _SAVE_AS, repr(error)) from error
    except RuntimeError as error:  # zipfile's word for "a password is needed"
        raise _locked(path) from error
    except OSError as error:
        raise refuse(
            path,
            f"系统不允许读取（{error.strerror or error}）",
            "请检查文件是否仍在原处；如果正在 Word 或 WPS 中打开，请先关闭，然后重试。",
            repr(error),
        ) from error


def _require_word(path: Path) -> None:
    if path.is_dir():
        raise refuse(path, "这是文件夹", _CHOOSE)
    if not path.exists():
        raise refuse(path, "文件不存在", "请检查文件是否已被移动、改名或删除。")
    size = path.stat().st_size
    if size == 0:
        raise refuse(path, "文件是空的（0 字节）", "请在 Word 或 WPS 中重新保存。")
    if size > MAX_FILE_BYTES:
        raise refuse(path, f"文件有 {size // MB} MB，大得不正常", _CHOOSE)
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(OLE):
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if holds(content, "EncryptedPackage"):
                    raise _locked(path)
                if holds(content, "WordDocument"):
                    raise refuse(path, "这是旧版 Word 文档（.doc）", _SAVE_AS)
    if not head.startswith(ZIP):
        raise refuse(path, "这不是 Word 文档（.docx）", _CHOOSE)
    with zipfile.ZipFile(path) as archive:
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in archive.infolist()):
            raise _locked(path)
        if "word/document.xml" not in archive.namelist():
            raise refuse(path, "这不是 Word 文档（.docx）", _CHOOSE)


def _locked(path: Path) -> BadInputError:
    return refuse(path, "文件设有打开密码", "请在 Word 或 WPS 中取消密码并保存后再导入。")


def _part(path: Path, archive: zipfile.ZipFile, name: str) -> bytes | None:
    if name not in archive.namelist():
        return None
    with archive.open(name) as part:
        content = part.read(MAX_FORM_BYTES + 1)
    if len(content) > MAX_FORM_BYTES:
        raise refuse(path, f"正文解压后超过 {MAX_FORM_BYTES // MB} MB，大得不正常", _CHOOSE)
    if b"<!DOCTYPE" in content[:1024]:
        raise refuse(path, "文档中有不正常的声明", _SAVE_AS)
    return content


def _properties(content: bytes | None) -> dict[str, str]:
    if content is None:
        return {}
    return {
        entry.get("name", ""): "".join(entry.itertext())
        for entry in ET.fromstring(content).iter(_VARIANT)
    }


def _variables(content: bytes | None) -> dict[str, str]:
    if content is None:
        return {}
    found = {}
    for entry in ET.fromstring(content).iter():
        if local_name(entry) == "docVar":
            name = next((v for k, v in entry.attrib.items() if k.endswith("}name")), "")
            found[name] = value_of(entry)
    return found


def _lines(element: ET.Element) -> Iterator[FormLine]:
    """Return the paragraphs and cells below ``element`` in order; blank paragraphs are no line."""
    for node in element:
        tag = local_name(node)
        if tag == "p":
            yield from _line(tuple(_pieces(node)))
        elif tag == "tc":
            yield FormLine(True, _joined(_cell(node, "")))
        elif tag == "sdt":
            yield from _control_lines(node)
        elif tag not in SKIPPED and not tag.endswith("Pr"):
            yield from _lines(node)


def _line(pieces: tuple[tuple[str, str], ...]) -> Iterator[FormLine]:
    pieces = _joined(iter(pieces))
    if any(tag or text.strip() for tag, text in pieces):
        yield FormLine(False, pieces)


def _control_lines(control: ET.Element) -> Iterator[FormLine]:
    """A control around whole paragraphs or cells: one line, whatever it has been made into."""
    tag, content = _tag(control), first_child(control, "sdtContent")
    if content is None:
        return
    if any(local_name(inner) == "tc" for inner in content):
        for cell in content:
            yield FormLine(True, _joined(_cell(cell, tag)))
    elif not tag or any(local_name(inner) in ("tbl", "tr") for inner in content):
        yield from _lines(content)
    else:
        yield FormLine(False, ((tag, _shown(control, content)),))


def _cell(cell: ET.Element, tag: str) -> Iterator[tuple[str, str]]:
    first = True
    for node in cell:
        name = local_name(node)
        if name not in ("p", "sdt", "tbl"):
            continue
        if not first:
            yield tag, "\n"
        first = False
        content = first_child(node, "sdtContent")
        if content is not None and (own := _tag(node)):
            yield own, _shown(node, content)
        else:
            yield from ((known or tag, text) for known, text in _pieces(node))


def _pieces(element: ET.Element, tag: str = "") -> Iterator[tuple[str, str]]:
    """Return the visible text below a paragraph with the tag of the control it stands in."""
    for node in element:
        name = local_name(node)
        if name == "sdt":
            own, content = _tag(node), first_child(node, "sdtContent")
            if content is not None and own:
                yield own, _shown(node, content)
            elif content is not None:
                yield from _pieces(content, tag)
        elif name == "t":
            yield tag, node.text or ""
        elif name in ("br", "cr"):
            yield tag, "\n"
        elif name == "tab":
            yield tag, " "
        elif name == "p":
            yield from _pieces(node, tag)
            yield tag, "\n"
        elif name not in SKIPPED and name != "instrText" and not name.endswith("Pr"):
            yield from _pieces(node, tag)


def _shown(control: ET.Element, content: ET.Element) -> str:
    """Return a control's text; what only asks for a text is none."""
    properties = first_child(control, "sdtPr")
    if properties is not None and first_child(properties, "showingPlcHdr") is not None:
        return ""
    return "".join(text for _tag_, text in _pieces(content)).rstrip("\n")


def _tag(control: ET.Element) -> str:
    properties = first_child(control, "sdtPr")
    found = None if properties is None else first_child(properties, "tag")
    text = "" if found is None else value_of(found)
    return text if re.fullmatch(r"[a-z_]+(\.[0-9a-z_]+)+(#\d+)?", text) else ""


def _joined(pieces: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the pieces with those of one tag that stand together made one."""
    made: list[tuple[str, str]] = []
    for tag, text in pieces:
        if made and made[-1][0] == tag:
            made[-1] = (tag, made[-1][1] + text)
        else:
            made.append((tag, text))
    return tuple(made)
