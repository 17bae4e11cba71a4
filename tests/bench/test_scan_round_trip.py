"""Two hundred pages through the scanner and back: every one has to find its place.

Run by its own command: ``python -m pytest tests/bench/test_scan_round_trip.py -s``.
"""

from __future__ import annotations

import random
import time
from io import BytesIO
from pathlib import Path

import pytest
from probes import Tell
from scan_paper import page_pictures, through_the_scanner

from app.dossier import find_fonts, load_forms
from app.dossier.document import write_pages
from app.dossier.page_codes import CodedPaper, coded
from app.dossier.typeset import Typesetter
from app.intake.scans import open_scan, read_page
from app.model.page_code import paper_of
from app.paths import resources

PAGES = 200


@pytest.fixture
def papers(tmp_path: Path) -> list[tuple[str, Path]]:
    """Forms of one to many pages, each a file of its own with its code."""
    from reportlab.platypus import Flowable

    from app.dossier.form_pages import form_flow

    forms, setter = load_forms(resources() / "forms"), Typesetter(find_fonts())
    made: list[tuple[str, Path]] = []
    total = 0
    while total < PAGES:
        for form_id, spec in forms.items():
            code = paper_of(form_id, str(len(made)))
            flow: list[Flowable] = coded(
                form_flow(spec, _context(1 + 17 * len(made) % 90), setter),
                CodedPaper(code, spec.title),
            )
            out = BytesIO()
            total += write_pages(out, flow, setter, spec.title)
            made.append((code, tmp_path / f"{len(made)}.pdf"))
            made[-1][1].write_bytes(out.getvalue())
    return made


def _context(count: int) -> dict[str, object]:
    filings = [
        {
            "index": place, "title": f"云图第{place}号图像生成算法",
            "number": f"网信算备1101082242366062200{place:03}7号", "type": "生成合成类",
            "role": "服务提供者", "products": "云图（APP）", "status": "有效",
        }
        for place in range(1, count + 1)
    ]  # fmt: skip
    return {
        "organisation": {"name": "杭州云图智能科技有限公司", "legal_representative": "李镕"},
        "case": {"title": "云图停服", "reason": "产品停止运营", "ended_on": "2026年11月2日"},
        "submission": {"authority": "国家互联网信息办公室", "kind": "注销", "count": count},
        "filings": filings,
        "products": [],
        "values": {},
    }


def test_two_hundred_pages_are_all_filed_right(
    papers: list[tuple[str, Path]], tmp_path: Path, tell: Tell
) -> None:
    pages = [
        (code, number, picture)
        for code, path in papers
        for number, picture in enumerate(page_pictures(path), start=1)
    ][:PAGES]
    folder = tmp_path / "scans"
    folder.mkdir()
    files, truth = through_the_scanner(pages, random.Random(200), folder)
    wrong: list[str] = []
    spent = 0.0
    for file, sheets in zip(files, truth, strict=True):
        with open_scan(file) as scan:
            for place, sheet in enumerate(sheets):
                began = time.process_time()
                read = read_page(scan.picture(place))
                spent += time.process_time() - began
                told = (read.code.paper, read.code.page, read.turn) if read.code else None
                if told != (sheet.code, sheet.page, sheet.turn):
                    wrong.append(f"{file.name} {place + 1}: {told} for {sheet}")
                elif abs(read.skew - sheet.skew) >= 0.5:
                    wrong.append(f"{file.name} {place + 1}: slant {read.skew} for {sheet}")
                elif read.colour is sheet.grey:
                    wrong.append(f"{file.name} {place + 1}: colour {read.colour} for {sheet}")
                elif read.colour and bool(read.seals) is not sheet.sealed:
                    wrong.append(f"{file.name} {place + 1}: seals {read.seals} for {sheet}")
    tell("pages read wrong of 200", len(wrong), 0, "pages")
    tell("processor time of reading a page", spent / len(pages) * 1000, 400, "ms")
    assert len(pages) == PAGES
    assert wrong == []
