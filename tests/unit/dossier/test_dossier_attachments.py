"""Attachments: unfit files are refused in words; fit ones keep their look and lose their tricks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from paper_reading import page_picture, page_texts
from PIL import Image

from app.dossier import AttachmentFile, inspect_attachment
from app.dossier.attachments import fit_file
from app.dossier.page_edits import PageEdit
from app.dossier.png_data import in_one_piece
from app.dossier.sheet import PAGE_HEIGHT, PAGE_WIDTH
from app.errors import BadInputError
from app.progress import Silent


def picture(
    path: Path, mode: str = "RGB", size: tuple[int, int] = (400, 300), **options: object
) -> Path:
    """Write a picture."""
    Image.new(mode, size, 128 if mode in ("L", "I;16", "P") else None or 0).save(path, **options)
    return path


def document(path: Path, *sizes: tuple[float, float], **options: object) -> Path:
    """Write a PDF with a line of text on each page."""
    with pikepdf.new() as pdf:
        for size in sizes:
            page = pdf.add_blank_page(page_size=size)
            font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                      BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.contents_add(b"BT /F1 18 Tf 20 20 Td (HELLO) Tj ET")
        pdf.save(path, **options)  # type: ignore[arg-type]
    return path


def everything(pdf: pikepdf.Pdf) -> bytes:
    """Return all objects as text, and the contents of all streams."""
    texts = [repr(item).encode() for item in pdf.objects]
    streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
    pictures = [item for item in streams if item.get("/Filter") == "/DCTDecode"]
    plain = [item.read_bytes() for item in streams if item not in pictures]
    return b"".join(texts + plain + [item.read_raw_bytes() for item in pictures])


def fit(path: Path, *edits: PageEdit) -> pikepdf.Pdf:
    """Fit a file as the dossier does, and read the outcome back."""
    return pikepdf.open(BytesIO(fitted(path, *edits)))


def fitted(path: Path, *edits: PageEdit) -> bytes:
    """Return a file's pages as they go out."""
    info = inspect_attachment(path, Silent())
    out = pikepdf.new()
    file = AttachmentFile(path, "0" * 64, path.name, info.media_type, edits=edits)
    pages = fit_file(file, out, Silent())
    assert len(pages) == (len(edits) or info.page_count)
    for page in pages:
        blank = out.add_blank_page(page_size=(PAGE_WIDTH, PAGE_HEIGHT))
        blank.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(QBPage=page.drawing))
        blank.contents_add(page.content)
    saved = BytesIO()
    out.save(saved, deterministic_id=True)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("name", "mode", "size"),
    [("a.jpg", "RGB", (400, 300)), ("b.jpg", "CMYK", (40, 30)), ("c.png", "RGBA", (400, 300)),
     ("d.png", "P", (20, 900)), ("e.png", "LA", (1, 1)), ("f.png", "I;16", (90, 90)),
     ("g.jpg", "L", (3000, 20)), ("h.png", "1", (64, 64))],
)  # fmt: skip
def test_pictures_of_every_make_fit_on_a_sheet(
    tmp_path: Path, name: str, mode: str, size: tuple[int, int]
) -> None:
    pdf = fit(picture(tmp_path / name, mode, size))
    assert [float(v) for v in pdf.pages[0].mediabox] == pytest.approx(
        [0, 0, PAGE_WIDTH, PAGE_HEIGHT], abs=0.1
    )


def test_pages_of_every_size_become_upright_sheets(tmp_path: Path) -> None:
    sizes = ((842, 595), (595, 842), (1191, 842), (100, 100), (300, 2000))
    pdf = fit(document(tmp_path / "a.pdf", *sizes))
    for page in pdf.pages:
        assert float(page.mediabox[2]) == pytest.approx(PAGE_WIDTH, abs=0.1)
        assert int(page.obj.get("/Rotate", 0)) == 0


