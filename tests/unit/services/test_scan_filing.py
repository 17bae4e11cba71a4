"""What an officer meets when paper comes back: gaps, doubles, old versions, strangers' pages."""

from __future__ import annotations

from pathlib import Path

import img2pdf
import pytest
from PIL import Image
from scan_paper import ask_copies, page_pictures, paper_case, printed_stack, riding, sealed
from sqlalchemy import select

from app.dossier import bind_scan
from app.dossier.scan_pages import ScanSheet
from app.errors import BadInputError, CancelledError
from app.model.case import PrintedForm
from app.model.kinds import MaterialState
from app.progress import Silent, Stoppable
from app.rules.evidence import Stage
from app.services.case_changes import create_case
from app.services.cases import case_view
from app.services.checks import check_case
from app.services.dossiers import export_dossier
from app.services.forms import save_form_value
from app.services.history import undo
from app.services.material_evidence import standings
from app.services.materials import MaterialView, attach_files, checklist, detach_file
from app.services.page_editing import join_files, pages_of
from app.services.print_stack import PaperState, StackView, papers_to_sign
from app.services.scan_filing import file_scans, sets_of
from app.services.scan_reading import PageKind, ScanReading, read_scans, turned
from app.services.workspace import Workspace, open_workspace


@pytest.fixture
def case_id(ws: Workspace) -> int:
    return paper_case(ws, count=1)


@pytest.fixture
def stack(ws: Workspace, case_id: int) -> StackView:
    return printed_stack(ws, case_id)


@pytest.fixture
def pages(stack: StackView) -> dict[str, list[Image.Image]]:
    """The clean pages of every form, by its title."""
    pictures = list(page_pictures(stack.path))
    return {
        form.title: pictures[made.first : made.first + made.pages]
        for form, made in zip(stack.papers, stack.made.papers, strict=True)
    }


def as_scan(path: Path, *pictures: Image.Image) -> Path:
    """Save pictures as a scanner's PDF."""
    files = []
    for place, picture in enumerate(pictures):
        file = path.with_name(f"{path.stem}-{place}.jpg")
        picture.save(file, quality=85, dpi=(200, 200))
        files.append(file.read_bytes())
    path.write_bytes(img2pdf.convert(files, nodate=True))
    return path


def look(ws: Workspace, case_id: int, *paths: Path) -> ScanReading:
    return read_scans(ws, case_id, paths, Silent())


def material(ws: Workspace, case_id: int, name: str) -> MaterialView:
    (item,) = case_view(ws, case_id).submissions
    return next(m for m in checklist(ws, item.id) if m.name == name)


STATEMENT = "注销情况说明"


def test_what_was_printed_waits_for_the_seal(ws: Workspace, case_id: int, stack: StackView) -> None:
    assert material(ws, case_id, STATEMENT).state is MaterialState.PRINTED
    papers = papers_to_sign(ws, case_id)
    assert {paper.state for paper in papers} == {PaperState.CURRENT}
    assert not any(paper.due for paper in papers)
    assert all("公章" in paper.demands or "签字" in paper.demands for paper in papers)


