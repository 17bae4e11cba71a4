"""Cases (注销项目): which filings end together, and the facts of their termination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.errors import ConflictError, NotFoundError
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
    DataDisposal,
    EndReason,
    FilingStatus,
    ProductState,
    SubmissionKind,
    SubmissionMode,
    SubmissionState,
)
from app.rules.deadlines import working_days_left
from app.services.deadlines import renew_deadlines
from app.services.fields import Fields
from app.services.filings import LOADS, FilingRow, filing_row
from app.services.results import Result
from app.services.settings import keep_setting, setting
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
        first = self.filings[0].title if self.filings else ""
        more = f"等 {len(self.filings)} 项" if len(self.filings) > 1 else ""
        return f"{self.platform_name} · {self.mode.label}{self.kind.label} · {first}{more}"


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


@dataclass(frozen=True)
class CaseSummary:
    """A case as a line of the list; the deadline is the nearest of its open submissions."""

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
    open_ones = [s for s in case.submissions if s.state is not SubmissionState.CLOSED and s.due_on]
    nearest = min(open_ones, key=lambda s: s.due_on or date.max, default=None)
    due_on = nearest.due_on if nearest else None
    names = sorted({link.filing.organisation.name for link in case.filing_links})
    return CaseSummary(
        id=case.id,
        title=case.title,
        created_at=case.created_at,
        step=setting(ws, f"case.{case.id}.step", FIRST_STEP),
        ended_on=case.ended_on,
        filing_count=len(case.filing_links),
        organisations="、".join(names),
        submission_count=len(case.submissions),
        closed_count=sum(s.state is SubmissionState.CLOSED for s in case.submissions),
        due_on=due_on,
        due_estimated=bool(nearest and nearest.due_estimated),
        days_left=working_days_left(ws.today(), due_on, ws.calendar) if due_on else None,
    )


def case_view(ws: Workspace, case_id: int) -> CaseView:
    """Return one case in full; raise :class:`NotFoundError` when it is gone."""
    step = setting(ws, f"case.{case_id}.step", FIRST_STEP)
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
        ],
    )
    return case or get_case(session, case_id)


def create_case(ws: Workspace, title: str, filing_ids: tuple[int, ...] = ()) -> Result[int]:
    """Open a new case over ``filing_ids``; return its id.

    An empty title is made from the day. Raises :class:`FieldsError` for a title that is too
    long, :class:`ConflictError` for a filing that cannot be taken (see :func:`set_filings`).
    """
    with ws.change("case.create") as change:
        fields = Fields()
        title = fields.text("title", title, "项目名称", longest=100)
        fields.done()
        today = ws.today()
        case = Case(
            title=title or f"{today.year}年{today.month}月{today.day}日注销项目",
            created_at=change.at,
        )
        change.session.add(case)
        change.session.flush()
        _take_filings(change.session, case, filing_ids)
        change.tell(f"新建注销项目“{case.title}”", case_id=case.id)
        return change.result(case.id)


def rename_case(ws: Workspace, case_id: int, title: str) -> Result[None]:
    """Give the case another title. Raises :class:`FieldsError` when it is empty."""
    with ws.change("case.rename") as change:
        case = get_case(change.session, case_id)
        fields = Fields()
        case.title = fields.require(
            "title", fields.text("title", title, "项目名称", 100), "项目名称"
        )
        fields.done()
        change.tell(f"项目改名为“{case.title}”", case_id=case_id)
        return change.result(None)


def delete_case(ws: Workspace, case_id: int) -> Result[None]:
    """Delete a case of which nothing was handed in yet; its filings stay in the inventory.

    Raises :class:`ConflictError` when a submission has left the house: that is evidence.
    """
    with ws.change("case.delete") as change:
        case = get_case(change.session, case_id)
        if any(item.state is not SubmissionState.PREPARING for item in case.submissions):
            raise ConflictError(
                f"项目“{case.title}”中已有提交记录，不能删除。",
                "这些记录是将来答复问询的依据；如属误记，请先在“跟踪”中撤销。",
            )
        change.tell(f"删除注销项目“{case.title}”", case_id=case_id)
        change.session.delete(case)
        return change.result(None)


def set_filings(ws: Workspace, case_id: int, filing_ids: tuple[int, ...]) -> Result[None]:
    """Make the case's scope exactly ``filing_ids``.

    Raises :class:`ConflictError` for a filing that is already in another open case, or for
    taking out one whose submission has left the house.
    """
    with ws.change("case.filings") as change:
        case = get_case(change.session, case_id)
        _require_not_sent(change.session, case, set(filing_ids))
        _take_filings(change.session, case, filing_ids)
        change.tell(f"项目“{case.title}”的范围改为 {len(filing_ids)} 个备案", case_id=case_id)
        return change.result(None)


def _take_filings(session: Session, case: Case, filing_ids: tuple[int, ...]) -> None:
    wanted = dict.fromkeys(filing_ids)
    elsewhere = session.execute(
        select(Case.title, CaseFiling.filing_id)
        .join(CaseFiling)
        .join(Filing, Filing.id == CaseFiling.filing_id)
        .where(
            CaseFiling.filing_id.in_(wanted),
            CaseFiling.case_id != case.id,
            Filing.status.in_((FilingStatus.ACTIVE, FilingStatus.CANCELLING)),
        )
    ).all()
    if elsewhere:
        title, filing_id = elsewhere[0]
        filing = session.get_one(Filing, filing_id)
        name = filing.algorithm.name if filing.algorithm else filing.title
        raise ConflictError(
            f"备案“{name}”已在注销项目“{title}”中。", "请打开该项目继续办理，或先在那里移出它。"
        )
    links = {link.filing_id: link for link in case.filing_links}
    case.filing_links = [links.get(i) or CaseFiling(filing_id=i) for i in wanted]
    _drop_from_submissions(session, case, set(links) - set(wanted))


def _require_not_sent(session: Session, case: Case, wanted: set[int]) -> None:
    for submission in case.submissions:
        if submission.state is SubmissionState.PREPARING:
            continue
        for link in submission.filing_links:
            if link.filing_id not in wanted:
                name = link.filing.algorithm.name if link.filing.algorithm else link.filing.title
                raise ConflictError(
                    f"备案“{name}”所在的提交{submission.state.label}，不能移出项目。",
                    "如属误记，请先在“跟踪”中撤销该记录。",
                )


def _drop_from_submissions(session: Session, case: Case, gone: set[int]) -> None:
    """Take filings out of what is still being prepared; an empty submission goes away."""
    if not gone:
        return
    for submission in list(case.submissions):
        kept: list[SubmissionFiling] = [
            link for link in submission.filing_links if link.filing_id not in gone
        ]
        if len(kept) != len(submission.filing_links):
            submission.filing_links = kept
            if not kept:
                case.submissions.remove(submission)


def save_facts(ws: Workspace, case_id: int, facts: Facts) -> Result[None]:
    """Store the facts as they stand; what is missing or contradicts is told by the check step.

    Deadlines of the submissions still being prepared follow the day of termination. Raises
    :class:`FieldsError` only for values that cannot be kept (too long, in the future).
    """
    with ws.change("case.facts") as change:
        case = get_case(change.session, case_id)
        fields = Fields()
        case.reason = facts.reason
        case.reason_text = fields.text("reason_text", facts.reason_text, "原因说明")
        case.notice_where = fields.text("notice_where", facts.notice_where, "告知位置")
        case.arrangement = fields.text("arrangement", facts.arrangement, "用户安排")
        case.data_disposal = facts.data_disposal
        case.data_disposal_text = fields.text(
            "data_disposal_text", facts.data_disposal_text, "数据处置说明"
        )
        case.agent_name = fields.text("agent_name", facts.agent_name, "经办人姓名", 50)
        case.agent_phone = fields.text("agent_phone", facts.agent_phone, "经办人电话", 50)
        for key in ("ended_on", "notice_on", "data_disposal_on"):
            fields.plausible(key, getattr(facts, key))
        fields.done()
        case.ended_on, case.notice_on = facts.ended_on, facts.notice_on
        case.data_disposal_on = facts.data_disposal_on
        links = {link.product_id: link for link in case.product_links}
        case.product_links = [
            links.get(i) or CaseProduct(product_id=i) for i in dict.fromkeys(facts.product_ids)
        ]
        renew_deadlines(ws, case)
        change.tell(f"填写项目“{case.title}”的终止事实", case_id=case_id)
        return change.result(None)


def stop_products(ws: Workspace, case_id: int) -> Result[int]:
    """Mark the affected products that are still in use as stopped since the day of termination.

    Returns how many. Raises :class:`FieldsError` while the day is not known.
    """
    with ws.change("case.stop_products") as change:
        case = get_case(change.session, case_id)
        fields = Fields()
        if case.ended_on is None:
            fields.wrong("ended_on", "请先填写终止日期")
        fields.done()
        running = [
            link.product for link in case.product_links if link.product.state is ProductState.IN_USE
        ]
        for product in running:
            product.state, product.state_since = ProductState.STOPPED, case.ended_on
        change.tell(f"将 {len(running)} 个受影响产品标为已停用", case_id=case_id)
        return change.result(len(running))


def keep_step(ws: Workspace, case_id: int, step: str) -> None:
    """Remember which step is open, to come back to it."""
    keep_setting(ws, f"case.{case_id}.step", step)
