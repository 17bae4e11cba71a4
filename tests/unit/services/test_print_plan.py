"""What of a dossier is printed: its papers by their pages, the stamped ones, both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from upload_case import attach_everything, item_of, paper, planned_case

from app.dossier import DossierOptions, binding
from app.pdfium import opened
from app.progress import Silent
from app.services.dossiers import export_dossier, record_print
from app.services.history import timeline
from app.services.materials import attach_files
from app.services.print_plan import (
    BLANK_PAGE,
    PrinterChoices,
    keep_printer_choices,
    last_printer,
    page_numbers,
    print_plan,
    printer_choices,
    range_words,
    sheets,
)
from app.services.print_stack import PaperState, papers_to_sign
from app.services.workspace import Workspace


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1-3,8", (0, 1, 2, 7)),
        (" 2 ，4－5、", (1, 3, 4)),
        ("２，４～５", (1, 3, 4)),
        ("3,3,1", (2, 0)),
        ("", None),
        ("0", None),
        ("9", None),
        ("5-2", None),
        ("a", None),
        ("1-", None),
    ],
)
def test_pages_as_typed(text: str, pages: tuple[int, ...] | None) -> None:
    assert page_numbers(text, 8) == pages


def test_pages_as_written() -> None:
    assert range_words([0, 1, 2, 7]) == "1-3,8"
    assert range_words([4]) == "5"
    assert page_numbers(range_words([0, 2, 3]), 4) == (0, 2, 3)


def test_on_both_sides_no_paper_stands_on_the_back_of_another() -> None:
    assert sheets([(3,), (4, 5), (6,)], duplex=True) == (3, None, 4, 5, 6)
    assert sheets([(3,), (4, 5), (6,)], duplex=False) == (3, 4, 5, 6)
    assert sheets([], duplex=True) == ()


def test_the_stamped_papers_are_known_by_their_pages(ws: Workspace, tmp_path: Path) -> None:
    _, submission = planned_case(ws)
    for item in ("licence", "commitment"):
        row = item_of(ws, submission, item)
        attach_files(ws, row.id, (paper(tmp_path, f"{item}.jpg"),), Silent())
    dossier = export_dossier(ws, submission).value
    plan = print_plan(ws, dossier.id)
    assert [part.title.split("　")[-1] for part in plan.parts] == [
        "注销备案申请表", "注销情况说明", "承诺书", "营业执照",
    ]  # fmt: skip
    # a scan that came back from paper is sealed already
    assert [part.title.split("　")[-1] for part in plan.stamped] == [
        "注销备案申请表", "注销情况说明", "营业执照",
    ]  # fmt: skip
    with opened(dossier.path) as document:
        texts = [document[page].get_textpage().get_text_bounded() for page in range(len(document))]
    application, statement, licence = plan.stamped
    assert "申请表" in texts[application.first]
    assert "情况说明" in texts[statement.first]
    assert "附件" not in texts[licence.first]  # not the divider
    assert licence.pages == (dossier.page_count - 2,)  # the manifest comes last


def test_the_empty_backs_of_a_bound_dossier_are_no_pages_of_a_paper(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    plain = print_plan(ws, export_dossier(ws, submission).value.id)
    made = export_dossier(ws, submission, options=DossierOptions(duplex=True)).value
    bound = print_plan(ws, made.id)
    assert BLANK_PAGE == binding.BLANK_PAGE
    assert made.page_count > plain.dossier.page_count
    assert [len(part.pages) for part in bound.parts] == [len(part.pages) for part in plain.parts]


def test_how_one_printed_is_kept_for_each_printer(ws: Workspace) -> None:
    assert last_printer(ws) == ""
    assert printer_choices(ws, "一楼") == PrinterChoices()
    keep_printer_choices(ws, "一楼", PrinterChoices(duplex=False, grey=True, copies=2))
    assert printer_choices(ws, "一楼") == PrinterChoices(duplex=False, grey=True, copies=2)
    assert printer_choices(ws, "二楼") == PrinterChoices()
    assert last_printer(ws) == "一楼"


def test_a_print_is_told_in_the_history(ws: Workspace) -> None:
    case_id, submission = planned_case(ws)
    dossier = export_dossier(ws, submission).value
    record_print(ws, dossier.id, "第 4-6 页，2 份，一楼")
    told = timeline(ws, case_id=case_id)[0].summary
    assert told == "打印第 1 版材料册（草稿，第 4-6 页，2 份，一楼）"


def test_only_forms_that_went_out_whole_wait_for_the_seal(ws: Workspace, tmp_path: Path) -> None:
    case_id, submission = planned_case(ws)
    attach_everything(ws, submission, tmp_path, forms=False)
    dossier = export_dossier(ws, submission).value
    assert dossier.missing == ()
    plan = print_plan(ws, dossier.id)
    first, second = (part for part in plan.parts[:2])
    pages = [*first.pages, *second.pages[1:]]
    record_print(ws, plan.dossier.id, "", plan.whole_forms(pages))
    states = {paper.code: paper.state for paper in papers_to_sign(ws, case_id)}
    assert states[first.code] is PaperState.CURRENT
    assert states[second.code] is PaperState.NEW