def test_scripts_actions_and_files_inside_stay_behind(tmp_path: Path) -> None:
    path = document(tmp_path / "plain.pdf", (595, 842))
    with pikepdf.open(path) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        pdf.attachments["secret.exe"] = b"MZ"
        pdf.save(tmp_path / "tricks.pdf")
    out = fit(tmp_path / "tricks.pdf")
    whole = everything(out)
    for trick in (b"JavaScript", b"Launch", b"EmbeddedFile", b"/Annots", b"OpenAction"):
        assert trick not in whole
    assert b"HELLO" in whole


def test_what_was_cut_off_is_not_in_what_goes_out(tmp_path: Path) -> None:
    path = document(tmp_path / "a.pdf", (595, 842))
    cut = PageEdit(0, crop=(0, 0, 1, 0.5))  # HELLO stands at the foot of the page
    pdf = fit(path, cut)
    assert b"HELLO" not in everything(pdf)
    assert "HELLO" not in page_texts(fitted(path, cut))[0]
    assert fitted(path, cut) == fitted(path, cut)
    assert b"HELLO" in everything(fit(path, cut, PageEdit(0)))


def test_the_cut_part_of_a_picture_is_gone_and_the_rest_looks_as_before(tmp_path: Path) -> None:
    whole = Image.new("RGB", (400, 300), "blue")
    whole.paste("red", (0, 0, 200, 300))
    whole.save(tmp_path / "a.png")
    cut = fitted(tmp_path / "a.png", PageEdit(0, crop=(0, 0, 0.5, 1)))
    with pikepdf.open(BytesIO(cut)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        colours = pikepdf.PdfImage(image).as_pil_image().convert("RGB").getcolors(1 << 24)
    assert not any(blue > 100 > red for _count, (red, _green, blue) in colours or ())
    shown = page_picture(cut, 0, 30)
    seen = [at for at in ((x, y) for y in range(shown.height) for x in range(shown.width))
            if shown.getpixel(at)[0] > 200 > shown.getpixel(at)[1]]  # fmt: skip
    assert abs(max(x for x, _ in seen) + min(x for x, _ in seen) - shown.width) <= 3


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_cut_page_shows_what_the_editor_marked(tmp_path: Path, turn: int) -> None:
    path = document(tmp_path / "a.pdf", (595, 842))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"1 0 0 rg 100 600 80 40 re f 0 0 1 rg 400 100 80 40 re f")
        pdf.save(path)
    red = {0: (0, 0, 1, 0.5), 90: (0.5, 0, 1, 1), 180: (0, 0.5, 1, 1), 270: (0, 0, 0.5, 1)}[turn]
    shown = page_picture(fitted(path, PageEdit(0, turn=turn, crop=red)), 0, 40)
    colours = {colour for _count, colour in shown.getcolors(1 << 20) or ()}
    assert any(r > 200 > g for r, g, _b in colours)
    assert not any(b > 200 > r for r, _g, b in colours)


CORNERS = (b"1 0 0 rg 0 0 40 40 re f 0 1 0 rg 555 0 40 40 re f "
           b"0 0 1 rg 0 802 40 40 re f 1 0 1 rg 555 802 40 40 re f")  # fmt: skip


def spots(pdf: bytes) -> dict[str, int]:
    """Return how many pixels of each corner's colour are seen on the first page."""
    shown = page_picture(pdf, 0, 50)
    found = dict.fromkeys(("red", "green", "blue", "magenta"), 0)
    for count, (r, g, b) in shown.getcolors(1 << 20) or ():
        if max(r, g, b) > 240 and min(r, g, b) < 15:
            name = {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 0, 1): "magenta"}
            found[name.get((r > 128, g > 128, b > 128), "red")] += count
    return found


