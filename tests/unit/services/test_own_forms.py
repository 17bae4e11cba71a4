"""The firm's own versions of forms: written, refused, undone, printed everywhere, compared."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from paper_reading import page_texts
from planned import planned_submission

from app.dossier import content_of, own_spec, texts_of
from app.dossier.template import BLANK, fill
from app.errors import BadInputError, ConflictError, FieldsError, NotFoundError
from app.model.case import Dossier
from app.model.own_rules import OwnForm
from app.progress import Silent
from app.services.dossiers import export_dossier
from app.services.form_marks import Marks
from app.services.form_preview import LiveForm
from app.services.form_templates import (
    TemplatePreview,
    list_templates,
    lost_in,
    template_view,
)
from app.services.form_word import WordReading, WordText
from app.services.forms import form_context
from app.services.history import undo
from app.services.materials import checklist
from app.services.own_forms import keep_form, marked, restore_form, save_form, sound_content
from app.services.printed_forms import papers_of
from app.services.rules_export import export_rules
from app.services.rules_import import Incoming, import_rules, preview_rules
from app.services.tracking import get_submission
from app.services.word_texts import keep_texts, keepable
from app.services.workspace import Workspace

FORM = "authorisation"


def written(ws: Workspace, form_id: str = FORM) -> dict[str, Any]:
    return copy.deepcopy(template_view(ws, form_id).content)


def test_every_shipped_text_is_shown_without_raw_names_and_reads_back_the_same(
    ws: Workspace,
) -> None:
    for spec in ws.shipped_forms.values():
        shown = marked(spec, content_of(spec))
        assert not [text for text in texts_of(shown) if "{" in text.text]
        assert sound_content(spec, shown) == content_of(spec)
        labels = [mark for _title, marks in Marks(spec).menu() for mark in marks]
        assert len(labels) == len(set(labels))


def test_an_own_version_is_what_every_caller_gets_until_it_is_undone(ws: Workspace) -> None:
    mine = written(ws)
    mine["heading"] = "授权书（〔主体名称〕）"
    result = save_form(ws, FORM, mine)
    assert ws.forms[FORM].heading == "授权书（{organisation.name}）"
    assert ws.forms[FORM].source == "本单位版本，文字由本单位修改"
    assert result.summary == "修改《授权委托书》的本单位版本"
    row = next(row for row in list_templates(ws) if row.form_id == FORM)
    assert (row.own, row.moved, row.unfit) == (True, False, False)
    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert ws.forms[FORM].heading == "授权委托书"


def test_restoring_and_writing_what_is_shipped_leave_no_own_version(ws: Workspace) -> None:
    mine = written(ws)
    mine["heading"] = "授权书"
    save_form(ws, FORM, mine)
    restore_form(ws, FORM)
    assert ws.forms[FORM] == ws.shipped_forms[FORM]
    with pytest.raises(NotFoundError):
        restore_form(ws, FORM)
    save_form(ws, FORM, mine)
    mine["heading"] = "授权委托书"
    save_form(ws, FORM, mine)
    with ws.read() as session:
        assert session.query(OwnForm).count() == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("由〔主体名〕办理", "是否应为“〔主体名称〕”"),
        ("由〔主体名称办理", "没有配对的“〕”"),
        ("由主体名称〕办理", "没有配对的“〔”"),
        ("由{organisation.name}办理", "不能直接书写"),
        ("由〔本项的名称〕办理", "只能用在列表的列中"),
        ("　\n ", "不能为空"),
        ("字" * 4001, "超过 4000 字"),
        ("有\x07的", "U+0007"),
    ],
)
def test_a_bad_text_is_refused_by_name_and_changes_nothing(
    ws: Workspace, text: str, told: str
) -> None:
    mine = written(ws)
    mine["blocks"][1]["text"] = text.replace("　", "")
    with pytest.raises(FieldsError) as refused:
        save_form(ws, FORM, mine)
    assert told in refused.value.fields["blocks/1/text"]
    assert refused.value.fields["blocks/1/text"].startswith("段落 1：")
    assert ws.forms[FORM] == ws.shipped_forms[FORM]


def test_a_year_of_a_document_number_is_no_mark(ws: Workspace) -> None:
    mine = written(ws)
    mine["blocks"][1]["text"] = "京网〔2026〕8 号"
    save_form(ws, FORM, mine)
    assert ws.forms[FORM].blocks[1].text == "京网〔2026〕8 号"  # type: ignore[union-attr]


def test_the_signature_cannot_be_lost_and_a_lost_field_is_told(ws: Workspace) -> None:
    mine = written(ws)
    mine["blocks"] = [block for block in mine["blocks"] if block["type"] != "signature"]
    with pytest.raises(BadInputError, match="必须有落款"):
        save_form(ws, FORM, mine)
    mine = written(ws)
    del mine["blocks"][2]["rows"][3]
    assert lost_in(ws, FORM, mine) == ("经办人身份证号",)
    assert lost_in(ws, FORM, written(ws)) == ()


def test_a_newer_shipped_text_is_compared_and_kept_or_taken(ws: Workspace) -> None:
    mine = written(ws)
    mine["heading"] = "授权书"
    save_form(ws, FORM, mine)
    new = content_of(ws.shipped_forms[FORM])
    new["blocks"][3]["text"] = "新的委托权限。"
    spec = own_spec(ws.shipped_forms[FORM], new)
    assert spec is not None
    ws.shipped_forms[FORM] = spec
    view = template_view(ws, FORM)
    assert view.row.moved
    differing = [row for row in view.comparison if row.differs]
    assert [row.label for row in differing] == ["大标题", "段落 2"]
    assert differing[0].cells == ("授权委托书", "授权书", "授权委托书")
    assert differing[1].cells[2] == "新的委托权限。"
    keep_form(ws, FORM)
    assert not template_view(ws, FORM).row.moved
    assert ws.forms[FORM].heading == "授权书"


def test_the_preview_without_a_case_prints_the_marks(ws: Workspace) -> None:
    preview = TemplatePreview(ws, FORM)
    assert preview.draw(written(ws)).page_count == 1
    assert preview.told == "还没有用到这份表单的提交，预览中以标记代替内容。"


def codes(ws: Workspace, submission_id: int) -> dict[str, str]:
    with ws.read() as session:
        papers = papers_of(ws, get_submission(session, submission_id))
        return {paper.form_id: paper.code for paper in papers.values()}


def test_dossier_page_code_and_preview_follow_the_own_version_and_the_dossier_keeps_it(
    ws: Workspace,
) -> None:
    submission = planned_submission(ws)[1]
    form_id = next(m.form_id for m in checklist(ws, submission) if m.form_id and m.asked)
    live = LiveForm(ws, submission, form_id)
    live.draw({})
    before = codes(ws, submission)
    first = export_dossier(ws, submission).value
    mine = written(ws, form_id)
    place = next(at for at, block in enumerate(mine["blocks"]) if block["type"] == "paragraph")
    added = {"type": "paragraph", "text": "本单位另行说明：〔主体名称〕负责。", "style": "body"}
    mine["blocks"].insert(place, {**added, "when": ""})
    save_form(ws, form_id, mine)
    after = codes(ws, submission)
    assert {key for key in before if before[key] != after[key]} == {form_id}
    dossier = export_dossier(ws, submission).value
    assert any("本单位另行说明" in text for text in page_texts(dossier.path))
    with ws.read() as session:
        kept = [session.get_one(Dossier, d.id).inputs["templates"] for d in (first, dossier)]
    assert kept[0][form_id] == content_of(ws.shipped_forms[form_id])
    assert "本单位另行说明：{organisation.name}负责。" in str(kept[1][form_id])
    live.read_anew()
    assert live.draw({}).pdf == LiveForm(ws, submission, form_id).draw({}).pdf
    assert TemplatePreview(ws, form_id).draw(mine).page_count >= 1


def test_a_text_changed_in_word_keeps_its_placeholders_or_is_not_offered(ws: Workspace) -> None:
    submission = planned_submission(ws)[1]
    with ws.read() as session:
        name = get_submission(session, submission).organisation.name
    spec = ws.forms["situation_statement"]
    first = next(block for block in spec.blocks if "organisation.name" in "".join(block.texts()))
    with ws.read() as session:
        context = form_context(ws, get_submission(session, submission))
    old = fill("".join(first.texts()), {**context, "field": spec.values(context)}, BLANK)
    kept = WordText(old, f"兹说明：{old}特此报告。")
    lost = WordText(old, old.replace(name, "另一家公司"))
    reading = WordReading(submission, spec.id, spec.title, "", "说明.docx", (), (kept,), 0)
    assert keepable(ws, replace(reading, texts=(lost, WordText("", "新的一段。")))) == {}
    with pytest.raises(ConflictError):
        keep_texts(ws, reading, (lost,))
    assert ws.forms[spec.id] == ws.shipped_forms[spec.id]
    assert keep_texts(ws, reading, (kept,)).value == 1
    texts = [text.text for text in texts_of(content_of(ws.forms[spec.id]))]
    assert f"兹说明：{''.join(first.texts())}特此报告。" in texts


def test_own_forms_travel_in_the_file_of_rules(ws: Workspace, tmp_path: Path) -> None:
    mine = written(ws)
    mine["heading"] = "授权书"
    save_form(ws, FORM, mine)
    target = tmp_path / "规则.zip"
    export_rules(ws, target, Silent())
    (same,) = preview_rules(ws, target, Silent()).offers
    assert (same.platform_name, same.title, same.state) == (
        "表单模板", "授权委托书", Incoming.SAME,
    )  # fmt: skip
    mine["heading"] = "另一份授权书"
    save_form(ws, FORM, mine)
    (differs,) = preview_rules(ws, target, Silent()).offers
    assert differs.state is Incoming.DIFFERS
    assert [row.cells for row in differs.rows if row.differs] == [("另一份授权书", "授权书")]
    restore_form(ws, FORM)
    (new,) = preview_rules(ws, target, Silent()).offers
    assert new.state is Incoming.NEW
    taken = import_rules(ws, target, [new.key], Silent())
    assert ws.forms[FORM].heading == "授权书"
    assert taken.changes.event_id is not None
    undo(ws, taken.changes.event_id)
    assert ws.forms[FORM] == ws.shipped_forms[FORM]


def test_an_unfit_form_of_a_file_is_told_and_not_taken(ws: Workspace, tmp_path: Path) -> None:
    with ws.change("test") as change:
        bad = {"heading": "授权书{organisation.secret}", "blocks": [{"type": "unknown"}]}
        change.session.add(OwnForm(form=FORM, value=bad, based_on={}, changed_at=change.at))
        change.tell("放入不符的文字")
    assert ws.forms[FORM] == ws.shipped_forms[FORM]
    export_rules(ws, tmp_path / "规则.zip", Silent())
    (offer,) = preview_rules(ws, tmp_path / "规则.zip", Silent()).offers
    assert (offer.state, offer.why) == (Incoming.UNFIT, "文字与本机的这份表单不符")


@pytest.mark.parametrize("heads", [["很长的标题" * 200], [f"第{at}个标题" for at in range(60)]])
def test_headings_that_fill_more_than_a_page_are_printed_whole(
    ws: Workspace, heads: list[str]
) -> None:
    mine = written(ws)
    blocks = [{"type": "heading", "when": "", "level": 1, "text": text} for text in heads]
    mine["blocks"] = [*blocks, *mine["blocks"]]
    save_form(ws, FORM, mine)
    shown = "".join("".join(page_texts(TemplatePreview(ws, FORM).draw(mine).pdf)).split())
    assert shown.count("很长的标题") == 200 if len(heads) == 1 else all(h in shown for h in heads)
