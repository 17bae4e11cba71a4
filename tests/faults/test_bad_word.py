"""Word files that cannot be read back: each is told in words, and nothing is changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.errors import BadInputError
from app.intake.form_document import read_form_document
from app.intake.limits import MAX_FORM_BYTES

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BadInputError) as caught:
        read_form_document(path)
    assert path.name in caught.value.message
    assert caught.value.remedy
    return caught.value.message


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"%PDF-1.7 not a document", "不是 Word 文档"),
        (b"PK\x03\x04 cut off", "已损坏"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧版 Word 文档"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE, "不是 Word 文档"),
    ],
)
def test_a_file_that_is_no_docx_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "申请表.docx"
    path.write_bytes(content)
    assert words in refused(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert "不存在" in refused(tmp_path / "没有.docx")
    assert "文件夹" in refused(tmp_path)


def test_another_archive_is_no_document(tmp_path: Path) -> None:
    path = archive(tmp_path / "表.docx", {"xl/workbook.xml": b"<workbook/>"})
    assert "不是 Word 文档" in refused(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    body = b'<w:document xmlns:w="%s">' % W.encode() + b" " * (MAX_FORM_BYTES + 10)
    path = archive(tmp_path / "炸弹.docx", {"word/document.xml": body})
    assert path.stat().st_size < MAX_FORM_BYTES // 100
    assert "大得不正常" in refused(path)


@pytest.mark.parametrize(
    "body",
    [
        b"<w:document",
        b"not xml at all",
        b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
)
def test_a_broken_or_strange_body_is_told(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "坏.docx"
    if body.startswith(b"<a>"):
        body = body.replace(b"<a>", b'<w:ins xmlns:w="%s">' % W.encode()).replace(
            b"</a>", b"</w:ins>"
        )
    archive(path, {"word/document.xml": body})
    refused(path)


def test_a_flipped_byte_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path / "坏.docx", {"word/document.xml": b"<a>" + bytes(range(60)) + b"</a>"})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    refused(path)
