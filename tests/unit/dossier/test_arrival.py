"""What is found when a file comes in: coarse, blank and odd pages; bombs and giants are refused."""

from __future__ import annotations

import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from heic_paper import LYING, TURNED
from paper_reading import page_picture
from PIL import Image, ImageChops, ImageDraw

from app.dossier import AttachmentFile, PageEdit, edited_page, inspect_attachment
from app.errors import BadInputError, CancelledError
from app.progress import Silent, Stoppable

A4 = (595.28, 841.89)


def scan(dpi: int, *, empty: bool = False) -> bytes:
    """Return a JPEG of an A4 page at ``dpi``, with a line of black on it unless ``empty``."""
    picture = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")
    if not empty:
        box = (dpi, dpi, 6 * dpi, 3 * dpi)
        ImageDraw.Draw(picture).rectangle(box, fill="black")
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def messages(path: Path) -> list[str]:
    """Return what is said of a file."""
    return [note.message for note in inspect_attachment(path, Silent()).notes]


def test_a_sound_scan_passes_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "好.pdf"
    layout = img2pdf.get_layout_fun(A4)
    path.write_bytes(img2pdf.convert([scan(300), scan(300)], layout_fun=layout))
    assert messages(path) == []
    (tmp_path / "好.jpg").write_bytes(scan(300))
    assert messages(tmp_path / "好.jpg") == []


def test_coarse_blank_and_odd_pages_are_named_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "差.pdf"
    pages = [scan(300), scan(100), scan(300, empty=True)]
    path.write_bytes(img2pdf.convert(pages, layout_fun=img2pdf.get_layout_fun(A4)))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.add_blank_page(page_size=(842, 1191))
        page.contents_add(b"0 0 200 200 re f")
        pdf.save(path)
    told = messages(path)
    assert told == [
        "第 4 页不是 A4 大小。",
        "第 2 页的清晰度只有约 100 dpi，低于 200 dpi。",
        "第 3 页看起来是空白的。",
    ]
    (tmp_path / "小.png").write_bytes(b"")
    Image.new("RGB", (400, 300), "grey").save(tmp_path / "小.png")
    assert "dpi" in messages(tmp_path / "小.png")[0]


@pytest.mark.parametrize("kind", ["TIFF", "BMP"])
def test_pictures_of_scanners_and_telephones_come_in(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"图.{kind.lower()}"
    first = Image.open(BytesIO(scan(200)))
    if kind == "TIFF":
        first.save(path, kind, save_all=True, append_images=[first, first])
    else:
        first.save(path, kind)
    info = inspect_attachment(path, Silent())
    assert info.page_count == (3 if kind == "TIFF" else 1)
    assert info.notes == ()


@pytest.mark.parametrize(
    ("content", "first", "last"),
    [(LYING, (1, 4), (6, 4)), (TURNED, (4, 1), (4, 6))],
    ids=["lying", "turned"],
)
def test_a_photograph_of_a_telephone_comes_in_and_goes_out_upright(
    tmp_path: Path, content: bytes, first: tuple[int, int], last: tuple[int, int]
) -> None:
    path = tmp_path / "照片.heic"
    path.write_bytes(content)
    info = inspect_attachment(path, Silent())
    assert (info.media_type, info.page_count) == ("image/heic", 1)
    assert "dpi" in info.notes[0].message
    file = AttachmentFile(path, "0" * 64, path.name, info.media_type)
    shown = page_picture(edited_page(file, PageEdit(0), Silent()), 0, 150)
    inked = ImageChops.difference(shown, Image.new("RGB", shown.size, "white")).getbbox()
    assert inked is not None
    left, top, right, bottom = inked
    wide, high = right - left, bottom - top
    assert (wide > high) == (content is LYING)

    def seen(eighth: tuple[int, int]) -> tuple[int, int, int]:
        x, y = eighth
        return shown.getpixel((left + wide * x // 8, top + high * y // 8))  # type: ignore[return-value]

    red, blue = seen(first), seen(last)
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]
    assert min(seen((4, 4))) > 200


def test_a_photograph_that_cannot_be_read_says_how_to_turn_it_into_jpg(tmp_path: Path) -> None:
    path = tmp_path / "照片.heic"
    path.write_bytes(LYING[:300])
    with pytest.raises(BadInputError, match="兼容性最佳"):
        inspect_attachment(path, Silent())
    other = tmp_path / "照片.avif"
    other.write_bytes(b"\x00\x00\x00\x1cftypavif" + b"\x00" * 400)
    with pytest.raises(BadInputError, match="AVIF"):
        inspect_attachment(other, Silent())


def test_the_reader_of_telephones_pictures_brings_no_encoder_along() -> None:
    """pi-heif holds libheif and libde265 (both LGPL); the encoder x265 would be GPL."""
    import pi_heif

    told = pi_heif.libheif_info()
    assert "libde265" in told["decoders"]
    assert not any("x265" in name for name in told["encoders"])


def test_a_broken_picture_of_a_telephone_is_named(tmp_path: Path) -> None:
    path = tmp_path / "照片.heic"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 400)
    with pytest.raises(BadInputError, match=r"照片\.heic.*损坏"):
        inspect_attachment(path, Silent())


def test_a_page_that_unpacks_to_gigabytes_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.pdf"
    packing = zlib.compressobj(9)
    bomb = b"".join(packing.compress(b" " * 1_000_000) for _ in range(400)) + packing.flush()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Contents = pikepdf.Stream(pdf, bomb, Filter=pikepdf.Name.FlateDecode)
        pdf.save(path)
    tracemalloc.start()
    with pytest.raises(BadInputError, match="解压后的内容异常大") as caught:
        inspect_attachment(path, Silent())
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()
    assert "炸弹.pdf" in caught.value.message
    assert caught.value.remedy.endswith("。")


def test_twenty_thousand_pages_and_a_giant_picture_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "厚.pdf"
    with pikepdf.new() as pdf:
        leaf = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842])
        kids = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(leaf)) for _ in range(20_000)])
        tree = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=kids, Count=20_000)
        )
        for kid in kids:  # type: ignore[attr-defined]
            kid.Parent = tree
        pdf.Root.Pages = tree
        pdf.save(path)
    with pytest.raises(BadInputError, match="20000 页，超过 5000 页"):
        inspect_attachment(path, Silent())
    Image.new("1", (20_000, 11_000)).save(tmp_path / "大.png")
    with pytest.raises(BadInputError, match="像素太多"):
        inspect_attachment(tmp_path / "大.png", Silent())


def test_looking_through_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "长.pdf"
    with pikepdf.new() as pdf:
        for _ in range(60):
            pdf.add_blank_page()
        pdf.save(path)
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        inspect_attachment(path, progress)
