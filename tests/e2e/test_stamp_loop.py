"""Paper goes out with a code and comes back by scanner: every page finds its place by itself."""

from __future__ import annotations

import random
from pathlib import Path

import pikepdf
from paper_reading import page_sizes
from scan_paper import page_pictures, paper_case, printed_stack, through_the_scanner

from app.dossier import PrintedPaper
from app.intake.scans.codes import find_code
from app.model.kinds import MaterialState
from app.progress import Silent
from app.services.cases import case_view
from app.services.history import timeline, undo
from app.services.materials import checklist
from app.services.print_stack import PaperState, StackView, papers_to_sign
from app.services.scan_filing import file_scans
from app.services.scan_reading import PageKind, read_scans
from app.services.workspace import Workspace


def coded_pages(stack: StackView) -> list[tuple[str, int, int]]:
    """Return each page of the stack as its code, its number, and its place in the file."""

    def pages(paper: PrintedPaper) -> list[tuple[str, int, int]]:
        return [
            (paper.code, number, paper.first + number - 1) for number in range(1, paper.pages + 1)
        ]

    return [page for paper in stack.made.papers for page in pages(paper)]


def test_a_shuffled_scan_files_itself(ws: Workspace, tmp_path: Path) -> None:
    case_id = paper_case(ws, count=3)
    stack = printed_stack(ws, case_id)
    assert {p.state for p in papers_to_sign(ws, case_id)} == {PaperState.CURRENT}
    pictures = list(page_pictures(stack.path))
    pages = [(code, page, pictures[place]) for code, page, place in coded_pages(stack)]
    files, truth = through_the_scanner(pages, random.Random(7), tmp_path)

    reading = read_scans(ws, case_id, files, Silent())

    sheets = [sheet for file in truth for sheet in file]
    assert len(reading.pages) == len(sheets) == len(pages)
    for read, sheet in zip(reading.pages, sheets, strict=True):
        assert read.kind is PageKind.CURRENT
        assert (read.code, read.page, read.turn) == (sheet.code, sheet.page, sheet.turn)
        assert abs(read.skew - sheet.skew) < 0.3
        assert read.seal.colour is not sheet.grey
        if not sheet.grey:
            assert read.seal.round is sheet.sealed

    result = file_scans(ws, reading, reading.choices, Silent())

    assert result.value.pages == len(pages)
    assert result.value.missing == ()
    assert {p.state for p in papers_to_sign(ws, case_id)} == {PaperState.BACK}
    upright_and_in_order(ws, case_id, stack)
    assert "扫描归档" in timeline(ws, case_id=case_id)[0].summary

    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert {p.state for p in papers_to_sign(ws, case_id)} == {PaperState.CURRENT}
    assert states(ws, case_id) == {MaterialState.PRINTED}


def upright_and_in_order(ws: Workspace, case_id: int, stack: StackView) -> None:
    """The bound files hold each form's pages upright, with the scanner's own pixels."""
    wanted = {paper.code: paper.pages for paper in stack.made.papers}
    found: dict[str, int] = {}
    for item in case_view(ws, case_id).submissions:
        for material in checklist(ws, item.id):
            for file in material.files:
                for place, picture in enumerate(page_pictures(file.path)):
                    code = find_code(picture.convert("L"))
                    assert code is not None
                    assert code.code.page == place + 1
                    assert min(code.angle, 360 - code.angle) < 1
                    found[code.code.paper] = found.get(code.code.paper, 0) + 1
                with pikepdf.open(file.path) as pdf:
                    assert all(
                        image.Filter == "/DCTDecode"
                        for page in pdf.pages
                        for image in page.get_images().values()
                    )
    assert found == wanted


def states(ws: Workspace, case_id: int) -> set[MaterialState]:
    """The states of everything that is signed or sealed."""
    ids = {paper.material_id for paper in papers_to_sign(ws, case_id)}
    return {
        material.state
        for item in case_view(ws, case_id).submissions
        for material in checklist(ws, item.id)
        if material.id in ids
    }


def test_a_duplex_stack_begins_every_form_on_a_sheet_of_its_own(ws: Workspace) -> None:
    stack = printed_stack(ws, paper_case(ws), duplex=True)
    assert all(paper.first % 2 == 0 for paper in stack.made.papers)
    assert len(page_sizes(stack.path)) == stack.page_count
