"""A scan that is cut, locked, huge or no scan at all: one clear message, and nothing is changed."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from app.dossier import ScanSheet, bind_scan
from app.errors import BadInputError
from app.intake.scans import open_scan, read_page
from app.progress import Silent
from app.services.case_changes import create_case
from app.services.history import timeline
from app.services.scan_reading import read_scans
from app.services.workspace import Workspace

MEGABYTE = 1024 * 1024


def _pdf(count: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(595, 842))
    return pdf


def _bytes(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def _locked() -> bytes:
    lock = pikepdf.Encryption(owner="o", user="u")
    return _bytes(_pdf(), encryption=lock)


def _cut() -> bytes:
    whole = _bytes(_pdf(40))
    return whole[: len(whole) * 2 // 3]


def _huge_png() -> bytes:
    """A PNG that says to be 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _large_png() -> bytes:
    """Under the limit at which Pillow itself refuses, over ours."""
    out = BytesIO()
    Image.new("1", (13_000, 10_000), 1).save(out, "PNG")
    return out.getvalue()


def _huge_in_pdf() -> bytes:
    """A page with a picture of 40,000 × 40,000 pixels that is packed into some kilobytes."""
    pdf = _pdf()
    packed = zlib.compress(bytes(MEGABYTE), 9)
    picture = pdf.make_stream(packed)
    picture.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=40_000,
            Height=40_000,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.FlateDecode,
        )
    )
    page = pdf.pages[0]
    name = page.add_resource(picture, pikepdf.Name.XObject)
    page.contents_add(f"q 595 0 0 842 0 0 cm {name} Do Q".encode())
    return _bytes(pdf)


def _cut_jpeg() -> bytes:
    out = BytesIO()
    Image.effect_noise((1654, 2339), 60).save(out, "JPEG")
    return out.getvalue()[: out.tell() // 2]


BAD = {
    "空.pdf": (b"", "是空的"),
    "坏.pdf": (b"%PDF-1.7\nbroken", "损坏"),
    "截断.pdf": (_cut(), "损坏"),
    "加密.pdf": (_locked(), "密码"),
    "信.docx": (b"PK\x03\x04" + bytes(100), "不是 PDF、JPG、PNG 或 TIFF"),
    "字.txt": ("这不是扫描件。".encode() * 50, "不是 PDF、JPG、PNG 或 TIFF"),
    "图.gif": (b"GIF89a" + bytes(100), ""),
    "半.jpg": (_cut_jpeg(), "第 1 页已损坏"),
    "巨.png": (_huge_png(), "像素"),
    "大.png": (_large_png(), "13000 × 10000"),
    "炸弹.pdf": (_huge_in_pdf(), "解压后的内容异常大"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_scan_gets_one_message(ws: Workspace, tmp_path: Path, name: str) -> None:
    case_id = create_case(ws, "项目", ()).value
    before = len(timeline(ws, case_id=case_id))
    content, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(BadInputError) as caught:
        read_scans(ws, case_id, [path], Silent())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    error = caught.value
    assert name in error.message
    assert words in error.message
    assert error.remedy.endswith("。")
    assert peak < 100 * MEGABYTE
    assert len(timeline(ws, case_id=case_id)) == before
    assert not any(file.is_file() for file in ws.paths.vault.rglob("*"))


def test_ten_thousand_pages_are_refused_before_any_is_drawn(ws: Workspace, tmp_path: Path) -> None:
    case_id = create_case(ws, "项目", ()).value
    path = tmp_path / "万页.pdf"
    path.write_bytes(_bytes(_pdf(10_000)))
    with pytest.raises(BadInputError, match="10000 页，一次最多读取 2000 页"):
        read_scans(ws, case_id, [path], Silent())


def test_many_files_count_together(ws: Workspace, tmp_path: Path) -> None:
    case_id = create_case(ws, "项目", ()).value
    paths = [tmp_path / f"{place}.pdf" for place in range(2)]
    for path in paths:
        path.write_bytes(_bytes(_pdf(1500)))
    with pytest.raises(BadInputError, match="共 3000 页"):
        read_scans(ws, case_id, paths, Silent())


def test_a_missing_file_and_a_folder_are_told(ws: Workspace, tmp_path: Path) -> None:
    case_id = create_case(ws, "项目", ()).value
    for path in (tmp_path / "没有.pdf", tmp_path):
        with pytest.raises(BadInputError, match="不是文件"):
            read_scans(ws, case_id, [path], Silent())


def test_a_very_large_sheet_is_drawn_small(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    pdf.add_blank_page(page_size=(3, 3))
    path = tmp_path / "海报.pdf"
    path.write_bytes(_bytes(pdf))
    with open_scan(path) as scan:
        for place in range(2):
            picture = scan.picture(place)
            assert max(picture.image.size) <= 3500
            assert read_page(picture).code is None


def test_a_page_that_is_gone_is_told_when_binding(tmp_path: Path) -> None:
    path = tmp_path / "一页.pdf"
    path.write_bytes(_bytes(_pdf()))
    with pytest.raises(BadInputError, match="第 5 页无法读取"):
        bind_scan([ScanSheet(path, path.name, 4)], tmp_path / "out.pdf", Silent())