@pytest.mark.parametrize("tilt", [-5.0, 2.5, 30.0])
@pytest.mark.parametrize("turn", [0, 90])
def test_a_page_that_is_only_straightened_keeps_its_corners(
    tmp_path: Path, tilt: float, turn: int
) -> None:
    path = document(tmp_path / "a.pdf", (595, 842))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(CORNERS)
        pdf.save(path)
    out = fitted(path, PageEdit(0, turn=turn, tilt=tilt))
    # Nothing was cut: the text is text still, no picture of it.
    assert "HELLO" in page_texts(out)[0]
    found = spots(out)
    assert min(found.values()) > 0.85 * max(found.values())


def test_what_a_straightened_and_cut_page_loses_is_gone(tmp_path: Path) -> None:
    path = document(tmp_path / "a.pdf", (595, 842))
    cut = fitted(path, PageEdit(0, tilt=3, crop=(0, 0, 1, 0.5)))
    with pikepdf.open(BytesIO(cut)) as pdf:
        assert b"HELLO" not in everything(pdf)


def test_a_stamp_kept_as_a_comment_stays_seen(tmp_path: Path) -> None:
    path = document(tmp_path / "plain.pdf", (595, 842))
    with pikepdf.open(path) as pdf:
        look = pdf.make_stream(b"1 0 0 rg 0 0 50 50 re f")
        look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        look.BBox = pikepdf.Array([0, 0, 50, 50])
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[100, 100, 150, 150], F=4,
            AP=pikepdf.Dictionary(N=look),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(stamp)])
        pdf.save(tmp_path / "sealed.pdf")
    out = fit(tmp_path / "sealed.pdf")
    whole = everything(out)
    assert b"1 0 0 rg 0 0 50 50 re f" in whole


def test_unfit_files_are_refused_in_words(tmp_path: Path) -> None:
    good = document(tmp_path / "good.pdf", (595, 842), (595, 842)).read_bytes()
    shot = picture(tmp_path / "shot.png", size=(300, 300)).read_bytes()
    photo = picture(tmp_path / "photo.jpg", size=(300, 300)).read_bytes()
    for name, content, word in (
        ("空.pdf", b"", "空的"),
        ("截断.pdf", good[: len(good) // 2], "损坏"),
        ("改名.pdf", b"hello world", "不是 PDF"),
        ("文档.docx", b"PK\x03\x04rest", "另存为 PDF"),
        ("扫描.tif", b"II*\x00rest", "损坏"),
        ("截图.png", shot[: len(shot) // 2], "损坏"),
        ("照片.jpg", photo[: len(photo) // 2], "损坏"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BadInputError) as caught:
            inspect_attachment(path, Silent())
        assert name in caught.value.message
        assert word in str(caught.value)
        assert caught.value.remedy


def test_a_password_to_open_is_refused_and_one_to_change_is_not(tmp_path: Path) -> None:
    locked = pikepdf.Encryption(owner="o", user="u")
    with pytest.raises(BadInputError, match="密码"):
        inspect_attachment(document(tmp_path / "a.pdf", (595, 842), encryption=locked), Silent())
    guarded = pikepdf.Encryption(owner="o", user="")
    path = document(tmp_path / "b.pdf", (595, 842), encryption=guarded)
    assert inspect_attachment(path, Silent()).page_count == 1
    assert len(fit(path).pages) == 1


def test_nothing_there_and_no_pages(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="无法读取"):
        inspect_attachment(tmp_path / "没有.pdf", Silent())
    with pytest.raises(BadInputError, match="没有页"):
        inspect_attachment(document(tmp_path / "none.pdf"), Silent())


def test_a_png_in_many_pieces_is_the_same_picture_in_one() -> None:
    noise = Image.effect_noise((900, 900), 80)
    held = BytesIO()
    noise.save(held, "PNG")
    assert held.getvalue().count(b"IDAT") > 5
    whole = in_one_piece(held.getvalue())
    assert whole.count(b"IDAT") == 1
    assert Image.open(BytesIO(whole)).tobytes() == noise.tobytes()
    assert in_one_piece(whole) == whole
    for broken in (b"", b"\x89PNG\r\n\x1a\n", held.getvalue()[:-9], b"II*\x00"):
        assert in_one_piece(broken) == broken
