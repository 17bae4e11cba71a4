"""A PDF in hand beside the archived one: the same when only saved again, else told by page."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from paper_cases import dossier_of
from paper_reading import page_picture
from PIL import Image

from app.dossier import FontSet, FormSpec, build_dossier, code_of, compare_pages
from app.errors import BadInputError
from app.pdfium import opened
from app.progress import Silent


@pytest.fixture
def archived(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> tuple[Path, str]:
    """A dossier and its mark."""
    source = dossier_of(context(), tmp_path, copies=2)
    build_dossier(source, forms, fonts, tmp_path / "存档.pdf", Silent())
    return tmp_path / "存档.pdf", source.code


def test_saved_again_by_other_programs_it_is_the_same(
    tmp_path: Path, archived: tuple[Path, str]
) -> None:
    with pikepdf.open(archived[0]) as pdf:
        pdf.remove_unreferenced_resources()
        for page in pdf.pages:
            page.contents_coalesce()
        pdf.save(
            tmp_path / "另存.pdf",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            linearize=True,
            recompress_flate=True,
        )
    with opened(archived[0]) as document:
        document.save(tmp_path / "又存.pdf")
    for name in ("另存.pdf", "又存.pdf"):
        verdict = compare_pages(archived[0], tmp_path / name, Silent())
        assert verdict.same, name
        assert code_of(tmp_path / name) == archived[1]


def test_a_page_that_was_changed_is_named(tmp_path: Path, archived: tuple[Path, str]) -> None:
    with pikepdf.open(archived[0]) as pdf:
        pdf.pages[3].contents_add(b"q 0 0 20 20 re f Q")
        pdf.save(tmp_path / "改.pdf")
    verdict = compare_pages(archived[0], tmp_path / "改.pdf", Silent())
    assert verdict.changed == (4,)
    assert (verdict.missing, verdict.added) == ((), ())


def test_a_picture_that_was_exchanged_is_found(tmp_path: Path, archived: tuple[Path, str]) -> None:
    with pikepdf.open(archived[0]) as pdf:
        place = next(
            place
            for place, page in enumerate(pdf.pages)
            if "/QBPage" in page.resources.get("/XObject", {})
        )
        (name,) = (n for n in pdf.pages[place].resources.XObject.QBPage.Resources.XObject)
        image = pdf.pages[place].resources.XObject.QBPage.Resources.XObject[name]
        image.write(b"\x00" * len(image.read_bytes()))
        pdf.save(tmp_path / "换.pdf")
    verdict = compare_pages(archived[0], tmp_path / "换.pdf", Silent())
    assert place + 1 in verdict.changed


def test_missing_added_and_moved_pages_are_named(
    tmp_path: Path, archived: tuple[Path, str]
) -> None:
    with pikepdf.open(archived[0]) as pdf:
        count = len(pdf.pages)
        del pdf.pages[2]
        pdf.save(tmp_path / "缺.pdf")
    verdict = compare_pages(archived[0], tmp_path / "缺.pdf", Silent())
    assert (verdict.missing, verdict.changed, verdict.added) == ((3,), (), ())
    with pikepdf.open(archived[0]) as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "多.pdf")
    assert compare_pages(archived[0], tmp_path / "多.pdf", Silent()).added == (count + 1,)
    with pikepdf.open(archived[0]) as pdf:
        pdf.pages.append(pdf.pages[1])
        del pdf.pages[1]
        pdf.save(tmp_path / "移.pdf")
    verdict = compare_pages(archived[0], tmp_path / "移.pdf", Silent())
    assert verdict.moved == (count,)
    assert (verdict.missing, verdict.added, verdict.changed) == ((), (), ())


def test_a_scan_without_words_is_known_by_its_cover(
    tmp_path: Path, archived: tuple[Path, str]
) -> None:
    cover = page_picture(archived[0], 0, 200)
    out = BytesIO()
    cover.save(out, "PDF", resolution=200)
    (tmp_path / "扫描.pdf").write_bytes(out.getvalue())
    assert code_of(tmp_path / "扫描.pdf") == archived[1]
    blank = Image.new("RGB", (400, 400), "white")
    blank.save(tmp_path / "白.pdf")
    assert code_of(tmp_path / "白.pdf") == ""


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "假.pdf").write_bytes(b"no pdf at all")
    with pytest.raises(BadInputError, match=r"假\.pdf"):
        code_of(tmp_path / "假.pdf")
