"""Forms: every one prints for every case, fields are found on the page, bad files are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from paper_reading import page_sizes, page_texts

from app.catalogue import load_catalogue
from app.dossier import FontSet, FormSpec, load_forms, preview_form, sheet
from app.errors import CannotPrintError, CatalogueError
from app.paths import resources
from app.pdfium import opened

FORMS = sorted(load_forms(resources() / "forms"))


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, hard spaces and line ends taken out."""
    text = "".join(page_texts(pdf))
    return text.replace("\u00a0", "").replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(("count", "kind", "empty"), [(1, "注销", True), (3, "变更", False),
                                                      (100, "注销", False)])  # fmt: skip
def test_every_form_prints_whatever_is_known(  # noqa: PLR0917
    forms: dict[str, FormSpec], fonts: FontSet, context: Any, form_id: str, count: int, kind: str,
    empty: bool,
) -> None:  # fmt: skip
    made = preview_form(forms[form_id], context(count, kind=kind, empty=empty), fonts)
    assert len(page_sizes(made.pdf)) == made.page_count
    for boxes in made.fields.values():
        for box in boxes:
            left, bottom, right, top = box.rect
            assert 0 <= box.page < made.page_count
            assert sheet.LEFT - 1 <= left < right <= sheet.LEFT + sheet.TEXT_WIDTH + 1
            assert sheet.BOTTOM - 1 <= bottom < top <= sheet.PAGE_HEIGHT - sheet.TOP + 1


@pytest.mark.parametrize("form_id", FORMS)
def test_text_stays_inside_the_text_area_of_the_standard(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any, form_id: str
) -> None:
    made = preview_form(forms[form_id], context(30), fonts)
    with opened(made.pdf) as document:
        bounds = [obj.get_bounds() for page in document for obj in page.get_objects(filter=[1])]
    for left, bottom, right, top in bounds:
        assert left >= sheet.LEFT - 2
        assert right <= sheet.LEFT + sheet.TEXT_WIDTH + 2
        assert top <= sheet.PAGE_HEIGHT - sheet.TOP + 2
        assert bottom >= sheet.BOTTOM - 2


def test_what_is_typed_wins_over_the_default(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    spec = forms["situation_statement"]
    text = text_of(preview_form(spec, context(), fonts).pdf)
    assert "本单位于2026年10月1日在APP首页公告告知用户" in text.replace(" ", "")
    typed = context(user_care="逐一电话告知。")
    text = text_of(preview_form(spec, typed, fonts).pdf)
    assert "逐一电话告知。" in text
    assert "首页公告告知用户" not in text


def test_the_law_is_cited_only_where_it_applies(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    spec = forms["situation_statement"]
    assert "第二十四条" in text_of(preview_form(spec, context(), fonts).pdf)
    other = context()
    other["submission"]["platform"] = "icp"
    assert "第二十四条" not in text_of(preview_form(spec, other, fonts).pdf)


def test_every_form_that_a_platform_asks_for_exists(forms: dict[str, FormSpec]) -> None:
    catalogue = load_catalogue(resources())
    asked = {m.form for p in catalogue.platforms.values() for m in p.materials if m.form}
    assert asked == set(forms)


def test_rare_characters_print_and_unknown_ones_are_named(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    rare = "㛃䶮镕堃翀"
    text = text_of(preview_form(forms["cancel_application"], context(remark=rare), fonts).pdf)
    assert all(character in text for character in rare)
    with pytest.raises(CannotPrintError, match=r"U\+12000"):
        preview_form(forms["cancel_application"], context(remark="前\U00012000后"), fonts)


def test_markup_and_invisible_characters_print_as_typed(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    typed = "A<b>粗</b> & {case.title} \u200b\x0b<font size=99>完"
    text = text_of(preview_form(forms["cancel_application"], context(remark=typed), fonts).pdf)
    assert "A<b>粗</b> & {case.title} <font size=99>完" in text


def test_a_signature_is_never_alone_on_a_page(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    for length in range(0, 1500, 100):
        typed = context(background="因" * length)
        made = preview_form(forms["situation_statement"], typed, fonts)
        last = page_texts(made.pdf)[-1]
        assert "盖章" in last
        assert "注销手续" in last


def test_a_cell_longer_than_a_page_goes_on_and_loses_nothing(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    words = [f"事项{place}；" for place in range(700)]
    typed = context(3, kind="变更", change_before="".join(words))
    made = preview_form(forms["change_application"], typed, fonts)
    assert made.page_count > 2
    text = text_of(made.pdf)
    assert all(word in text for word in words)


@pytest.mark.parametrize(
    "broken",
    ["id: a\ntitle: [", "id: a\ntitle: b", "- 1", "id: a\nheading: h\ntitle: t\nsource: s\n"
     "certainty: unverified\nblocks: [{type: paragraph, text: '{organisation.nmae}'}]"],
)  # fmt: skip
def test_a_broken_form_file_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / "坏表单.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueError, match="坏表单"):
        load_forms(tmp_path)
