"""A form's Word document: measured against GB/T 9704-2012, and read back place by place."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from app.dossier import (
    BASE,
    FilledForm,
    FontSet,
    FormSpec,
    WordChanges,
    WordIdentity,
    compare,
    fill_form,
    form_setter,
    load_forms,
    preview_form,
    version_of,
    write_word,
)
from app.intake.form_document import read_form_document
from app.paths import resources

FORMS = sorted(load_forms(resources() / "forms"))
IDENTITY = WordIdentity("7@2026-11-23T02:00:00", "situation_statement", "0123456789abcdef")
TWO_LINES = "第一段，说明经过。\n第二段，说明结果。"

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a form to a file."""

    def write(form: FilledForm, name: str = "表单.docx") -> Path:
        write_word(form, {}, IDENTITY, "杭州云图智能科技有限公司", tmp_path / name)
        return tmp_path / name

    return write


def changes(form: FilledForm, path: Path) -> WordChanges:
    read = read_form_document(path)
    lines = [(line.is_cell, line.pieces) for line in read.lines]
    return compare(form, lines, json.loads(read.properties.get(BASE, "{}")))


def controls(document: Any) -> dict[str, Any]:
    found = {}
    for control in document.element.iter(qn("w:sdt")):
        found[control.find(f".//{qn('w:tag')}").get(qn("w:val"))] = control
    return found


def put(control: Any, text: str) -> None:
    """Type into a control as Word leaves it."""
    waiting = control.find(f".//{qn('w:showingPlcHdr')}")
    if waiting is not None:
        waiting.getparent().remove(waiting)
    first, *others = control.iter(qn("w:t"))
    first.text = text
    for other in others:
        other.getparent().remove(other)


def drop_controls(document: Any) -> None:
    """Take the controls away and leave what is in them, as some editors do."""
    for control in list(document.element.iter(qn("w:sdt"))):
        content = control.find(qn("w:sdtContent"))
        for run in list(content):
            control.addprevious(run)
        control.getparent().remove(control)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(("count", "kind", "empty"), [(1, "注销", True), (3, "变更", False),
                                                      (100, "注销", False)])  # fmt: skip
def test_every_form_comes_back_without_a_difference(  # noqa: PLR0917
    forms: dict[str, FormSpec], context: Any, written: Written, form_id: str, count: int,
    kind: str, empty: bool,
) -> None:  # fmt: skip
    known = context(count, kind=kind, empty=empty, background=TWO_LINES, remark=TWO_LINES)
    form = fill_form(forms[form_id], known)
    path = written(form)
    assert changes(form, path) == WordChanges((), ())
    document = docx.Document(str(path))
    drop_controls(document)
    document.save(str(path))
    bare = changes(form, path)
    assert (bare.values, bare.texts) == ((), ())
    assert bare.lost > 0


