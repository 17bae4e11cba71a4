"""The plan of a case (方案): shown three ways, chosen by the officer, kept as submissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session, object_session, selectinload

from app.errors import ConflictError, FieldsError
from app.model.case import Case, Material, MaterialFile, ScannedPage, Submission, SubmissionFiling
from app.model.kinds import FILINGS_FREE, MaterialState, SubmissionMode, SubmissionState
from app.rules.findings import Finding
from app.rules.planner import (
    ClassKey,
    Plan,
    PlanChoices,
    PlannedSubmission,
    PlanStyle,
    apply_override,
    plan_case,
    replan,
)
from app.services.cases import get_case, submission_view
from app.services.catalogue_versions import keep_version
from app.services.deadlines import renew_deadlines
from app.services.filings import FilingRow
from app.services.plan_choice import PlanChoice, choice_of, settings_of
from app.services.plan_estimates import Estimates, estimates_in
from app.services.plan_input import plan_input
from app.services.plan_records import record_of
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class ReturnedSubmission:
    """A submission that came back: it may be corrected, or its filings planned anew."""

    id: int
    label: str


@dataclass(frozen=True)
class PlanView:
    """The three plans for a case, the one chosen, and the filings for its cards.

    ``choices`` are the plans as the rules make them; ``plan`` is the one of ``choice.style`` with
    the officer's own splits. ``kept`` are the ids of submissions that have left the house and are
    not planned again; ``stale`` tells that the accepted plan no longer fits scope, facts or
    rules.
    """

    choices: PlanChoices
    plan: Plan
    choice: PlanChoice
    estimates: Estimates
    filings: dict[int, FilingRow]
    accepted: bool
    stale: bool
    kept: tuple[int, ...]
    returned: tuple[ReturnedSubmission, ...]

    def of(self, style: PlanStyle) -> Plan:
        """Return the plan to show in a style's column."""
        return self.plan if style is self.choice.style else by_style(self.choices, style)


def by_style(choices: PlanChoices, style: PlanStyle) -> Plan:
    """Return one of the three plans."""
    return {
        PlanStyle.BATCH: choices.batch,
        PlanStyle.SINGLE: choices.single,
        PlanStyle.RECOMMENDED: choices.recommended,
    }[style]


def plan_view(ws: Workspace, case_id: int) -> PlanView:
    """Compute the three plans for the case as it stands, and the chosen one."""
    with ws.read() as session:
        carried = selectinload(Case.submissions).selectinload(Submission.filing_links)
        whole = session.get(Case, case_id, options=[carried, selectinload(Case.planning)])
        case = whole or get_case(session, case_id)
        known, choice = estimates_in(session), choice_of(case)
        made = plan_input(ws, session, case, known.risk)
        choices = plan_case(
            made.filings, made.facts, ws.catalogue, ws.calendar, ws.today(),
            settings=settings_of(choice, known), sent=made.sent,
        )  # fmt: skip
        plan = by_style(choices, choice.style)
        if choice.fixed:
            plan = replan(plan, ws.catalogue, ws.calendar, fixed=choice.fixed)
        accepted = case.plan_accepted_at is not None
        return PlanView(
            choices=choices,
            plan=plan,
            choice=choice,
            estimates=known,
            filings=made.rows,
            accepted=accepted,
            stale=accepted and _differs(choices, case),
            kept=tuple(item.id for item in _sent(case)),
            returned=tuple(
                ReturnedSubmission(item.id, submission_view(ws, item).label)
                for item in case.submissions
                if item.state is SubmissionState.RETURNED
            ),
        )


def _sent(case: Case) -> list[Submission]:
    return [item for item in case.submissions if item.state not in FILINGS_FREE]


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
    ws: Workspace,
    case_id: int,
    plan: Plan,
    name: str,
    reason: str = "",
    *,
    compared: PlanChoices | None = None,
) -> Result[int]:
    """Make ``plan`` the case's plan: its submissions replace those still being prepared.

    What has left the house stays. A submission that carries the same filings to the same
    platform keeps its materials, forms and dossiers; others take over the files of checklist
    items with the same name. ``name`` is the plan's Chinese name, ``reason`` the officer's own
    words, ``compared`` the plans it was chosen among; all of it is kept with the plan's figures
    and reasons. Returns the number of submissions. Raises :class:`FieldsError` for an empty plan,
    :class:`ConflictError` where scope or a platform's rules changed since it was made.
    """
    with ws.change("case.plan") as change:
        case = get_case(change.session, case_id)
        planned_ones = [item for item in plan.submissions if item.id is None]
        if not planned_ones:
            raise FieldsError({"plan": "方案中没有可办理的备案，请先在“选择备案”中加入"})
        _require_in_scope(case, planned_ones)
        _require_same_rules(ws, planned_ones)
        old = [s for s in case.submissions if s.state is SubmissionState.PREPARING]
        first = len(case.submissions) - len(old)
        for position, planned in enumerate(planned_ones, start=first):
            _take(ws, case, planned, position, old)
        _hand_over_files(case, old)
        for item in old:
            case.submissions.remove(item)
        renew_deadlines(ws, case)
        case.plan_accepted_at, case.plan_accepted_by = change.at, ws.actor
        case.plan_records.append(
            record_of(plan, compared, name=name, reason=reason, at=change.at, actor=ws.actor)
        )
        change.tell(f"采用方案“{name}”：{len(planned_ones)} 次提交", reason=reason, case_id=case_id)
        return change.result(len(planned_ones))


