"""What the start page shows: how much there is, what is due, what is open, what does not fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.model.case import Case, CaseFiling, Submission
from app.model.inventory import Algorithm, Filing, Organisation, Product
from app.model.kinds import FilingStatus, ProductState, SubmissionState
from app.rules.findings import Finding, StepName
from app.rules.inventory_checks import filing_gaps
from app.services.backups import BackupView, last_backup
from app.services.cases import CaseSummary, list_cases
from app.services.dates import chinese_date
from app.services.filing_check import filing_check
from app.services.filing_reading import chunks, filing_rows
from app.services.history import HistoryEntry, timeline
from app.services.inventory_table import TableQuery, filing_ids, gap_count
from app.services.platform_rules import attention
from app.services.shared_papers import PaperView, papers_due
from app.services.tracking import DeadlineRow, deadlines
from app.services.workspace import Workspace

NEAREST = 8
LATEST = 10
FIRST_GAPS = 50


@dataclass(frozen=True)
class Count:
    """How many of one kind; ``key`` is what a list filters by, ``label`` the Chinese word."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class OpenCase:
    """A case that is not finished, with the step to go on with and why, in one sentence."""

    case: CaseSummary
    next_step: StepName
    next_text: str


@dataclass(frozen=True)
class Overview:
    """The start page's read model.

    ``deadlines`` holds the nearest that carry a day, of ``deadline_count`` altogether; ``gaps``
    the first findings on single filings, of ``gap_count``. ``rules_due`` are rules of the
    platforms in use that ask to be verified again, ``rules_moved`` own rules whose shipped one
    has changed since. ``papers_due`` are shared papers that expired or soon will.
    """

    today: date
    filing_count: int
    by_status: tuple[Count, ...]
    by_platform: tuple[Count, ...]
    organisation_count: int
    product_count: int
    stopped_product_count: int
    algorithm_count: int
    deadlines: tuple[DeadlineRow, ...]
    deadline_count: int
    open_cases: tuple[OpenCase, ...]
    gaps: tuple[Finding, ...]
    gap_count: int
    events: tuple[HistoryEntry, ...]
    last_backup: BackupView | None
    has_sample: bool
    rules_due: int
    rules_moved: int
    papers_due: tuple[PaperView, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was entered yet."""
        return not (self.filing_count or self.organisation_count or self.open_cases)


def overview(ws: Workspace) -> Overview:
    """Return the start page's read model as things stand."""
    with ws.read() as session:
        by_status = _group(session, Filing.status)
        by_platform = _group(session, Filing.platform)
        products = _group(session, Product.state)
        organisation_count = _count(session, Organisation.id)
        algorithm_count = _count(session, Algorithm.id)
        sample = session.scalar(select(Organisation.id).where(Organisation.sample).limit(1))
        states = _states(session)
    gaps = inventory_gaps(ws, FIRST_GAPS)
    rows = deadlines(ws)
    due = [row for row in rows if row.due_on is not None]
    asked = {row.case_id: row for row in rows if row.is_inquiry}
    rules_due, rules_moved = attention(ws)
    return Overview(
        today=ws.today(),
        filing_count=sum(by_status.values()),
        by_status=tuple(
            Count(status.value, status.label, by_status[status])
            for status in FilingStatus
            if by_status[status]
        ),
        by_platform=_platform_counts(ws, by_platform),
        organisation_count=organisation_count,
        product_count=sum(products.values()),
        stopped_product_count=products[ProductState.STOPPED],
        algorithm_count=algorithm_count,
        deadlines=tuple(due[:NEAREST]),
        deadline_count=len(due),
        open_cases=tuple(_open_cases(list_cases(ws), states, asked)),
        gaps=gaps,
        gap_count=gap_count(ws),
        events=tuple(timeline(ws, limit=LATEST)),
        last_backup=last_backup(ws),
        has_sample=sample is not None,
        rules_due=rules_due,
        rules_moved=rules_moved,
        papers_due=tuple(papers_due(ws)),
    )


def inventory_gaps(ws: Workspace, most: int) -> tuple[Finding, ...]:
    """Return what does not fit in the inventory, filing by filing, at most so many findings."""
    today = ws.today()
    with ws.read() as session:
        links = session.execute(select(CaseFiling.filing_id, Case.title).join(Case))
        taken = {int(filing_id): title for filing_id, title in links}
    found = (
        finding
        for chunk in chunks(filing_ids(ws, TableQuery(marks=("gaps",)))[:most])
        for row in filing_rows(ws, chunk)
        for finding in filing_gaps(
            filing_check(row, taken.get(row.id, "")),
            ws.catalogue.get(row.platform),
            today,
            ws.calendar,
        )
    )
    return tuple(islice(found, most))


def _group(session: Session, column: object) -> Counter[str]:
    rows = session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return Counter({key: int(count) for key, count in rows})


def _count(session: Session, column: object) -> int:
    return int(session.scalar(select(func.count(column))) or 0)  # type: ignore[arg-type]


def _platform_counts(ws: Workspace, counts: Counter[str]) -> tuple[Count, ...]:
    """Return the counts in the catalogue's order, what it does not know last."""
    known = ws.catalogue.platforms
    order = [key for key in known if counts[key]] + sorted(set(counts) - set(known))
    return tuple(
        Count(key, known[key].short_name if key in known else key, counts[key]) for key in order
    )


def _states(session: Session) -> dict[int, list[SubmissionState]]:
    states: dict[int, list[SubmissionState]] = defaultdict(list)
    query = select(Submission.case_id, Submission.state).where(
        Submission.state != SubmissionState.REPLANNED
    )
    for case_id, state in session.execute(query):
        states[case_id].append(state)
    return states


def _open_cases(
    cases: Iterable[CaseSummary],
    states: dict[int, list[SubmissionState]],
    asked: dict[int, DeadlineRow],
) -> Iterable[OpenCase]:
    for case in cases:
        if not case.submission_count or case.closed_count < case.submission_count:
            step, text = next_thing(case, states.get(case.id, []), asked.get(case.id))
            yield OpenCase(case, step, text)


def _before_the_plan(case: CaseSummary) -> tuple[StepName, str]:
    if not case.filing_count:
        return "filings", "选择要注销的备案"
    if case.ended_on is None:
        return "facts", "填写终止日期等事实"
    return "plan", "比较并采用办理方案"


def next_thing(
    case: CaseSummary, states: list[SubmissionState], inquiry: DeadlineRow | None = None
) -> tuple[StepName, str]:
    """Return the step with which an open case goes on, and what is to be done there.

    An open ``inquiry`` of the platform comes before everything else.
    """
    if inquiry is not None:
        day = f"，{chinese_date(inquiry.due_on)}前" if inquiry.due_on else ""
        return "track", f"请先答复平台的问询{day}"
    if not states:
        return _before_the_plan(case)
    counts = Counter(states)
    if returned := counts[SubmissionState.RETURNED]:
        return "track", f"{returned} 次提交被退回，请补正后重新提交"
    if waiting := counts[SubmissionState.PREPARING]:
        return "materials", f"{waiting} 次提交待准备材料、导出并提交"
    return "track", "等待平台办结，收到注销公告后导入"