def test_the_sheet_is_that_of_the_standard(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    document = docx.Document(str(written(fill_form(forms["situation_statement"], context(3)))))
    page = document.sections[0]
    near = pytest.approx
    assert page.page_width.mm == near(210, abs=0.1)
    assert page.page_height.mm == near(297, abs=0.1)
    assert page.top_margin.mm == near(37, abs=0.1)
    assert page.left_margin.mm == near(28, abs=0.1)
    assert (page.page_width - page.left_margin - page.right_margin) == near(Mm(156), abs=2000)
    assert (page.page_height - page.top_margin - page.bottom_margin) == near(Mm(225), abs=2000)
    # What is 7 mm below the text area is the dash, 0.521 of 14 pt above the foot of its line.
    assert page.footer_distance.mm == near(35 - 7 - 0.521 * 14 / 72 * 25.4, abs=0.05)
    grid = page._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) * 22 <= round(225 / 25.4 * 1440)
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]
    assert document.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, even.alignment) == (2, 0)  # right on the odd page, left on the even
    assert "— " in odd._p.xml
    assert 'w:instr="PAGE"' in odd._p.xml
    assert all(run.font.size.pt == 14 for run in odd.runs)


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("公文标题", "方正小标宋简体", 22),
        ("公文正文", "仿宋_GB2312", 16),
        ("一级标题", "黑体", 16),
        ("表格栏目", "黑体", 10.5),
        ("落款", "仿宋_GB2312", 16),
    ],
)
def test_faces_are_those_of_windows_and_28_characters_stand_in_a_line(  # noqa: PLR0917
    forms: dict[str, FormSpec], context: Any, written: Written, style: str, face: str, size: float
) -> None:
    path = written(fill_form(forms["situation_statement"], context()))
    document = docx.Document(str(path))
    made = document.styles[style]
    assert made.font.size.pt == size
    fonts = made.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia")} == {face}
    if size == 16:
        narrowed = int(made.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
        assert 28 * (size + narrowed) <= 156 / 25.4 * 72
    used = {paragraph.style.name for paragraph in document.paragraphs}
    used |= {p.style.name for t in document.tables for c in t._cells for p in c.paragraphs}
    assert style in used
    with zipfile.ZipFile(path) as archive:
        table = archive.read("word/fontTable.xml").decode("utf-8")
    assert 'w:altName w:val="仿宋"' in table  # what Windows has where 仿宋_GB2312 is missing


def test_a_signature_stands_where_the_standard_wants_it(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    document = docx.Document(str(written(fill_form(forms["situation_statement"], context()))))
    name, date = document.paragraphs[-2:]
    character = 156 / 28
    begins = [p.paragraph_format.left_indent.mm for p in (name, date)]
    # The date, four wide spaces before it, has 11 characters and ends four from the edge.
    assert begins[1] == pytest.approx(156 - (4 + 11) * character, abs=0.1)
    middles = [begins[0] + 16 / 2 * character, begins[1] + 11 / 2 * character]
    assert middles[0] == pytest.approx(middles[1], abs=0.1)
    assert name.paragraph_format.space_before.pt == pytest.approx(2 * 28.95, abs=0.1)


def test_a_long_title_is_narrowed_so_that_its_words_stay_whole(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    spec = forms["situation_statement"].model_copy(
        update={"heading": "关于申请注销生成式人工智能服务备案和算法备案的情况说明"}
    )
    form = fill_form(spec, context())
    path = written(form)
    title = docx.Document(str(path)).paragraphs[0]
    put = title.paragraph_format
    room = 156 / 25.4 * 72 - put.left_indent.pt - put.right_indent.pt
    assert 15 * 22 < room < 16 * 22  # 关于申请注销生成式人工智能服务
    assert changes(form, path) == WordChanges((), ())


def test_places_are_tagged_and_the_file_says_what_it_is(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    form = fill_form(forms["situation_statement"], context(2))
    path = written(form)
    tags = controls(docx.Document(str(path)))
    assert {"field.addressee", "field.background", "organisation.name"} <= tags.keys()
    assert {"filings.1.title", "filings.2.number"} <= tags.keys()
    assert all(len(tag) <= 64 for tag in tags)
    assert len(tags) == len({c.find(f".//{qn('w:id')}").get(qn("w:val")) for c in tags.values()})
    read = read_form_document(path)
    assert WordIdentity.of(read.properties) == IDENTITY
    assert path.read_bytes() == written(form, "again.docx").read_bytes()


def test_a_changed_wording_is_another_version(forms: dict[str, FormSpec]) -> None:
    spec = forms["commitment"]
    assert version_of(spec) == version_of(spec.model_copy())
    assert version_of(spec) != version_of(spec.model_copy(update={"heading": "承诺"}))


def test_values_and_words_are_told_apart(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    form = fill_form(forms["situation_statement"], context(2))
    path = written(form)
    document = docx.Document(str(path))
    found = controls(document)
    put(found["field.background"], "改写的原因。")
    put(found["filings.2.title"], "改过的名称")
    heading = next(p for p in document.paragraphs if p.text == "三、对用户的安排")
    heading.runs[0].text = "三、用户安排"
    heading.insert_paragraph_before("另加的一段。")
    gone = next(p for p in document.paragraphs if p.text == "五、申请事项")
    gone._p.getparent().remove(gone._p)
    document.save(str(path))
    told = changes(form, path)
    number = context(2)["filings"][1]["number"]
    assert [(v.name, v.new) for v in told.values] == [
        (f"filings[{number}].title", "改过的名称"),
        ("field.background", "改写的原因。"),
    ]
    assert {(t.old, t.new) for t in told.texts} == {
        ("三、对用户的安排", "三、用户安排"),
        ("", "另加的一段。"),
        ("五、申请事项", ""),
    }


def test_values_are_found_when_the_controls_are_lost(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    form = fill_form(forms["situation_statement"], context(2))
    path = written(form)
    document = docx.Document(str(path))
    found = controls(document)
    put(found["field.background"], "改写的原因。")
    put(found["organisation.uscc"], "91330106MA2YD30000")
    drop_controls(document)
    reason = next(p for p in document.paragraphs if p.text == "改写的原因。")
    follows = next(p for p in document.paragraphs if p.text == "三、对用户的安排")
    follows.insert_paragraph_before("又起一段的原因。", style=reason.style)
    document.save(str(path))
    told = changes(form, path)
    assert {(v.name, v.new) for v in told.values} == {
        ("field.background", "改写的原因。\n又起一段的原因。"),
        ("organisation.uscc", "91330106MA2YD30000"),
    }
    assert told.texts == ()


def test_a_cell_is_found_when_its_control_is_lost(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    form = fill_form(forms["cancel_application"], context(2))
    path = written(form)
    document = docx.Document(str(path))
    found = controls(document)
    put(found["field.remark"], "手写的备注")
    put(found["filings.1.type"], "其他类")
    drop_controls(document)
    document.save(str(path))
    told = changes(form, path)
    assert {v.new for v in told.values} == {"手写的备注", "其他类"}
    assert told.texts == ()


def test_tracked_changes_count_as_they_would_print(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    form = fill_form(forms["cancel_application"], context(1, remark="原来的备注"))
    path = written(form)
    document = docx.Document(str(path))
    run = next(controls(document)["field.remark"].iter(qn("w:r")))
    old, new = (run.makeelement(qn(f"w:{kind}"), {}) for kind in ("del", "ins"))
    run.addprevious(old)
    old.append(run)
    old.addnext(new)
    new.append(docx.oxml.parse_xml(
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:t>修订后的备注</w:t></w:r>"
    ))  # fmt: skip
    document.save(str(path))
    (told,) = changes(form, path).values
    assert (told.old, told.new) == ("原来的备注", "修订后的备注")


def test_what_only_the_program_changed_since_is_no_difference(
    forms: dict[str, FormSpec], context: Any, written: Written
) -> None:
    spec = forms["cancel_application"]
    path = written(fill_form(spec, context(1, remark="导出时的备注")))
    later = fill_form(spec, context(1, remark="后来在程序里改的备注"))
    assert changes(later, path).values == ()
    document = docx.Document(str(path))
    put(controls(document)["field.remark"], "在 Word 里改的备注")
    document.save(str(path))
    (told,) = changes(later, path).values
    assert (told.new, told.also_here) == ("在 Word 里改的备注", True)


def test_words_of_this_form_alone_stand_in_the_pdf_too(
    forms: dict[str, FormSpec], context: Any
) -> None:
    known = context(1)
    known["values"] = {"commitment:organisation.name": "云图公司"}
    assert "云图公司" in {p.text for _c, line in fill_form(forms["commitment"], known).lines()
                          for p in line.pieces}  # fmt: skip
    other = fill_form(forms["cancel_application"], known).named()
    assert other["organisation.name"] == "杭州云图智能科技有限公司"


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_set_again_and_again_is_the_form_set_once(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any, form_id: str
) -> None:
    setter = form_setter(forms[form_id], fonts)
    for length in (1, 400, 30):
        known = context(30, background="同上。\n" * length, remark="备" * length)
        again, once = setter.preview(known), preview_form(forms[form_id], known, fonts)
        assert again.pdf == once.pdf
        assert again.fields == once.fields
        part = setter.preview(known, frozenset({0}))
        assert (part.page_count, part.drawn) == (once.page_count, frozenset({0}))
        assert all(box.page == 0 for boxes in part.fields.values() for box in boxes)
