"""The plan of a case (方案): shown three ways, chosen by the officer, kept as submissions."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ConflictError, FieldsError
from app.model.case import Case, Material, Submission, SubmissionFiling
from app.model.kinds import MaterialState, SubmissionMode, SubmissionState
from app.rules.findings import Finding
from app.rules.planner import (
    CaseFacts,
    ClassKey,
    FilingFacts,
    Plan,
    PlanChoices,
    PlannedSubmission,
    ProductUseFact,
    apply_override,
    plan_case,
)
from app.services.cases import Facts, facts_of, get_case
from app.services.catalogue_versions import keep_version
from app.services.deadlines import renew_deadlines
from app.services.filings import FilingRow, filing_row
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class PlanView:
    """The three plans for a case, and the filings for their cards.

    ``kept`` are the ids of submissions that have left the house and are not planned again;
    ``stale`` tells that the accepted plan no longer fits scope, facts or rules.
    """

    choices: PlanChoices
    filings: dict[int, FilingRow]
    accepted: bool
    stale: bool
    kept: tuple[int, ...]


def plan_view(ws: Workspace, case_id: int) -> PlanView:
    """Compute the three plans for the case as it stands."""
    with ws.read() as session:
        case = get_case(session, case_id)
        facts, planned, rows = _planner_input(ws, case)
        choices = plan_case(planned, facts, ws.catalogue, ws.calendar, ws.today())
        accepted = case.plan_accepted_at is not None
        return PlanView(
            choices=choices,
            filings=rows,
            accepted=accepted,
            stale=accepted and _differs(choices, case),
            kept=tuple(item.id for item in _sent(case)),
        )


def _planner_input(
    ws: Workspace, case: Case
) -> tuple[CaseFacts, tuple[FilingFacts, ...], dict[int, FilingRow]]:
    rows = {link.filing_id: filing_row(ws, link.filing) for link in case.filing_links}
    sent = {link.filing_id for item in _sent(case) for link in item.filing_links}
    facts = facts_of(case)
    planned = tuple(filing_facts(row, facts) for row in rows.values() if row.id not in sent)
    return (
        CaseFacts(
            reason=facts.reason,
            ended_on=facts.ended_on,
            affected_product_ids=frozenset(facts.product_ids),
            data_disposal=facts.data_disposal,
            agent_acts=bool(case.agent_name),
        ),
        planned,
        rows,
    )


def _sent(case: Case) -> list[Submission]:
    return [item for item in case.submissions if item.state is not SubmissionState.PREPARING]


def filing_facts(row: FilingRow, facts: Facts) -> FilingFacts:
    """Turn an inventory row into what the planner decides on."""
    affected = set(facts.product_ids)
    return FilingFacts(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        platform=row.platform,
        title=row.title,
        number=row.number,
        type=row.type,
        role=row.role,
        status=row.status,
        products=tuple(
            ProductUseFact(
                product_id=use.product_id,
                name=use.name,
                kind=use.kind.label,
                in_use=use.running and use.product_id not in affected,
            )
            for use in row.products
        ),
        problems=row.problems,
    )


def switch_plan(
    ws: Workspace, plan: Plan, key: ClassKey, mode: SubmissionMode
) -> tuple[Plan, tuple[Finding, ...]]:
    """Let the officer plan one group (organisation, platform, kind) as batch or as single.

    Returns the new plan and the findings of checking it again. Raises :class:`ConflictError`
    where the platform's rule forbids it.
    """
    made = apply_override(plan, key, mode, ws.catalogue, ws.calendar)
    if made.refused:
        raise ConflictError(made.refused, "请保持单个提交；平台规则有变化时，请先更新平台目录。")
    return made.plan, made.findings


def accept_plan(
    ws: Workspace, case_id: int, plan: Plan, name: str, reason: str = ""
) -> Result[int]:
    """Make ``plan`` the case's plan: its submissions replace those still being prepared.

    What has left the house stays. A submission that carries the same filings to the same
    platform keeps its materials, forms and dossiers; others take over the files of checklist
    items with the same name. ``name`` is the plan's Chinese name, ``reason`` the officer's own
    words. Returns the number of submissions. Raises :class:`FieldsError` for an empty plan.
    """
    with ws.change("case.plan") as change:
        case = get_case(change.session, case_id)
        if not plan.submissions:
            raise FieldsError({"plan": "方案中没有可办理的备案，请先在“选择备案”中加入"})
        _require_in_scope(case, plan)
        old = [s for s in case.submissions if s.state is SubmissionState.PREPARING]
        first = len(case.submissions) - len(old)
        for position, planned in enumerate(plan.submissions, start=first):
            same = next((item for item in old if _is_same(item, planned)), None)
            item = same or _new_submission(case, planned)
            if same is not None:
                old.remove(same)
            item.position, item.mode = position, planned.mode
            item.reasons = [
                {"text": r.text, "source": r.source, "certainty": r.certainty.value}
                for r in planned.reasons
            ]
            item.catalogue_version = planned.catalogue_version
            keep_version(change.session, ws.catalogue.platforms[planned.platform])
            _lay_out_materials(ws, item)
        _hand_over_files(case, old)
        for item in old:
            case.submissions.remove(item)
        renew_deadlines(ws, case)
        case.plan_accepted_at, case.plan_accepted_by = change.at, ws.actor
        change.tell(
            f"采用方案“{name}”：{len(plan.submissions)} 次提交", reason=reason, case_id=case_id
        )
        return change.result(len(plan.submissions))


def _require_in_scope(case: Case, plan: Plan) -> None:
    scope = {link.filing_id for link in case.filing_links}
    planned = {filing_id for item in plan.submissions for filing_id in item.filing_ids}
    sent = {link.filing_id for item in _sent(case) for link in item.filing_links}
    if not planned <= scope or planned & sent:
        raise ConflictError(
            "项目范围在生成方案之后改变了，这份方案已不适用。", "请重新打开方案步骤，再采用新方案。"
        )


def _is_same(item: Submission, planned: PlannedSubmission) -> bool:
    return (
        item.organisation_id == planned.organisation_id
        and item.platform == planned.platform
        and item.kind is planned.kind
        and {link.filing_id for link in item.filing_links} == set(planned.filing_ids)
    )


def _new_submission(case: Case, planned: PlannedSubmission) -> Submission:
    item = Submission(
        organisation_id=planned.organisation_id,
        platform=planned.platform,
        kind=planned.kind,
        mode=planned.mode,
        state=SubmissionState.PREPARING,
    )
    item.filing_links = [
        SubmissionFiling(filing_id=filing_id, position=position)
        for position, filing_id in enumerate(planned.filing_ids)
    ]
    case.submissions.append(item)
    return item


def _lay_out_materials(ws: Workspace, item: Submission) -> None:
    """Give the submission one row for each checklist item of its platform and kind."""
    wanted = [
        material.id
        for material in ws.catalogue.platforms[item.platform].materials
        if item.kind in material.for_kinds
    ]
    known = {material.item for material in item.materials}
    item.materials.extend(
        Material(item=key, state=MaterialState.MISSING, reason="")
        for key in wanted
        if key not in known
    )


def _hand_over_files(case: Case, old: list[Submission]) -> None:
    """Move attached files of dropped submissions to the new ones that ask for the same item."""
    for gone in old:
        for material in gone.materials:
            heir = next(
                (
                    other
                    for item in case.submissions
                    if item not in old
                    and item.organisation_id == gone.organisation_id
                    and item.platform == gone.platform
                    for other in item.materials
                    if other.item == material.item and not other.file_links
                ),
                None,
            )
            if heir is not None:
                heir.state, heir.reason = material.state, material.reason
                heir.file_links = list(material.file_links)
                heir.scans = list(material.scans)


def plan_is_stale(ws: Workspace, case: Case) -> bool:
    """Tell whether the accepted submissions no longer match scope, facts and rules.

    The officer's own choice of batch or single is respected: only which filing goes to which
    platform with which kind is compared.
    """
    facts, planned, _ = _planner_input(ws, case)
    return _differs(plan_case(planned, facts, ws.catalogue, ws.calendar, ws.today()), case)


def _differs(choices: PlanChoices, case: Case) -> bool:
    wanted = {
        (filing_id, item.kind)
        for item in choices.recommended.submissions
        for filing_id in item.filing_ids
    }
    have = {
        (link.filing_id, item.kind)
        for item in case.submissions
        if item.state is SubmissionState.PREPARING
        for link in item.filing_links
    }
    return wanted != have
