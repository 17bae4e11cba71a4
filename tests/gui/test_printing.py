"""What comes out of the printer is the PDF: pixel for pixel, in its own size."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from paper_reading import page_picture
from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication
from upload_case import planned_case

from app.errors import CancelledError
from app.progress import Silent
from app.services.dossiers import DossierView, export_dossier
from app.services.workspace import Workspace
from app.ui.cases.printing import PrintSettings, make_printer, print_pdf, print_to_file

DPI = 300


@pytest.fixture
def dossier(ws: Workspace, qapp: QApplication) -> DossierView:
    _, submission = planned_case(ws)
    return export_dossier(ws, submission).value


def _drawn(path: Path, place: int) -> Image.Image:
    return page_picture(path, place, DPI)


def _embedded(path: Path, place: int) -> Image.Image:
    """Return the picture that went to the printer."""
    with pikepdf.open(path) as pdf:
        (image,) = pdf.pages[place].get_images().values()
        return pikepdf.PdfImage(image).as_pil_image().convert("RGB")


def test_at_300_dpi_the_print_equals_the_pdf(dossier: DossierView, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    printer = make_printer("x", PrintSettings(""))
    print_to_file(printer, target)
    assert print_pdf(dossier.path, printer, Silent(), (0, 3)) == 2
    for place, page in enumerate((0, 3)):
        wanted = _drawn(dossier.path, page)
        # What was sent to the printer has no tolerance at all.
        assert not ImageChops.difference(_embedded(target, place), wanted).getbbox()
        # Drawn again: A4 is 595 × 842 points for Qt and 595.28 × 841.89 in the dossier, so the
        # grid is off by up to half a pixel; edges differ, surfaces and places do not.
        out = _drawn(target, place)
        size = (min(out.width, wanted.width), min(out.height, wanted.height))
        assert abs(out.width - wanted.width) <= 2
        assert abs(out.height - wanted.height) <= 2
        box = (0, 0, *size)
        apart = ImageChops.difference(out.crop(box), wanted.crop(box)).convert("L")
        counts = apart.histogram()
        mean = sum(value * count for value, count in enumerate(counts)) / (size[0] * size[1])
        assert mean < 3, mean
        assert sum(counts[200:]) / (size[0] * size[1]) < 0.002


def test_grey_is_the_same_page_without_colour(dossier: DossierView, tmp_path: Path) -> None:
    target = tmp_path / "grey.pdf"
    printer = make_printer("x", PrintSettings("", grey=True))
    print_to_file(printer, target)
    print_pdf(dossier.path, printer, Silent(), (0,))
    red, green, blue = _embedded(target, 0).split()
    assert not ImageChops.difference(red, green).getbbox()
    assert not ImageChops.difference(green, blue).getbbox()
    assert red.getextrema()[0] < 60


def test_an_empty_back_is_an_empty_page(dossier: DossierView, tmp_path: Path) -> None:
    target = tmp_path / "duplex.pdf"
    printer = make_printer("x", PrintSettings("", duplex=True))
    print_to_file(printer, target)
    assert print_pdf(dossier.path, printer, Silent(), (0, None, 1)) == 2
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == 3
        assert not pdf.pages[1].get_images()
        assert len(pdf.pages[2].get_images()) == 1


def test_cancelling_ends_after_the_page_under_way(dossier: DossierView, tmp_path: Path) -> None:
    told: list[str] = []

    class Stops:
        def report(self, done: int, total: int, text: str) -> None:
            told.append(text)
            if done == 2:
                raise CancelledError

    printer = make_printer("x", PrintSettings(""))
    print_to_file(printer, tmp_path / "out.pdf")
    with pytest.raises(CancelledError):
        print_pdf(dossier.path, printer, Stops(), range(dossier.page_count))
    assert told == [f"正在打印第 {n} 页，共 {dossier.page_count} 页" for n in (1, 2, 3)]
    assert io.BytesIO(dossier.path.read_bytes()).getbuffer().nbytes == dossier.size_bytes