def _take(
    ws: Workspace,
    case: Case,
    planned: PlannedSubmission,
    position: int,
    old: list[Submission],
) -> None:
    """Make a submission as planned, or keep the one of ``old`` that carries the same."""
    item = next((one for one in old if _is_same(one, planned)), None)
    if item is None:
        item = _new_submission(case, planned)
    else:
        old.remove(item)
    item.position, item.mode = position, planned.mode
    item.reasons = [
        {"text": r.text, "source": r.source, "certainty": r.certainty.value}
        for r in planned.reasons
    ]
    item.catalogue_version = planned.catalogue_version
    session = object_session(case)
    assert session is not None
    keep_version(session, ws.catalogue.platforms[planned.platform])
    _lay_out_materials(ws, item)


def _require_in_scope(case: Case, planned_ones: list[PlannedSubmission]) -> None:
    scope = {link.filing_id for link in case.filing_links}
    planned = {(id, item.kind) for item in planned_ones for id in item.filing_ids}
    sent = {(link.filing_id, item.kind) for item in _sent(case) for link in item.filing_links}
    if not {id for id, _ in planned} <= scope or planned & sent:
        raise ConflictError(
            "项目范围在生成方案之后改变了，这份方案已不适用。", "请重新打开方案步骤，再采用新方案。"
        )


def _require_same_rules(ws: Workspace, planned_ones: list[PlannedSubmission]) -> None:
    """Let nobody accept a plan whose reasons rest on rules that no longer stand."""
    for item in planned_ones:
        now = ws.catalogue.get(item.platform)
        if now is None or now.version != item.catalogue_version:
            name = now.short_name if now else item.platform
            raise ConflictError(
                f"平台规则在生成方案之后改变了（{name}），这份方案已不适用。",
                "请重新打开方案步骤，按现在的规则看过方案后再采用。",
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
    """Let new submissions that ask for the same item take over the files of former ones.

    ``old`` are dropped and give theirs to the first that asks. What came back and was planned
    anew stays as it was handed in: every new submission of its filings gets the same files.
    """
    new = [
        item
        for item in case.submissions
        if item not in old and item.state is SubmissionState.PREPARING
    ]
    for gone in old:
        for material in gone.materials:
            heir = next(_heirs(new, gone, material), None)
            if heir is not None:
                heir.state, heir.reason = material.state, material.reason
                heir.file_links = list(material.file_links)
                heir.scans = list(material.scans)
    for gone in case.submissions:
        if gone.state is SubmissionState.REPLANNED:
            carried = {link.filing_id for link in gone.filing_links}
            mine = [s for s in new if any(link.filing_id in carried for link in s.filing_links)]
            for material in gone.materials:
                for heir in _heirs(mine, gone, material):
                    heir.state, heir.reason = material.state, material.reason
                    heir.file_links = [
                        MaterialFile(
                            attachment_id=link.attachment_id,
                            position=link.position,
                            edits=list(link.edits),
                            merged=list(link.merged),
                            paper_id=link.paper_id,
                        )
                        for link in material.file_links
                    ]
                    heir.scans = [_same_page(page) for page in material.scans]


def _same_page(page: ScannedPage) -> ScannedPage:
    """Return a copy: with its code the words on the paper are still held against the form's."""
    return ScannedPage(
        code=page.code,
        page=page.page,
        pages=page.pages,
        source_id=page.source_id,
        place=page.place,
        turn=page.turn,
        skew_tenths=page.skew_tenths,
        seal=page.seal,
        bound_id=page.bound_id,
    )


def _heirs(new: list[Submission], gone: Submission, material: Material) -> Iterator[Material]:
    for item in new:
        if (item.organisation_id, item.platform) != (gone.organisation_id, gone.platform):
            continue
        for other in item.materials:
            untouched = not other.file_links and other.state is MaterialState.MISSING
            if other.item == material.item and untouched:
                yield other


def plan_is_stale(ws: Workspace, session: Session, case: Case) -> bool:
    """Tell whether the accepted submissions no longer match scope, facts and rules.

    The officer's own choice of batch or single is respected: only which filing goes to which
    platform with which kind is compared.
    """
    made = plan_input(ws, session, case)
    choices = plan_case(
        made.filings, made.facts, ws.catalogue, ws.calendar, ws.today(), sent=made.sent
    )
    return _differs(choices, case)


def _differs(choices: PlanChoices, case: Case) -> bool:
    wanted = {
        (filing_id, item.kind)
        for item in choices.single.submissions
        if item.id is None
        for filing_id in item.filing_ids
    }
    have = {
        (link.filing_id, item.kind)
        for item in case.submissions
        if item.state is SubmissionState.PREPARING
        for link in item.filing_links
    }
    return wanted != have
