"""A file that is broken, locked, empty, wrong or made to harm gets one clear message."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from app.errors import BadInputError
from app.intake import files, limits
from app.intake.files import read_tables
from app.intake.mapping import open_file
from app.progress import Silent

HEAD = ["序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注"]
ROW = ["1", "示例算法", "个性化推送类", "示例公司", "甲（APP）", "用于推荐。", "网信算备1号", ""]


def _refused(path: Path, word: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_tables(path, Silent())
    error = caught.value
    assert word in error.message
    assert path.name in error.message
    assert error.remedy.endswith("。")


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in (HEAD, *([ROW] * 40)):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _docx() -> bytes:
    from docx import Document

    document = Document()
    table = document.add_table(rows=0, cols=8)
    for row in (HEAD, *([ROW] * 10)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _compound(streams: dict[str, bytes]) -> bytes:
    """Make an OLE compound file (the container of xls, doc and locked files)."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    fat = [0xFFFFFFFD, end]
    body = b""
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    for place, (name, data) in enumerate(streams.items(), start=1):
        stored = data.ljust(4096, b"\0")
        stored = stored.ljust(-(-len(stored) // sector) * sector, b"\0")
        first, count = len(fat), len(stored) // sector
        fat += [*range(first + 1, first + count), end]
        body += stored
        right = place + 1 if place < len(streams) else free
        entries.append(_entry(name, 2, first, len(stored), right=right))
    directory = b"".join(entries).ljust(sector, b"\0")
    fat += [free] * (sector // 4 - len(fat))
    assert len(fat) == sector // 4
    assert len(directory) == sector
    header = struct.pack(
        "<8s16s5H6x4L4L",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0),
        *(4096, end, 0, end),
    )
    difat = struct.pack("<L", 0) + struct.pack("<110L", 0, *([free] * 109))
    head = (header + difat)[:sector].ljust(sector, b"\xff")
    return head + struct.pack("<128L", *fat) + directory + body


def _entry(  # noqa: PLR0917
    name: str, kind: int, first: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3L16sL16xLQ",
        text,
        len(text),
        kind,
        1,
        *(0xFFFFFFFF, right, child),
        b"",
        0,
        first,
        size,
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls() -> bytes:
    """Make an old Excel workbook (BIFF8) with the heading and one row."""
    sheet = _record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0))
    for row, texts in enumerate((HEAD, ROW)):
        for column, text in enumerate(texts):
            data = struct.pack("<HHHHB", row, column, 0, len(text), 1)
            sheet += _record(0x204, data + text.encode("utf-16-le"))
    sheet += _record(0x0A, b"")
    begin = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0))
    name = struct.pack("<BB", 6, 0) + b"Sheet1"
    offset = len(begin) + 4 + 6 + len(name) + 4
    book = begin + _record(0x85, struct.pack("<LBB", offset, 0, 0) + name) + _record(0x0A, b"")
    return _compound({"Workbook": book + sheet})


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_good_ones_are_read(tmp_path):
    for name, content in (("a.xlsx", _xlsx()), ("a.docx", _docx()), ("a.xls", _xls())):
        (table,) = read_tables(_write(tmp_path, name, content), Silent())
        assert table.rows[0] == HEAD
        assert table.rows[1] == ROW[:-1]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "空的"),
        ("a.csv", b"\r\n \r\n", "空的"),
        ("a.csv", b"\xef\xbb\xbf", "空的"),
        ("a.xlsx", b"%PDF-1.7\n", "PDF"),
        ("a.docx", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.xlsx", b"Rar!\x1a\x07\x00", "压缩包"),
        ("a.xls", b"<html><p>1</p></html>", "网页"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "XML"),
        ("a.doc", b"{\\rtf1 x}", "RTF"),
        ("a.csv", b"a,b\x00\x01\x02,c\n", "不是文本"),
        ("a.csv", b"\xff\xff\xff\xff\x80", "编码"),
        ("a.csv", "序号,算法名称,备案编号\n1,示例算".encode()[:-1], "没有下载完整"),
        ("a.csv", '序号,算法名称\n1,"示例'.encode(), "引号不配对"),
        ("a.xlsx", b"PK\x03\x04not a zip at all", "已损坏"),
    ],
)
def test_empty_foreign_and_cut_off_files(tmp_path, name, content, word):
    _refused(_write(tmp_path, name, content), word)