def test_an_incomplete_scan_is_kept_and_a_later_one_completes_it(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    first, second = pages[STATEMENT]
    reading = look(ws, case_id, as_scan(tmp_path / "一.pdf", second))
    (found,) = sets_of(reading, reading.choices)
    assert found.told[0].text == "还差第 1 页"
    result = file_scans(ws, reading, reading.choices, Silent())
    assert result.value.missing == (f"第 1 次提交 · {STATEMENT}还差第 1 页",)
    assert "还差第 1 页" in result.summary
    item = material(ws, case_id, STATEMENT)
    assert item.pages_lacking == (1,)
    assert not item.satisfied
    assert "materials.scan_incomplete" in {found.rule_id for found in check_case(ws, case_id)}
    assert [file.page_count for file in item.files] == [1]

    reading = look(ws, case_id, as_scan(tmp_path / "二.pdf", first))
    (found,) = sets_of(reading, reading.choices)
    assert found.verdict.missing == ()
    result = file_scans(ws, reading, reading.choices, Silent())
    item = material(ws, case_id, STATEMENT)
    assert item.pages_lacking == ()
    (file,) = item.files
    assert file.page_count == 2
    again = look(ws, case_id, file.path)
    assert [page.page for page in again.pages] == [1, 2]

    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert material(ws, case_id, STATEMENT).pages_lacking == (1,)
    detach_file(ws, material(ws, case_id, STATEMENT).files[0].link_id)
    assert material(ws, case_id, STATEMENT).state is MaterialState.PRINTED
    assert material(ws, case_id, STATEMENT).pages_lacking == ()


def test_what_was_joined_to_a_scan_stays_when_a_later_scan_takes_its_place(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    first, second = pages[STATEMENT]
    reading = look(ws, case_id, as_scan(tmp_path / "一.pdf", second))
    file_scans(ws, reading, reading.choices, Silent())
    Image.new("RGB", (200, 200), "white").save(tmp_path / "补充.png")
    attach_files(ws, material(ws, case_id, STATEMENT).id, (tmp_path / "补充.png",), Silent())
    scan, more = material(ws, case_id, STATEMENT).files
    join_files(ws, scan.link_id, pages_of(scan), more.link_id)
    reading = look(ws, case_id, as_scan(tmp_path / "二.pdf", first))
    file_scans(ws, reading, reading.choices, Silent())
    names = [(file.file_name, file.page_count) for file in material(ws, case_id, STATEMENT).files]
    assert names == [(scan.file_name, 2), ("补充.png", 1)]


def test_of_two_scans_of_a_page_the_sealed_one_is_proposed(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    (bare,) = pages["承诺书"]
    scan = as_scan(tmp_path / "三.pdf", sealed(bare, 140, 200), bare)
    reading = look(ws, case_id, scan)
    assert reading.choices[0] is not None
    assert reading.choices[1] is None
    (found,) = sets_of(reading, reading.choices)
    assert [told.text for told in found.told] == ["第 1 页见红色圆形印章"]
    both = dict.fromkeys((0, 1), reading.choices[0])
    with pytest.raises(BadInputError, match="选了多张"):
        file_scans(ws, reading, both, Silent())


def test_as_many_copies_are_printed_as_the_rules_ask_and_one_comes_back(
    ws: Workspace, case_id: int, tmp_path: Path
) -> None:
    item = material(ws, case_id, STATEMENT).item
    once = printed_stack(ws, case_id)
    ask_copies(ws, item, 2)
    stack = printed_stack(ws, case_id)
    assert [paper.code for paper in stack.papers] == [paper.code for paper in once.papers]
    assert stack.page_count == once.page_count + 2
    made = next(one for one in stack.made.papers if one.copies == 2)
    pictures = list(page_pictures(stack.path))[made.first : made.first + 4]
    assert pictures[0].tobytes() == pictures[2].tobytes()
    assert pictures[1].tobytes() == pictures[3].tobytes()
    both = printed_stack(ws, case_id, duplex=True)
    assert all(one.first % 2 == 0 for one in both.made.papers)

    # The second copy was sealed, the first forgotten: the second is filed whole.
    first, second, third, fourth = pictures
    scan = as_scan(tmp_path / "两份.pdf", first, second, third, sealed(fourth, 140, 200))
    reading = look(ws, case_id, scan)
    assert [page.copy for page in reading.pages] == [1, 1, 2, 2]
    assert [reading.choices[k] is not None for k in range(4)] == [False, False, True, True]
    (found,) = sets_of(reading, reading.choices)
    assert [told.text for told in found.told] == [
        "扫到 2 份，归档第 2 份",
        "第 2 页见红色圆形印章",
    ]
    file_scans(ws, reading, reading.choices, Silent())
    assert material(ws, case_id, STATEMENT).files[0].page_count == 2


def test_a_paper_of_another_layout_is_judged_by_its_own_pages(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    """The same words, printed again since by a version that sets them on other pages."""
    first, second = pages[STATEMENT]
    with ws.change("printed again") as change:
        printed = change.session.scalars(
            select(PrintedForm).where(PrintedForm.title == STATEMENT)
        ).one()
        printed.pages, printed.signed_pages = 3, [3]
        change.result(None)
    scan = as_scan(tmp_path / "旧版式.pdf", first, sealed(second, 140, 90))
    reading = look(ws, case_id, scan)
    (found,) = sets_of(reading, reading.choices)
    assert [told.text for told in found.told] == ["第 2 页见红色圆形印章"]
    file_scans(ws, reading, reading.choices, Silent())
    assert material(ws, case_id, STATEMENT).pages_lacking == ()


def test_an_old_version_is_told_with_what_changed(
    ws: Workspace,
    case_id: int,
    stack: StackView,
    pages: dict[str, list[Image.Image]],
    tmp_path: Path,
) -> None:
    (item,) = case_view(ws, case_id).submissions
    save_form_value(ws, item.id, "cancel_application", "remark", "补充说明")
    scan = as_scan(tmp_path / "旧.pdf", *pages["注销备案申请表"])
    reading = look(ws, case_id, scan)
    (page,) = reading.pages
    assert page.kind is PageKind.OLD
    assert page.told == ("“备注”由“空”改为“补充说明”",)
    assert reading.choices == {0: None}
    with pytest.raises(BadInputError, match="没有选择"):
        file_scans(ws, reading, reading.choices, Silent())
    states = {paper.name: paper.state for paper in papers_to_sign(ws, case_id)}
    assert states["注销备案申请表"] is PaperState.OLD
    assert states["承诺书"] is PaperState.CURRENT
    # The officer may still take it, and is told in the review.
    file_scans(ws, reading, {0: page.material_id}, Silent())
    assert len(material(ws, case_id, "注销备案申请表").files) == 1
    assert "materials.scan_outdated" in {found.rule_id for found in check_case(ws, case_id)}
    save_form_value(ws, item.id, "cancel_application", "remark", "")
    assert "materials.scan_outdated" not in {found.rule_id for found in check_case(ws, case_id)}


def test_the_way_of_a_form_follows_its_paper(
    ws: Workspace,
    case_id: int,
    stack: StackView,
    pages: dict[str, list[Image.Image]],
    tmp_path: Path,
) -> None:
    (item,) = case_view(ws, case_id).submissions
    form = material(ws, case_id, "注销备案申请表").item

    def reached() -> list[Stage]:
        return [step.stage for step in standings(ws, item.id)[form].way if step.done]

    printed = [Stage.DRAFT, Stage.PRINTED]
    assert reached() == printed
    save_form_value(ws, item.id, "cancel_application", "remark", "补充说明")
    assert reached() == [Stage.DRAFT]
    save_form_value(ws, item.id, "cancel_application", "remark", "")
    assert reached() == printed
    (bare,) = pages["注销备案申请表"]
    reading = look(ws, case_id, as_scan(tmp_path / "五.pdf", sealed(bare, 140, 200)))
    file_scans(ws, reading, reading.choices, Silent())
    assert reached() == [*printed, Stage.SIGNED, Stage.SCANNED]
    save_form_value(ws, item.id, "cancel_application", "remark", "补充说明")
    assert reached() == [Stage.DRAFT]


def test_pages_of_another_case_and_of_another_folder_are_known_as_such(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    scan = as_scan(tmp_path / "四.pdf", *pages["承诺书"])
    other = create_case(ws, "另一个项目", ()).value
    (page,) = look(ws, other, scan).pages
    assert page.kind is PageKind.OTHER_CASE
    assert "停服项目" in page.told[0]
    elsewhere = open_workspace(tmp_path / "elsewhere", clock=ws.clock, actor="别人")
    try:
        strange = create_case(elsewhere, "别处", ()).value
        (page,) = look(elsewhere, strange, scan).pages
        assert page.kind is PageKind.UNKNOWN
    finally:
        elsewhere.close()


def test_pages_without_a_code_are_assigned_by_hand_and_turned(
    ws: Workspace, case_id: int, tmp_path: Path
) -> None:
    picture = Image.new("RGB", (1654, 2339), "white")
    picture.paste((0, 0, 0), (200, 300, 1400, 330))
    empty = Image.new("RGB", (1654, 2339), "white")
    reading = look(ws, case_id, as_scan(tmp_path / "五.pdf", picture, empty))
    assert [page.kind for page in reading.pages] == [PageKind.NO_CODE, PageKind.BLANK]
    licence = next(t for t in reading.targets if t.name == "营业执照")
    reading = turned(turned(reading, 0), 0)
    file_scans(ws, reading, {0: licence.material_id, 1: None}, Silent())
    item = material(ws, case_id, "营业执照")
    assert item.state is MaterialState.ATTACHED
    assert item.pages_lacking == ()
    (upside,) = page_pictures(item.files[0].path)
    assert upside.getpixel((300, 2339 - 315)) == (0, 0, 0)


def test_a_riding_seal_is_told(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    scan = as_scan(tmp_path / "六.pdf", *riding(pages[STATEMENT]))
    reading = look(ws, case_id, scan)
    assert [bool(page.seal.edges) for page in reading.pages] == [True, True]


def test_a_scan_that_changed_after_it_was_read_is_not_filed(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    scan = as_scan(tmp_path / "七.pdf", *pages["承诺书"])
    reading = look(ws, case_id, scan)
    as_scan(scan, *pages[STATEMENT])
    with pytest.raises(BadInputError, match="有改动"):
        file_scans(ws, reading, reading.choices, Silent())
    assert material(ws, case_id, "承诺书").state is MaterialState.PRINTED


def test_reading_can_be_cancelled(
    ws: Workspace, case_id: int, pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    scan = as_scan(tmp_path / "八.pdf", *pages["承诺书"])
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        read_scans(ws, case_id, [scan], progress)


def test_a_printed_dossier_comes_back_too(ws: Workspace, case_id: int, tmp_path: Path) -> None:
    """Its cover and index have no code; its forms go where a stack's go."""
    (item,) = case_view(ws, case_id).submissions
    dossier = export_dossier(ws, item.id).value
    assert material(ws, case_id, STATEMENT).state is MaterialState.MISSING
    reading = look(ws, case_id, as_scan(tmp_path / "册.pdf", *page_pictures(dossier.path)))
    kinds = [page.kind for page in reading.pages]
    assert kinds.count(PageKind.CURRENT) >= 5
    assert kinds[0] is PageKind.NO_CODE
    filed = file_scans(ws, reading, reading.choices, Silent()).value
    assert filed.missing == ()


def test_a_slanted_picture_is_set_level_without_being_drawn_anew(
    pages: dict[str, list[Image.Image]], tmp_path: Path
) -> None:
    from app.intake.scans import open_scan, read_page

    (picture,) = pages["承诺书"]
    slanted = picture.rotate(3, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    slanted.rotate(90, expand=True).save(tmp_path / "a.png", dpi=(200, 200))
    with open_scan(tmp_path / "a.png") as scan:
        found = read_page(scan.picture(0))
    target = tmp_path / "b.pdf"
    sheet = ScanSheet(tmp_path / "a.png", "a.png", 0, found.turn, found.skew)
    assert bind_scan([sheet], target, Silent()) == 1
    with open_scan(target) as scan:
        level = read_page(scan.picture(0))
    assert level.turn == 0
    assert abs(level.skew) < 0.25
