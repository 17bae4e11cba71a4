"""A material made ready for a portal: its format, its limit, nothing lost without a word."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from PIL import Image, ImageChops

from app.dossier import (
    AttachmentFile,
    PageEdit,
    UploadWish,
    prepare_upload,
    unpack_zip,
    write_zip,
)
from app.errors import BadInputError, CancelledError
from app.progress import Silent

PDF, JPG, PNG = "application/pdf", "image/jpeg", "image/png"
MB = 1024 * 1024


def _noise(width: int, height: int, seed: int = 1) -> Image.Image:
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(width * height * 3)
    )


def _file(path: Path, kind: str) -> AttachmentFile:
    return AttachmentFile(path, hashlib.sha256(path.read_bytes()).hexdigest(), path.name, kind)


def _jpg(folder: Path, name: str, width: int = 300, height: int = 400, seed: int = 1) -> Path:
    path = folder / name
    _noise(width, height, seed).save(path, "JPEG", quality=95)
    return path


def _scan(folder: Path, pages: int, width: int = 300, height: int = 400) -> Path:
    pictures = [_jpg(folder, f"page{n}.jpg", width, height, n) for n in range(pages)]
    path = folder / "scan.pdf"
    path.write_bytes(img2pdf.convert([str(p) for p in pictures], nodate=True))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _prepare(files: list[AttachmentFile], wish: UploadWish, out: Path):  # type: ignore[no-untyped-def]
    return prepare_upload(files, wish, out, Silent())


def test_what_the_platform_takes_goes_out_byte_for_byte(tmp_path: Path, out: Path) -> None:
    for path, kind in ((_jpg(tmp_path, "a.jpg"), JPG), (_scan(tmp_path, 2), PDF)):
        made = _prepare([_file(path, kind)], UploadWish(("pdf", "jpg"), MB), out)
        (part,) = made.parts
        assert part.path.read_bytes() == path.read_bytes()
        assert made.notes == ()


def test_a_file_of_the_vault_gets_its_extension_though_it_has_none(
    tmp_path: Path, out: Path
) -> None:
    for source, kind, extension in (
        (_jpg(tmp_path, "a.jpg"), JPG, "jpg"),
        (_scan(tmp_path, 1), PDF, "pdf"),
    ):
        path = source.rename(tmp_path / f"{extension}0123")
        made = _prepare([_file(path, kind)], UploadWish(("pdf", "jpg")), out)
        assert made.parts[0].extension == extension


def test_several_files_become_one_pdf_with_their_pixels(tmp_path: Path, out: Path) -> None:
    picture, scan = _jpg(tmp_path, "a.jpg"), _scan(tmp_path, 2)
    made = _prepare([_file(picture, JPG), _file(scan, PDF)], UploadWish(("pdf", "jpg")), out)
    (part,) = made.parts
    assert (part.extension, part.pages) == ("pdf", 3)
    assert "2 个文件合并" in made.notes[0]
    with pikepdf.open(part.path) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == picture.read_bytes()


def test_a_picture_that_is_not_taken_becomes_a_pdf_without_loss(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.png"
    _noise(60, 80).save(path)
    made = _prepare([_file(path, PNG)], UploadWish(("pdf",)), out)
    with pikepdf.open(made.parts[0].path) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        kept = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    assert not ImageChops.difference(kept, Image.open(path)).getbbox()
    assert "转为 PDF" in made.notes[0]


def test_where_pictures_alone_are_taken_each_page_becomes_one(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 3)
    made = _prepare([_file(scan, PDF)], UploadWish(("jpg",)), out)
    assert [part.extension for part in made.parts] == ["jpg"] * 3
    assert all(Image.open(part.path).format == "JPEG" for part in made.parts)
    assert "不收 PDF" in made.notes[0]
    path = tmp_path / "b.png"
    _noise(20, 20).save(path)
    made = _prepare([_file(path, PNG)], UploadWish(("jpg",)), out)
    assert made.parts[0].extension == "jpg"
    assert "不收 PNG" in made.notes[0]


def test_a_pdf_that_packs_tighter_is_not_split(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "loose.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pdf.make_stream(b"% nothing but a comment\n" * 20_000)
        pdf.save(path, compress_streams=False)
    assert path.stat().st_size > 100_000
    made = _prepare([_file(path, PDF)], UploadWish(("pdf",), 100_000), out)
    assert made.parts[0].size_bytes < 100_000
    assert made.notes == ("已无损压缩",)


def test_a_long_scan_is_split_into_the_fewest_parts_in_order(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 10)
    page = (tmp_path / "page0.jpg").stat().st_size
    limit = int(page * 3.5)
    made = _prepare([_file(scan, PDF)], UploadWish(("pdf",), limit), out)
    assert [part.pages for part in made.parts] == [3, 3, 3, 1]
    assert all(part.size_bytes == part.path.stat().st_size <= limit for part in made.parts)
    assert "拆为 4 部分" in made.notes[0]
    kept = []
    for part in made.parts:
        with pikepdf.open(part.path) as pdf:
            kept += [next(iter(p.get_images().values())).read_raw_bytes() for p in pdf.pages]
    assert kept == [(tmp_path / f"page{n}.jpg").read_bytes() for n in range(10)]


def test_only_a_word_allows_a_loss(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 1, 1600, 2000)
    limit = scan.stat().st_size // 4
    made = _prepare([_file(scan, PDF)], UploadWish(("pdf",), limit), out)
    assert made.parts == ()
    assert made.needs_lossy
    made = _prepare([_file(scan, PDF)], UploadWish(("pdf",), limit * 3, lossy=True), out)
    assert made.parts[0].size_bytes <= limit * 3
    assert any("按您的许可" in note for note in made.notes)
    picture = tmp_path / "page0.jpg"
    made = _prepare([_file(picture, JPG)], UploadWish(("jpg",), limit), out)
    assert made.needs_lossy
    made = _prepare([_file(picture, JPG)], UploadWish(("jpg",), limit * 3, lossy=True), out)
    assert made.parts[0].size_bytes <= limit * 3


def test_what_fits_is_not_touched_though_a_loss_is_allowed(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 4)
    limit = int((tmp_path / "page0.jpg").stat().st_size * 2.5)
    made = _prepare([_file(scan, PDF)], UploadWish(("pdf",), limit, lossy=True), out)
    assert len(made.parts) == 2
    assert not any("许可" in note for note in made.notes)


def test_what_even_a_loss_does_not_fit_is_told(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 1)
    made = _prepare([_file(scan, PDF)], UploadWish(("pdf",), 500, lossy=True), out)
    assert made.parts == ()
    assert "仍超过" in made.problem
    assert not made.needs_lossy


def test_the_same_files_give_the_same_bytes(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 6)
    wish = UploadWish(("pdf",), int((tmp_path / "page0.jpg").stat().st_size * 2.5))
    sums = []
    for _ in range(2):
        made = _prepare([_file(scan, PDF)], wish, out)
        target = out / "p.zip"
        entries = [(f"{n}.pdf", part.path) for n, part in enumerate(made.parts)]
        write_zip(target, [("说明.txt", b"x"), *entries], date(2026, 11, 23), Silent())
        sums.append(hashlib.sha256(target.read_bytes()).hexdigest())
        target.unlink()
    assert sums[0] == sums[1]


def test_a_package_is_read_by_others_and_unpacked_by_us(tmp_path: Path, out: Path) -> None:
    target = tmp_path / "p.zip"
    write_zip(target, [("承诺书.pdf", b"abc"), ("说明.txt", b"x")], date(2026, 1, 2), Silent())
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["承诺书.pdf", "说明.txt"]
        assert archive.infolist()[0].date_time[:3] == (2026, 1, 2)
    unpack_zip(target, out, Silent())
    assert (out / "承诺书.pdf").read_bytes() == b"abc"


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, out: Path) -> None:
    target = tmp_path / "p.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../aussen.txt", b"x")
    with pytest.raises(BadInputError, match="不合规"):
        unpack_zip(target, out, Silent())
    assert not (tmp_path / "aussen.txt").exists()


class _StopsAfter:
    def __init__(self, reports: int) -> None:
        self.left = reports

    def report(self, done: int, total: int, text: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


def test_cancelling_ends_the_work_even_within_the_writing_of_a_pdf(
    tmp_path: Path, out: Path
) -> None:
    scan = _scan(tmp_path, 40)
    wish = UploadWish(("pdf",), 200_000)
    for reports in (0, 3, 30):
        with pytest.raises(CancelledError):
            prepare_upload([_file(scan, PDF)], wish, out, _StopsAfter(reports))
    buffer = io.BytesIO(scan.read_bytes())
    with pikepdf.open(buffer) as pdf:
        assert len(pdf.pages) == 40


def test_pages_go_out_as_they_were_edited(tmp_path: Path, out: Path) -> None:
    scan = _scan(tmp_path, 3)
    edited = replace(_file(scan, PDF), edits=(PageEdit(2), PageEdit(0, turn=180)))
    made = _prepare([edited], UploadWish(("pdf",)), out)
    assert made.parts[0].pages == 2
    assert "页面按编辑后的样子" in made.notes
    made = _prepare([edited], UploadWish(("jpg",)), out)
    assert [part.extension for part in made.parts] == ["jpg", "jpg"]


def test_a_kind_that_no_platform_takes_becomes_a_pdf(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.tif"
    pages = [_noise(60, 80, seed) for seed in (1, 2)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    made = _prepare([_file(path, "image/tiff")], UploadWish(("pdf", "jpg")), out)
    assert (made.parts[0].extension, made.parts[0].pages) == ("pdf", 2)
