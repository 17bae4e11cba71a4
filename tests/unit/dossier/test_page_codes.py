"""The code on every generated page: where it stands, what it says, what its words are made from."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from paper_reading import page_picture, page_texts
from reportlab.platypus import PageBreak

from app.dossier import FontSet, FormSpec, form_words, sheet, what_changed, words_hash
from app.dossier import page_codes as codes
from app.dossier.document import write_pages
from app.dossier.form_pages import form_flow
from app.dossier.page_codes import CodedPaper, coded
from app.dossier.typeset import Typesetter
from app.intake.scans.codes import find_code


def set_forms(forms: dict[str, FormSpec], fonts: FontSet, context: Any, *ids: str) -> bytes:
    setter = Typesetter(fonts)
    flow: list[Any] = []
    for place, form_id in enumerate(ids):
        paper = CodedPaper(f"3F7K2M9{place}", forms[form_id].title)
        flow += [*coded(form_flow(forms[form_id], context(60), setter), paper), PageBreak()]
    out = BytesIO()
    write_pages(out, flow, setter, "试")
    return out.getvalue()


def test_every_page_says_which_it_is(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    made = set_forms(forms, fonts, context, "filing_list", "commitment")
    found = []
    for place, page_text in enumerate(page_texts(made)):
        code = find_code(page_picture(made, place, 200).convert("L"))
        assert code is not None
        found.append((code.code.paper, code.code.page, code.code.pages))
        text = page_text.replace("\u00a0", " ")
        assert f"第{code.code.page}页/共{code.code.pages}页" in text
        assert "清备 3F7K-2M9" in text
    whole = found[0][2]
    assert whole > 1
    assert found[:whole] == [("3F7K2M90", page, whole) for page in range(1, whole + 1)]
    rest = len(found) - whole
    assert found[whole:] == [("3F7K2M91", page, rest) for page in range(1, rest + 1)]


def test_the_code_leaves_text_and_page_number_alone() -> None:
    top = codes.BOTTOM + codes.SIDE
    assert top < sheet.FOLIO_TOP - sheet.FOLIO_SIZE
    assert top < sheet.BOTTOM
    assert codes.BOTTOM >= 5 * sheet.MM  # what printers do not reach
    assert 14 * sheet.MM <= codes.SIDE <= 16 * sheet.MM


def test_the_same_input_gives_the_same_bytes(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    assert set_forms(forms, fonts, context, "commitment") == set_forms(
        forms, fonts, context, "commitment"
    )


def test_the_symbol_is_drawn_and_not_a_picture(
    forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    with pikepdf.open(BytesIO(set_forms(forms, fonts, context, "commitment"))) as pdf:
        assert not pdf.pages[0].get_images()


@pytest.mark.parametrize("form_id", ["cancel_application", "filing_list", "authorisation"])
def test_the_words_are_what_is_printed(
    forms: dict[str, FormSpec], context: Any, form_id: str
) -> None:
    words = form_words(forms[form_id], context(2))
    assert any("杭州云图智能科技有限公司" in text or "云图" in text for _name, text in words)
    assert words_hash(words) == words_hash(form_words(forms[form_id], context(2)))
    assert words_hash(words) != words_hash(form_words(forms[form_id], context(3)))


def test_what_changed_is_told_by_name(forms: dict[str, FormSpec], context: Any) -> None:
    spec = forms["cancel_application"]
    before = form_words(spec, context(1))
    after = form_words(spec, context(1, remark="补充说明"))
    assert what_changed(before, before) == ()
    assert what_changed(before, after) == ("“备注”由“空”改为“补充说明”",)
    longer = form_words(spec, context(2))
    assert any("第 2 行" in told for told in what_changed(before, longer))
    statement = forms["situation_statement"]
    told = what_changed(form_words(statement, context(1)), form_words(statement, context(2)))
    assert "正文有改动" in told
