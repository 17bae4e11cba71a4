"""Word documents of forms are tied to their submission, form and wording."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from app.errors import BadInputError, ConflictError, NotFoundError
from app.model.kinds import DataDisposal, EndReason, FilingStatus
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.dossiers import export_dossier
from app.services.filings import list_filings
from app.services.form_word import read_word, take_word, write_form, write_forms
from app.services.forms import FieldView, forms_of, save_form_value
from app.services.history import undo
from app.services.planning import accept_plan, plan_view
from app.services.sample import load_sample
from app.services.workspace import Workspace

FORM = "cancel_application"


@pytest.fixture
def submissions(ws: Workspace) -> list[int]:
    """The submissions of a case of the sample firm."""
    load_sample(ws, Silent())
    rows = [
        row
        for row in list_filings(ws)
        if row.status is FilingStatus.ACTIVE
        and row.platform == "cac-algorithm"
        and not row.problems
    ]
    mine = [row.id for row in rows if row.organisation_id == rows[2].organisation_id][:2]
    case_id = create_case(ws, "停服项目", tuple(mine)).value
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED,
        ended_on=date(2026, 11, 16),
        product_ids=tuple(product.id for product in case_view(ws, case_id).products),
        arrangement="已退费。",
        data_disposal=DataDisposal.NONE_HELD,
        notice_on=date(2026, 11, 1),
        notice_where="首页",
        agent_name="王小明",
        agent_phone="13800000000",
    )
    save_facts(ws, case_id, facts)
    accept_plan(ws, case_id, plan_view(ws, case_id).choices.recommended, "推荐")
    return [item.id for item in case_view(ws, case_id).submissions]


def field(ws: Workspace, submission_id: int, key: str) -> FieldView:
    form = next(f for f in forms_of(ws, submission_id) if f.form_id == FORM)
    return next(f for f in form.fields if f.key == key)


def edit(path: Path, **values: str) -> None:
    """Type into the controls (``_`` for ``.`` once) and save, as Word does."""
    document: Any = docx.Document(str(path))
    for control in document.element.iter(qn("w:sdt")):
        tag = control.find(f".//{qn('w:tag')}").get(qn("w:val"))
        text = values.get(tag.replace(".", "_", 1))
        if text is not None:
            for waiting in list(control.iter(qn("w:showingPlcHdr"))):
                waiting.getparent().remove(waiting)
            first, *others = control.iter(qn("w:t"))
            first.text = text
            for other in others:
                other.getparent().remove(other)
    document.save(str(path))


def test_taken_values_are_one_step_and_reach_the_dossier(
    ws: Workspace, submissions: list[int], tmp_path: Path
) -> None:
    path = write_form(ws, submissions[0], FORM, tmp_path / "a.docx")
    edit(path, field_remark="新备注", organisation_address="新住所")
    reading = read_word(ws, submissions[0], FORM, path)
    assert {(v.label, v.where) for v in reading.values} == {("住所", "台账"), ("备注", "")}
    chosen = {value.name: value.new for value in reading.values}
    done = take_word(ws, reading, chosen)
    assert done.value == 2
    assert "2 处改动" in done.summary
    assert read_word(ws, submissions[0], FORM, path).same
    assert field(ws, submissions[0], "remark").shown == "新备注"
    made = export_dossier(ws, submissions[0]).value
    with ws.read() as session:
        from app.model.case import Dossier

        (context,) = session.get_one(Dossier, made.id).inputs["contexts"]
    assert context["values"][f"{FORM}:organisation.address"] == "新住所"
    assert context["organisation"]["address"] != "新住所"
    assert done.changes.event_id is not None
    undo(ws, done.changes.event_id)
    assert not read_word(ws, submissions[0], FORM, path).same


def test_a_day_is_understood_and_what_is_none_cannot_be_taken(
    ws: Workspace, submissions: list[int], tmp_path: Path
) -> None:
    form = "authorisation"
    path = write_form(ws, submissions[0], form, tmp_path / "a.docx")
    edit(path, field_authorised_until="2027-3-1", field_agent_id_number="1" * 30)
    reading = read_word(ws, submissions[0], form, path)
    by_name = {value.name: value for value in reading.values}
    assert by_name["field.authorised_until"].new == "2027年3月1日"
    assert "超过 18 字" in by_name["field.agent_id_number"].problem
    with pytest.raises(ConflictError):
        take_word(ws, reading, {"field.agent_id_number": "1" * 30})
    edit(path, field_authorised_until="明年春天")
    value = read_word(ws, submissions[0], form, path).values[-1]
    assert "不是日期" in value.problem


def test_a_document_of_elsewhere_is_refused(
    ws: Workspace, submissions: list[int], tmp_path: Path
) -> None:
    path = write_form(ws, submissions[0], FORM, tmp_path / "a.docx")
    with pytest.raises(ConflictError, match="不是《承诺书》"):
        read_word(ws, submissions[0], "commitment", path)
    with pytest.raises(ConflictError, match="另一次提交"):
        read_word(ws, submissions[1], FORM, path)
    spec = ws.forms[FORM]
    ws.forms[FORM] = spec.model_copy(update={"heading": "新的标题"})
    with pytest.raises(ConflictError, match="以前的文字"):
        read_word(ws, submissions[0], FORM, path)
    plain = tmp_path / "b.docx"
    docx.Document().save(str(plain))
    with pytest.raises(BadInputError, match="不是从清备导出的表单"):
        read_word(ws, submissions[0], FORM, plain)
    with pytest.raises(NotFoundError):
        write_form(ws, submissions[0], "no_such_form", tmp_path / "c.docx")
    assert not (tmp_path / "c.docx").exists()


def test_what_equals_the_default_goes_on_following_it(
    ws: Workspace, submissions: list[int], tmp_path: Path
) -> None:
    default = field(ws, submissions[0], "cancel_reason").default
    save_form_value(ws, submissions[0], FORM, "cancel_reason", "另写的原因")
    path = write_form(ws, submissions[0], FORM, tmp_path / "a.docx")
    edit(path, field_cancel_reason=default)
    reading = read_word(ws, submissions[0], FORM, path)
    take_word(ws, reading, {value.name: value.new for value in reading.values})
    assert field(ws, submissions[0], "cancel_reason").value == ""


def test_a_place_that_cannot_be_written_is_told_and_the_old_file_stays(
    ws: Workspace, submissions: list[int], tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match="不存在"):
        write_form(ws, submissions[0], FORM, tmp_path / "没有" / "a.docx")
    with pytest.raises(BadInputError, match="不存在"):
        write_forms(ws, submissions[0], tmp_path / "没有")
    assert write_forms(ws, submissions[0], tmp_path, whole_case=True) == 2 * len(
        forms_of(ws, submissions[0])
    )
