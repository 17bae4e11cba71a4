"""Reading cases (注销项目): which filings end together, and the facts of their termination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.errors import NotFoundError
from app.model.case import (
    Case,
    CaseFiling,
    CaseProduct,
    Material,
    MaterialFile,
    Submission,
    SubmissionFiling,
)
from app.model.inventory import Filing, FilingProduct, Product
from app.model.kinds import (
    SUBMISSION_OVER,
    DataDisposal,
    EndReason,
    ProductState,
    SubmissionKind,
    SubmissionMode,
    SubmissionState,
)
from app.rules.case_progress import Count
from app.rules.deadlines import working_days_left
from app.services.filings import LOADS, FilingRow, filing_row
from app.services.settings import setting
from app.services.workspace import Workspace

FIRST_STEP = "filings"


@dataclass(frozen=True)
class ReasonLine:
    """One sentence of why, with its source and its certainty (the word shown)."""

    text: str
    source: str
    certainty: str


@dataclass(frozen=True)
class SubmissionView:
    """One application as shown on a card; ``days_left`` are working days, negative when past."""

    id: int
    case_id: int
    organisation_id: int
    organisation_name: str
    platform: str
    platform_name: str
    kind: SubmissionKind
    mode: SubmissionMode
    state: SubmissionState
    filings: tuple[FilingRow, ...]
    reasons: tuple[ReasonLine, ...]
    due_on: date | None
    due_estimated: bool
    days_left: int | None
    catalogue_version: str
    catalogue_outdated: bool

    @property
    def label(self) -> str:
        """A short name: platform, kind, mode and what it carries."""
        titles = [row.title for row in self.filings]
        return _label(self.platform_name, self.mode, self.kind, titles)


def _label(platform: str, mode: SubmissionMode, kind: SubmissionKind, titles: Sequence[str]) -> str:
    first = titles[0] if titles else ""
    more = f"等 {len(titles)} 项" if len(titles) > 1 else ""
    return f"{platform} · {mode.label}{kind.label} · {first}{more}"


def submission_label(ws: Workspace, item: Submission) -> str:
    """Return the short name of a loaded submission, without reading all of it."""
    filings = [link.filing for link in item.filing_links]
    titles = [row.algorithm.name if row.algorithm else row.title for row in filings]
    return _label(ws.platform_name(item.platform), item.mode, item.kind, titles)


@dataclass(frozen=True)
class Facts:
    """The facts of termination, as entered so far."""

    reason: EndReason | None = None
    reason_text: str = ""
    ended_on: date | None = None
    notice_on: date | None = None
    notice_where: str = ""
    arrangement: str = ""
    data_disposal: DataDisposal | None = None
    data_disposal_on: date | None = None
    data_disposal_text: str = ""
    agent_name: str = ""
    agent_phone: str = ""
    product_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class CandidateProduct:
    """A product that uses a filing of the case; it may be among the affected ones."""

    id: int
    label: str
    organisation_name: str
    state: ProductState
    state_since: date | None
    affected: bool


@dataclass(frozen=True)
class CaseView:
    """A case with all that the wizard's pages need."""

    id: int
    title: str
    created_at: datetime
    step: str
    facts: Facts
    filings: tuple[FilingRow, ...]
    products: tuple[CandidateProduct, ...]
    submissions: tuple[SubmissionView, ...]
    plan_accepted_at: datetime | None
    plan_accepted_by: str

    @property
    def live(self) -> tuple[SubmissionView, ...]:
        """The submissions one works on: without those that came back and were planned anew."""
        return tuple(s for s in self.submissions if s.state is not SubmissionState.REPLANNED)


@dataclass(frozen=True)
class CaseSummary:
    """A case as a line of the list; the deadline is the nearest of its open submissions.

    ``materials`` counts those ready of its open submissions, None where that was not asked for.
    """

    id: int
    title: str
    created_at: datetime
    step: str
    ended_on: date | None
    filing_count: int
    organisations: str
    submission_count: int
    closed_count: int
    due_on: date | None
    due_estimated: bool
    days_left: int | None
    materials: Count | None = None


def step_key(case_id: int) -> str:
    """Return the setting that holds the step a case is at."""
    return f"case.{case_id}.step"


def list_cases(ws: Workspace) -> list[CaseSummary]:
    """Return all cases, newest first."""
    with ws.read() as session:
        query = (
            select(Case)
            .options(
                selectinload(Case.filing_links)
                .selectinload(CaseFiling.filing)
                .selectinload(Filing.organisation),
                selectinload(Case.submissions),
            )
            .order_by(Case.id.desc())
        )
        cases = list(session.scalars(query))
    return [_summary(ws, case) for case in cases]


