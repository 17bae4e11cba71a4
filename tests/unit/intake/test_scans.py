"""Reading scans: code, turn and slant; seals that are there, and none that are not."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from scan_paper import DPI, MM, riding, scanned, sealed

from app.intake.scans import PageRead, open_scan, read_page
from app.intake.scans.seals import look_for_red
from app.intake.scans.slant import is_blank, slant
from app.intake.scans.source import PagePicture
from app.model.page_code import PageCode

A4 = (1654, 2339)


def page(code: PageCode | None = None) -> Image.Image:
    """A page of lines, as text looks from afar, with or without a code."""
    import segno

    made = Image.new("RGB", A4, "white")
    draw = ImageDraw.Draw(made)
    chance = random.Random(1)
    for line in range(22):
        x = 230.0
        while x < 1400:
            wide = chance.randint(14, 26)
            draw.rectangle((x, 300 + 78 * line, x + wide, 300 + 78 * line + 26), fill="black")
            x += wide + 8
    if code is not None:
        out = BytesIO()
        segno.make(code.payload(), error="q", mode="alphanumeric", micro=False).save(
            out, kind="png", scale=4, border=4
        )
        made.paste(Image.open(out).convert("RGB"), (204, 2160))
    return made


def read(data: bytes) -> PageRead:
    return read_page(PagePicture(Image.open(BytesIO(data)).convert("RGB"), DPI))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [-5, -1.3, 0, 5])
def test_any_turn_and_slant_is_found(turn: int, skew: float) -> None:
    code = PageCode("3F7K2M9X", 2, 3)
    found = read(scanned(page(code), random.Random(2), turn=turn, skew=skew))
    assert found.code == code
    assert found.turn == turn
    assert found.skew == pytest.approx(skew, abs=0.3)


def test_a_code_under_heavy_noise_on_a_grey_scan_is_read() -> None:
    code = PageCode("3F7K2M9X", 1, 1)
    data = scanned(
        page(code), random.Random(3), skew=3, grey=True, sigma=22, specks=0.01, quality=45
    )
    found = read(data)
    assert found.code == code
    assert not found.colour


def test_a_spoilt_code_is_no_code() -> None:
    made = page(PageCode("3F7K2M9X", 1, 1))
    ImageDraw.Draw(made).rectangle((220, 2170, 290, 2260), fill="black")
    assert read_page(PagePicture(made, DPI)).code is None


def test_a_page_without_code_is_set_level() -> None:
    found = read(scanned(page(), random.Random(4), skew=-3.4))
    assert found.code is None
    assert found.skew == pytest.approx(-3.4, abs=0.3)
    assert not found.blank


def test_an_empty_page_is_blank_and_not_turned() -> None:
    found = read(scanned(Image.new("RGB", A4, "white"), random.Random(5), skew=2))
    assert found.blank
    assert found.skew == 0
    assert is_blank(Image.new("L", A4, 255))
    assert slant(Image.new("L", A4, 255)) == 0


@pytest.mark.parametrize("diameter", [38, 42, 45])
@pytest.mark.parametrize("alpha", [0.45, 0.9])
def test_a_seal_is_measured(diameter: int, alpha: float) -> None:
    data = scanned(sealed(page(), 140, 215, diameter_mm=diameter, alpha=alpha), random.Random(6))
    found = look_for_red(Image.open(BytesIO(data)), DPI)
    (seal,) = found.rounds
    assert seal.diameter_mm == pytest.approx(diameter, abs=4)
    assert seal.x_mm == pytest.approx(140, abs=3)
    assert seal.y_mm == pytest.approx(215, abs=3)
    assert not seal.part


def test_a_seal_that_the_page_cuts_is_part_of_one() -> None:
    found = look_for_red(sealed(page(), 205, 200), DPI)
    (seal,) = found.rounds
    assert seal.part
    assert found.edges


def test_other_red_is_no_seal() -> None:
    """A red head line, a square stamp, a frame, red writing, an orange marker."""
    made = page()
    draw = ImageDraw.Draw(made)
    draw.rectangle((230, 200, 1450, 212), fill=(210, 30, 30))
    draw.rectangle((900, 1700, 900 + 20 * MM, 1700 + 20 * MM), outline=(210, 30, 30), width=10)
    draw.rectangle((300, 900, 300 + 42 * MM, 900 + 42 * MM), outline=(210, 30, 30), width=10)
    draw.text((700, 1200), "red ink", fill=(200, 40, 40), font=ImageFont.load_default(90))
    found = look_for_red(Image.open(BytesIO(scanned(made, random.Random(7)))), DPI)
    assert found.rounds == ()
    assert found.other
    orange = page()
    ImageDraw.Draw(orange).ellipse((900, 1700, 1230, 2030), outline=(255, 165, 0), width=12)
    assert look_for_red(orange, DPI).rounds == ()


def test_a_page_without_red_says_so() -> None:
    found = look_for_red(Image.open(BytesIO(scanned(page(), random.Random(8)))), DPI)
    assert (found.colour, found.rounds, found.edges, found.other) == (True, (), (), False)


def test_a_blue_seal_is_not_red() -> None:
    data = scanned(sealed(page(), 140, 215, colour=(40, 60, 200)), random.Random(9))
    assert look_for_red(Image.open(BytesIO(data)), DPI).rounds == ()


def test_a_grey_scan_knows_no_colour() -> None:
    blank = Image.new("RGB", A4, "white")
    data = scanned(sealed(blank, 140, 215), random.Random(10), grey=True)
    found = look_for_red(Image.open(BytesIO(data)).convert("RGB"), DPI)
    assert not found.colour
    assert len(found.rounds) == 1  # a round mark, of whatever colour
    text = Image.open(BytesIO(scanned(page(), random.Random(11), grey=True))).convert("RGB")
    assert look_for_red(text, DPI).rounds == ()


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_riding_seal_marks_the_edge_of_every_page(count: int) -> None:
    pages = riding([page() for _ in range(count)], y_mm=150)
    for made in pages:
        found = look_for_red(Image.open(BytesIO(scanned(made, random.Random(12)))), DPI)
        assert found.edges, count
        assert not found.edges[0].left
        assert found.edges[0].top_mm < 150 < found.edges[0].bottom_mm


def test_pictures_of_any_kind_are_read_at_the_same_size(tmp_path: Path) -> None:
    """A4 at 300 dpi as TIFF of two pages, a photograph without resolution, a PNG with alpha."""
    code = PageCode("3F7K2M9X", 1, 1)
    large = page(code).resize((2480, 3508))
    large.save(tmp_path / "a.tif", dpi=(300, 300), save_all=True, append_images=[large])
    large.save(tmp_path / "b.jpg")
    page(code).convert("RGBA").save(tmp_path / "c.png", dpi=(200, 200))
    for name, count in (("a.tif", 2), ("b.jpg", 1), ("c.png", 1)):
        with open_scan(tmp_path / name) as scan:
            assert scan.count == count
            picture = scan.picture(count - 1)
            assert picture.dpi == pytest.approx(200, abs=2)
            assert max(picture.image.size) == pytest.approx(2339, abs=3)
            assert read_page(picture).code == code
