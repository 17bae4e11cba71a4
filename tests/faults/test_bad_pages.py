"""PDF and web pages that are broken, locked, scanned, wrong or made to harm: one clear message."""

from __future__ import annotations

import tracemalloc
import zlib
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from app.errors import BadInputError
from app.intake import limits, pdf
from app.intake.files import read_tables
from app.progress import Silent


def _refused(path: Path, word: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_tables(path, Silent())
    assert word in caught.value.message
    assert path.name in caught.value.message
    assert caught.value.remedy.endswith("。")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A good PDF of one page with text and no table."""
    path = tmp_path / "公告.pdf"
    canvas = Canvas(str(path))
    for place in range(60):
        canvas.drawString(50, 800 - place * 12, f"line {place} of a text without any table")
    canvas.save()
    return path


def test_a_pdf_without_a_table(plain):
    _refused(plain, "没有带边框的表格")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_pdf_that_was_cut_off(plain, share):
    content = plain.read_bytes()
    plain.write_bytes(content[: max(20, int(len(content) * share))])
    with pytest.raises(BadInputError):
        read_tables(plain, Silent())


def test_a_locked_pdf(plain, tmp_path):
    locked = tmp_path / "锁.pdf"
    with pikepdf.open(plain) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    _refused(locked, "打开密码")


def test_a_scan_is_told_to_be_one(tmp_path):
    path = tmp_path / "扫描.pdf"
    canvas = Canvas(str(path))
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    _refused(path, "扫描件")


def test_a_pdf_of_another_suffix_and_something_else_named_pdf(plain, tmp_path):
    renamed = plain.rename(tmp_path / "公告.xlsx")
    _refused(renamed, "没有带边框的表格")
    other = tmp_path / "假.pdf"
    other.write_bytes(b"\x89PNG\r\n" + b"\0" * 100)
    _refused(other, "图片")


def _with_stream(path: Path, content: bytes, filters: str = "/Filter /FlateDecode") -> Path:
    head = f"<< /Length {len(content)} {filters} >>".encode()
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]\n"
        b"/Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n" + head + b"\nstream\n" + content + b"\nendstream\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%EOF"
    )
    return path


def test_a_bomb_is_weighed_not_unpacked(tmp_path):
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0" * limits.MB) for _ in range(100)) + packer.flush()
    path = _with_stream(tmp_path / "弹.pdf", packed)
    tracemalloc.start()
    _refused(path, "解压后超过")
    assert tracemalloc.get_traced_memory()[1] < 20 * limits.MB
    tracemalloc.stop()


def test_a_bomb_packed_twice_is_refused(tmp_path):
    packed = zlib.compress(zlib.compress(b"0" * limits.MB))
    path = _with_stream(tmp_path / "弹.pdf", packed, "/Filter [/FlateDecode /FlateDecode]")
    _refused(path, "多重压缩")


def test_a_pdf_that_is_too_large_or_too_long(plain, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PDF_PAGES", 0)
    _refused(plain, "超过上限 0 页")
    monkeypatch.setattr(pdf, "MAX_PDF_BYTES", 100)
    _refused(plain, "超过 PDF 的上限")


def test_pages_that_refer_to_themselves_end(tmp_path):
    path = tmp_path / "环.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%EOF"
    )
    with pytest.raises(BadInputError):
        read_tables(path, Silent())


def test_deeply_nested_arrays_end(tmp_path):
    path = tmp_path / "深.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer\n<<>>\n%%EOF")
    with pytest.raises(BadInputError):
        read_tables(path, Silent())


def test_a_page_without_a_table(tmp_path):
    path = tmp_path / "网页.html"
    path.write_text("<html><body>公告</body></html>", encoding="utf-8")
    _refused(path, "网页里没有表格")


def test_a_page_cut_off_within_a_table_keeps_what_is_there(tmp_path):
    path = tmp_path / "网页.html"
    path.write_text("<table><tr><td>甲<td>乙<tr><td>丙", encoding="utf-8")
    assert read_tables(path, Silent())[0].rows == [["甲", "乙"], ["丙"]]


def test_spans_made_to_harm_are_bounded(tmp_path):
    path = tmp_path / "网页.html"
    path.write_text(
        "<table>" + "<tr><td colspan=999999999 rowspan=999999999>甲" * 50 + "</table>",
        encoding="utf-8",
    )
    tracemalloc.start()
    with pytest.raises(BadInputError, match="列"):
        read_tables(path, Silent())
    assert tracemalloc.get_traced_memory()[1] < 50 * limits.MB
    tracemalloc.stop()


def test_tables_nested_to_harm_end(tmp_path):
    path = tmp_path / "网页.html"
    path.write_text("<table><tr><td>" * 20_000, encoding="utf-8")
    _refused(path, "没有表格")


def test_a_page_in_no_known_encoding(tmp_path):
    path = tmp_path / "网页.html"
    path.write_bytes(b"<html><table><tr><td>\xff\xfe\xfd\x80\xff</table>")
    _refused(path, "编码")


def test_xml_that_is_no_page(tmp_path):
    path = tmp_path / "表.xls"
    path.write_text('<?xml version="1.0"?><Workbook/>', encoding="utf-8")
    _refused(path, "XML")
