"""The check of a case before export: gathers what the review looks at, returns its findings."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intake.words import read_date
from app.model.case import Case, Submission
from app.model.inventory import Filing, Organisation
from app.model.kinds import FilingStatus, SubmissionState
from app.rules.findings import Finding, Place, Severity
from app.rules.review import review
from app.rules.review_input import (
    CaseCheck,
    FormFieldCheck,
    MaterialCheck,
    OrganisationCheck,
    ReviewInput,
    SubmissionCheck,
)
from app.services.cases import submission_view, whole_case
from app.services.filing_check import filing_check
from app.services.filings import filing_row
from app.services.forms import forms_of_submission
from app.services.materials import checklist_of
from app.services.paper_editions import AUTHORISED_UNTIL
from app.services.planning import plan_is_stale
from app.services.printed_forms import outdated_scans
from app.services.tracking import get_submission
from app.services.workspace import Workspace


def check_case(ws: Workspace, case_id: int) -> tuple[Finding, ...]:
    """Return everything that is missing or contradicts in the case, blocking first."""
    with ws.read() as session:
        return findings_in(ws, session, whole_case(session, case_id))


def findings_by_submission(ws: Workspace, case_id: int) -> dict[int, tuple[Finding, ...]]:
    """Return what bears on each submission that is worked on, from one check of the case."""
    with ws.read() as session:
        case = whole_case(session, case_id)
        found = findings_in(ws, session, case)
        return {
            item.id: _bearing_on(item, found)
            for item in case.submissions
            if item.state is not SubmissionState.REPLANNED
        }


def findings_of_submission(ws: Workspace, submission_id: int) -> tuple[Finding, ...]:
    """Return the findings that bear on one submission: its own, and those of the whole case."""
    with ws.read() as session:
        item = get_submission(session, submission_id)
        case = whole_case(session, item.case_id)
        return _bearing_on(item, findings_in(ws, session, case))


def _bearing_on(item: Submission, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    mine = {link.filing_id for link in item.filing_links}
    return tuple(finding for finding in found if _bears_on(finding.place, item, mine))


def _bears_on(place: Place, item: Submission, filings: set[int]) -> bool:
    if place.submission_id is not None:
        return place.submission_id == item.id
    if place.filing_id is not None:
        return place.filing_id in filings
    if place.organisation_id is not None:
        return place.organisation_id == item.organisation_id
    return True


def findings_in(ws: Workspace, session: Session, case: Case) -> tuple[Finding, ...]:
    """Return the findings on a loaded case (see :func:`app.services.cases.whole_case`)."""
    found = list(review(_gather(ws, session, case)))
    if case.plan_accepted_at is not None and plan_is_stale(ws, session, case):
        found.append(
            Finding(
                rule_id="plan.stale",
                severity=Severity.BLOCKING,
                message="已采用的方案与现在的备案范围或事实不一致。",
                remedy="请打开“方案”步骤，查看变化后重新采用。",
                place=Place("plan"),
            )
        )
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKING))


def _gather(ws: Workspace, session: Session, case: Case) -> ReviewInput:
    rows = [filing_row(ws, link.filing) for link in case.filing_links]
    scope = {row.id for row in rows}
    organisations = session.scalars(
        select(Organisation).where(Organisation.id.in_({row.organisation_id for row in rows}))
    )
    return ReviewInput(
        today=ws.today(),
        case=CaseCheck(
            title=case.title,
            reason=case.reason,
            reason_text=case.reason_text,
            ended_on=case.ended_on,
            notice_on=case.notice_on,
            notice_where=case.notice_where,
            arrangement=case.arrangement,
            data_disposal=case.data_disposal,
            data_disposal_on=case.data_disposal_on,
            data_disposal_text=case.data_disposal_text,
            affected_product_ids=frozenset(link.product_id for link in case.product_links),
            plan_accepted=case.plan_accepted_at is not None,
        ),
        organisations=tuple(_organisation(session, item, scope) for item in organisations),
        filings=tuple(filing_check(row) for row in rows),
        submissions=tuple(
            _submission(ws, item)
            for item in case.submissions
            if item.state in (SubmissionState.PREPARING, SubmissionState.RETURNED)
        ),
    )


def _organisation(session: Session, item: Organisation, scope: set[int]) -> OrganisationCheck:
    others = session.scalars(
        select(Filing).where(
            Filing.organisation_id == item.id,
            Filing.id.not_in(scope),
            Filing.status == FilingStatus.ACTIVE,
        )
    )
    return OrganisationCheck(
        id=item.id,
        name=item.name,
        uscc=item.uscc,
        legal_representative=item.legal_representative,
        contact_name=item.contact_name,
        contact_phone=item.contact_phone,
        address=item.address,
        other_active=tuple(f.algorithm.name if f.algorithm else f.title for f in others),
    )


def _submission(ws: Workspace, item: Submission) -> SubmissionCheck:
    view = submission_view(ws, item)
    platform = ws.catalogue.get(item.platform)
    term = platform.term_for(item.kind) if platform else None
    outdated = outdated_scans(ws, item)
    fields = _fields(ws, item)
    return SubmissionCheck(
        id=item.id,
        label=view.label,
        organisation_id=item.organisation_id,
        platform=item.platform,
        platform_name=view.platform_name,
        kind=item.kind,
        mode=item.mode,
        state=item.state,
        filing_ids=tuple(link.filing_id for link in item.filing_links),
        order=item.position + 1,
        due_on=item.due_on,
        due_estimated=item.due_estimated,
        due_source=term.source if term else "",
        due_certainty=term.certainty if term else None,
        days_left=view.days_left,
        catalogue_outdated=view.catalogue_outdated,
        materials=tuple(
            MaterialCheck(
                item=material.item,
                name=material.name,
                need=material.need,
                state=material.state,
                reason=material.reason,
                n_files=len(material.files),
                applicable=material.asked,
                form=material.form_id,
                pages_lacking=material.pages_lacking,
                scan_outdated=material.item in outdated,
                term=material.paper.term if material.paper else None,
                paper_replaced=bool(material.paper and material.paper.replaced),
            )
            for material in checklist_of(ws, item)
        ),
        fields=fields,
        authorised_until=next(
            (read_date(field.value) for field in fields if field.key == AUTHORISED_UNTIL), None
        ),
    )


def _fields(ws: Workspace, item: Submission) -> tuple[FormFieldCheck, ...]:
    return tuple(
        FormFieldCheck(
            key=field.key,
            label=field.label,
            required=field.required,
            value=field.shown,
            form_title=form.title,
        )
        for form in forms_of_submission(ws, item)
        for field in form.fields
    )
