"""The portal's fields: in its order, filing after filing, what is missing leads to its place."""

from __future__ import annotations

from upload_case import PLATFORM, planned_case

from app.progress import Silent
from app.rules.findings import Place
from app.services.case_changes import save_facts
from app.services.cases import Facts, case_view
from app.services.forms import save_form_value
from app.services.portal import PortalLine, clear_filled, keep_filled, portal_checklist
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule
from app.services.workspace import Workspace


def _line(ws: Workspace, submission_id: int, label: str) -> PortalLine:
    found = portal_checklist(ws, submission_id).lines
    return next(line for line in found if line.label == label)


def test_the_fields_stand_in_the_portals_order_with_their_evidence(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    found = portal_checklist(ws, submission)
    sections = list(dict.fromkeys(line.section for line in found.lines))
    assert sections == ["主体信息", "算法信息", "产品及功能信息", "注销原因"]
    assert found.portal == "https://beian.cac.gov.cn"
    assert all(line.certainty.label == "待核实" and line.source for line in found.lines)
    assert _line(ws, submission, "主体名称").value == "示例云览信息技术（北京）有限公司"
    assert _line(ws, submission, "终止日期").value == "2026年11月16日"


def test_a_batch_asks_for_each_filing(ws: Workspace) -> None:
    case_id, submission = planned_case(ws, batch=True)
    item = next(s for s in case_view(ws, case_id).submissions if s.id == submission)
    if len(item.filings) < 2:  # the batch was not offered for an unknown rule
        return
    lines = [x for x in portal_checklist(ws, submission).lines if x.label == "备案编号"]
    assert [line.value for line in lines] == [row.number for row in item.filings]
    assert lines[0].section.startswith("算法信息 1/2：")


def test_a_value_that_is_missing_leads_to_where_it_is_entered(ws: Workspace) -> None:
    case_id, submission = planned_case(ws)
    save_facts(ws, case_id, Facts())
    assert _line(ws, submission, "终止日期").value == ""
    assert _line(ws, submission, "终止日期").place == Place("facts", field="ended_on")
    assert _line(ws, submission, "原因说明").place.step == "forms"
    assert _line(ws, submission, "备案编号").place.filing_id is not None
    assert _line(ws, submission, "住所").place.organisation_id is not None


def test_the_portal_is_told_what_the_form_says(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    save_form_value(ws, submission, "cancel_application", "cancel_reason", "业务整体关停。")
    assert _line(ws, submission, "原因说明").value == "业务整体关停。"


def test_what_was_filled_in_counts_until_its_value_changes(ws: Workspace) -> None:
    case_id, submission = planned_case(ws)
    for label in ("终止日期", "主体名称"):
        keep_filled(ws, submission, _line(ws, submission, label), filled=True)
    assert _line(ws, submission, "终止日期").filled
    save_facts(ws, case_id, Facts())
    assert not _line(ws, submission, "终止日期").filled
    assert _line(ws, submission, "主体名称").filled
    keep_filled(ws, submission, _line(ws, submission, "主体名称"), filled=False)
    assert not _line(ws, submission, "主体名称").filled
    keep_filled(ws, submission, _line(ws, submission, "主体名称"), filled=True)
    clear_filled(ws, submission)
    assert not _line(ws, submission, "主体名称").filled


def test_the_firm_adds_a_field_of_its_own(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    fields = [
        {
            "label": "申请单位", "value": "organisation.name", "source": "平台页面",
            "certainty": "practice", "verified_on": "2026-11-20",
        }
    ]  # fmt: skip
    rule = RuleRef(PLATFORM, "portal_fields")
    save_rule(ws, rule, {"portal_fields": fields}, CheckInput(ws.today()), Silent())
    (line,) = portal_checklist(ws, submission).lines
    assert (line.label, line.section) == ("申请单位", "填报信息")