def _summary(ws: Workspace, case: Case) -> CaseSummary:
    open_ones = [s for s in case.submissions if s.state not in SUBMISSION_OVER and s.due_on]
    nearest = min(open_ones, key=lambda s: s.due_on or date.max, default=None)
    due_on = nearest.due_on if nearest else None
    names = sorted({link.filing.organisation.name for link in case.filing_links})
    return CaseSummary(
        id=case.id,
        title=case.title,
        created_at=case.created_at,
        step=setting(ws, step_key(case.id), FIRST_STEP),
        ended_on=case.ended_on,
        filing_count=len(case.filing_links),
        organisations="、".join(names),
        submission_count=sum(s.state is not SubmissionState.REPLANNED for s in case.submissions),
        closed_count=sum(s.state is SubmissionState.CLOSED for s in case.submissions),
        due_on=due_on,
        due_estimated=bool(nearest and nearest.due_estimated),
        days_left=working_days_left(ws.today(), due_on, ws.calendar) if due_on else None,
    )


def case_view(ws: Workspace, case_id: int) -> CaseView:
    """Return one case in full; raise :class:`NotFoundError` when it is gone."""
    step = setting(ws, step_key(case_id), FIRST_STEP)
    with ws.read() as session:
        case = whole_case(session, case_id)
        filings = session.scalars(
            select(Filing)
            .join(CaseFiling)
            .where(CaseFiling.case_id == case_id)
            .options(*LOADS)
            .order_by(CaseFiling.id)
        )
        return CaseView(
            id=case.id,
            title=case.title,
            created_at=case.created_at,
            step=step,
            facts=facts_of(case),
            filings=tuple(filing_row(ws, item) for item in filings),
            products=_candidates(session, case),
            submissions=tuple(submission_view(ws, item) for item in case.submissions),
            plan_accepted_at=case.plan_accepted_at,
            plan_accepted_by=case.plan_accepted_by,
        )


def facts_of(case: Case) -> Facts:
    """Return a loaded case's facts."""
    return Facts(
        reason=case.reason,
        reason_text=case.reason_text,
        ended_on=case.ended_on,
        notice_on=case.notice_on,
        notice_where=case.notice_where,
        arrangement=case.arrangement,
        data_disposal=case.data_disposal,
        data_disposal_on=case.data_disposal_on,
        data_disposal_text=case.data_disposal_text,
        agent_name=case.agent_name,
        agent_phone=case.agent_phone,
        product_ids=tuple(link.product_id for link in case.product_links),
    )


def _candidates(session: Session, case: Case) -> tuple[CandidateProduct, ...]:
    affected = {link.product_id for link in case.product_links}
    used = (
        select(FilingProduct.product_id)
        .join(CaseFiling, CaseFiling.filing_id == FilingProduct.filing_id)
        .where(CaseFiling.case_id == case.id)
    )
    query = (
        select(Product)
        .where(Product.id.in_(used) | Product.id.in_(affected))
        .options(selectinload(Product.organisation))
        .order_by(Product.name, Product.kind)
    )
    return tuple(
        CandidateProduct(
            id=item.id,
            label=f"{item.name}（{item.kind.label}）",
            organisation_name=item.organisation.name,
            state=item.state,
            state_since=item.state_since,
            affected=item.id in affected,
        )
        for item in session.scalars(query)
    )


def submission_view(ws: Workspace, item: Submission) -> SubmissionView:
    """Turn a loaded submission into its plain view."""
    platform = ws.catalogue.platforms.get(item.platform)
    return SubmissionView(
        id=item.id,
        case_id=item.case_id,
        organisation_id=item.organisation_id,
        organisation_name=item.organisation.name,
        platform=item.platform,
        platform_name=platform.short_name if platform else item.platform,
        kind=item.kind,
        mode=item.mode,
        state=item.state,
        filings=tuple(filing_row(ws, link.filing) for link in item.filing_links),
        reasons=tuple(ReasonLine(**reason) for reason in item.reasons),
        due_on=item.due_on,
        due_estimated=item.due_estimated,
        days_left=working_days_left(ws.today(), item.due_on, ws.calendar) if item.due_on else None,
        catalogue_version=item.catalogue_version,
        catalogue_outdated=platform is None or platform.version != item.catalogue_version,
    )


def get_case(session: Session, case_id: int) -> Case:
    """Return the case; raise :class:`NotFoundError` when it is gone."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFoundError("这个注销项目已不存在。", "它可能刚被删除，请返回列表。")
    return case


def whole_case(session: Session, case_id: int) -> Case:
    """Return the case with all that hangs on it, read in a fixed number of queries.

    Raises :class:`NotFoundError` when it is gone.
    """
    submissions = selectinload(Case.submissions)
    files = submissions.selectinload(Submission.materials).selectinload(Material.file_links)
    case = session.get(
        Case,
        case_id,
        options=[
            selectinload(Case.filing_links).selectinload(CaseFiling.filing).options(*LOADS),
            selectinload(Case.product_links).selectinload(CaseProduct.product),
            selectinload(Case.form_values),
            submissions.selectinload(Submission.organisation),
            submissions.selectinload(Submission.form_values),
            submissions.selectinload(Submission.dossiers),
            submissions.selectinload(Submission.filing_links).selectinload(SubmissionFiling.filing),
            files.selectinload(MaterialFile.attachment),
            files.selectinload(MaterialFile.paper),
            submissions.selectinload(Submission.materials).selectinload(Material.scans),
        ],
    )
    return case or get_case(session, case_id)
