"""Attachments: unfit files are refused in words; fit ones keep their look and lose their tricks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from app.dossier import AttachmentFile, inspect_attachment
from app.dossier.attachments import fit_file
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
    return b"".join(texts + [i.read_bytes() for i in pdf.objects if isinstance(i, pikepdf.Stream)])


def fit(path: Path) -> pikepdf.Pdf:
    """Fit a file as the dossier does, and read the outcome back."""
    info = inspect_attachment(path, Silent())
    out = pikepdf.new()
    pages = fit_file(AttachmentFile(path, "0" * 64, path.name, info.media_type), out, Silent())
    assert len(pages) == info.page_count
    for page in pages:
        blank = out.add_blank_page(page_size=(PAGE_WIDTH, PAGE_HEIGHT))
        blank.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(QBPage=page.drawing))
        blank.contents_add(page.content)
    saved = BytesIO()
    out.save(saved)
    return pikepdf.open(saved)


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
