"""A dossier to be kept for long: it is PDF/A-2b, and attached pages that cannot be are told."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from paper_cases import dossier_of
from paper_reading import page_texts
from PIL import Image, ImageChops, ImageCms
from reportlab.pdfgen.canvas import Canvas

from app.dossier import (
    AttachmentFile,
    AttachmentPart,
    DossierInput,
    DossierOptions,
    FontSet,
    FormSpec,
    build_dossier,
    check_archival,
    code_of,
    compare_pages,
    srgb,
)
from app.dossier.attachment_info import PDF, PNG
from app.errors import NotArchivalError
from app.progress import Silent

ARCHIVAL = DossierOptions(archival=True)
DRAWN = DossierOptions(archival=True, archival_pictures=True)


def attached(source: DossierInput, path: Path, kind: str = PDF) -> DossierInput:
    """Return the input with one more attachment."""
    file = AttachmentFile(path, "b" * 64, path.name, kind)
    return replace(source, parts=(*source.parts, AttachmentPart("补充材料", (file,))))


def broken_by(path: Path) -> set[str]:
    """Return the clauses that the file breaks."""
    return {one.breach.clause for one in check_archival(path, Silent())}


@pytest.fixture(scope="session")
def kept(
    tmp_path_factory: pytest.TempPathFactory,
    forms: dict[str, FormSpec],
    fonts: FontSet,
    context: Callable[..., dict[str, Any]],
) -> Path:
    """An archival dossier."""
    folder = tmp_path_factory.mktemp("archival")
    source = replace(dossier_of(context(), folder), options=ARCHIVAL)
    build_dossier(source, forms, fonts, folder / "册.pdf", Silent())
    return folder / "册.pdf"


def plain_font(path: Path) -> Path:
    """Write two pages, the second in a face that is not embedded."""
    canvas = Canvas(str(path), invariant=1)
    canvas.rect(10, 10, 100, 100)
    canvas.showPage()
    canvas.drawString(100, 700, "not embedded")
    canvas.save()
    return path


# what is made


@pytest.mark.parametrize("draft", [False, True])
def test_an_archival_dossier_breaks_no_clause(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any, draft: bool
) -> None:
    source = replace(
        dossier_of(context(remark="联系人𬭎、㛃"), tmp_path, copies=2, draft=draft),
        options=replace(ARCHIVAL, duplex=True),
    )
    for name in ("eins.pdf", "zwei.pdf"):
        build_dossier(source, forms, fonts, tmp_path / name, Silent())
    target = tmp_path / "eins.pdf"
    assert target.read_bytes() == (tmp_path / "zwei.pdf").read_bytes()
    assert check_archival(target, Silent()) == ()
    assert target.read_bytes().startswith(b"%PDF-1.7\n")
    assert code_of(target) == source.code
    with pikepdf.open(target) as pdf, pdf.open_metadata() as words:
        assert pdf.check_pdf_syntax() == []
        assert (words["pdfaid:part"], words["pdfaid:conformance"]) == ("2", "B")
        assert words["dc:title"] == str(pdf.docinfo.Title) == source.title
        assert words["pdf:Keywords"] == str(pdf.docinfo.Keywords)
        assert words["xmp:CreateDate"] == "2026-11-23T00:00:00+08:00"
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == srgb.profile()
    assert "PDF/A-2b" in page_texts(target)[-1]


def test_what_was_not_asked_for_changes_nothing(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    source = dossier_of(context(), tmp_path)
    alone = replace(source, options=DossierOptions(archival_pictures=True))
    assert source.to_json()["options"] == alone.to_json()["options"] == {"duplex": False}
    for name, one in (("eins.pdf", source), ("zwei.pdf", alone)):
        build_dossier(one, forms, fonts, tmp_path / name, Silent())
    assert (tmp_path / "eins.pdf").read_bytes() == (tmp_path / "zwei.pdf").read_bytes()
    with pikepdf.open(tmp_path / "eins.pdf") as pdf:
        assert "/Metadata" not in pdf.Root
        assert "/OutputIntents" not in pdf.Root
    codes = {replace(source, options=o).code for o in (DossierOptions(), ARCHIVAL, DRAWN)}
    assert len(codes) == 3
    assert broken_by(tmp_path / "eins.pdf") == {"6.2.3", "6.6.2.1"}


def test_the_profile_is_srgb_for_another_reader() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb.profile()))
    assert ImageCms.getProfileDescription(profile).strip() == srgb.NAME
    picture = Image.merge("RGB", [Image.effect_noise((90, 90), 200) for _ in range(3)])
    change = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    shown = ImageCms.applyTransform(picture, change)
    assert shown is not None
    extremes = ImageChops.difference(picture, shown).getextrema()
    assert all(highest <= 1 for _lowest, highest in extremes)  # type: ignore[misc]


# attached pages that cannot conform


def test_pages_that_cannot_conform_are_refused_by_name(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    Image.new("CMYK", (300, 300), (0, 200, 200, 0)).save(tmp_path / "四色.jpg")
    source = attached(dossier_of(context(), tmp_path), plain_font(tmp_path / "合同.pdf"))
    source = attached(source, tmp_path / "四色.jpg", "image/jpeg")
    build_dossier(source, forms, fonts, tmp_path / "册.pdf", Silent())
    asked = replace(source, options=ARCHIVAL)
    with pytest.raises(NotArchivalError) as refused:
        build_dossier(asked, forms, fonts, tmp_path / "档.pdf", Silent())
    assert "“合同.pdf”第 2 页（字体“Helvetica”没有嵌入）" in refused.value.message
    assert "“四色.jpg”第 1 页（使用了没有色彩标定的 CMYK 颜色）" in refused.value.message
    assert "按图片装入" in refused.value.remedy
    assert not (tmp_path / "档.pdf").exists()


def test_with_consent_such_pages_are_pictures_and_named(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    source = attached(dossier_of(context(), tmp_path), plain_font(tmp_path / "合同.pdf"))
    target = tmp_path / "档.pdf"
    made = build_dossier(replace(source, options=DRAWN), forms, fonts, target, Silent())
    ((name, pages),) = [(one.file_name, one.pages) for one in made.drawn]
    assert (name, pages) == ("合同.pdf", (2,))
    assert "文字不能再选取" in made.drawn[0].sentence
    assert check_archival(target, Silent()) == ()
    texts = page_texts(target)
    assert "该文件第2页按图片装入" in "".join(texts[-1].split())
    assert not any("not embedded" in text for text in texts)
    build_dossier(source, forms, fonts, tmp_path / "册.pdf", Silent())
    assert any("not embedded" in text for text in page_texts(tmp_path / "册.pdf"))


def test_what_does_not_change_the_look_is_put_right(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any, kept: Path
) -> None:
    with pikepdf.open(kept) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                name = pikepdf.Object.parse(b"/AAAAAA+#CB#CE#CC#E5")
                item.BaseFont = item.FontDescriptor.FontName = name
                item.FontDescriptor.CharSet = pikepdf.String("/a/b")
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                item.Interpolate = True
                item.Metadata = pdf.make_stream(b"<no xmp>")
        pdf.save(tmp_path / "旧.pdf")
    source = replace(
        attached(dossier_of(context(), tmp_path), tmp_path / "旧.pdf"), options=ARCHIVAL
    )
    target = tmp_path / "档.pdf"
    assert build_dossier(source, forms, fonts, target, Silent()).drawn == ()
    assert check_archival(target, Silent()) == ()
    assert compare_pages(target, target, Silent()).same


def test_text_that_is_not_drawn_needs_no_face(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    canvas = Canvas(str(tmp_path / "扫描.pdf"), invariant=1)
    text = canvas.beginText(100, 700)
    text.setTextRenderMode(3)
    text.textLine("recognised")
    canvas.drawText(text)
    canvas.save()
    source = replace(
        attached(dossier_of(context(), tmp_path), tmp_path / "扫描.pdf"), options=ARCHIVAL
    )
    target = tmp_path / "档.pdf"
    assert build_dossier(source, forms, fonts, target, Silent()).drawn == ()
    assert any("recognised" in page for page in page_texts(target))


def test_a_transparent_picture_conforms(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    Image.new("RGBA", (300, 300), (200, 0, 0, 90)).save(tmp_path / "章.png")
    source = attached(dossier_of(context(), tmp_path), tmp_path / "章.png", PNG)
    target = tmp_path / "档.pdf"
    build_dossier(replace(source, options=ARCHIVAL), forms, fonts, target, Silent())
    assert check_archival(target, Silent()) == ()


def test_a_dossier_with_faces_named_in_gbk_is_compared(tmp_path: Path, kept: Path) -> None:
    with pikepdf.open(kept) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                item.BaseFont = pikepdf.Object.parse(b"/#CB#CE#CC#E5")
        pdf.save(tmp_path / "旧.pdf")
    verdict = compare_pages(tmp_path / "旧.pdf", tmp_path / "旧.pdf", Silent())
    assert verdict.same
    assert not compare_pages(kept, tmp_path / "旧.pdf", Silent()).same


# each clause

Page = Any


def drawn(operators: bytes) -> Callable[[pikepdf.Pdf, Page], None]:
    return lambda pdf, page: page.contents_add(b"q\n" + operators + b"\nQ")


def catalogue(**entries: Any) -> Callable[[pikepdf.Pdf, Page], None]:
    def change(pdf: pikepdf.Pdf, _page: Page) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def state(**entries: Any) -> Callable[[pikepdf.Pdf, Page], None]:
    def change(pdf: pikepdf.Pdf, page: Page) -> None:
        page.Resources.ExtGState = pikepdf.Dictionary(X=pikepdf.Dictionary(**entries))
        page.contents_add(b"/X gs 0 0 9 9 re f")

    return change


def note(**entries: Any) -> Callable[[pikepdf.Pdf, Page], None]:
    def change(pdf: pikepdf.Pdf, page: Page) -> None:
        made = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9], **entries)
        page.obj.Annots = pikepdf.Array([pdf.make_indirect(made)])

    return change


def picture(space: Any, **entries: Any) -> Callable[[pikepdf.Pdf, Page], None]:
    def change(pdf: pikepdf.Pdf, page: Page) -> None:
        made = pikepdf.Stream(
            pdf, bytes(16), Subtype=pikepdf.Name.Image, Width=2, Height=2, BitsPerComponent=8,
            ColorSpace=space, **entries,
        )  # fmt: skip
        page.Resources.XObject = pikepdf.Dictionary(X=made)
        page.contents_add(b"q 9 0 0 9 0 0 cm /X Do Q")

    return change


def font(**entries: Any) -> Callable[[pikepdf.Pdf, Page], None]:
    """Change the first face of the page."""

    def change(_pdf: pikepdf.Pdf, page: Page) -> None:
        for face in page.Resources.Font.values():
            for key, value in entries.items():
                face[f"/{key}"] = value

    return change


def unembedded(pdf: pikepdf.Pdf, page: Page) -> None:
    face = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources.Font = pikepdf.Dictionary({**dict(page.Resources.Font.items()), "/X": face})
    page.contents_add(b"BT /X 9 Tf (a) Tj ET")


def no_metadata(pdf: pikepdf.Pdf, _page: Page) -> None:
    del pdf.Root.Metadata


def another_part(pdf: pikepdf.Pdf, _page: Page) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as words:
        words["pdfaid:part"] = "1"


def another_title(pdf: pikepdf.Pdf, _page: Page) -> None:
    pdf.docinfo.Title = pikepdf.String("别的")


def embedded_file(pdf: pikepdf.Pdf, _page: Page) -> None:
    pdf.attachments["a.txt"] = b"1"


def narrow(_pdf: pikepdf.Pdf, page: Page) -> None:
    for face in page.Resources.Font.values():
        face.Widths = pikepdf.Array([1] * len(face.Widths))


def missing_glyph(_pdf: pikepdf.Pdf, page: Page) -> None:
    faces = page.Resources.Font
    name = min(faces.keys(), key=lambda key: (len(faces[key].Widths), key))
    assert len(faces[name].Widths) < 0xFE
    page.contents_add(b"BT %s 9 Tf <FE> Tj ET" % name.encode())


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))
BREACHES: list[tuple[str, Callable[[pikepdf.Pdf, Page], None]]] = [
    ("6.1.6", drawn(b"BT <414> pop ET")),
    ("6.1.12", catalogue(Perms=pikepdf.Dictionary())),
    ("6.1.13", lambda pdf, page: page.contents_add(b"q " * 29 + b"Q " * 29)),
    ("6.1.13", lambda pdf, page: page.obj.__setattr__("MediaBox", [0, 0, 2, 2])),
    ("6.2.2", drawn(b"BX nonsense EX")),
    ("6.2.2", drawn(b"/Nowhere Do")),
    ("6.2.2", drawn(b"0 0 m\n" * 700_000)),
    ("6.2.3", catalogue(OutputIntents=pikepdf.Array())),
    ("6.2.4.2", picture(pikepdf.Array([pikepdf.Name.ICCBased, pikepdf.Name.X]))),
    ("6.2.4.3", drawn(b"0 0 0 1 k 0 0 9 9 re f")),
    ("6.2.4.3", picture(pikepdf.Name.DeviceCMYK)),
    ("6.2.5", state(TR=pikepdf.Name.Identity)),
    ("6.2.5", state(HTP=[0, 0])),
    ("6.2.6", drawn(b"/Bright ri")),
    ("6.2.8.1", picture(pikepdf.Name.DeviceGray, Interpolate=True)),
    ("6.2.8.3", picture(pikepdf.Name.DeviceGray, Filter=pikepdf.Name.JPXDecode)),
    ("6.2.10", state(BM=pikepdf.Name.Sparkle)),
    ("6.2.11.4.1", unembedded),
    ("6.2.11.5", narrow),
    ("6.2.11.6", font(Encoding=pikepdf.Name.WinAnsiEncoding)),
    ("6.2.11.8", missing_glyph),
    ("6.3.1", note(Subtype=pikepdf.Name.Sound, F=4)),
    ("6.3.2", note(Subtype=pikepdf.Name.Link)),
    ("6.3.3", note(Subtype=pikepdf.Name.Square, F=4)),
    ("6.4.1", catalogue(AcroForm=pikepdf.Dictionary(NeedAppearances=True))),
    ("6.4.2", catalogue(AcroForm=pikepdf.Dictionary(XFA=pikepdf.String("x")))),
    ("6.5.1", catalogue(OpenAction=SCRIPT)),
    ("6.5.1", note(Subtype=pikepdf.Name.Link, F=4, A=SCRIPT)),
    ("6.5.2", catalogue(AA=pikepdf.Dictionary(WC=SCRIPT))),
    ("6.6.2.1", no_metadata),
    ("6.6.4", another_part),
    ("", another_title),
    ("6.8", embedded_file),
    ("6.9", catalogue(OCProperties=pikepdf.Dictionary())),
    ("6.11", catalogue(Requirements=pikepdf.Array())),
]


@pytest.mark.parametrize(("clause", "change"), BREACHES)
def test_a_broken_clause_is_named(
    tmp_path: Path, kept: Path, clause: str, change: Callable[[pikepdf.Pdf, Page], None]
) -> None:
    with pikepdf.open(kept) as pdf:
        change(pdf, pdf.pages[3])
        pdf.save(tmp_path / "坏.pdf", deterministic_id=True)
    found = check_archival(tmp_path / "坏.pdf", Silent())
    assert clause in {one.breach.clause for one in found}
    assert all(one.sentence.endswith("。") for one in found)


def test_what_stands_around_the_objects_is_looked_at(tmp_path: Path, kept: Path) -> None:
    whole = kept.read_bytes()
    (tmp_path / "后.pdf").write_bytes(whole + b"more")
    assert broken_by(tmp_path / "后.pdf") == {"6.1.3"}
    (tmp_path / "头.pdf").write_bytes(whole.replace(b"%PDF-1.7", b"%PDF-2.0", 1))
    assert broken_by(tmp_path / "头.pdf") == {"6.1.2"}
    with pikepdf.open(kept) as pdf:
        pdf.save(tmp_path / "锁.pdf", encryption=pikepdf.Encryption(owner="x", user=""))
        pdf.pages[3].obj.Private = pdf.make_stream(bytes(9), Filter=pikepdf.Name.LZWDecode)
        level = pikepdf.StreamDecodeLevel.none
        pdf.save(tmp_path / "压.pdf", stream_decode_level=level, compress_streams=False)
    assert "6.1.3" in broken_by(tmp_path / "锁.pdf")
    assert broken_by(tmp_path / "压.pdf") == {"6.1.7.2"}
