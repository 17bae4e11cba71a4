"""Every form and page kind measured against GB/T 9704-2012, on the PDF that is handed in.

§ 5.2: A4, 37 mm above and 28 mm left of a text area of 156 × 225 mm; 22 lines of 28 characters.
§ 7: title 二号 (22 pt), body 三号 (16 pt), heads in their own faces; § 7.5: page number 四号
(14 pt) between two dashes at the outer corner, 7 mm below the text area, one character in.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from paper_cases import dossier_of

from app.dossier import FontSet, FormSpec, build_dossier, load_forms, preview_form
from app.paths import resources
from app.progress import Silent

MM = 72 / 25.4
FORMS = sorted(load_forms(resources() / "forms"))
LEFT, RIGHT = 28 * MM, (28 + 156) * MM
TOP, BOTTOM = 37 * MM, (37 + 225) * MM
SLACK = 2.0
"""A character's own box is a little larger than what is inked."""


def characters(pdf: bytes | Path) -> list[list[dict[str, Any]]]:
    """Return the characters of each page, without spaces."""
    source = BytesIO(pdf) if isinstance(pdf, bytes) else pdf
    with pdfplumber.open(source) as document:
        for page in document.pages:
            assert (float(page.width), float(page.height)) == pytest.approx(
                (210 * MM, 297 * MM), abs=0.1
            )
        return [[c for c in page.chars if c["text"].strip()] for page in document.pages]


def sizes(page: list[dict[str, Any]]) -> Counter[float]:
    """Return how many characters there are of each size."""
    return Counter(round(float(c["size"]), 2) for c in page)


def lines_of(page: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the characters of each line from above, from the left."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for character in sorted(page, key=lambda c: (c["top"], c["x0"])):
        rows.setdefault(round(character["top"]), []).append(character)
    return [sorted(rows[top], key=lambda c: float(c["x0"])) for top in sorted(rows)]


def face(character: dict[str, Any]) -> str:
    """Return the face's name without the subset's mark."""
    return str(character["fontname"]).rpartition("+")[2]


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_keeps_to_the_standard(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any, form_id: str
) -> None:
    pages = characters(preview_form(forms[form_id], context(3), fonts).pdf)
    title = [c for c in pages[0] if round(float(c["size"])) == 22]
    assert title, "the title is set in 22 pt"
    assert min(c["top"] for c in pages[0]) == pytest.approx(min(c["top"] for c in title))
    middle = (min(c["x0"] for c in title) + max(c["x1"] for c in title)) / 2
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=SLACK) or len(
        {round(c["top"]) for c in title}
    ) > 1  # fmt: skip
    for page in pages:
        assert all(c["x0"] >= LEFT - SLACK and c["x1"] <= RIGHT + SLACK for c in page)
        assert all(c["top"] >= TOP - SLACK and c["bottom"] <= BOTTOM + SLACK * 3 for c in page)
        assert set(sizes(page)) <= {22.0, 16.0, 12.0, 10.5}, "no size is of its own making"


def test_a_full_page_has_22_lines_of_28_characters(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    typed = context(background="因业务调整终止服务" * 200)
    pages = characters(preview_form(forms["situation_statement"], typed, fonts).pdf)
    full = pages[2]
    assert set(sizes(full)) == {16.0}
    rows = lines_of(full)
    assert len(rows) == 22
    assert Counter(len(row) for row in rows).most_common(1)[0][0] == 28
    gaps = [b[0]["top"] - a[0]["top"] for a, b in pairwise(rows)]
    assert gaps == pytest.approx([(225 * MM - 16) / 21] * 21, abs=0.05)
    for row in rows:
        steps = [b["x0"] - a["x0"] for a, b in pairwise(row)]
        assert steps == pytest.approx([156 * MM / 28] * len(steps), abs=0.02)
        if len(row) == 28:
            assert row[0]["x0"] == pytest.approx(LEFT, abs=0.02)
            assert row[-1]["x1"] == pytest.approx(RIGHT, abs=0.3)


def test_a_paragraph_begins_two_characters_in(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    typed = context(background="因业务调整终止服务" * 10)
    pages = characters(preview_form(forms["situation_statement"], typed, fonts).pdf)
    rows = [row for page in pages for row in lines_of(page)]
    begins = next(row for row in rows if "".join(c["text"] for c in row).startswith("因业务调整"))
    assert begins[0]["x0"] == pytest.approx(LEFT + 2 * 156 * MM / 28, abs=0.02)
    assert len(begins) == 26


def test_heads_stand_in_faces_of_their_own(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    pages = characters(preview_form(forms["situation_statement"], context(), fonts).pdf)
    of_head = {face(c) for page in pages for c in page if c["text"] == "、"}
    every = {face(c) for page in pages for c in page}
    assert len(every) >= 3, "title, body and first heads differ"
    assert of_head <= every


def test_every_page_of_a_dossier_is_numbered_as_the_standard_asks(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    build_dossier(
        dossier_of(context(3), tmp_path, copies=2, draft=True), forms, fonts, target, Silent()
    )
    for number, page in enumerate(characters(target), start=1):
        folio = [c for c in page if c["top"] > BOTTOM and round(c["size"]) == 14]
        assert "".join(c["text"] for c in folio) == f"—{number}—"
        if number % 2:
            assert max(c["x1"] for c in folio) == pytest.approx(RIGHT - 14, abs=SLACK)
        else:
            assert min(c["x0"] for c in folio) == pytest.approx(LEFT + 14, abs=SLACK)


def test_cover_index_divider_and_manifest_stay_in_the_text_area(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    build_dossier(dossier_of(context(3), tmp_path, copies=30), forms, fonts, target, Silent())
    pages = characters(target)
    for number, page in enumerate(pages, start=1):
        inside = [c for c in page if c["bottom"] <= BOTTOM + SLACK * 3]
        below = [c for c in page if c["bottom"] > BOTTOM + SLACK * 3]
        assert {round(c["size"]) for c in below} <= {14, 9}, "only the number stands below"
        assert all(c["x0"] >= LEFT - SLACK and c["x1"] <= RIGHT + SLACK for c in inside)
        above = [c for c in inside if c["top"] < TOP - SLACK]
        assert number == 1 or not above, "only the cover's mark stands above"
