"""Paper as an office makes it: sealed, laid crooked on the scanner, noisy, in any order."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from paper_reading import page_picture, page_sizes
from PIL import Image, ImageChops, ImageDraw

from app.model.kinds import DataDisposal, EndReason, FilingStatus
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.filings import list_filings
from app.services.planning import accept_plan, plan_view
from app.services.print_stack import StackView, make_stack, papers_to_sign, record_stack
from app.services.sample import load_sample
from app.services.workspace import Workspace

DPI = 200
MM = DPI / 25.4
RED = (205, 40, 45)


def paper_case(ws: Workspace, count: int = 2) -> int:
    """Make a case of the sample firm with its plan accepted; return its id."""
    load_sample(ws, Silent())
    rows = [
        row
        for row in list_filings(ws)
        if row.status is FilingStatus.ACTIVE
        and row.platform == "cac-algorithm"
        and not row.problems
    ]
    mine = [row for row in rows if row.organisation_id == rows[2].organisation_id][:count]
    case_id = create_case(ws, "停服项目", tuple(row.id for row in mine)).value
    products = tuple(product.id for product in case_view(ws, case_id).products)
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED,
        ended_on=date(2026, 11, 16),
        product_ids=products,
        arrangement="已退费。",
        data_disposal=DataDisposal.DELETED,
        notice_on=date(2026, 11, 1),
        notice_where="首页",
        agent_name="王小明",
    )
    save_facts(ws, case_id, facts)
    accept_plan(ws, case_id, plan_view(ws, case_id).choices.recommended, "推荐")
    return case_id


def ask_copies(ws: Workspace, item: str, copies: int) -> None:
    """Let a rule of the firm's own ask for several copies of a checklist's item."""
    from app.services.rule_checks import CheckInput, RuleRef
    from app.services.rule_edits import save_rule

    material = ws.catalogue.platforms["cac-algorithm"].material(item)
    assert material is not None
    value = {"material": material.model_dump(mode="json") | {"copies": copies}}
    where = RuleRef("cac-algorithm", f"materials.{item}")
    save_rule(ws, where, value, CheckInput(date(2026, 11, 23)), Silent())


def printed_stack(ws: Workspace, case_id: int, *, duplex: bool = False) -> StackView:
    """Print everything that has to be signed or sealed."""
    ids = [paper.material_id for paper in papers_to_sign(ws, case_id)]
    stack = make_stack(ws, case_id, ids, duplex=duplex, progress=Silent())
    record_stack(ws, stack)
    return stack


def page_pictures(path: Path, dpi: int = DPI) -> Iterator[Image.Image]:
    """Draw the pages of a PDF as a printer would."""
    for place in range(len(page_sizes(path))):
        yield page_picture(path, place, dpi)


def sealed(
    picture: Image.Image,
    x_mm: float,
    y_mm: float,
    *,
    diameter_mm: float = 42,
    alpha: float = 0.75,
    colour: tuple[int, int, int] = RED,
) -> Image.Image:
    """Press a round seal: a ring, a star, and characters along the rim."""
    radius = diameter_mm / 2 * MM
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    ink = (*colour, int(255 * alpha))
    x, y = x_mm * MM, y_mm * MM
    box = (x - radius, y - radius, x + radius, y + radius)
    draw.ellipse(box, outline=ink, width=int(1.2 * MM))
    reach = (radius * 0.35, radius * 0.14)
    star = [
        (
            x + reach[k % 2] * math.sin(k * math.pi / 5),
            y - reach[k % 2] * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ]
    draw.polygon(star, fill=ink)
    for k in range(10):
        turn = math.radians(24 * k - 198)
        at_x, at_y = x + radius * 0.75 * math.cos(turn), y + radius * 0.75 * math.sin(turn)
        half = 1.8 * MM
        draw.rectangle((at_x - half, at_y - half, at_x + half, at_y + half), outline=ink, width=4)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def riding(pictures: Sequence[Image.Image], y_mm: float = 150) -> list[Image.Image]:
    """Press one seal across the right edges of pages that lie fanned out."""
    strip = 42 / len(pictures)
    made = []
    for place, picture in enumerate(pictures):
        # The page shows its own strip of the seal and nothing of its neighbours'.
        whole = sealed(picture, 210 + 21 - strip * (place + 1), y_mm)
        left = picture.width - round(strip * MM)
        page = picture.copy()
        page.paste(whole.crop((left, 0, picture.width, picture.height)), (left, 0))
        made.append(page)
    return made


def scanned(
    picture: Image.Image,
    chance: random.Random,
    *,
    turn: int = 0,
    skew: float = 0.0,
    grey: bool = False,
    sigma: float = 10,
    specks: float = 0.002,
    quality: int = 75,
) -> bytes:
    """Scan a sheet: slanted, turned, noisy, saved as JPEG at 200 dpi."""
    page = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    page = page.rotate(turn, expand=True)
    noise = Image.merge("RGB", [Image.effect_noise(page.size, sigma) for _ in range(3)])
    page = ImageChops.add(page, noise, 1, -128)
    pixels: Any = page.load()
    for _ in range(int(specks * page.width * page.height)):
        at = chance.randrange(page.width), chance.randrange(page.height)
        pixels[at] = chance.choice([(0, 0, 0), (255, 255, 255)])
    if grey:
        page = page.convert("L")
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality, dpi=(DPI, DPI))
    return out.getvalue()


@dataclass(frozen=True)
class Sheet:
    """One sheet on its way through the scanner, with what has to be found on it."""

    code: str
    page: int
    turn: int
    skew: float
    grey: bool
    sealed: bool


def through_the_scanner(
    pages: Sequence[tuple[str, int, Image.Image]], chance: random.Random, folder: Path
) -> tuple[list[Path], list[list[Sheet]]]:
    """Seal some, shuffle, scan into PDFs of up to 25 pages; return them with the truth."""
    import img2pdf

    order = list(pages)
    chance.shuffle(order)
    files, truth = [], []
    for start in range(0, len(order), 25):
        pictures, sheets = [], []
        for code, page, picture in order[start : start + 25]:
            sheet = Sheet(
                code=code,
                page=page,
                turn=chance.choice((0, 90, 180, 270)),
                skew=round(chance.uniform(-5, 5), 1),
                grey=chance.random() < 0.3,
                sealed=chance.random() < 0.5,
            )
            paper = sealed(
                picture,
                chance.uniform(120, 160),
                chance.uniform(170, 230),
                diameter_mm=chance.choice((38, 40, 42, 45)),
                alpha=chance.uniform(0.55, 0.9) if sheet.sealed else 0,
            )
            pictures.append(
                scanned(paper, chance, turn=sheet.turn, skew=sheet.skew, grey=sheet.grey)
            )
            sheets.append(sheet)
        files.append(folder / f"scan-{len(files) + 1:02}.pdf")
        files[-1].write_bytes(img2pdf.convert(pictures, nodate=True))
        truth.append(sheets)
    return files, truth
