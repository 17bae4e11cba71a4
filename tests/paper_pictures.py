"""Draws every kind of generated page with the standard's text area, its lines and the measures.

    python tests/paper_pictures.py DIR [DPI]

The red frame is the text area, the blue lines are the upper and lower edges of the 22 lines' own
characters, the green line is where the page number's dash begins. What is measured stands above.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paper_cases import drawn_kinds
from paper_measures import BOTTOM, LEFT, LINE, MM, RIGHT, TOP, glyphs_of, told
from paper_reading import page_picture
from PIL import Image, ImageDraw, ImageFont

from app.dossier import find_fonts, load_forms
from app.paths import resources

MOST_PAGES = 6
HEIGHT = 297 * MM
RED, BLUE, GREEN, BLACK = (200, 30, 30), (120, 160, 230), (20, 140, 60), (0, 0, 0)


def with_measures(picture: Image.Image, words: list[str], face: Path) -> Image.Image:
    """Return the page's picture with the text area, the grid and the words drawn on it."""
    share = picture.height / HEIGHT
    made = picture.convert("RGB")
    pen = ImageDraw.Draw(made)
    for place in range(22):
        for below in (place * LINE, place * LINE + 16):
            y = (HEIGHT - TOP + below) * share
            pen.line((LEFT * share - 6, y, LEFT * share - 1, y), BLUE)
            pen.line((RIGHT * share + 1, y, RIGHT * share + 6, y), BLUE)
    frame = (LEFT * share, (HEIGHT - TOP) * share, RIGHT * share, (HEIGHT - BOTTOM) * share)
    pen.rectangle(frame, outline=RED)
    dash = (HEIGHT - BOTTOM + 7 * MM) * share
    pen.line((LEFT * share, dash, RIGHT * share, dash), GREEN)
    font = ImageFont.truetype(face, round(9 * share))
    for place, text in enumerate(words):
        pen.text((LEFT * share, (10 + 14 * place) * share), text, BLACK, font)
    return made


def main(folder: Path, dpi: float) -> None:
    """Write the pictures to ``folder``, each named by its kind and page."""
    folder.mkdir(parents=True, exist_ok=True)
    fonts = find_fonts()
    with tempfile.TemporaryDirectory() as held:
        made = drawn_kinds(Path(held), load_forms(resources() / "forms"), fonts)
        for kind, source in made.items():
            pages = glyphs_of(source)
            shown = {*range(min(MOST_PAGES, len(pages))), len(pages) - 1}
            for place in sorted(shown):
                words = told(pages[place])
                picture = with_measures(page_picture(source, place, dpi), words, fonts.plain.path)
                picture.save(folder / f"{kind}-p{place + 1}.png")
                print(f"{kind} 第 {place + 1} 页：" + "；".join(words))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 100)