def test_nothing_there(tmp_path):
    _refused(tmp_path / "none.xlsx", "不存在")
    _refused(tmp_path, "文件夹")


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.docx", "locked.xls"])
def test_password_protected_office_files(tmp_path, name):
    content = _compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1" * 5000})
    _refused(_write(tmp_path, name, content), "密码")


def test_a_password_protected_old_workbook(tmp_path):
    book = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0))
    book += _record(0x2F, b"\1\0" + b"\1" * 52) + _record(0x0A, b"")
    _refused(_write(tmp_path, "a.xls", _compound({"Workbook": book})), "密码")


def test_an_encrypted_zip(tmp_path):
    content = bytearray(_xlsx())
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(magic, at + 4)
    _refused(_write(tmp_path, "a.xlsx", bytes(content)), "密码")


def test_old_word_and_other_archives(tmp_path):
    _refused(_write(tmp_path, "a.docx", _compound({"WordDocument": b"x"})), "旧版 Word")
    _refused(_write(tmp_path, "a.xls", _compound({"Other": b"x"})), "不是可识别的表格")
    for entry, word in (
        ("readme.txt", "压缩包"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "xlsb"),
    ):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(entry, "x")
        _refused(path, word)


def test_a_word_file_without_a_table(tmp_path):
    from docx import Document

    document = Document()
    document.add_paragraph("没有表格")
    document.save(str(tmp_path / "a.docx"))
    _refused(tmp_path / "a.docx", "没有表格")


def test_a_workbook_without_a_cell(tmp_path):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "a.xlsx")
    _refused(tmp_path / "a.xlsx", "没有任何表格内容")


def _with_sheet(folder: Path, content: bytes) -> Path:
    """A workbook whose sheet is replaced by ``content``."""
    path = folder / "bomb.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(_xlsx())) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = content if name == "xl/worksheets/sheet1.xml" else source.read(name)
            target.writestr(name, data)
    return path


def test_a_zip_bomb_is_weighed_not_unpacked(tmp_path):
    path = _with_sheet(tmp_path, b" " * (limits.UNPACKED_BYTES_BELOW_SUSPICION + limits.MB))
    assert path.stat().st_size < limits.MB
    _refused(path, "大得不正常")


def test_a_zip_that_lies_about_its_size(tmp_path):
    path = _with_sheet(tmp_path, b" " * 3_000_000)
    content = bytearray(path.read_bytes())
    real = struct.pack("<L", 3_000_000)
    assert content.count(real) == 2
    path.write_bytes(content.replace(real, struct.pack("<L", 1000)))
    _refused(path, "已损坏")


def test_a_cell_at_the_far_end_of_the_sheet(tmp_path):
    cell = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cell.format(1, "A")
        + cell.format(1048576, "XFD")
        + "</sheetData></worksheet>"
    )
    _refused(_with_sheet(tmp_path, sheet.encode()), "范围过大")


def test_more_than_the_bounds(tmp_path, monkeypatch):
    path = _write(tmp_path, "a.csv", b"a,b\n" * 100)
    monkeypatch.setattr(limits, "MAX_ROWS", 50)
    _refused(path, "内容过多")
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 100)
    _refused(path, "超过上限")


def test_a_row_as_wide_as_a_trap(tmp_path):
    _refused(_write(tmp_path, "a.csv", b"x," * 5000 + b"x"), "5001 列")


@pytest.mark.parametrize("make", [_xlsx, _docx, _xls])
def test_cut_off_anywhere_is_refused(tmp_path, make):
    content = make()
    for cut in (1, 7, 100, 513, len(content) // 3, len(content) // 2, len(content) - 1000):
        with pytest.raises(BadInputError):
            open_file(_write(tmp_path, "cut", content[:cut]), Silent())


@pytest.mark.parametrize("make", [_xlsx, _docx, _xls])
def test_damaged_anywhere_never_ends_in_another_error(tmp_path, make):
    content = make()
    chance = random.Random(20261123)
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            tables = read_tables(_write(tmp_path, "damaged", bytes(damaged)), Silent())
        except BadInputError:
            continue
        assert tables
